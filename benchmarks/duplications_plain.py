"""Duplications in the plain way: what an analyst would write with geopandas, pandana and spopt.

One service after the other, tables merged and grouped with pandas; every library is asked in the
quickest way that it has. People within the standard are found by `nodes_in_range`, one bounded search
for each facility: the same pairs by `shortest_path_lengths`, of people near enough as the crow flies,
take twice the processor time (libraries, fire stations and public health at 1/16).
"""

from __future__ import annotations

import time
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from duplications_ground import border_people, borders, double_provision
from duplications_people import lost, shared, without
from duplications_sites import covering
from pandana import Network
from scipy.spatial import cKDTree

WIDEST = 1.2
FACTORS = (0.8, 1.0, 1.2)
FAR = 7_200.0
"""Two hours; nobody is farther from a facility who has a way to it at all."""


class Streets:
    """The streets of one mode in both directions of travel, with who is nearest to which node."""

    def __init__(self, streets: dict[str, Any], people: gpd.GeoDataFrame, sites: gpd.GeoDataFrame):
        self.xy = streets["node_xy"]
        x, y = (pd.Series(column) for column in self.xy.T)
        ends = pd.Series(streets["arc_from"]), pd.Series(streets["arc_to"])
        cost = pd.DataFrame({"s": streets["arc_ms"] / 1000})
        self.ahead = Network(x, y, *ends, cost, twoway=False)
        self.back = Network(x, y, *ends[::-1], cost, twoway=False)
        self.fastest = (streets["arc_mm"] / np.maximum(streets["arc_ms"], 1)).max()  # m/s
        self.km = np.bincount(streets["arc_from"], streets["arc_mm"] / 2e6, minlength=len(self.xy))
        self.people = self.ahead.get_node_ids(people.geometry.x, people.geometry.y).to_numpy()
        self.sites = self.ahead.get_node_ids(sites.geometry.x, sites.geometry.y).to_numpy()
        self.from_, self.to = ends

    def ways(self, direction: str) -> list[Network]:
        """The networks on which a search from a facility gives times of that direction."""
        return {"out": [self.ahead], "in": [self.back], "both": [self.ahead, self.back]}[direction]

    def times(self, nodes: np.ndarray, seconds: float, direction: str) -> pd.DataFrame:
        """source, destination, s: nodes within so many seconds; there and back the slower counts."""
        unique = np.unique(nodes)
        found = [way.nodes_in_range(unique, seconds) for way in self.ways(direction)]
        if len(found) == 1:
            return found[0]
        both = found[0].merge(found[1], on=["source", "destination"])
        return both.assign(s=both[["s_x", "s_y"]].max(axis=1))[["source", "destination", "s"]]

    def reach(
        self, nodes: np.ndarray, demand: pd.DataFrame, seconds: float, direction: str
    ) -> pd.DataFrame:
        """site, point, s: which points of demand each site reaches."""
        sites = pd.DataFrame({"site": np.arange(len(nodes)), "source": nodes})
        found = sites.merge(self.times(nodes, seconds, direction), on="source")
        return found.merge(demand, left_on="destination", right_on="node")[["site", "point", "s"]]


class Told:
    """Sums of figures, and the seconds since the one before."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {}
        self.seconds: dict[str, float] = {}
        self.since = time.perf_counter()

    def __call__(self, name: str, number: float) -> None:
        """Add to a figure."""
        now = time.perf_counter()
        self.figures[name] = self.figures.get(name, 0.0) + float(number)
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self.since
        self.since = now


def figures(case: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """All the figures, and which took how long; of what every table tells, one number is summed."""
    told = Told()
    people, sites = case["people"], case["sites"]
    streets = {mode: Streets(net, people, sites) for mode, net in case["streets"].items()}
    grounds = case["grounds"]
    told("networks", len(streets))
    double = double_provision(grounds, people, case["shared"])
    told("double_provision", len(double))
    told("double_km2", double["km2"].sum())
    beside = borders(case["agencies"], case["tolerance_m"])
    told("shared_km", beside["shared_m"].sum() / 1000)
    near = border_people(beside, case, streets)
    told("border_people", near["people"].sum())
    weights = people["people"].to_numpy()
    for service in case["services"]:
        own = sites[sites["service"] == service["id"]].reset_index()
        if not len(own) or service["minutes"] is None or service["direction"] is None:
            continue
        net, limit = streets[service["clock"]], service["minutes"] * 60.0
        nodes = net.sites[own["index"]]
        pairs = facility_pairs(own, nodes, net, limit, service["direction"])
        pairs = pairs[pairs["s"] <= limit]
        told("facility_pairs", len(pairs))
        if not service["catchments"]:
            continue
        of_people = pd.DataFrame({"node": net.people, "point": np.arange(len(people))})
        wide = net.reach(nodes, of_people, limit * WIDEST, service["direction"])
        reach, main, value = wide[wide["s"] <= limit], None, weights
        told("people_reached", weights[reach["point"]].sum())
        by_facility = pairs.merge(
            shared(reach, "site", weights), left_on=["a", "b"], right_on=["site_x", "site_y"]
        )
        told("overlap_by_facilities", by_facility["both"].sum())
        for factor in FACTORS:
            cut = wide[wide["s"] <= limit * factor]
            by_agency = shared(
                cut.assign(agency=own["counted"].to_numpy()[cut["site"]]), "agency", weights
            )
            if factor == 1:
                ends = zip(by_agency["agency_x"], by_agency["agency_y"], strict=True)
                both = zip(ends, by_agency["both"], strict=True)
                new = [held for pair, held in both if (service["id"], *pair) not in case["shared"]]
                told("overlap_by_agencies", sum(new))
        told("people_lost", lost(reach, weights)["people"].sum())
        if service["by_streets"]:
            of_km = pd.DataFrame({"node": np.arange(len(net.km)), "point": np.arange(len(net.km))})
            main, value = net.reach(nodes, of_km, limit, service["direction"]), net.km
        quickest = two_quickest(own, people, net, service["direction"])
        told("worst_minutes_without", without(reach, quickest, weights)["max"].mean())
        fewest, curve = covering(reach if main is None else main, value, len(own))
        told("fewest_sites", fewest)
        told("curve", curve[-1] if curve else 0.0)
        if service["transfers"]:
            moved = transfers(service["id"], own, quickest, grounds, people, net, service, nodes)
            told("transferred", moved["people"].sum())
    return told.figures, told.seconds


def facility_pairs(
    own: pd.DataFrame, nodes: np.ndarray, net: Streets, limit: float, direction: str
) -> pd.DataFrame:
    """Pairs of different agencies, both ways, among those near enough as the crow flies."""
    xy = np.column_stack([own.geometry.x, own.geometry.y])
    near = cKDTree(xy).query_pairs(limit * WIDEST * net.fastest, output_type="ndarray")
    counted = own["counted"].to_numpy()
    a, b = near[counted[near[:, 0]] != counted[near[:, 1]]].T
    there = np.array(net.ahead.shortest_path_lengths(nodes[a], nodes[b]))
    back = np.array(net.ahead.shortest_path_lengths(nodes[b], nodes[a]))
    best = np.maximum(there, back) if direction == "both" else np.minimum(there, back)
    return pd.DataFrame({"a": a, "b": b, "ab": there, "ba": back, "s": best})


def two_quickest(own: pd.DataFrame, people: Any, net: Streets, direction: str) -> pd.DataFrame:
    """first, second (sites), s1, s2 of each point.

    `nearest_pois` goes from every node to the facilities; from facilities to people it is asked on
    the streets turned round, and both ways there and back by the way to the people alone.
    """
    way = net.ahead if direction == "in" else net.back
    name = str(own["service"].iloc[0])
    way.set_pois(name, FAR, 2, own.geometry.x, own.geometry.y)
    found = way.nearest_pois(FAR, name, num_pois=2, include_poi_ids=True).loc[net.people]
    found.columns = ["s1", "s2", "first", "second"]
    return found.reset_index(drop=True)


def transfers(
    name: str, own: pd.DataFrame, quickest: pd.DataFrame, grounds: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame, net: Streets, service: dict[str, Any], nodes: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    """People whose quickest facility is another agency's than the one whose ground they live on."""
    held = grounds[grounds["service"] == name]
    inside = gpd.sjoin(people[["people", "geometry"]], held[["counted", "area", "geometry"]])
    home = inside.sort_values(["area", "counted"]).groupby(level=0)["counted"].first()
    counted = own["counted"].to_numpy()
    first = quickest["first"].dropna()
    table = pd.DataFrame(
        {"home": home, "other": pd.Series(counted[first.astype(int)], first.index)}
    )
    table = table.dropna().assign(s=quickest["s1"])
    table = table[table["home"] != table["other"]]
    table["point"] = table.index
    stations = pd.DataFrame({"home": counted, "from": nodes})
    ways = table.merge(stations, on="home")
    ends = net.people[ways["point"]], ways["from"].to_numpy()
    if service["direction"] != "in":
        ends = ends[::-1]
    ways["own"] = np.array(net.ahead.shortest_path_lengths(*ends))
    table = table.join(ways.groupby("point")["own"].min())
    table = table[~(table["own"] <= table["s"])]
    table["people"] = people["people"].to_numpy()[table["point"]]
    table["saved"] = (table["own"] - table["s"]) * table["people"]
    return table.groupby(["home", "other"])[["people", "saved"]].sum().reset_index()
