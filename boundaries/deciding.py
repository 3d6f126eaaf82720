"""Which agency each name is taken for: the words decide, the place tells namesakes apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .matching import WORTH_SHOWING, Candidates, agency_index, candidates
from .naming import folded
from .own_agencies import names_no_agency

Array = NDArray[Any]

#: A name is taken for an agency's when it is at least this sure (judgement).
ACCEPT: Final = 0.85

#: Candidates as sure as the best within this are its rivals.
RIVALS: Final = 0.03

#: A facility stands in its agency's area, or this near it.
AT_HOME_M: Final = 1_000

#: A facility stands seldom so far from the area of its agency, and an agency that far is none.
ABROAD_M: Final = 5_000
ELSEWHERE_M: Final = 50_000

_ABROAD: Final = 0.05
_PARTED: Final = 0.90
_SLIP_AT_HOME: Final = 0.88

#: What a decision says of a name that is an agency of its own.
OWN: Final = "own"


class Decided(NamedTuple):
    """What every name was taken for.

    Parameters
    ----------
    agency
        By row, position of the agency; -1 for none.
    confidence
        By row; NaN without an agency.
    own
        By row, the name is that of an agency that is not in the table.
    undecided
        By row, the name may be that of an agency, and a person must say which.
    choices
        By text that is undecided: the agencies that it may mean, with how sure each is.
    """

    agency: Array
    confidence: Array
    own: Array
    undecided: Array
    choices: Mapping[str, tuple[tuple[int, float], ...]]


def decided(
    texts: pd.Series[str],
    agencies: gpd.GeoDataFrame,
    *,
    points: Array | None = None,
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
) -> Decided:
    """Take each name for an agency, for one of its own, or leave it to a person.

    Parameters
    ----------
    texts
        Names of agencies or of their facilities; missing ones are taken for nothing.
    agencies
        With agency_id, name, level and, where it is known, the area of each, in the plane of
        `points`.
    points
        Where the facility of each name stands; None where names have no place. A facility far from
        an agency's area is not that agency's; the area that it stands in tells namesakes apart, and
        makes up for a slip of the pen.
    decisions
        What a person said: id of the agency, or `own`, by name as `adjoin.boundaries.naming.folded` gives it.
    accept
        How sure it must be.

    Returns
    -------
    Decided
        Nothing is merged that is less sure than `accept`, or as sure of two agencies.
    """
    named = np.flatnonzero(texts.notna())
    numbers, unique = pd.factorize(texts.iloc[named], sort=True)
    words = [str(text) for text in unique]
    # Without a name there is nothing to look up, and the index of many agencies takes its time.
    index = agency_index(agencies if words else agencies.iloc[:0])
    found = candidates(words, index)
    rows = _by_row(found, numbers, named)
    rows = rows.assign(score=_placed_scores(rows, agencies, points).round(2))
    rows = rows[rows["score"] >= WORTH_SHOWING]
    agency = np.full(len(texts), -1, dtype=np.int64)
    confidence = np.full(len(texts), np.nan)
    undecided = np.zeros(len(texts), dtype=bool)
    best = _best(rows)
    sure = best[(best["score"] >= accept) & ~best["rivals"]]
    agency[sure["row"]], confidence[sure["row"]] = sure["agency"], sure["score"]
    undecided[best["row"]] = True
    undecided[sure["row"]] = False
    building = np.array([names_no_agency(word) for word in words], dtype=bool)
    undecided[named] |= building[numbers] & (agency[named] < 0)
    said = _said(words, agencies, decisions or {})
    spoken = said[numbers]
    agency[named[spoken >= 0]] = spoken[spoken >= 0]
    confidence[named[spoken >= 0]] = 1.0
    confidence[named[spoken == _OWN]] = np.nan
    agency[named[spoken == _OWN]] = -1
    undecided[named[spoken != _SILENT]] = False
    own = np.zeros(len(texts), dtype=bool)
    own[named] = True
    own &= (agency < 0) & ~undecided
    return Decided(agency, confidence, own, undecided, _choices(rows, texts, undecided))


_OWN, _SILENT = -1, -2


def _said(words: list[str], agencies: pd.DataFrame, decisions: Mapping[str, str]) -> Array:
    """What a person decided of each text: a position, that it is its own, or nothing."""
    at = {agency_id: position for position, agency_id in enumerate(agencies["agency_id"])}
    said = [decisions.get(folded(word)) for word in words]
    return np.array(
        [_SILENT if s is None else _OWN if s == OWN else at.get(s, _SILENT) for s in said],
        dtype=np.int64,
    )


def _by_row(found: Candidates, numbers: Array, named: Array) -> pd.DataFrame:
    """The candidates of each row out of those of each text."""
    by_text = pd.DataFrame(found._asdict())
    rows = pd.DataFrame({"row": named, "text": numbers})
    return rows.merge(by_text, on="text", how="inner")


def _placed_scores(rows: pd.DataFrame, agencies: gpd.GeoDataFrame, points: Array | None) -> Array:
    """The scores once the place has spoken."""
    score = rows["score"].to_numpy(dtype=float)
    metres = _metres(rows, agencies, points)
    with np.errstate(invalid="ignore"):
        home, abroad = metres <= AT_HOME_M, metres > ABROAD_M
        elsewhere = metres > ELSEWHERE_M
    sure = score >= 1.0
    score = np.where(rows["slip"] & home, np.maximum(score, _SLIP_AT_HOME), score)
    score = np.where(abroad & ~sure, score - _ABROAD, score)
    score = np.where(elsewhere & ~sure, 0.0, score)
    # Of namesakes that are equally sure, one at home is the one.
    rivals = rows.assign(score=score, home=home).groupby("row")
    best = rivals["score"].transform("max").to_numpy(dtype=float)
    level = score >= best - RIVALS
    many = pd.Series(level).groupby(rows["row"].to_numpy()).transform("sum").to_numpy() > 1
    one = pd.Series(level & home).groupby(rows["row"].to_numpy()).transform("sum").to_numpy() == 1
    parted = many & one & level
    lost = np.minimum(score, best - 2 * RIVALS)
    won = np.minimum(score, np.maximum(_PARTED, best - RIVALS))
    return np.where(
        parted & ~home, np.minimum(lost, _PARTED - 2 * RIVALS), np.where(parted, won, score)
    )


def _metres(rows: pd.DataFrame, agencies: gpd.GeoDataFrame, points: Array | None) -> Array:
    """How far each row stands from the area of its candidate; NaN where one has no place."""
    if points is None or "geometry" not in agencies.columns:
        return np.full(len(rows), np.nan)
    areas = np.asarray(agencies.geometry, dtype=object)
    used = areas[np.unique(rows["agency"])]
    shapely.prepare(used[~shapely.is_missing(used)])
    own, area = np.asarray(points, dtype=object)[rows["row"]], areas[rows["agency"]]
    inside = shapely.intersects(area, own)
    metres = np.where(inside, 0.0, np.nan)
    out = np.flatnonzero(~inside & ~shapely.is_missing(area) & ~shapely.is_missing(own))
    metres[out] = shapely.distance(area[out], own[out])
    return metres


def _best(rows: pd.DataFrame) -> pd.DataFrame:
    """The surest candidate of each row, and whether it has rivals."""
    ordered = rows.sort_values(["row", "score", "agency"], ascending=[True, False, True])
    best = ordered.drop_duplicates("row")
    floor = ordered["row"].map(best.set_index("row")["score"]) - RIVALS
    level = (ordered["score"] >= floor).groupby(ordered["row"]).sum()
    return best.assign(rivals=best["row"].map(level) > 1)


def _choices(
    rows: pd.DataFrame, texts: pd.Series[str], undecided: Array
) -> dict[str, tuple[tuple[int, float], ...]]:
    """The agencies that each undecided text may mean, the surest first."""
    open_rows = rows[undecided[rows["row"]]]
    surest = (
        open_rows.assign(name=texts.to_numpy(dtype=object)[open_rows["row"]])
        .groupby(["name", "agency"], sort=True)["score"]
        .max()
        .reset_index()
        .sort_values(["name", "score", "agency"], ascending=[True, False, True])
    )
    choices: dict[str, tuple[tuple[int, float], ...]] = {
        str(text): () for text in texts[undecided].unique()
    }
    for name, group in surest.groupby("name", sort=True):
        pairs = zip(group["agency"], group["score"], strict=True)
        choices[str(name)] = tuple((int(a), float(s)) for a, s in pairs)
    return choices
