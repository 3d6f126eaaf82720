"""What region.toml may say, and every fault of one at once."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import pyproj
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

from .geo.findings import DataError, Finding
from .services.region_faults import meanings, type_faults
from .services.service import Level, Service
from .services.taxonomy import load_services, with_services

DEFAULT_MINUTES = 10.0
"""Standard of services for which neither the region nor the taxonomy has a number."""


def _as_columns(value: Any) -> Any:
    """One column name as a list of one; anything else is for the type to judge."""
    return (value,) if isinstance(value, str) else value


def _as_date_text(value: Any) -> Any:
    """A date that TOML knows as such, as text."""
    return value.isoformat() if type(value) is datetime.date else value


def _known_crs(text: str) -> str:
    """The text, when PROJ knows it as a coordinate reference system."""
    try:
        pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise ValueError(
            "is no known coordinate reference system; write it as EPSG:4326"
        ) from error
    return text


def _agency_by(given: dict[str, Any]) -> Literal["column", "contains"]:
    """Read the agency from its column where one is named, else from where the point lies."""
    columns = given.get("columns")
    return "contains" if columns is None or columns.agency is None else "column"


Text = Annotated[str, Field(min_length=1)]
Crs = Annotated[Text, AfterValidator(_known_crs)]
Date = Annotated[
    str, BeforeValidator(_as_date_text), Field(pattern=r"^\d{4}(-[01]\d(-[0-3]\d)?)?$")
]
Columns = Annotated[
    tuple[Text, ...],
    BeforeValidator(_as_columns),
    Field(min_length=1, strict=False),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ]
        }
    ),
]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Distance = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Table(BaseModel):
    """A table of the file: immutable, no other keys, no guessing of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def given(self) -> dict[str, Any]:
        """The keys that were written, by the name they have in the file."""
        return self.model_dump(by_alias=True, exclude_none=True)


class AgencyColumns(_Table):
    """Which column of a source of agencies holds what."""

    id: Columns | None = Field(default=None, description="One or several, joined by '-'.")
    name: Text | None = None
    level: Text | None = None
    parent: Text | None = Field(default=None, description="Id of the agency that governs this one.")
    population: Text | None = None


class _Source(_Table):
    """A file and how to read it."""

    path: Text = Field(description="Relative to the folder of region.toml.")
    layer: Text | None = Field(default=None, description="Where the file has several.")
    where: Text | None = Field(default=None, description="SQL condition on the attributes.")
    crs: Crs | None = Field(default=None, description="Only where the file does not say.")
    date: Date | None = Field(default=None, description="What the data describe: YYYY, -MM, -DD.")
    attribution: Text | None = Field(default=None, description="Shown on every map.")

    @property
    def label(self) -> str:
        """What messages call the source: its path, with its layer where one is named."""
        return self.path if self.layer is None else f"{self.path}[{self.layer}]"


class Agencies(_Source):
    """A source of agencies."""

    columns: AgencyColumns
    level: Level | None = Field(default=None, description="Of every row; or columns.level.")
    id_prefix: str = Field(default="", description="Put before every id.")


class FacilityColumns(_Table):
    """Which column of a source of facilities holds what."""

    id: Columns | None = Field(default=None, description="One or several, joined by '-'.")
    name: Text | None = None
    agency: Text | None = Field(default=None, description="Id or name of the agency.")
    service: Text | None = None
    x: Text | None = Field(default=None, description="For tables; longitude in EPSG:4326.")
    y: Text | None = None

    def xy(self) -> tuple[str, str] | None:
        """The columns of a table that hold its places; None where they are not named."""
        return None if self.x is None or self.y is None else (self.x, self.y)


class Facilities(_Source):
    """A source of facilities."""

    columns: FacilityColumns = FacilityColumns()
    service: Text | None = Field(default=None, description="Of every row; or columns.service.")
    agency_by: Literal["column", "contains"] = Field(
        default_factory=_agency_by,
        description="From columns.agency, or the agency that the point lies in. "
        "When left out: column where columns.agency stands, else contains.",
    )


class NodeColumns(_Table):
    """Which column of the node table holds what."""

    id: Text
    x: Text
    y: Text


class StreetColumns(_Table):
    """Which column of the streets holds what."""

    from_: Text | None = Field(
        default=None, alias="from", description="Id of the node it starts at."
    )
    to: Text | None = None
    length_m: Text | None = None
    speed_mph: Text | None = None
    speed_kmh: Text | None = None
    minutes: Text | None = None
    oneway: Text | None = None


class Streets(_Source):
    """The street network: centrelines, or a directed edge table with its nodes."""

    nodes: Text | None = Field(default=None, description="File of the nodes of an edge table.")
    node_columns: NodeColumns | None = None
    columns: StreetColumns = StreetColumns()
    mode: Literal["drive", "walk"] = "drive"
    max_snap_m: Positive = 1000.0
    speed_factor: Positive = Field(default=1.0, description="Multiplies street speeds.")


class Analysis(_Table):
    """The numbers of the analysis."""

    minutes: dict[str, Positive] = Field(
        default={}, description="Standard by service id, and 'default' (10 when left out)."
    )
    tolerance_m: Distance = Field(
        default=15.0, description="Gaps and overlaps of borders up to this."
    )
    near_m: Distance = Field(default=1000.0, description="Agencies within this are near.")

    @property
    def default_minutes(self) -> float:
        """Standard of services that neither the region nor the taxonomy has a number for."""
        return self.minutes.get("default", DEFAULT_MINUTES)


class Region(_Table):
    """A region: its sources and the numbers of its analysis, as region.toml says them.

    Built directly, each key is checked by itself; `Region.load` also checks what keys mean
    together.
    """

    name: Text
    units: Literal["metric", "us"] = Field(default="metric", description="On map and report only.")
    fictional: bool = Field(default=False, description="Made-up data; said on every output.")
    agencies: tuple[Agencies, ...] = Field(min_length=1, strict=False)
    facilities: tuple[Facilities, ...] = Field(default=(), strict=False)
    streets: Streets | None = Field(default=None, description="Straight lines when left out.")
    analysis: Analysis = Analysis()
    services: tuple[Service, ...] = Field(
        default=(),
        strict=False,
        description="New services, or changes to known ones, field by field.",
    )
    base: SkipJsonSchema[Path] = Field(default=Path(), exclude=True)

    def at(self, path: str) -> Path:
        """Where a path of the file is: relative to `base`, the folder of region.toml."""
        return self.base / path

    def files(self) -> list[tuple[str, str, Agencies | Facilities | Streets]]:
        """Every file of the region: what it is read as, its path as written, and who names it."""
        named: list[tuple[str, str, Agencies | Facilities | Streets]] = []
        named += [("agencies", source.path, source) for source in self.agencies]
        named += [("facilities", source.path, source) for source in self.facilities]
        if self.streets is not None:
            named.append(("streets", self.streets.path, self.streets))
            if self.streets.nodes is not None:
                named.append(("nodes", self.streets.nodes, self.streets))
        return named

    def taxonomy(self) -> dict[str, Service]:
        """The shipped services with those of the region added or laid over."""
        return with_services(load_services(), self.services)

    @classmethod
    def load(cls, path: str | Path) -> Region:
        """Read a region.toml.

        Parameters
        ----------
        path
            The file; `base` becomes its folder. The files that it names are not opened.

        Returns
        -------
        Region
            Lists as tuples, an id column as a tuple of columns.

        Raises
        ------
        DataError
            The file is missing, is not TOML, or has faults: all of them, each with its key.
        """
        path = Path(path)
        document = _read_toml(path)
        faults = list(meanings(document))
        if "base" in document:  # a field for Python, not a key of the file
            faults.append(("base", "unknown-key", "'base' is not known here; leave it out"))
        region = None
        try:
            region = cls.model_validate({**document, "base": path.parent})
        except ValidationError as error:
            faults += type_faults(error, region_schema())
        if region is None or faults:
            raise DataError(
                Finding("error", path.name, item, rule, message)
                for item, rule, message in sorted(set(faults))
            )
        return region


def region_schema() -> dict[str, Any]:
    """The JSON schema of region.toml, for editors and for other programs.

    Returns
    -------
    dict
        JSON Schema 2020-12; a new mapping on every call.

    Examples
    --------
    >>> from adjoin.region import region_schema
    >>> region_schema()["required"]
    ['name', 'agencies']
    """
    schema = _without_null(Region.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "region.toml of adjoin",
    }


def _without_null(node: Any) -> Any:
    """A schema without null, which TOML does not have: a key is left out instead."""
    if isinstance(node, list):
        return [_without_null(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _without_null(part) for key, part in node.items() if part is not None}
    choices = [choice for choice in kept.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept


def _read_toml(path: Path) -> dict[str, Any]:
    """The document, or one finding why there is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line \d+", str(error))
        item, rule = place[0] if place else "end of file", "toml-syntax"
        message = (
            f"is not TOML: {error}; texts need quotes, every bracket its partner, and a path is "
            "written with / or in single quotes"
        )
    except UnicodeDecodeError as error:
        item, rule = f"byte {error.start}", "encoding"
        message = "is not UTF-8 text; save it as UTF-8"
    except OSError as error:
        item, rule = "", "missing-file"
        message = f"{path} cannot be read ({error.strerror}); give the path of a region.toml"
    raise DataError([Finding("error", path.name, item, rule, message)])
