"""The fictional region: whole, believable, and the same every time."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.region import Region
from adjoin.services.example import write_example
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

TABLES = {
    "fire_stations.csv": 13,
    "police_stations.csv": 7,
    "libraries.csv": 7,
    "parks.csv": 6,
    "clerks.csv": 7,
    "yards.csv": 4,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example(tmp_path_factory.mktemp("example")).parent


@pytest.fixture(scope="module")
def land(folder: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(folder / "jurisdictions.geojson").set_index("id")


@pytest.fixture(scope="module")
def districts(folder: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(folder / "fire_districts.geojson").set_index("id")


@pytest.fixture(scope="module")
def edges(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "street_edges.csv.gz")


@pytest.fixture(scope="module")
def nodes(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "street_nodes.csv.gz").set_index("id")


def plane(lon: Any, lat: Any) -> np.ndarray[Any, Any]:
    """Metres east and north, good to a percent here."""
    return np.stack(
        [np.asarray(lon) * 111_320 * np.cos(np.radians(39.4)), np.asarray(lat) * 111_000], axis=-1
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_land(
    folder: Path, tmp_path: Path
) -> None:
    again = write_example(tmp_path / "deep" / "again").parent
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    assert len(names) == 12
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name
    other = write_example(tmp_path / "other", seed=8).parent
    name = "jurisdictions.geojson"
    assert (folder / name).read_bytes() != (other / name).read_bytes()


def test_its_region_file_has_no_fault_and_says_that_it_is_fictional(folder: Path) -> None:
    region = Region.load(folder / "region.toml")
    assert region.fictional
    assert "fictional" in region.name
    files = [source.path for source in (*region.agencies, *region.facilities)]
    assert region.streets is not None
    assert region.streets.nodes is not None
    for name in (*files, region.streets.path, region.streets.nodes):
        assert region.at(name).is_file()
    assert {source.agency_by for source in region.facilities} == {"column", "contains"}


def test_its_columns_are_in_its_files(folder: Path) -> None:
    region = Region.load(folder / "region.toml")
    for source in (*region.agencies, *region.facilities):
        if source.path.endswith(".csv"):
            there = set(pd.read_csv(region.at(source.path)))
        else:
            there = set(gpd.read_file(region.at(source.path)))
        for key, column in source.columns.given().items():
            assert {column} <= there if isinstance(column, str) else set(column) <= there, key


@pytest.mark.parametrize("seed", [7, 0, 1, 2])
def test_towns_and_county_tile_the_land(tmp_path: Path, seed: int) -> None:
    folder = write_example(tmp_path, seed=seed).parent
    shapes = gpd.read_file(folder / "jurisdictions.geojson").geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.get_num_interior_rings(shapely.coverage_union_all(shapes)) == 0
    fire = gpd.read_file(folder / "fire_districts.geojson").geometry.to_numpy()
    assert (shapely.get_type_id(fire) == shapely.GeometryType.POLYGON).all()
    assert shapely.is_valid(fire).all()


def test_six_towns_lie_in_one_county(land: gpd.GeoDataFrame) -> None:
    assert land["level"].value_counts().to_dict() == {"city": 6, "county": 1}
    area_km2 = land.to_crs("EPSG:5070").area / 1e6
    assert area_km2["alder-county"] > 1000
    assert area_km2.drop("alder-county").between(5, 60).all()
    assert (land["population"] > 0).all()


def test_some_towns_adjoin_and_the_others_lie_alone(land: gpd.GeoDataFrame) -> None:
    towns = land.drop(index="alder-county").geometry
    adjoining = {
        (a, b)
        for a, b in combinations(sorted(towns.index), 2)
        if towns[a].intersection(towns[b]).length > 0
    }
    assert adjoining == {("alder-city", "millbrook"), ("alder-city", "west-alder")}


def test_fire_districts_overlap_towns(land: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> None:
    def share(town: str, district: str) -> float:
        inside = land.geometry[town].intersection(districts.geometry[district])
        return float(inside.area / land.geometry[town].area)

    assert share("west-alder", "valley-fpd") > 0.98
    assert share("cedar-landing", "north-fork-fpd") > 0.98
    assert 0.02 < share("alder-city", "valley-fpd") < 0.4
    assert share("millbrook", "valley-fpd") == 0


@pytest.mark.parametrize("name", TABLES)
def test_facilities_have_an_id_a_name_and_a_place_of_their_own(folder: Path, name: str) -> None:
    table = pd.read_csv(folder / name, dtype=str)
    assert len(table) == TABLES[name]
    assert table["id"].is_unique
    assert table["name"].is_unique
    assert not table[["lon", "lat"]].duplicated().any()
    assert table.notna().all(axis=None)


def test_facilities_stand_on_the_land_of_their_agency(
    folder: Path, land: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> None:
    shapes = pd.concat([land.geometry, districts.geometry])
    for name in ("fire_stations.csv", "parks.csv"):
        table = pd.read_csv(folder / name)
        for row in table.itertuples():
            assert shapely.contains_xy(shapes[row.agency], row.lon, row.lat), row.name


def test_the_agency_of_a_police_station_follows_from_where_it_stands(
    folder: Path, land: gpd.GeoDataFrame
) -> None:
    table = pd.read_csv(folder / "police_stations.csv")
    holder = [
        next(
            i for i, shape in land.geometry.items() if shapely.contains_xy(shape, row.lon, row.lat)
        )
        for row in table.itertuples()
    ]
    assert holder == [
        "alder-city",
        "millbrook",
        "port-lorne",
        "west-alder",
        "alder-county",
        "alder-county",
        "alder-county",
    ]


def test_agencies_named_by_facilities_exist_and_one_has_no_boundary(
    folder: Path, land: gpd.GeoDataFrame
) -> None:
    names = set(pd.read_csv(folder / "libraries.csv")["agency"])
    without_boundary = set(pd.read_csv(folder / "library_district.csv")["name"])
    assert names - set(land["name"]) == without_boundary
    assert set(pd.read_csv(folder / "clerks.csv")["agency"]) == set(land.index)


def test_streets_are_one_strongly_connected_network(
    edges: pd.DataFrame, nodes: pd.DataFrame
) -> None:
    assert 3000 < len(edges) < 8000
    assert nodes.index.tolist() == list(range(1, len(nodes) + 1))
    ends = edges[["from", "to"]].to_numpy() - 1
    graph = coo_array((np.ones(len(edges)), ends.T), shape=(len(nodes), len(nodes)))
    assert connected_components(graph, directed=True, connection="strong")[0] == 1
    assert not edges[["from", "to"]].duplicated().any()
    assert (edges["from"] != edges["to"]).all()


def test_streets_have_lengths_speeds_and_one_way_pairs(
    edges: pd.DataFrame, nodes: pd.DataFrame
) -> None:
    at = plane(nodes["lon"], nodes["lat"])
    first, last = at[edges["from"] - 1], at[edges["to"] - 1]
    straight_m = np.linalg.norm(first - last, axis=1)
    assert (edges["length_m"] / straight_m).between(0.99, 1.10).all()
    speeds = edges.groupby("kind")["speed_mph"].unique().map(list).to_dict()
    assert speeds == {
        "avenue": [35],
        "country": [45],
        "highway": [65],
        "main": [50],
        "street": [25],
    }
    pairs = set(zip(edges["from"], edges["to"], strict=True))
    one_way = [(a, b) for a, b in pairs if (b, a) not in pairs]
    assert 20 < len(one_way) < 300


@pytest.mark.parametrize("name", TABLES)
def test_facilities_stand_beside_a_street(
    folder: Path, edges: pd.DataFrame, nodes: pd.DataFrame, name: str
) -> None:
    at = plane(nodes["lon"], nodes["lat"])
    lines = shapely.linestrings(np.stack([at[edges["from"] - 1], at[edges["to"] - 1]], axis=1))
    table = pd.read_csv(folder / name)
    points = shapely.points(plane(table["lon"], table["lat"]))
    _, metres = shapely.STRtree(lines).query_nearest(
        points, return_distance=True, all_matches=False
    )
    assert metres.max() < 100
    assert metres.min() > 5
