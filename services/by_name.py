"""Which agency a facility belongs to by the name that its row gives: its agency, operator or own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ..boundaries.deciding import ACCEPT, Decided, decided
from ..boundaries.matching import agency_index, candidates
from ..boundaries.name_kinds import HINT, LOOSE
from ..boundaries.own_agencies import own_agencies
from ..geo.findings import Finding
from ..geo.rowfindings import row_findings

#: How sure it is that a name of no agency here is an agency of its own (judgement).
OWN_CONFIDENCE = 0.8

#: Matches of names that a message shows, the least sure first.
SHOWN = 3

UNDECIDED_COLUMNS = ("text", "service", "source", "facilities", "choices")


class ByName(NamedTuple):
    """The agency of each facility by name.

    Parameters
    ----------
    agency_id
        By facility, missing where it names none or it is undecided.
    confidence
        By facility; NaN without an agency.
    own
        Agencies that only facilities name: agency_id, name, level, sorted.
    undecided
        text, service, source, facilities (how many), choices (a tuple of agency id and confidence,
        the surest first): names that a person must decide.
    findings
        What was matched, kept apart, or left to a person.
    """

    agency_id: pd.Series[str]
    confidence: pd.Series[float]
    own: pd.DataFrame
    undecided: pd.DataFrame
    findings: list[Finding]


def agency_by_name(
    facilities: gpd.GeoDataFrame,
    texts: pd.Series[str],
    agencies: gpd.GeoDataFrame,
    *,
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
    called: str = "facilities",
) -> ByName:
    """Tie facilities to the agencies that their rows name.

    The name is an agency's id, its whole name, or means it by its words
    (`adjoin.boundaries.deciding.decided`). A name of no agency here becomes an agency of its own,
    without boundary; one that may be an agency's is left to a person. Nothing of it is silent.

    Parameters
    ----------
    facilities
        Points with service, source, row, state_text, owner_level, in the plane of `agencies`.
    texts
        By facility, the name; missing where the row gives none.
    agencies
        With agency_id, name, level and area.
    decisions
        What a person decided, by name.
    accept
        How sure a match must be.
    called
        What messages call the rows.
    """
    points = np.asarray(facilities.geometry, dtype=object)
    found = decided(texts, agencies, points=points, decisions=decisions, accept=accept)
    ids = np.r_[agencies["agency_id"].to_numpy(dtype=object), None]
    agency_id = pd.Series(ids[found.agency], index=facilities.index, dtype="str")
    confidence = pd.Series(found.confidence, index=facilities.index)
    own = own_agencies(texts[found.own], facilities.loc[found.own, "state_text"])
    agency_id = agency_id.where(agency_id.notna(), own["own_id"].reindex(facilities.index))
    confidence = confidence.mask(found.own, OWN_CONFIDENCE)
    level = facilities["owner_level"].reindex(own.index)
    own = own.assign(own_level=level.where(level.notna(), own["own_level"]))
    undecided = _undecided(facilities, texts, found, _choices(facilities, texts, found, agencies))
    findings = [
        *_matched(facilities, texts, agency_id, confidence, found, agencies, called),
        *_unknown(facilities, own, called),
        *_open(undecided, agencies, called),
        *_nameless(facilities[texts.isna()]),
    ]
    return ByName(agency_id, confidence, _each_once(own), undecided, findings)


def agencies_in_tables(
    rows: pd.DataFrame,
    columns: Sequence[str],
    agencies: gpd.GeoDataFrame,
    *,
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
) -> tuple[dict[str, str], ByName]:
    """The agencies that tables without places name, such as an inventory.

    Parameters
    ----------
    rows
        With the columns, source and row, and service where there is one.
    columns
        Those that name agencies.
    agencies, decisions, accept
        As for `agency_by_name`.

    Returns
    -------
    agency_of
        Agency id by text; undecided texts are not in it.
    found
        What was made of them, each text once in a source.
    """
    parts = [
        rows[["source", "row"]].assign(text=rows[column], service=rows.get("service"))
        for column in columns
    ]
    named = pd.concat(parts, ignore_index=True).dropna(subset="text")
    named = named.sort_values(["source", "text", "row"]).drop_duplicates(["source", "text"])
    named = named.reset_index(drop=True).assign(state_text=None, owner_level=None)
    placeless = gpd.GeoDataFrame(named, geometry=[None] * len(named), crs=agencies.crs)
    found = agency_by_name(
        placeless, named["text"].astype("str"), agencies,
        decisions=decisions, accept=accept, called="names",
    )  # fmt: skip
    known = found.agency_id.notna()
    return dict(zip(named["text"][known], found.agency_id[known], strict=True)), found


def _each_once(own: pd.DataFrame) -> pd.DataFrame:
    """Agencies of their own: the level that most of their facilities tell."""
    counted = own.groupby(["own_id", "own_level"], sort=True).size().rename("count").reset_index()
    best = counted.sort_values(["own_id", "count", "own_level"], ascending=[True, False, True])
    best = best.drop_duplicates("own_id").reset_index(drop=True)
    return pd.DataFrame(
        {"agency_id": best["own_id"], "name": best["own_id"], "level": best["own_level"]},
        dtype="str",
    )


def _choices(
    facilities: pd.DataFrame, texts: pd.Series[str], found: Decided, agencies: pd.DataFrame
) -> dict[str, tuple[tuple[str, float], ...]]:
    """The agencies that each undecided name may mean: of a building without any, its county."""
    ids = agencies["agency_id"].tolist()
    choices = {text: tuple((ids[a], s) for a, s in some) for text, some in found.choices.items()}
    if "county_text" not in facilities:
        return choices
    silent = found.undecided & texts.map(lambda text: not choices.get(text)).to_numpy(dtype=bool)
    counties = facilities["county_text"].where(silent).dropna()
    unique = sorted(set(counties))
    if not unique:
        return choices
    likely = candidates([f"{county} county" for county in unique], agency_index(agencies))
    held: dict[str, set[str]] = {}
    for text, county in zip(texts[counties.index], counties, strict=True):
        held.setdefault(str(text), set()).add(county)
    for text, some in held.items():
        if len(some) == 1:
            number = unique.index(min(some))
            here = likely.agency[(likely.text == number) & (likely.score >= LOOSE)].tolist()
            choices[text] = tuple((ids[agency], HINT) for agency in here)
    return choices


def _undecided(
    facilities: pd.DataFrame,
    texts: pd.Series[str],
    found: Decided,
    choices: Mapping[str, tuple[tuple[str, float], ...]],
) -> pd.DataFrame:
    """Names that a person must decide, with the agencies that they may mean."""
    frame = facilities[["service", "source"]].assign(text=texts)[found.undecided]
    counted = frame.groupby(["text", "service", "source"], sort=True, dropna=False).size()
    table = counted.rename("facilities").reset_index()
    held = pd.Series([choices.get(str(t), ()) for t in table["text"]], table.index, dtype=object)
    return table.assign(choices=held)[list(UNDECIDED_COLUMNS)]


def _matched(
    facilities: pd.DataFrame,
    texts: pd.Series[str],
    agency_id: pd.Series[str],
    confidence: pd.Series[float],
    found: Decided,
    agencies: pd.DataFrame,
    called: str,
) -> list[Finding]:
    """Tell, source by source, how many names were matched by their words, and the least sure."""
    names = dict(zip(agencies["agency_id"], agencies["name"], strict=True))
    frame = pd.DataFrame(
        {
            "source": facilities["source"],
            "text": texts,
            "agency_id": agency_id,
            "confidence": confidence,
        }
    )[(found.agency >= 0) & (found.confidence < 1.0)]
    findings = []
    for source, rows in frame.groupby("source", sort=True):
        pairs = rows.drop_duplicates(["text", "agency_id"])
        least = pairs.sort_values(["confidence", "text", "agency_id"]).head(SHOWN)
        shown = "; ".join(
            f"{text!r} is {names[agency]!r}, {score:.2f}"
            for text, agency, score in zip(
                least["text"], least["agency_id"], least["confidence"], strict=True
            )
        )
        message = (
            f"{called} tied to an agency by the words of a name: {len(rows)}, of {len(pairs)} names (the "
            f"least sure: {shown}); a name that is taken wrongly can be put right with aliases"
        )
        findings.append(Finding("note", str(source), "", "names-matched", message))
    return findings


def _unknown(facilities: pd.DataFrame, own: pd.DataFrame, called: str) -> list[Finding]:
    """Tell agencies that no source of agencies has, each once in a source."""
    frame = own.assign(source=facilities["source"], row=facilities["row"])
    findings = []
    for (source, agency_id), rows in frame.groupby(["source", "own_id"], sort=True):
        message = (
            f"{agency_id!r} ({called}: {len(rows)}) is no agency of the region; it is kept as an agency "
            f"without boundary (level {rows['own_level'].iloc[0]}): add it to [[agencies]], or mend the name"
        )
        item = f"row {rows['row'].min()}"
        findings.append(Finding("warning", str(source), item, "agency-unknown", message))
    return findings


def _open(undecided: pd.DataFrame, agencies: pd.DataFrame, called: str) -> list[Finding]:
    """Tell names that a person must decide."""
    names = dict(zip(agencies["agency_id"], agencies["name"], strict=True))
    findings = []
    for _, row in undecided.iterrows():
        choices = [
            f"{names[agency]!r} ({agency}, {score:.2f})" for agency, score in row["choices"][:SHOWN]
        ]
        may = (
            f"may be {' or '.join(choices)}" if choices else "names a building and not whose it is"
        )
        message = (
            f"{row['text']!r} ({called}: {row['facilities']}) {may}; it is tied to none: "
            "say which in the file of aliases"
        )
        findings.append(Finding("warning", row["source"], row["text"], "agency-undecided", message))
    return findings


def _nameless(facilities: pd.DataFrame) -> list[Finding]:
    """Tell facilities whose rows name no agency."""
    message = "the facility names no agency; it is in no pair"
    return [
        finding
        for source, rows in facilities.groupby("source", sort=True)
        for finding in row_findings(rows["row"], message, source=str(source), rule="agency-missing")
    ]
