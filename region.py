"""What region.toml may say, and every fault of one at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema

from .boundaries.agency_source import Agencies
from .boundaries.deciding import ACCEPT
from .boundaries.people_source import People
from .geo.files.described import DescribedFile, Distance, Positive, Table, Text
from .geo.files.toml_text import read_toml
from .geo.findings import DataError, Finding
from .geo.streets.source import Streets
from .maps.manifest import SETTINGS
from .services.facility_source import Facilities
from .services.presets import load_presets, read_presets, with_presets
from .services.provision_source import Provision
from .services.region_faults import meanings, type_faults
from .services.service import Service
from .services.service_file import read_services
from .services.taxonomy import load_services, with_services
from .services.territory_source import Territories

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
        What it is read as: agencies, facilities, territories, provision, people, streets, nodes,
        join; or one of `SETTINGS`.
    path
        As it is written.
    label
        What messages call it.
    date, attribution
        What region.toml says of it.
    """

    role: str
    path: str
    label: str
    date: str | None = None
    attribution: str | None = None

    @property
    def is_data(self) -> bool:
        """Whether it describes the region, and not the run."""
        return self.role not in SETTINGS


class Analysis(Table):
    """The numbers of the analysis."""

    minutes: dict[str, Positive] = Field(
        default={}, description="Standard by service id, and 'default' (10 when left out)."
    )
    tolerance_m: Distance = Field(
        default=15.0, description="Gaps and overlaps of borders up to this."
    )
    near_m: Distance = Field(default=1000.0, description="Agencies within this are near.")
    match_confidence: float = Field(
        default=ACCEPT, gt=0.5, le=1, description="Names less sure than this are left to a person."
    )

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
    territories: tuple[Territories, ...] = Field(
        default=(), strict=False, description="Areas that agencies serve, in place of the rules."
    )
    provision: tuple[Provision, ...] = Field(
        default=(), strict=False, description="Inventories: who provides, buys and funds what."
    )
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
    taxonomy: Text | None = Field(
        default=None, description="A TOML file of [[services]] to lay over the known ones."
    )
    presets: Text | None = Field(default=None, description="A TOML file of presets of your own.")
    aliases: Text | None = Field(
        default=None, description="Decisions on names: a table of text and agency_id."
    )
    review: Text | None = Field(
        default=None, description="Decisions on duplications, findings and sites to hide."
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
            ("territories", self.territories),
            ("provision", self.provision),
            ("people", self.people),
            ("streets", () if self.streets is None else (self.streets,)),
        )
        for role, described in tables:
            for source in described:
                told = (source.date, source.attribution)
                yield NamedFile(role, source.path, source.label, *told)
                if source.join is not None:
                    yield NamedFile("join", source.join.path, source.join.path, *told)
        if self.streets is not None and self.streets.nodes is not None:
            told = (self.streets.date, self.streets.attribution)
            yield NamedFile("nodes", self.streets.nodes, self.streets.nodes_label, *told)
        for key in SETTINGS:
            path = getattr(self, key)
            if path is not None:
                yield NamedFile(key, path, path)

    def known_services(self) -> dict[str, Service]:
        """The shipped services with those of the region's file and of region.toml laid over.

        Raises
        ------
        DataError
            The file that `taxonomy` names cannot be read, or has faults.
        """
        return with_services(_services_of(self.taxonomy, self.base), self.services)

    @classmethod
    def load(cls, path: str | Path) -> Region:
        """Read a region.toml.

        Parameters
        ----------
        path
            The file; `base` becomes its folder. Of the files that it names only those of `presets`
            and `taxonomy` are opened.

        Returns
        -------
        Region
            Lists as tuples, an id column as a tuple of columns; what presets say is filled in.

        Raises
        ------
        DataError
            The file is missing, is not TOML, or has faults: all of them, each with its key.
        """
        path = Path(path)
        document = read_toml(path, label=path.name, wanted="a region.toml")
        document, faults, findings = _filled(document, path.parent)
        known, more = _known(document, path.parent)
        faults += meanings(document, known)
        if "base" in document:  # a field for Python, not a key of the file
            faults.append(("base", "unknown-key", "'base' is not known here; leave it out"))
        region = None
        try:
            region = cls.model_validate({**document, "base": path.parent})
        except ValidationError as error:
            faults += type_faults(error, region_schema())
        findings += more + [
            Finding("error", path.name, item, rule, message)
            for item, rule, message in sorted(set(faults))
        ]
        if region is None or findings:
            raise DataError(findings)
        return region


def _filled(
    document: dict[str, Any], base: Path
) -> tuple[dict[str, Any], list[tuple[str, str, str]], list[Finding]]:
    """The document with what its presets say, their faults, and those of its own file of presets."""
    presets = load_presets()
    findings: list[Finding] = []
    named = document.get("presets")
    if isinstance(named, str) and named:
        try:
            presets |= read_presets(base / named, source=named)
        except DataError as error:
            findings += error.findings
    filled, faults = with_presets(document, presets)
    return filled, faults, findings


def _known(document: dict[str, Any], base: Path) -> tuple[dict[str, Service], list[Finding]]:
    """The services that the document is laid over, and why its own file of them cannot be used."""
    named = document.get("taxonomy")
    try:
        return _services_of(named if isinstance(named, str) and named else None, base), []
    except DataError as error:
        return load_services(), list(error.findings)


def _services_of(path: str | None, base: Path) -> dict[str, Service]:
    """The shipped services, with those of a file laid over."""
    known = load_services()
    return known if path is None else with_services(known, read_services(base / path, label=path))


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
