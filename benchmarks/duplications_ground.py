"""Double and adjacent provision in the plain way, with geopandas; the ways to borders with pandana."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def double_provision(
    grounds: gpd.GeoDataFrame, people: gpd.GeoDataFrame, already: set[Any]
) -> pd.DataFrame:
    """Two agencies that serve one ground: square kilometres, people, shares.

    Overlaps of less than a hectare are left out as slivers.
    """
    parts = []
    for service, own in grounds[grounds["doubles"]].groupby("service"):
        own = own[["counted", "geometry"]].dissolve("counted").reset_index()
        own["km2"] = own.area / 1e6
        own = own[own["km2"] > 0]
        both = gpd.overlay(own, own, how="intersection", keep_geom_type=True)
        both = both[both["counted_1"] < both["counted_2"]]
        keys = zip(both["counted_1"], both["counted_2"], strict=True)
        new = np.array([(service, *key) not in already for key in keys], dtype=bool)
        both = both[new]
        both = both.assign(service=service, km2=both.area / 1e6)
        both = both[both["km2"] > 0.01].reset_index(drop=True)
        inside = gpd.sjoin(people[["people", "geometry"]], both[["geometry"]])
        both["people"] = inside.groupby("index_right")["people"].sum()
        both["share_a"], both["share_b"] = both["km2"] / both["km2_1"], both["km2"] / both["km2_2"]
        parts.append(both)
    return pd.concat(parts, ignore_index=True)


def borders(agencies: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """a, b, shared_m: where the outline of one runs within the tolerance of the other's."""
    outlines = agencies[["agency_id", "geometry"]].assign(geometry=agencies.boundary)
    around = outlines.assign(geometry=outlines.buffer(tolerance_m))
    both = gpd.overlay(outlines, around, how="intersection", keep_geom_type=True)
    both = both[both["agency_id_1"] < both["agency_id_2"]]
    both = both.rename(columns={"agency_id_1": "a", "agency_id_2": "b"})
    both["shared_m"] = both.length
    # Where two outlines only cross, as much of one as the buffer is wide lies in it.
    return both[both["shared_m"] > 4 * tolerance_m].reset_index(drop=True)


def border_people(
    beside: gpd.GeoDataFrame, case: dict[str, Any], streets: dict[str, Any]
) -> pd.DataFrame:
    """Who lives within a service's standard of a place where a street crosses a border it has.

    One bounded search from each crossing, with the longest standard of a mode and direction; which
    people of the two agencies are how near is then a merge for each pair of agencies.
    """
    people, agencies = case["people"], case["agencies"]
    inside = gpd.sjoin(people[["geometry"]], agencies[["agency_id", "geometry"]])
    members = {name: rows.index.to_numpy() for name, rows in inside.groupby("agency_id")}
    weights = people["people"].to_numpy()
    delivered: dict[str, set[str]] = case["delivered"]
    parts = []
    come = [s for s in case["services"] if s["border"] and s["minutes"] is not None]
    for clock, direction in sorted({(s["clock"], s["direction"]) for s in come}):
        some = [s for s in come if (s["clock"], s["direction"]) == (clock, direction)]
        net = streets[clock]
        both_ends = np.stack([net.xy[net.from_], net.xy[net.to]], axis=1)
        edges = gpd.GeoDataFrame(geometry=shapely.linestrings(both_ends), crs=people.crs)
        crossing = gpd.sjoin(edges, beside[["geometry"]], predicate="intersects")
        crossing = pd.DataFrame(
            {"pair": crossing["index_right"], "node": net.from_.to_numpy()[crossing.index]}
        ).drop_duplicates()
        most = max(s["minutes"] for s in some) * 60
        wanted = pd.unique(net.people)
        near = []
        nodes = crossing["node"].unique()
        for start in range(0, len(nodes), 500):  # in parts, for memory
            found = net.times(nodes[start : start + 500], most, direction)
            near.append(found[found["destination"].isin(wanted)])
        reached = pd.concat(near).set_index("source").sort_index()
        homes = pd.DataFrame({"node": net.people, "point": np.arange(len(people))})
        for pair, places in crossing.groupby("pair"):
            a, b = beside.loc[pair, "a"], beside.loc[pair, "b"]
            asked = [
                s
                for s in some
                if {a, b} <= delivered.get(s["id"], set()) and (s["id"], a, b) not in case["shared"]
            ]
            if not asked:
                continue
            ways = reached.loc[reached.index.intersection(places["node"])]
            least = ways.groupby("destination")["s"].min()
            for agency in (a, b):
                own = homes.iloc[members.get(agency, [])]
                s = own["node"].map(least)
                for service in asked:
                    within = own["point"][s <= service["minutes"] * 60]
                    parts.append((service["id"], a, b, agency, weights[within].sum()))
    return pd.DataFrame(parts, columns=["service", "a", "b", "agency", "people"])
