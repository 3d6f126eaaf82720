"""The way of the quickest facility pair of two agencies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.services.routes import quickest_routes


def _region():
    """A street of 3 km with a bend, one way on its last kilometre; four sites of three agencies."""
    network, _ = network_from_edges(
        ["a", "b", "b", "c", "c"], ["b", "a", "c", "b", "d"], [1000] * 5, node_id=list("abcd"),
        node_xy=[(0, 0), (1000, 0), (1000, 1000), (2000, 1000)], speed_kmh=60,
    )  # fmt: skip
    xy = np.array([(100.0, 50.0), (900.0, -50.0), (1000.0, 900.0), (1900.0, 1050.0)])
    facilities = gpd.GeoDataFrame(
        {"service": ["fire"] * 4, "facility_id": list("1234")}, geometry=shapely.points(xy)
    )
    return facilities, network, snap(network, xy)


def _pairs(rows):
    """Rows of facilities, agencies, minutes there and back."""
    columns = ["facility_a", "facility_b", "agency_a", "agency_b", "minutes_ab", "minutes_ba"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        service="fire", minutes=table[["minutes_ab", "minutes_ba"]].min(axis=1), clock="drive",
        joint_use=False,
    )  # fmt: skip


def test_the_quickest_pair_of_two_agencies_along_the_streets():
    facilities, network, snapped = _region()
    pairs = _pairs(
        [("1", "3", "A", "B", 1.9, 1.9), ("2", "3", "A", "B", 1.1, 1.1), ("3", "4", "B", "C", 1, 9)]
    )
    found = quickest_routes(
        facilities, pairs, networks={"drive": network}, snaps={"drive": snapped}
    )
    assert found[["facility_a", "facility_b"]].values.tolist() == [["2", "3"], ["3", "4"]]
    assert [line.wkt for line in found.geometry] == [
        "LINESTRING (900 -50, 900 0, 1000 0, 1000 900)",
        "LINESTRING (1000 900, 1000 1000, 1900 1000, 1900 1050)",
    ]


def test_the_quicker_direction_drawn_from_a_to_b():
    facilities, network, snapped = _region()
    # from 4 there is no way back: 3 to 4 is the way, though 4 is the first of the pair
    pairs = _pairs([("4", "3", "B", "C", np.nan, 1.0)])
    found = quickest_routes(
        facilities, pairs, networks={"drive": network}, snaps={"drive": snapped}
    )
    assert [line.wkt for line in found.geometry] == [
        "LINESTRING (1900 1050, 1900 1000, 1000 1000, 1000 900)"
    ]


def test_none_for_one_spot_straight_lines_and_beyond_the_most():
    facilities, network, snapped = _region()
    given = {"networks": {"drive": network}, "snaps": {"drive": snapped}}
    pairs = _pairs([("1", "2", "A", "B", 1.0, 1.0), ("2", "3", "A", "C", 1.1, 1.1)])
    assert len(quickest_routes(facilities, pairs.assign(joint_use=True), **given)) == 0
    assert len(quickest_routes(facilities, pairs.assign(clock="straight"), **given)) == 0
    assert quickest_routes(facilities, pairs, **given, most=1)["facility_b"].tolist() == ["2"]
    empty = quickest_routes(facilities, pairs.iloc[:0], **given)
    assert list(empty.columns) == ["service", "facility_a", "facility_b", "geometry"]
