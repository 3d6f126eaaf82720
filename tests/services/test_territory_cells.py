"""Who serves each cell of a grid, decided one cell at a time, beside the ground and its people."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.members import with_layer_areas, with_member_areas
from adjoin.boundaries.parents import root_agencies
from adjoin.geo.crs import region_plane
from adjoin.services.service import Service
from adjoin.services.territories import territories
from adjoin.services.territory_rules import RULES
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
SIZE = 8
CELLS = [(x, y) for x in range(SIZE) for y in range(SIZE)]
LEVELS = ("county", "city", "city", "special_district", "regional", "school_district", "other")
IDS = "abcdefg"
SERVICES = {
    rule or "none": Service(id=rule or "none", territory_rule=rule) for rule in (*RULES, None)
}
Box = tuple[int, int, int, int]


def holds(box: Box | None, cell: tuple[int, int]) -> bool:
    if box is None:
        return False
    west, south, east, north = box
    return west <= cell[0] < east and south <= cell[1] < north


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x, y = draw(st.integers(0, SIZE - 1)), draw(st.integers(0, SIZE - 1))
    return x, y, draw(st.integers(x + 1, SIZE)), draw(st.integers(y + 1, SIZE))


@st.composite
def regions(draw: st.DrawFn) -> dict[str, Any]:
    """Agencies of all levels, who delivers and buys, and layers of one service or of all."""
    ids = IDS[: draw(st.integers(3, len(IDS)))]
    one, some = st.sampled_from(ids), st.sets(st.sampled_from(ids), min_size=1, max_size=3)
    bodies = {}
    for k in ids:
        without = draw(st.integers(0, 4)) == 0
        bodies[k] = {
            "level": draw(st.sampled_from(LEVELS)),
            "box": None if without else draw(boxes()),
            "members": draw(some) - {k} if without and draw(st.booleans()) else set(),
            "parent": draw(one) if draw(st.integers(0, 2)) == 0 else None,
        }
    return {
        "bodies": bodies,
        "delivers": set(ids) - draw(some),
        "contracts": draw(st.sets(st.tuples(one, st.one_of(st.none(), one, one)), max_size=2)),
        "layers": draw(
            st.dictionaries(st.tuples(st.sampled_from([None, *SERVICES]), one), boxes(), max_size=2)
        ),
    }


class Deciding:
    """Which agencies serve a cell: the rules of docs/decisions/009 in plain words."""

    def __init__(self, region: dict[str, Any], roots: dict[str, str], service: str) -> None:
        self.rule = service
        self.bodies, self.layers = region["bodies"], region["layers"]
        self.buys = {(buyer, seller) for buyer, seller in region["contracts"]}
        self.shown = region["delivers"] | {s for _, s in self.buys if s is not None}
        self.takes = self.shown | {buyer for buyer, _ in self.buys}
        self.roots = roots

    def leaves(self, k: str, seen: frozenset[str] = frozenset()) -> set[str]:
        if self.bodies[k]["box"] is not None:
            return {k}
        inner = [self.leaves(m, seen | {k}) for m in self.bodies[k]["members"] if m not in seen]
        return set().union(*inner)

    def layered(self, k: str) -> Box | None:
        return self.layers.get((self.rule, k), self.layers.get((None, k)))

    def own(self, k: str, cell: tuple[int, int]) -> bool:
        leaves = self.leaves(k)
        if leaves:
            return any(holds(self.bodies[m]["box"], cell) for m in leaves)
        return any(holds(box, cell) for (_, who), box in self.layers.items() if who == k)

    def place(self, k: str, cell: tuple[int, int]) -> bool:
        layer = self.layered(k)
        return self.own(k, cell) if layer is None else holds(layer, cell)

    def known(self, k: str) -> bool:
        return bool(self.leaves(k)) or any(who == k for _, who in self.layers)

    def before(self, k: str) -> set[str]:
        """Who takes ground from an agency."""
        level = {who: body["level"] for who, body in self.bodies.items()}
        cities = {who for who in self.takes if level[who] == "city"}
        districts = {who for who in self.takes if level[who] in ("special_district", "regional")}
        if self.rule in ("unincorporated_only", "contract_areas") and level[k] == "county":
            joint = {w for w in level if self.bodies[w]["box"] is None and self.leaves(w)}
            return {who for who in level if level[who] == "city"} - joint
        if self.rule in ("district", "detached") and level[k] == "county":
            return districts | cities
        if self.rule == "district" and level[k] == "city":
            return districts
        if self.rule == "detached" and k in districts:
            return cities
        return set()

    def left(self, k: str, cell: tuple[int, int]) -> bool:
        if not self.place(k, cell):
            return False
        if self.layered(k) is not None:
            return True
        others = {who for who in self.before(k) if self.roots[who] != self.roots[k]}
        return not any(self.place(who, cell) for who in others)

    def serves(self, k: str, cell: tuple[int, int]) -> bool:
        bought = {buyer for buyer, seller in self.buys if seller == k}
        lower = set()
        if self.rule in ("district", "detached") and self.layered(k) is None:
            lower = {
                who
                for who in self.shown - {k}
                if self.bodies[who]["level"] in ("special_district", "regional")
                and self.roots[who] == k
            }
        return any(self.left(who, cell) for who in {k} | bought | lower)


def built(region: dict[str, Any]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    bodies = region["bodies"]
    ids = sorted(bodies)
    table = gpd.GeoDataFrame(
        {
            "agency_id": pd.Series(ids, dtype="str"),
            "name": pd.Series(ids, dtype="str"),
            "level": pd.Series([bodies[k]["level"] for k in ids], dtype="str"),
            "parent_id": pd.Series([bodies[k]["parent"] for k in ids], dtype="str"),
        },
        geometry=[None if (box := bodies[k]["box"]) is None else shapely.box(*box) for k in ids],
        crs=PLANE,
    )
    members = {k: sorted(bodies[k]["members"]) for k in ids if bodies[k]["members"]}
    layers = pd.DataFrame(
        [(service, k, shapely.box(*box)) for (service, k), box in region["layers"].items()],
        columns=["service", "agency_id", "geometry"],
    )
    agencies, _ = with_member_areas(table, members)
    return with_layer_areas(agencies, layers)[0], layers


@settings(max_examples=60)
@given(regions(), st.lists(st.integers(0, 9), min_size=len(CELLS), max_size=len(CELLS)))
def test_the_ground_and_its_people_are_those_of_each_cell(region, weights):
    agencies, layers = built(region)
    roots = {str(k): str(v) for k, v in root_agencies(agencies).items()}
    people = gpd.GeoDataFrame(
        {"people": np.array(weights, dtype=float)},
        geometry=shapely.points(np.array(CELLS) + 0.5),
        crs=PLANE,
    )
    found, points, _ = territories(
        agencies,
        pd.DataFrame(
            [(s, k) for s in SERVICES for k in region["delivers"]], columns=["service", "agency_id"]
        ),
        SERVICES,
        roots=roots,
        layers=layers,
        contracts=pd.DataFrame(
            [(s, *pair) for s in SERVICES for pair in region["contracts"]],
            columns=["service", "agency_id", "producer_id"],
        ),
        people=people,
    )
    assert len(found) == len(SERVICES) * len(Deciding(region, roots, "none").shown)
    assert len(points) == len(found)
    for row, held in zip(found.itertuples(), points, strict=True):
        by_cell = Deciding(region, roots, row.service)
        served = [by_cell.serves(row.agency_id, cell) for cell in CELLS]
        assert held.tolist() == np.flatnonzero(served).tolist()
        if np.isnan(row.area_km2):
            assert not by_cell.known(row.agency_id)
            assert not any(served)
            assert np.isnan(row.people)
            continue
        assert row.area_km2 * 1e6 == pytest.approx(sum(served), abs=1e-9)
        assert row.people == sum(w for w, here in zip(weights, served, strict=True) if here)
        if row.geometry is None:
            assert not any(served)
        else:
            assert shapely.contains(row.geometry, people.geometry.to_numpy()).tolist() == served
