"""What each layer of a heap of files is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ...boundaries.people_columns import looks_like_people, people_columns
from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile
from ...geo.streets.usualcolumns import looks_like_nodes, looks_like_streets
from ..presets import Preset
from ..service import Service
from .agencycolumns import AGENCY_WORDS, OTHER_AREAS, Known, agency_guesses
from .contents import as_name, has_decimal_commas
from .coordinates import place_guesses
from .drafts import Role
from .heap import Layer
from .inventorycolumns import inventory_guesses, is_inventory
from .presetfit import preset_of
from .ranking import rated
from .usualnames import AGENCY_NAME, FACILITY_NAME
from .whatservice import Spoken, service_of, spoken_of

#: A region has fewer agencies.
_AGENCIES: Final = 20_000

# Words of tables that list bodies, not places.
_BODIES: Final = re.compile(
    r"\b(agencies|jurisdictions|districts|counties|cities|towns|municipalities|governments|systems|authorities|"
    r"organi[sz]ations|departments|entities|operators|providers|bodies|gemeinden|municipios|communes)\b"
)
_AGENCY: Final = re.compile(AGENCY_WORDS)
_OTHER: Final = re.compile(OTHER_AREAS)


# Words of files that record what happened or what is built, and not where a service is delivered from.
_RECORDS: Final = re.compile(
    r"\b(permits?|incidents?|crimes?|crashes|accidents?|inspections?|violations?|complaints?|requests?|cases|calls|"
    r"licen[sc]es?|applications?|sales|trees|hydrants?|signs?|signals?|events?|meetings?|citations?|arrests|projects|"
    r"parcels?|addresses|address points?|census|households|businesses|vacancies|evictions|potholes|outages|"
    r"perimeters?)\b"
)
_STREETS: Final = re.compile(
    r"\b(streets?|roads?|centerlines?|centrelines?|highways?|road ?network|street ?network|routes?|"
    r"strassennetz|strassen|calles|"
    r"rues|voies|vias|roadway|edges)\b"
)
_NO_STREETS: Final = re.compile(
    r"\b(bikes?|bicycle|cycle|trails?|bus|transit|truck|snow|plow|rail|scenic)\b"
)
_ZONES: Final = re.compile(
    r"\b(tracts?|tabblock\w*|blocks?|block ?groups?|bg|taz|zones?|grid|cells?|kontur|ghs|worldpop|population|setores|"
    r"sections?|iris|raster|meshblocks?|output areas?|oa|lsoa)\b"
)


_NOTHING: Final = (
    "nothing in it is clearly of agencies, facilities, people, streets or an inventory"
)


# Words of services that areas are called by as well: those that a station answers to.
_BARE: Final = frozenset(
    ("fire", "police", "sheriff", "ambulance", "ems", "law enforcement", "psap")
)

#: From here on a role is not ruled out.
_HINT: Final = 0.25


_COMMAS: Final = (
    "numbers have decimal commas ({}), which are not read; save the table with decimal points"
)


class Likely(NamedTuple):
    """A role, how likely it is, and what speaks for it."""

    role: Role
    score: float
    why: str


def likely_roles(
    layer: Layer,
    *,
    known: Known,
    services: Mapping[str, Service],
    presets: Mapping[str, Preset],
) -> list[Likely]:
    """The roles that a layer may have, likely ones first; `none` where nothing speaks for any.

    Parameters
    ----------
    layer
        Of a heap.
    known
        What the agencies are called, as far as they are known yet.
    services, presets
        By id.
    """
    if layer.rows == 0:
        return [Likely("none", 0.99, "it has no rows")]
    preset = preset_of(layer, presets)
    if preset is not None and preset.is_sure:
        kind = presets[preset.value].kind
        return [
            Likely(
                kind, preset.confidence, f"it has the columns of {presets[preset.value].title!r}"
            )
        ]
    found = [
        _agencies(layer),
        _facilities(layer, services),
        _people(layer),
        _streets(layer),
        Likely(
            "nodes",
            looks_like_nodes(layer.profiles, shapes=layer.shapes),
            "its columns are of nodes",
        ),
    ]
    if layer.shapes is None:
        guesses = inventory_guesses(layer, known=known, services=services)
        found.append(
            Likely("provision", is_inventory(layer, guesses), "agencies and services row by row")
        )
    kept = sorted((each for each in found if each.score >= 0.4), key=lambda each: -each.score)
    if kept:
        return kept
    most = max(found, key=lambda each: each.score)
    # A file that says itself that it is something else; others may be in words that we do not know.
    other = _RECORDS.search(layer.words) or _OTHER.search(layer.words)
    sure = 0.8 if most.score < _HINT and other else 0.7 if most.score < _HINT else 0.6
    commas = [profile.name for profile in layer.profiles if has_decimal_commas(profile)]
    why = _COMMAS.format(", ".join(commas[:3])) if len(commas) > 1 else _NOTHING
    return [Likely("none", sure, why), *([most] if most.score >= _HINT else [])]


def _people(layer: Layer) -> Likely:
    """How likely the rows count people."""
    score = looks_like_people(layer.profiles, shapes=layer.shapes, called=layer.words)
    weight = next(
        (
            guess
            for guess in people_columns(layer.profiles, shapes=layer.shapes, called=layer.words)
            if guess.key == "columns.weight"
        ),
        None,
    )
    said = _ZONES.search(layer.words)
    placed = layer.shapes in ("point", "polygon") or _has_places(layer)
    if said and weight is not None and weight.confidence >= 0.7 and placed:
        return Likely(
            "people", max(score, 0.88), f"it counts people, and the file's name says {said[0]!r}"
        )
    return Likely("people", score if placed else 0.0, "it counts people")


def _streets(layer: Layer) -> Likely:
    """How likely the rows are streets."""
    score = looks_like_streets(layer.profiles, shapes=layer.shapes)
    said = _STREETS.search(layer.words)
    if layer.shapes == "line" and _NO_STREETS.search(layer.words):
        return Likely("streets", min(score, 0.4), "lines")
    if layer.shapes == "line" and said:
        return Likely("streets", max(score, 0.85), f"lines, and the file's name says {said[0]!r}")
    return Likely("streets", score, "its columns are of streets")


def _agencies(layer: Layer) -> Likely:
    """How likely the rows are agencies."""
    guesses = agency_guesses(layer)
    if layer.shapes in ("point", "line") or layer.rows > _AGENCIES or not guesses:
        return Likely("agencies", 0.0, "")
    bodies = _BODIES.search(layer.words)
    if layer.shapes is None and _has_places(layer) and not bodies:
        return Likely("agencies", 0.2, "")
    level = next((g for g in guesses if g.key in ("level", "columns.level")), None)
    score, why = _as_bodies(layer, level)
    said, other = _AGENCY.search(layer.words), _OTHER.search(layer.words)
    if layer.shapes is None:
        # A table of cities may be of anything in them.
        score -= 0.3 * _comes_back(layer, guesses) + 0.3 * bool(said and not bodies)
    named = any(g.key in ("columns.name", "columns.id") and g.confidence > 0.5 for g in guesses)
    if not named or (_unnamed(layer.profiles) and (level is None or not said)):
        score -= 0.25
    elif _unnamed(layer.profiles):
        score -= 0.05
    if level is not None and level.is_sure and not other:
        score += 0.12
    return Likely("agencies", round(max(0.0, min(0.95, score)), 2), why)


def _as_bodies(layer: Layer, level: Guess | None) -> tuple[float, str]:
    """How much speaks for bodies that govern, and what: the file's name, else their level."""
    kind = "areas" if layer.shapes else "a table"
    said, other = _AGENCY.search(layer.words), _OTHER.search(layer.words)
    if other:
        return 0.2, f"the file's name says {other[0]!r}"
    if said:
        return 0.85, f"{kind}, and the file's name says {said[0]!r}"
    if layer.shapes is None and level and level.is_sure and level.key == "columns.level":
        return 0.7, f"{kind}, and {level.value} says levels of government"
    if layer.shapes is None and not _BODIES.search(layer.words):
        return 0.3, kind
    if layer.shapes and level and level.key == "level" and level.confidence >= 0.9:
        return 0.7, f"{kind}, and {level.why}"
    return 0.5, kind


def _comes_back(layer: Layer, guesses: Sequence[Guess]) -> bool:
    """Whether names stand in several rows each, as in a table about agencies, and not of them."""
    name = next((guess for guess in guesses if guess.key == "columns.name"), None)
    profile = None if name is None else layer.named(str(name.value))
    return profile is not None and profile.distinct < 0.7 * profile.filled


def _unnamed(profiles: list[Profile]) -> bool:
    """Whether no column holds names of bodies: tracts and zones are numbered."""
    best = rated(profiles, names=AGENCY_NAME, fits=as_name)
    return not best or _numbered(best[0].profile)


def _numbered(profile: Profile) -> bool:
    """Whether names differ in their numbers only: Census Tract 2013."""
    stripped = {re.sub(r"[\d.]+", "", value).strip() for value in profile.values}
    return len(stripped) < 0.5 * len(profile.values) and len(profile.values) > 3


def _has_places(layer: Layer) -> bool:
    """Whether a table has coordinates."""
    return bool(place_guesses(layer, region=()))


def _says_places(spoken: Spoken | None) -> bool:
    """Whether words are of places (fire stations, schools), and not of a subject (fire, police)."""
    if spoken is None or spoken.sure <= 0.8:
        return False
    return " " in spoken.words or spoken.words.endswith("s")


def _facilities(layer: Layer, services: Mapping[str, Service]) -> Likely:
    """How likely the rows are places that a service is delivered from."""
    names = rated(layer.profiles, names=FACILITY_NAME, fits=as_name)
    named = names[0].profile.values if names else ()
    profiles = [p for p in layer.profiles if not names or p is not names[0].profile]
    service = service_of(layer.words, named, profiles, services)
    spoken = spoken_of(layer.words, services)
    if layer.shapes == "line" or (_RECORDS.search(layer.words) and not _says_places(spoken)):
        return Likely("facilities", 0.0, "")
    if layer.shapes is None and not _has_places(layer):
        return Likely("facilities", 0.2, "")
    if layer.shapes == "polygon":
        bodies = _AGENCY.search(layer.words) or _OTHER.search(layer.words)
        bare = spoken is not None and spoken.words in _BARE
        if bodies or bare or spoken is None or service is None or not service.is_sure:
            return Likely("facilities", 0.3 if service is not None else 0.0, "areas")
        return Likely("facilities", 0.8, f"the file's name says {spoken.words!r}")
    if service is not None and service.is_sure:
        score = 0.93 if not _BODIES.search(layer.words) else 0.7
        return Likely("facilities", score, f"places, and {service.why}")
    return Likely(
        "facilities", 0.62 if service is not None else 0.55, "places, of no service that is clear"
    )
