"""Every file that a region names, read: what each holds, and what can still be looked through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..boundaries.agency_source import Agencies, read_agencies
from ..boundaries.people_source import People, read_people
from ..geo.crs import Bounds
from ..geo.elsewhere import elsewhere_findings
from ..geo.extent import middle
from ..geo.files.sources import Source, common_bounds
from ..geo.findings import DataError, Finding
from ..geo.streets.source import Streets, read_streets
from .facility_source import Facilities, read_facilities
from .provision_source import Provision, read_provision
from .review import Review, hidden_findings
from .service import Service
from .territory_source import Territories, read_territories

_EMPTY = (
    "no agency has a boundary and no facility a place, so there is nothing to compare; give one"
)
_WIDE = (
    "the places span {:.4g} degrees of longitude and lie on both sides of the equator, latitude {:.4g} to {:.4g}; "
    "one plane holds up to 180 degrees, or what lies around a pole: check the coordinates, or leave out "
    "what lies beyond with where"
)

# What only follows from sources that could not be used, or are not there.
_FOLLOWS = frozenset(("projection", "no-facilities", "people-placed"))
_FOLLOWS_AGENCIES = frozenset((
    "agency-unknown", "agency-undecided", "agency-ambiguous", "parent-unknown", "member-unknown",
    "members-unbounded", "in-nobodys-area", "provider-guessed", "far-outside", "far-from-agency",
    "people-in-nobodys-area", "alias-unknown", "tier-duplicate", "tier-exclave", "tier-gap", "tier-hole",
    "tier-layered", "tier-nested", "tier-overlap", "tier-sliver",
))  # fmt: skip


class Files(NamedTuple):
    """The files of a region, read."""

    agencies: list[Source]
    facilities: list[Source]
    people: list[Source]
    streets: list[Source]
    territories: list[Source]
    provision: list[Source]

    @property
    def placed(self) -> list[Source]:
        """All with places but the agencies."""
        return [*self.facilities, *self.people, *self.streets, *self.territories]

    @property
    def all(self) -> list[Source]:
        """Every source."""
        return [*self.agencies, *self.placed, *self.provision]


def read_files(
    *,
    agencies: Sequence[Agencies],
    facilities: Sequence[Facilities],
    people: Sequence[People],
    streets: Streets | None,
    territories: Sequence[Territories],
    provision: Sequence[Provision],
    base: Path,
    taxonomy: Mapping[str, Service],
    review: Review,
) -> tuple[Files, list[Finding], frozenset[str]]:
    """Read every file that a region names.

    Parameters
    ----------
    agencies, facilities, people, streets, territories, provision
        As region.toml describes them.
    base
        The folder that paths are relative to.
    taxonomy
        All services by id.
    review
        A person's decisions: facilities to hide are left out before anything is told of them.

    Returns
    -------
    files
        Those that cannot be read have no rows.
    findings
        Of the files, and of sources that lie elsewhere than the agencies.
    hush
        Texts of hidden facilities, which nothing may repeat.
    """
    read = [
        read_facilities(source, base=base, taxonomy=taxonomy, hide=review.hidden)
        for source in facilities
    ]
    # What one source hides, no other shows.
    keys = frozenset[tuple[str, str]]().union(*(hidden.keys for _, hidden in read))
    if keys - review.hidden:
        read = [
            read_facilities(source, base=base, taxonomy=taxonomy, hide=review.hidden | keys)
            for source in facilities
        ]
    files = Files(
        agencies=[read_agencies(source, base=base) for source in agencies],
        facilities=[source for source, _ in read],
        people=[read_people(source, base=base) for source in people],
        streets=read_streets(streets, base=base),
        territories=[
            read_territories(source, base=base, taxonomy=taxonomy) for source in territories
        ],
        provision=[read_provision(source, base=base, taxonomy=taxonomy) for source in provision],
    )
    findings = [finding for source in files.all for finding in source.findings]
    findings += hidden_findings(review, keys)
    findings += elsewhere_findings(files.placed, reference=files.agencies)
    return files, findings, frozenset[str]().union(*(hidden.cells for _, hidden in read))


def names_in(files: Files) -> set[str]:
    """Every name of an agency that the rows of some files give.

    Parameters
    ----------
    files
        Of `read_files`.
    """
    columns = ("agency_text", "operator_text", "counterparty_text")
    return {
        text
        for source in (*files.facilities, *files.territories, *files.provision)
        for column in columns
        if column in source.rows
        for text in source.rows[column].dropna()
    }


def sound_files(files: Files, findings: Sequence[Finding]) -> Files:
    """The sources that hold rows and no error, to look through for further errors.

    Parameters
    ----------
    files, findings
        Of `read_files`.
    """
    faulty = {finding.source for finding in findings if finding.severity == "error"}

    def kept(sources: Sequence[Source]) -> list[Source]:
        return [
            source
            for source in sources
            if len(source.rows)
            and source.path not in faulty
            and all(finding.severity != "error" for finding in source.findings)
        ]

    return Files(*(kept(sources) for sources in files))


def independent_findings(told: Sequence[Finding], files: Files, sound: Files) -> list[Finding]:
    """What was found in sound sources, without what only follows from those that were left out.

    Parameters
    ----------
    told
        Found in the sound files.
    files, sound
        All files, and those of them that were looked through.
    """
    follows = _FOLLOWS
    if len(sound.agencies) < len(files.agencies):
        follows = _FOLLOWS | _FOLLOWS_AGENCIES
    return [f for f in told if f.severity == "error" or f.rule not in follows]


def bounds_of(files: Files, findings: Sequence[Finding], *, failed: bool) -> Bounds:
    """The bounds of the region in degrees: of its agencies, else of its facilities.

    The narrowest that hold all of them; east is beyond 180 where the region crosses that line.

    Parameters
    ----------
    files
        Those that can be used.
    findings
        All so far.
    failed
        Some file cannot be used, so that missing bounds may only follow from that.

    Raises
    ------
    DataError
        There are none, or they are too wide for one plane; carries all findings.
    """
    bounds = common_bounds(files.agencies) or common_bounds(files.facilities)
    if failed and (bounds is None or not files.agencies):
        raise DataError(findings)
    if bounds is None:
        raise DataError([*findings, Finding("error", "region", "", "region-empty", _EMPTY)])
    if middle(bounds) is None:
        west, south, east, north = bounds
        message = _WIDE.format(east - west, south, north)
        raise DataError([*findings, Finding("error", "region", "", "region-too-wide", message)])
    return bounds
