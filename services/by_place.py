"""Which agency a facility belongs to by where it stands, and when that is only a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.containment import smallest_holder
from ..geo.findings import Finding
from ..geo.rowfindings import row_findings
from .service import Service, name_key

#: How sure a place makes an agency (judgement): all who may provide have their areas here, or not.
CONTAINED, GUESSED = 0.7, 0.4

#: Levels whose agencies are wanted with an area before a place decides between them.
_DECIDING: Final = frozenset(("county", "city", "special_district", "school_district"))


_SPECIAL: Final = frozenset(("special_district", "school_district", "regional"))


class ByPlace(NamedTuple):
    """The agency of each facility by its place.

    Parameters
    ----------
    agency_id
        By facility, missing where no area holds it.
    attribution
        `contains`, or `guessed` where agencies that may provide the service have no area here.
    confidence
        By facility; NaN without an agency.
    findings
        Points in nobody's area and on borders, and how many are guessed.
    """

    agency_id: pd.Series[str]
    attribution: pd.Series[str]
    confidence: pd.Series[float]
    findings: list[Finding]


def agency_by_place(
    facilities: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    services: Mapping[str, Service],
    *,
    guess: bool = False,
) -> ByPlace:
    """Tie facilities to the smallest area of an agency that may provide their service.

    An agency may provide it when its level is one of the service's, and when its name is not that
    of a special body for something else: a water district runs no fire station. Only areas of
    agencies' own count, not those that an authority has from its members. Where the region has no
    area of a kind of agency that may provide the service, such as fire districts, the holder is
    guessed.

    Parameters
    ----------
    facilities
        Points with service, name, source, row, owner_level, in the plane of `agencies`. A facility
        with an owner level (several joined by `;`) can only be of an agency of such a level.
    agencies
        With agency_id, name, level, boundary and area, by code point of the id.
    services
        By id.
    guess
        Nothing else is known of these facilities, so that every tie is a guess.
    """
    agency_id = pd.Series(None, index=facilities.index, dtype="str")
    attribution = pd.Series("guessed", index=facilities.index, dtype="str")
    findings: list[Finding] = []
    by_name = services_by_name(agencies, services)
    levels = facilities["owner_level"].astype(object).where(facilities["owner_level"].notna(), None)
    for (service, level), group in facilities.groupby(
        ["service", levels.rename("level")], sort=True, dropna=False
    ):
        known = services[str(service)]
        allowed: tuple[str, ...] = known.levels or tuple(sorted(set(agencies["level"])))
        if isinstance(level, str):
            allowed = tuple(level.split(";"))
        able = agencies[
            agencies["level"].isin(allowed)
            & agencies.geometry.notna()
            & (agencies["boundary"] != "members")
            & np.array([not told or service in told for told in by_name], dtype=bool)
        ]
        lacking = sorted((set(allowed) & _DECIDING) - set(able["level"]))
        if not guess and not lacking and not isinstance(level, str):
            attribution[group.index] = "contains"
        found = smallest_holder(np.asarray(group.geometry), np.asarray(able.geometry))
        ids = np.r_[able["agency_id"].to_numpy(dtype=object), None][found.holder]
        agency_id[group.index] = ids
        findings += _outside(group, found.holder < 0, str(service), allowed)
        findings += _on_border(group, found.on_border, ids)
        findings += _guessed(group, ids, agencies, str(service), lacking, attribution)
    sure = attribution.map({"contains": CONTAINED, "guessed": GUESSED}).astype(float)
    return ByPlace(agency_id, attribution, sure.where(agency_id.notna()), findings)


def services_by_name(
    agencies: pd.DataFrame, services: Mapping[str, Service]
) -> list[frozenset[str]]:
    """The services that the name of each special body tells, by the `agency_words` of services.

    The longest phrase counts, and of equally long ones the last in the name: a *fire* district, a
    *water reclamation* district.

    Parameters
    ----------
    agencies
        With name and level; general governments deliver anything, and their names tell nothing.
    services
        All of them, by id.

    Returns
    -------
    list of frozenset of str
        Service ids by agency; none where no word of any service is in the name.
    """
    words: dict[str, set[str]] = {}
    for service in services.values():
        for word in service.agency_words:
            words.setdefault(word, set()).add(service.id)
    told = []
    for name, level in zip(agencies["name"], agencies["level"], strict=True):
        text = f" {name_key(name)} " if level in _SPECIAL else " "
        found = [(len(w.split()), text.rfind(f" {w} "), w) for w in words if f" {w} " in text]
        told.append(frozenset(words[max(found)[2]]) if found else frozenset[str]())
    return told


def _outside(
    group: pd.DataFrame, outside: NDArray[Any], service: str, allowed: Sequence[str]
) -> list[Finding]:
    """Tell facilities that lie in nobody's area."""
    messages = [
        f"{name!r} lies in the area of no agency that may provide {service} "
        f"({', '.join(allowed)}); it is in no pair"
        for name in group["name"]
    ]
    return _told(group, outside, "in-nobodys-area", messages)


def _on_border(group: pd.DataFrame, between: NDArray[Any], ids: NDArray[Any]) -> list[Finding]:
    """Tell facilities on a border."""
    messages = [
        f"{name!r} lies on a border; it counts for {agency}"
        for name, agency in zip(group["name"], ids, strict=True)
    ]
    return _told(group, between, "on-border", messages)


def _guessed(
    group: pd.DataFrame,
    ids: NDArray[Any],
    agencies: pd.DataFrame,
    service: str,
    lacking: Sequence[str],
    attribution: pd.Series[str],
) -> list[Finding]:
    """Tell, source by source, for how many facilities the provider is guessed, and whom they count for."""
    names = dict(zip(agencies["agency_id"], agencies["name"], strict=True))
    frame = group.assign(holder=ids, how=attribution[group.index])
    frame = frame[(frame["how"] == "guessed") & frame["holder"].notna()]
    findings = []
    for source, rows in frame.groupby("source", sort=True):
        counts = rows["holder"].value_counts()
        order = sorted(counts.index, key=lambda holder: (-counts[holder], holder))
        most = ", ".join(f"{counts[h]} to {names[h]}" for h in order[:3])
        why = (
            f"no {' and no '.join(lacking)} that may deliver {service} has an area here"
            if lacking
            else "nothing but their place says whose they are"
        )
        message = (
            f"the providers of {len(rows)} of {len(group[group['source'] == source])} facilities "
            f"are guessed from where they stand ({most}"
            f"{' ...' if len(order) > 3 else ''}): {why}; name the provider in a column, or add the "
            "areas of those that are missing"
        )
        findings.append(Finding("warning", str(source), service, "provider-guessed", message))
    return findings


def _told(
    group: pd.DataFrame, chosen: NDArray[Any], rule: str, messages: Sequence[str]
) -> list[Finding]:
    """Warnings about chosen facilities, source by source."""
    told = group.assign(message=list(messages))[np.asarray(chosen, dtype=bool)]
    return [
        finding
        for source, rows in told.groupby("source", sort=True)
        for finding in row_findings(
            rows["row"], rows["message"].tolist(), source=str(source), rule=rule
        )
    ]
