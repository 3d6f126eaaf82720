"""What every kind of duplication says of the Bay Area: sums, bounds, and networkx on raw tables."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin import Region, run
from adjoin.services.results import Results

pytestmark = pytest.mark.real

REGION = Path(__file__).with_name("bayarea.toml")
PEOPLE = 7_685_885
SERVICES = ["hospitals", "law_enforcement", "library_services"]
CONTRACT_CITIES = {
    "Corte Madera", "Cupertino", "Dublin", "Larkspur", "Los Altos Hills", "Los Gatos",
    "Monte Sereno", "Portola Valley", "Saratoga", "Woodside", "Yountville",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    assert shared_data.is_dir()
    return run(Region.load(REGION), tmp_path_factory.mktemp("bayarea") / "out")


def _named(made: Results, table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A table with names of agencies in place of ids."""
    names = made.agencies.set_index("agency_id")["name"]
    return pd.DataFrame(table).assign(**{column: table[column].map(names) for column in columns})


def _coverage(made: Results, service: str) -> pd.DataFrame:
    """The coverage of a service's facilities, with their names and those of their agencies."""
    names = made.facilities[["service", "facility_id", "name"]]
    table = pd.DataFrame(made.coverage).merge(names, on=["service", "facility_id"])
    return _named(made, table[table["service"] == service], "agency_id")


def test_everyone_is_reached_or_in_the_gap(made: Results):
    sums = made.sensitivity
    assert sorted(set(sums["service"])) == SERVICES and len(sums) == 21
    on_streets = made.people.loc[made.people["snapped"], "people"].sum()
    assert PEOPLE - 10_000 < on_streets < PEOPLE  # those off every street are in neither
    assert (sums["reached"] + sums["gap"]).to_numpy() == pytest.approx(on_streets, abs=0.01)
    assert (sums["shared"] < sums["reached"]).all()
    as_run = sums[sums["parameter"] == "none"].set_index("service")
    joint = made.joint_coverage.set_index("service")
    for name, of in (("reached", "people_covered"), ("shared", "people_shared")):
        assert as_run[name].to_dict() == pytest.approx(joint[of].to_dict(), abs=1e-3)
    assert as_run["gap"].to_dict() == pytest.approx(joint["people_unreached"].to_dict(), abs=1e-3)


def test_who_is_reached_once_is_lost_by_exactly_one(made: Results):
    joint = made.joint_coverage.set_index("service")
    once = joint["people_covered"] - joint["people_covered_twice"]
    lost = made.coverage.groupby("service")["people_lost"].sum()
    assert lost.to_dict() == pytest.approx(once.to_dict(), abs=1e-3)


def test_lost_is_within_only_here_is_within_reached(made: Results):
    table = made.coverage
    known = table[table["agency_id"].notna()]
    assert len(table) - len(known) == 5  # jails whose agency no name gives
    assert (known["people_lost"] <= known["people_only_here"]).all()
    assert (known["people_only_here"] <= known["people_reached"]).all()
    assert (table["max_before"] <= table["service"].map({"hospitals": 30}).fillna(10)).all()
    for name in ("p90", "max"):
        assert not (table[f"{name}_after"] < table[f"{name}_before"]).any()
    lost = table["people_lost"] > 0
    later = table["max_after"].fillna(np.inf) > table["max_before"]
    assert later[lost].all()


def test_fewest_sites_and_those_in_every_optimum(made: Results):
    """The numbers and the sites in every optimum are those of a plain integer program on raw times."""
    joint = made.joint_coverage.set_index("service")
    assert joint["fewest_needed"].to_dict() == dict(zip(SERVICES, [10, 126, 121], strict=True))
    assert joint["sites_in_every_optimum"].to_dict() == dict(
        zip(SERVICES, [9, 113, 113], strict=True)
    )
    assert joint["optimal"].all() and (joint["gap"] == 0).all()
    assert (joint["removable_ceiling"] == joint["facilities"] - joint["fewest_needed"]).all()
    table = made.coverage
    assert table["in_every_optimum"].notna().all()
    counted = table.groupby("service")["in_every_optimum"].sum()
    assert counted.to_dict() == joint["sites_in_every_optimum"].to_dict()
    assert table["in_every_optimum"][table["people_lost"] > 0].all()
    # Each of two could be spared, but only together with others that would have to stay then.
    police = _coverage(made, "law_enforcement")
    beside = police[police["in_every_optimum"].astype(bool) & (police["people_lost"] == 0)]
    assert sorted(beside["name"]) == [
        "BART POLICE DEPARTMENT EL CERRITO DEL NORTE STATION",
        "SAN FRANCISCO POLICE DEPARTMENT - PARK STATION",
    ]


def test_fewer_sites_cover_less_within_a_proved_bound(made: Results):
    joint = made.joint_coverage.set_index("service")
    most = made.coverage.groupby("service")["people_reached"].max()
    for service, curve in made.coverage_curve.groupby("service"):
        assert curve["sites"].is_monotonic_increasing and curve["covered"].is_monotonic_increasing
        assert (curve["covered"] <= curve["bound"]).all() and (curve["gap"] <= 0.005).all()
        assert curve["covered"].iloc[0] == pytest.approx(most[service])
        assert curve["sites"].iloc[-1] == joint.loc[service, "fewest_needed"]
        assert curve["covered"].iloc[-1] == pytest.approx(joint.loc[service, "people_covered"])


def test_nobody_is_moved_twice(made: Results):
    table = made.transfers
    assert set(table["service"]) == {"hospitals", "law_enforcement"}
    assert (table["home_agency"] != table["other_agency"]).all()
    assert (table["people_timed"] <= table["people"]).all() and (table["minutes_saved"] > 0).all()
    grounds = made.territories.set_index(["service", "agency_id"])["people"]
    moved = table.groupby(["service", "home_agency"])["people"].sum()
    assert (moved <= grounds.loc[moved.index] + 1e-6).all()
    for service, rows in table.groupby("service"):
        both = rows.set_index(["home_agency", "other_agency"])["people"].to_dict()
        back = [both.get((b, a), 0.0) for a, b in both]
        here = np.array(list(both.values()))
        assert rows["balance"].to_numpy() == pytest.approx(
            np.minimum(here, back) / np.maximum(here, back), abs=1e-6
        ), service


def test_whose_police_is_not_known_is_moved_by_none(made: Results):
    """Cities with a station of nobody's, or of an authority without ground, are no one's homes."""
    police = made.transfers[made.transfers["service"] == "law_enforcement"]
    named = _named(made, police, "home_agency", "other_agency")
    assert not CONTRACT_CITIES & set(named["home_agency"])
    told = made.tests.set_index(["service", "test"])["reason"]
    assert told["law_enforcement", "transfers"] == "the ground of 29 of 127 agencies is not known"
    # Half of all who are moved are moved to those that serve no ground: trains, highways, campuses.
    grounds = made.territories.dropna(subset="origin")
    own = set(grounds.loc[grounds["service"] == "law_enforcement", "agency_id"])
    groundless = police.loc[~police["other_agency"].isin(own), "people"].sum()
    assert 0.45 < groundless / police["people"].sum() < 0.55


def test_what_is_common_is_within_either(made: Results):
    pairs = made.facility_pairs
    smaller = pairs[["catchment_people_a", "catchment_people_b"]].min(axis=1)
    assert (pairs["overlap_people"] <= smaller).all()
    share = pairs["overlap_people"] / smaller
    assert pairs["overlap_share"].to_numpy() == pytest.approx(share.to_numpy(), abs=1e-6)
    table = made.duplications
    assert (table["overlap_jaccard"] <= table["overlap_share"]).all()
    larger = table[["share_a", "share_b"]].max(axis=1)
    common = table["overlap_people"] > 0
    assert table["overlap_share"][common].to_numpy() == pytest.approx(larger[common].to_numpy())
    # The union over an agency's facilities reaches no less than two of them.
    keys = ["service", "agency_a", "agency_b"]
    two = pairs.groupby(keys)["overlap_people"].max().rename("two").reset_index()
    both = table.merge(two, on=keys)
    assert (both["overlap_people"] >= both["two"] - 1e-6).all() and len(both) == 294


def test_less_time_finds_fewer_of_the_same(made: Results):
    for _, rows in made.sensitivity.groupby("service"):
        table = rows.set_index(["parameter", "factor"])
        as_run = table.loc[("none", 1.0)]
        assert (table["kept"] + table["lost"] == as_run["duplications"]).all()
        assert (table["kept"] + table["new"] == table["duplications"]).all()
        for parameter in ("minutes", "speed"):
            less, more = table.loc[(parameter, 0.8)], table.loc[(parameter, 1.2)]
            assert less["new"] == 0 == more["lost"]
            assert less["reached"] < as_run["reached"] < more["reached"]
        assert (table["lost"].loc["tolerance"] == 0).all()  # these boundaries fit exactly
    table = made.duplications
    assert (table["survives"] == ~table["near_threshold"]).all()


def test_the_edge_is_where_streets_lead_on_and_not_the_coast(made: Results):
    """To Davis, Rio Vista's bridge, the south of Gilroy, over the summit, and from Antioch's bridge."""
    police = _coverage(made, "law_enforcement")
    assert sorted(police.loc[police["censored"], "name"]) == [
        "CALIFORNIA HIGHWAY PATROL - HOLLISTER-GILROY 725",
        "DIXON POLICE DEPARTMENT",
        "GILROY POLICE DEPARTMENT",
        "LOS GATOS-MONTE SERENO POLICE DEPARTMENT",
        "OAKLEY POLICE DEPARTMENT",
        "RIO VISTA POLICE DEPARTMENT",
    ]
    libraries = _coverage(made, "library_services")
    assert not libraries.loc[libraries["agency_id"].str.contains("FRANCISCO"), "censored"].any()


def test_branches_that_reach_nobody_alone(made: Results):
    libraries = _coverage(made, "library_services")
    alone = libraries["people_lost"] > 0
    assert (~alone).sum() == 114
    by = libraries[~alone].groupby("agency_id").size()
    assert by["SAN FRANCISCO PUBLIC LIBRARY"] == 28 and by["BERKELEY PUBLIC LIBRARY"] == 5
    assert "NAPA COUNTY LIBRARY" not in by.index
    # No single one of San Francisco's, but all of them together.
    city = libraries[libraries["agency_id"] == "SAN FRANCISCO PUBLIC LIBRARY"]
    assert city["people_only_here"].max() > 300_000


def test_owners_that_were_guessed_are_not_sure(made: Results):
    rows = made.evidence[made.evidence["service"] == "hospitals"]
    assert (rows["confidence_attribution"] == 0.4).all() and rows["confidence"].max() == 0.4
    libraries = made.evidence[made.evidence["service"] == "library_services"]
    # The one of Dixon is in no list of agencies.
    unlisted = libraries["agency_a"].eq("M629") | libraries["agency_b"].eq("M629")
    assert (libraries["confidence_attribution"][~unlisted] == 1).all() and unlisted.sum() == 1


class Streets:
    """The raw tables as a networkx graph, in another plane, with straight snaps of our own."""

    def __init__(self, folder: Path) -> None:
        edges = pd.read_csv(folder / "bayarea_osm_tertiary_edges.csv.gz")
        nodes = pd.read_csv(folder / "bayarea_osm_tertiary_nodes.csv.gz")
        places = gpd.GeoSeries(gpd.points_from_xy(nodes.x, nodes.y), crs=4326).to_crs(26910)
        xy = dict(zip(nodes.osmid, zip(places.x, places.y, strict=True), strict=True))
        edges["minutes"] = edges.length / 1609.344 / edges.speed_mph * 60
        self.graph = nx.MultiDiGraph()
        self.graph.add_weighted_edges_from(
            zip(edges.u, edges.v, edges.minutes, strict=True), weight="minutes"
        )
        pairs = zip(edges.u, edges.v, strict=True)
        lines = shapely.linestrings([[xy[u], xy[v]] for u, v in pairs])
        straight = shapely.length(lines) > 0
        self.edges, self.lines = edges[straight].reset_index(drop=True), lines[straight]
        self.tree = shapely.STRtree(self.lines)

    def legs(self, point: shapely.Point) -> tuple[float, list[tuple[int, int, float, float]]]:
        """Minutes to the nearest street, and the streets there: from, to, along, minutes."""
        metres = self.lines[self.tree.nearest(point)].distance(point)
        near = self.tree.query(point, predicate="dwithin", distance=metres + 1e-6)
        rows = self.edges.iloc[near]
        along = [self.lines[k].project(point, normalized=True) for k in near]
        return metres / 500, list(zip(rows.u, rows.v, along, rows.minutes, strict=True))

    def minutes(self, site: shapely.Point, points: list, *, inwards: bool, most: float) -> list:
        """From a site to points, or to it from them; 0.05 for every two on one street, left out."""
        graph = self.graph.reverse(copy=False) if inwards else self.graph
        access, starts = self.legs(site)
        best: dict[int, float] = {}
        for u, v, along, whole in starts:
            node, cost = (u, along * whole) if inwards else (v, (1 - along) * whole)
            found = nx.single_source_dijkstra_path_length(
                graph, node, cutoff=most - cost, weight="minutes"
            )
            for other, more in found.items():
                best[other] = min(best.get(other, np.inf), cost + more)
        result = []
        for off, ends in points:
            ways = [
                best.get(v, np.inf) + (1 - along) * whole if inwards
                else best.get(u, np.inf) + along * whole
                for u, v, along, whole in ends
            ]  # fmt: skip
            result.append(min(ways) + off + access)
        return result


@pytest.fixture(scope="module")
def streets(shared_data: Path) -> Streets:
    return Streets(shared_data / "bayarea")


@pytest.mark.parametrize(
    ("service", "name", "standard"),
    [
        ("law_enforcement", "VACAVILLE POLICE DEPARTMENT", 10),
        ("law_enforcement", "SAN BRUNO POLICE DEPARTMENT", 10),
        ("library_services", "PETALUMA REGIONAL LIBRARY", 10),
        ("hospitals", "SONOMA VALLEY HOSPITAL", 30),
    ],
)
def test_catchments_are_those_of_networkx(
    made: Results, streets: Streets, service: str, name: str, standard: float
):
    """To the people within a thousandth of a minute of the standard."""
    row = _coverage(made, service).set_index("name").loc[name]
    own = made.facilities["service"].eq(service) & made.facilities["name"].eq(name)
    site = made.facilities.geometry[own].to_crs(26910).iloc[0]
    places = made.people.geometry.to_crs(26910)
    near = np.flatnonzero(shapely.dwithin(places.to_numpy(), site, standard * 1_800))
    points = [streets.legs(places.iloc[k]) for k in near]
    minutes = np.array(
        streets.minutes(site, points, inwards=service != "law_enforcement", most=standard + 1)
    )
    people = made.people["people"].to_numpy()[near]
    low, high = (people[minutes <= standard + off].sum() for off in (-1e-3, 1e-3))
    assert low - 1e-6 <= row["people_reached"] <= high + 1e-6
    assert high - low < 0.01 * low and low > 20_000
    assert row["max_before"] <= standard
