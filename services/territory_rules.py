"""Who takes ground from whom under the territory rule of each service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .service import Service

Array = NDArray[Any]

RULES: Final = (
    "unincorporated_only",
    "countywide",
    "corporate",
    "district",
    "detached",
    "contract_areas",
)
"""What a service's `territory_rule` may be."""

#: Levels of agency whose bodies are made for a service: cities and districts take from the county,
#: and which of the two comes first is the rule's (`district`, `detached`).
DISTRICTS: Final = ("special_district", "regional")

_ORIGIN = {"own": "boundary", "members": "members", "layer": "layer"}
_BODIES_FIRST = ("district", "detached")
_CITIES_FIRST = ("unincorporated_only", "contract_areas")


class Pool(NamedTuple):
    """Every shape that takes part: of the agencies first, then of the layers."""

    shapes: Array
    agency: list[str]
    origin: list[str | None]
    own: dict[str, int]
    layer: dict[tuple[str | None, str], int]

    def at(self, service: str, agency_id: str) -> int:
        """The shape of an agency for a service, before any rule."""
        layer = self.layer.get((service, agency_id), self.layer.get((None, agency_id)))
        return self.own[agency_id] if layer is None else layer


class Row(NamedTuple):
    """One territory: its shape, who takes from it, the rows it gets; buyers are not shown."""

    service: str
    agency_id: str
    at: int
    minus: Array | None
    plus: Sequence[int]
    bought: Sequence[int]
    shown: bool


def pooled(agencies: gpd.GeoDataFrame, layers: pd.DataFrame) -> Pool:
    """The shapes of agencies and layers together."""
    ids = agencies["agency_id"].tolist()
    keyed = {
        (None if pd.isna(service) else service, agency_id): shape
        for service, agency_id, shape in zip(
            layers["service"], layers["agency_id"], layers["geometry"], strict=True
        )
    }
    keys = sorted(keyed, key=lambda key: (key[0] or "", key[1]))
    shapes = np.full(len(ids) + len(keys), None, dtype=object)
    shapes[: len(ids)] = np.asarray(agencies.geometry, dtype=object)
    for k, key in enumerate(keys):
        shapes[len(ids) + k] = keyed[key]
    origin = [_ORIGIN.get(kind) for kind in agencies["boundary"]]
    return Pool(
        shapes,
        [*ids, *(agency_id for _, agency_id in keys)],
        [*origin, *["layer"] * len(keys)],
        {agency_id: k for k, agency_id in enumerate(ids)},
        {key: len(ids) + k for k, key in enumerate(keys)},
    )


def ruled_rows(
    agencies: gpd.GeoDataFrame,
    pool: Pool,
    services: Mapping[str, Service],
    roots: Mapping[str, str],
    delivers: Mapping[str, set[str]],
    sold: Mapping[tuple[str, str], Sequence[str]],
) -> list[Row]:
    """The operands of every territory, sorted by service and agency."""
    level = dict(zip(agencies["agency_id"], agencies["level"], strict=True))
    # A city that is the union of others could take their county as well.
    cities = agencies["agency_id"][
        (agencies["level"] == "city") & (agencies["boundary"] != "members")
    ].tolist()
    result: list[Row] = []
    for service in sorted({*delivers, *(service for service, _ in sold)}):
        rule = services[service].territory_rule
        shown = delivers.get(service, set())
        buyers = {buyer for name, buyer in sold if name == service}
        taking = sorted(shown | buyers)
        start = {agency_id: len(result) + k for k, agency_id in enumerate(taking)}
        masks = _takers(service, rule, pool, level, cities, taking)
        bought: dict[str, list[int]] = {}
        for buyer in sorted(buyers):
            for producer in sold[service, buyer]:
                bought.setdefault(producer, []).append(start[buyer])
        dependents: dict[str, list[int]] = {}
        if rule in _BODIES_FIRST:
            for agency_id in taking:
                if (
                    level[agency_id] in DISTRICTS
                    and roots[agency_id] != agency_id
                    and agency_id in shown
                ):
                    dependents.setdefault(roots[agency_id], []).append(start[agency_id])
        for agency_id in taking:
            at = pool.at(service, agency_id)
            ruled = at == pool.own[agency_id]
            sells = bought.get(agency_id, [])
            result.append(
                Row(
                    service,
                    agency_id,
                    at,
                    masks.get(level[agency_id]) if ruled else None,
                    [*(dependents.get(agency_id, []) if ruled else []), *sells],
                    sells,
                    agency_id in shown,
                )
            )
    return result


def _takers(
    service: str,
    rule: str | None,
    pool: Pool,
    level: Mapping[str, str],
    cities: Sequence[str],
    taking: Sequence[str],
) -> dict[str, Array]:
    """By level of agency, which shapes take from its agencies for a service."""
    if rule in _CITIES_FIRST:
        return {"county": _mask(service, pool, cities)}
    if rule not in _BODIES_FIRST:
        return {}
    districts = [agency_id for agency_id in taking if level[agency_id] in DISTRICTS]
    towns = [agency_id for agency_id in taking if level[agency_id] == "city"]
    county = _mask(service, pool, [*districts, *towns])
    if rule == "district":
        return {"city": _mask(service, pool, districts), "county": county}
    cities_first = _mask(service, pool, towns)
    return {**dict.fromkeys(DISTRICTS, cities_first), "county": county}


def _mask(service: str, pool: Pool, agency_ids: Sequence[str]) -> Array:
    """Which shapes are those of some agencies."""
    mask = np.zeros(len(pool.shapes), dtype=bool)
    mask[[pool.at(service, agency_id) for agency_id in agency_ids]] = True
    return mask


def origin_of(k: int, rows: Sequence[Row], pool: Pool, left: Array) -> str | None:
    """What the ground of a row is made of; None where nothing of it is known."""
    row = rows[k]
    sold = set(row.bought)
    parts = {
        pool.origin[rows[j].at] for j in (k, *row.plus) if j not in sold and left[j] is not None
    }
    if any(left[j] is not None for j in row.bought):
        parts.add("contract")
    # Known to have had a shape, of which nothing is left.
    named = sorted(part for part in parts or {pool.origin[row.at]} if part is not None)
    return ";".join(named) or None
