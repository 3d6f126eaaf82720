from __future__ import annotations

import time
import zipfile

import openpyxl
import pandas as pd
import pytest
from adjoin.geo.findings import UseError
from adjoin.services.inventory_headings import HEADINGS
from adjoin.services.inventory_words import INSTRUMENTS, ROLES
from adjoin.services.provision_source import Provision, read_provision
from adjoin.services.taxonomy import load_services
from adjoin.services.template import EXPLAINED, write_template

SERVICES = load_services()
AGENCIES = pd.DataFrame(
    {"agency_id": ["0100", "=1+1", "@b"], "name": ["Alder", "=HYPERLINK(A1)", "+Birch"],
     "level": "city"}, dtype="str",
)  # fmt: skip
FACILITIES = pd.DataFrame(
    {"service": ["clerk", "clerk", "fleet"], "agency_id": ["0100", "0100", "=1+1"]}, dtype="str"
)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("region", [{}, {"agencies": AGENCIES, "facilities": FACILITIES}])
def test_a_template_is_read_as_it_is_and_says_nothing(tmp_path, suffix, region):
    write_template(tmp_path / f"t.{suffix}", services=SERVICES, **region)
    source = read_provision(Provision(path=f"t.{suffix}"), base=tmp_path, taxonomy=SERVICES)
    assert len(source.rows) == 0
    rules = [(f.severity, f.rule) for f in source.findings]
    assert rules == [("note", "row-unanswered")] * bool(region) + [("warning", "no-rows")]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_filled_in_is_read_with_ids_as_they_are(tmp_path, suffix):
    path = tmp_path / f"t.{suffix}"
    write_template(path, services=SERVICES, agencies=AGENCIES, facilities=FACILITIES)
    if suffix == "csv":
        lines = path.read_text().splitlines()
        assert lines[0] == ",".join(EXPLAINED)
        assert lines[2].startswith("'=1+1,fleet,")
        path.write_text("\n".join([lines[0], lines[1], lines[2].replace("fleet,", "fleet,buys")]))
    else:
        book = openpyxl.load_workbook(path)
        assert book["inventory"]["A3"].data_type == "s"
        book["inventory"]["C3"] = "buys"
        book["inventory"]["D3"] = "0100"
        book.save(path)
    source = read_provision(Provision(path=path.name), base=tmp_path, taxonomy=SERVICES)
    assert source.rows[["agency_text", "service", "role"]].to_numpy().tolist() == [
        ["=1+1", "fleet", "buys"]
    ]
    if suffix == "xlsx":
        assert source.rows.loc[0, "counterparty_text"] == "0100"


def test_the_workbook_explains_itself_and_lists_what_may_be_chosen(tmp_path):
    write_template(tmp_path / "t.xlsx", services=SERVICES, agencies=AGENCIES)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["inventory", "words", "services", "agencies"]
    assert [cell.value for cell in book["inventory"][1]] == list(HEADINGS)
    words = {row[0].value for row in book["words"].rows}
    assert words >= {*HEADINGS, *ROLES, *INSTRUMENTS}
    assert [row[0].value for row in book["services"].rows][1:] == list(SERVICES)
    ids = [row[0] for row in book["agencies"].rows][1:]
    assert [cell.value for cell in ids] == ["0100", "=1+1", "@b"]
    assert all(cell.data_type == "s" for row in book["agencies"].rows for cell in row)
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in book["inventory"].data_validations.dataValidation
    }
    assert rules["C2"] == f'"{",".join(ROLES)}"'
    assert rules["E2"] == f'"{",".join(INSTRUMENTS)}"'
    assert rules["B2"] == f"services!$A$2:$A${len(SERVICES) + 1}"
    assert rules["A2"] == rules["D2"] == "agencies!$A$2:$A$4"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_same_template_has_the_same_bytes_at_any_time(tmp_path, suffix):
    options = {"services": SERVICES, "agencies": AGENCIES, "facilities": FACILITIES}
    write_template(tmp_path / f"a.{suffix}", **options)
    time.sleep(2.1)  # zip and openpyxl write the moment, to two seconds
    mixed = {"agencies": AGENCIES.iloc[::-1], "facilities": FACILITIES.iloc[::-1]}
    write_template(tmp_path / f"b.{suffix}", **(options | mixed))
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    if suffix == "xlsx":
        with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
            assert {entry.date_time[0] for entry in book.infolist()} == {2000}
            assert b"2000-01-01T00:00:00Z</dcterms:modified>" in book.read("docProps/core.xml")


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(UseError, match=r"no \.csv and no \.xlsx"):
        write_template(tmp_path / "t.ods", services=SERVICES)
