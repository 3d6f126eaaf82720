"""Which agency a name means: every agency that it may, with how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .agency_names import Kind, Reading, readings, tokens_of, whole_readings
from .name_kinds import LOOSE, WEAK, fitting
from .name_words import TELLING
from .naming import folded

Array = NDArray[Any]

#: Candidates below this are no candidates.
WORTH_SHOWING: Final = 0.55

#: A name that differs by a slip of the pen is at most this sure before its place speaks for it.
SLIP: Final = 0.80


class Candidates(NamedTuple):
    """The agencies that each text may mean.

    Parameters
    ----------
    text
        Shape (n,), number of the text.
    agency
        Shape (n,), position of the agency.
    score
        Shape (n,), how sure the words are, up to 1.
    slip
        Shape (n,), the place is written a little differently: by a slip of the pen, or without a
        word such as City.
    """

    text: Array
    agency: Array
    score: Array
    slip: Array


class _Known(NamedTuple):
    """One reading of an agency's own name."""

    agency: int
    kind: Kind


class Index(NamedTuple):
    """Agencies by their ids, names and the places that they are called after.

    Parameters
    ----------
    ids, folded
        Positions by id, and by name without upper case and white space.
    places
        Readings of agencies' names by place.
    spelt
        The same places by how they are written without spaces: La Mesa is Lamesa.
    levels
        Level by position.
    """

    ids: Mapping[str, int]
    folded: Mapping[str, tuple[int, ...]]
    places: Mapping[str, tuple[_Known, ...]]
    spelt: Mapping[str, tuple[str, ...]]
    levels: tuple[str, ...]


def agency_index(agencies: pd.DataFrame) -> Index:
    """The agencies, ready for `candidates`.

    Parameters
    ----------
    agencies
        With agency_id, name, level.
    """
    names: dict[str, list[int]] = defaultdict(list)
    places: dict[str, list[_Known]] = defaultdict(list)
    for at, name in enumerate(agencies["name"]):
        names[folded(name)].append(at)
        told = list(whole_readings(tokens_of(name)))
        kinds = any(reading.kind.bodies or reading.kind.governments for reading in told)
        if agencies["level"].iloc[at] == "tribal":
            told += _tribes(name)
        for reading in told:
            # A name with a word for its kind is compared by its place and that word; what a city
            # or county delivers is never in its name: Oak Park is no Oak.
            general = agencies["level"].iloc[at] in ("city", "county")
            if not (kinds and reading.kind.silent) and not (general and reading.kind.functions):
                places[reading.place].append(_Known(at, reading.kind))
    spelt: dict[str, set[str]] = defaultdict(set)
    for place in places:
        spelt[_squeezed(place)].add(place)
    return Index(
        ids={agency_id: at for at, agency_id in enumerate(agencies["agency_id"])},
        folded={name: tuple(found) for name, found in names.items()},
        places={place: tuple(found) for place, found in places.items()},
        spelt={key: tuple(sorted(same)) for key, same in spelt.items()},
        levels=tuple(agencies["level"]),
    )


def candidates(texts: Sequence[str], index: Index) -> Candidates:
    """Every agency that each text may mean.

    A text that is an agency's id means that agency, and one that is the name of agencies means one
    of those: 1.0. Else the place in the name must be that of the agency, and the other words must
    fit its kind: a sheriff is a county's, a university in a city is not the city. A place that is
    written with one slip of the pen scores at most `SLIP`.

    Parameters
    ----------
    texts
        Names of agencies, or of their facilities.
    index
        Of the agencies.

    Returns
    -------
    Candidates
        Sorted by text, then by score from above, then by agency.
    """
    rows: list[tuple[int, float, int, bool]] = []
    left: list[tuple[int, Reading]] = []
    for number, text in enumerate(texts):
        found = _by_identity(text, index) or _by_place(text, index)
        rows += [(number, -score, at, score == WEAK) for at, score in found.items()]
        if not found:
            left += [(number, reading) for reading in _likely(text)]
    rows += [(number, -score, at, True) for number, at, score in _slips(left, index)]
    rows.sort()
    numbers, scores, agencies, slips = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Candidates(
        np.array(numbers, dtype=np.int64),
        np.array(agencies, dtype=np.int64),
        -np.array(scores, dtype=np.float64),
        np.array(slips, dtype=bool),
    )


def _by_identity(text: str, index: Index) -> dict[int, float]:
    """Agencies of which a text is the id, or else the whole name."""
    if text in index.ids:
        return {index.ids[text]: 1.0}
    return dict.fromkeys(index.folded.get(folded(text), ()), 1.0)


def _by_place(text: str, index: Index) -> dict[int, float]:
    """Agencies that are called after the place in a text and of the kind that its words tell."""
    best: dict[int, float] = {}
    for reading in readings(tokens_of(text)):
        spelt = index.spelt.get(_squeezed(reading.place), ())
        for agency, kind in (known for place in spelt for known in index.places[place]):
            score = fitting(reading, kind, index.levels[agency], index.places)
            if score >= WORTH_SHOWING:
                best[agency] = max(score, best.get(agency, 0.0))
        # A longer place says more than a part of it, once it fits.
        if max(best.values(), default=0.0) >= LOOSE:
            break
    return best


def _squeezed(place: str) -> str:
    """A place without spaces."""
    return place.replace(" ", "")


def _tribes(name: str) -> list[Reading]:
    """The readings of a tribe's name up to its first word for one: Seminole Tribe of Florida."""
    return [
        reading._replace(kind=reading.kind._replace(site=False))
        for reading in readings(tokens_of(name))
        if reading.kind.bodies == {"tribal"}
    ][-1:]


def _likely(text: str) -> Iterator[Reading]:
    """The readings of a text in which words tell a kind; else the whole of its first part."""
    told = list(readings(tokens_of(text)))
    yield from [r for r in told if not r.kind.silent] or told[:1]


def _slips(left: Sequence[tuple[int, Reading]], index: Index) -> Iterator[tuple[int, int, float]]:
    """Agencies whose place differs from that in a text by one slip of the pen."""
    known = sorted(index.places)
    wanted = sorted({reading.place for _, reading in left})
    if not known or not wanted:
        return
    near: dict[str, list[str]] = {}
    for place in wanted:
        found = process.extract(place, known, scorer=OSA.distance, score_cutoff=1, limit=5)
        near[place] = sorted(other for other, _, _ in found if _is_slip(place, other))
    for number, reading in left:
        best: dict[int, float] = {}
        for place in near[reading.place]:
            for agency, kind in index.places[place]:
                score = fitting(reading, kind, index.levels[agency], index.places)
                if score >= WORTH_SHOWING:
                    best[agency] = max(min(score, SLIP), best.get(agency, 0.0))
        yield from ((number, agency, score) for agency, score in best.items())


def _is_slip(one: str, other: str) -> bool:
    """One letter more, less, other or exchanged, in a word that tells no two places apart."""
    a, b = one.split(), other.split()
    if len(a) != len(b):
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    alike = min(len(x), len(y)) >= 4 and x[0] == y[0] and x.isalpha()
    return alike and x not in TELLING and y not in TELLING
