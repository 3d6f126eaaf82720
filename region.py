"""What region.toml may say, and every fault of one at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema

from .boundaries.agency_source import Agencies
from .boundaries.people_source import People
from .geo.files.described import DescribedFile, Distance, Positive, Table, Text
from .geo.findings import DataError, Finding
from .geo.streets.source import Streets
from .services.facility_source import Facilities
from .services.region_faults import meanings, type_faults
from .services.service import Service
from .services.taxonomy import load_services, with_services

LARGEST_BYTES, LONGEST_LINE = 1024**2, 10_000
"""A region.toml is written by hand; what is larger was made otherwise, and may take forever to parse."""

DEFAULT_MINUTES = 10.0
"""Standard of services for which neither the region nor the taxonomy has a number."""


def _as_list(value: Any) -> Any:
    """One table as a list of one; anything else is for the type to judge."""
    return (value,) if isinstance(value, dict) else value


class NamedFile(NamedTuple):
    """A file that region.toml names.

    Parameters
    ----------
    role
        What it is read as: agencies, facilities, people, streets, nodes, join.
    path
        As it is written.
    label
        What messages call it.
    described
        The table of region.toml that names it.
    """

    role: str
    path: str
    label: str
    described: DescribedFile

    def record(self) -> dict[str, str | None]:
        """The file as lists of sources show it."""
        date, attribution = self.described.date, self.described.attribution
        return {"role": self.role, "label": self.label, "date": date, "attribution": attribution}


class Analysis(Table):
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


class Region(Table):
    """A region: its sources and the numbers of its analysis, as region.toml says them.

    Built directly, each key is checked by itself; `Region.load` also checks what keys mean
    together.
    """

    name: Text
    units: Literal["metric", "us"] = Field(default="metric", description="On map and report only.")
    fictional: bool = Field(default=False, description="Made-up data; said on every output.")
    agencies: tuple[Agencies, ...] = Field(min_length=1, strict=False)
    facilities: tuple[Facilities, ...] = Field(default=(), strict=False)
    people: Annotated[
        tuple[People, ...],
        BeforeValidator(_as_list, json_schema_input_type=People | tuple[People, ...]),
    ] = Field(default=(), strict=False, description="One table, or several.")
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

    def files(self) -> list[NamedFile]:
        """Every file of the region, with the second tables that are joined."""
        return list(self._files())

    def _files(self) -> Iterator[NamedFile]:
        tables: tuple[tuple[str, tuple[DescribedFile, ...]], ...] = (
            ("agencies", self.agencies),
            ("facilities", self.facilities),
            ("people", self.people),
            ("streets", () if self.streets is None else (self.streets,)),
        )
        for role, described in tables:
            for source in described:
                yield NamedFile(role, source.path, source.label, source)
                if source.join is not None:
                    yield NamedFile("join", source.join.path, source.join.path, source)
        if self.streets is not None and self.streets.nodes is not None:
            yield NamedFile("nodes", self.streets.nodes, self.streets.nodes, self.streets)

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
    item, rule = "", "missing-file"
    try:
        return tomllib.loads(_text_of(path))
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
        message = f"{path} cannot be read ({error.strerror}); give the path of a region.toml"
    except RecursionError:
        rule, message = "toml-syntax", "brackets stand within brackets too deeply; write it flatter"
    except ValueError as error:  # a whole number of thousands of digits
        rule, message = "toml-syntax", f"cannot be read as TOML: {error}"
    raise DataError([Finding("error", path.name, item, rule, message)])


def _text_of(path: Path) -> str:
    """The text of a region.toml, if it is a file that a person could have written."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise _unreadable(path, "is no file but a pipe or a device; give the path of a region.toml")
    with path.open("rb") as stream:
        content = stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise _unreadable(
            path, f"has more than {LARGEST_BYTES} bytes; give the path of a region.toml"
        )
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        message = f"has a line of {longest} letters, more than {LONGEST_LINE}; part it, or mend it"
        raise _unreadable(path, message)
    return text


def _unreadable(path: Path, message: str) -> DataError:
    """Build the error for a file that is no region.toml."""
    return DataError([Finding("error", path.name, "", "toml-syntax", message)])
