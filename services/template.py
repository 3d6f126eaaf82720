"""An empty inventory for people to fill in, which is read as it is."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from ..geo.files.writing import csv_text
from ..geo.findings import UseError
from .inventory_words import INSTRUMENTS, ROLES
from .provision_source import SHEET
from .service import Service

#: What each column holds, in the order of the template.
EXPLAINED: Final[Mapping[str, str]] = {
    "agency": "Id or name of the agency that the row is about.",
    "service": "Id, name or another name of the service; all of them stand on the sheet services.",
    "role": "What the agency does for the service: one of the roles below.",
    "counterparty": "Id or name of the other agency: who sells, who is served, the joint authority.",
    "instrument": "What the two have agreed on: one of the instruments below.",
    "annual_cost": "Dollars a year, as 1200000. Blank where it is not known, never 0.",
    "fte": "Staff in full-time equivalents. Blank where it is not known, never 0.",
    "start": "When it began: YYYY, YYYY-MM or YYYY-MM-DD.",
    "end": "When it ends or ended, in the same way.",
    "source": "Where this is from: a budget, a contract, a questionnaire.",
}

_ROLES: Final[Mapping[str, str]] = {
    "provides": "has it, with its own people and for itself; leave the counterparty blank",
    "produces": "does it for the counterparty",
    "owns": "owns the building or the plant that the counterparty uses",
    "funds": "pays for it, or is a member of the joint authority (the counterparty) that does it",
    "buys": "has it done by the counterparty",
}

_INSTRUMENTS: Final[Mapping[str, str]] = {
    "handshake": "nothing in writing; both still do it",
    "MOU": "a memorandum of understanding or agreement; both still do it",
    "mutual aid": "each helps the other when asked",
    "automatic aid": "the nearest unit goes without being asked",
    "contract": "one does it for the other, for a price",
    "JPA": "a joint powers authority or agreement",
    "special district": "a district that was formed for it",
    "none": "no agreement",
}

# Excel's grid ends here; a list stays usable well before.
_ROWS: Final = 5000
_DATE: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_ZIP_DATE: Final = (2000, 1, 1, 0, 0, 0)


def write_template(
    path: Path,
    *,
    services: Mapping[str, Service],
    agencies: pd.DataFrame | None = None,
    facilities: pd.DataFrame | None = None,
) -> None:
    """Write an inventory to fill in, as .csv or .xlsx.

    `adjoin.services.provision_source.read_provision` reads it as it is; rows without a role and
    anything else to say are passed over. The same arguments give the same bytes.

    Parameters
    ----------
    path
        A workbook has a sheet with the headings, and lists to choose services, roles, instruments
        and agencies from, and sheets that explain the words, the services and the agencies.
    services
        All services by id, in the order of the list.
    agencies
        agency_id, name, level of a region's agencies; None for a template for any region.
    facilities
        service and agency_id: each agency gets a row for each service that it has a facility of,
        with the role left blank.

    Raises
    ------
    UseError
        The suffix is neither `.csv` nor `.xlsx`.
    """
    suffix = path.suffix.casefold()
    if suffix not in (".csv", ".xlsx"):
        raise UseError(f"{path.name!r} is no .csv and no .xlsx; give the template one of the two")
    rows: list[tuple[str, str]] = []
    if facilities is not None:
        known = facilities[facilities["agency_id"].notna()]
        rows = sorted(set(zip(known["agency_id"], known["service"], strict=True)))
    if suffix == ".csv":
        table = pd.DataFrame(rows, columns=["agency", "service"], dtype="str")
        text = csv_text(table.reindex(columns=list(EXPLAINED)))
        path.write_text(text, encoding="utf-8", newline="")
    else:
        path.write_bytes(_workbook(rows, services, agencies))


def _workbook(
    rows: Sequence[tuple[str, str]],
    services: Mapping[str, Service],
    agencies: pd.DataFrame | None,
) -> bytes:
    """The workbook, without the moment at which it was made."""
    import openpyxl  # here, for it is slow to import and few runs need it

    book = openpyxl.Workbook()
    book.properties.creator = "adjoin"
    book.properties.created = _DATE
    sheet = book.active
    sheet.title = SHEET
    _fill(sheet, [tuple(EXPLAINED), *rows], widths=(28, 28, 12, 28, 17, 14, 8, 12, 12, 34))
    for column in "ABCDEHIJ":
        # As text, so that 0100 keeps its zero, and 2019-07 is no day.
        sheet.column_dimensions[column].number_format = "@"
    words = [("column or word", "what it means"), *EXPLAINED.items()]
    words += [("", ""), ("role", "what the agency does"), *_ROLES.items()]
    words += [("", ""), ("instrument", "what the two agreed on"), *_INSTRUMENTS.items()]
    _fill(book.create_sheet("words"), words, widths=(20, 90))
    listed = [
        (service.id, service.name, service.family or "", ", ".join(service.aliases))
        for service in services.values()
    ]
    heads = ("service", "name", "family", "also called")
    _fill(book.create_sheet("services"), [heads, *listed], widths=(32, 36, 28, 90))
    known = [] if agencies is None else agencies.sort_values("agency_id", kind="stable")[
        ["agency_id", "name", "level"]
    ].itertuples(index=False, name=None)  # fmt: skip
    ours = [("agency", "name", "level"), *known]
    _fill(book.create_sheet("agencies"), ours, widths=(28, 48, 18))
    _lists(sheet, services=len(listed), agencies=len(ours) - 1)
    made = io.BytesIO()
    book.save(made)
    return _undated(made.getvalue())


def _fill(sheet: Any, rows: Sequence[Sequence[str]], *, widths: Sequence[int]) -> None:
    """Write rows of text, the first of them as a heading that stays in view."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for number, row in enumerate(rows, start=1):
        for position, text in enumerate(row, start=1):
            if text == "" or pd.isna(text):
                continue
            cell = sheet.cell(number, position)
            cell.value = _printable(str(text))
            # Text is text: openpyxl would take what begins with "=" for a formula.
            cell.data_type = "s"
            cell.number_format = "@"
            if number == 1:
                cell.font = Font(bold=True)
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"


def _printable(text: str) -> str:
    """Text without the control characters that a workbook cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _lists(sheet: Any, *, services: int, agencies: int) -> None:
    """Lists to choose from; other names of services and agencies may be typed as well."""
    from openpyxl.worksheet.datavalidation import DataValidation

    def add(column: str, formula: str, *, strict: bool) -> None:
        rule = DataValidation(
            type="list", formula1=formula, allow_blank=True, showErrorMessage=True,
            errorStyle="stop" if strict else "warning", errorTitle="adjoin",
            error="Choose one of the list." if strict else "It is not on the list; keep it?",
        )  # fmt: skip
        rule.add(f"{column}2:{column}{_ROWS}")
        sheet.add_data_validation(rule)

    if agencies:
        add("A", f"agencies!$A$2:$A${agencies + 1}", strict=False)
        add("D", f"agencies!$A$2:$A${agencies + 1}", strict=False)
    add("B", f"services!$A$2:$A${services + 1}", strict=False)
    add("C", f'"{",".join(ROLES)}"', strict=True)
    add("E", f'"{",".join(INSTRUMENTS)}"', strict=False)


def _undated(content: bytes) -> bytes:
    """A workbook without the moment that openpyxl and zip write into it."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                stamp = f"{_DATE.isoformat()}Z".encode()
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            member = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # the same on every platform
            archive.writestr(member, part)
    return packed.getvalue()
