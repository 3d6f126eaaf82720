"""The real street networks of a folder of data, with points on them, for the benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from adjoin.geo.crs import region_plane
from adjoin.geo.streets.centrelines import network_from_lines
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import Network, largest_parts
from osm_networks import OSM_FILES, osm_network
from streetnets import Case, service_points

KMH_PER_MPH = 1.609344
CENTRELINES = ("wuhan_osm_streets.parquet", "douala_osm_streets.parquet")


def real_cases(folder: Path, points: int) -> list[tuple[str, Callable[[], Case]]]:
    """Name and maker of a case for each file that is there; only the parts that are used."""
    makers: list[tuple[str, Callable[[], Network]]] = [
        ("Bay Area, tertiary roads and above", lambda: _bay_area(folder / "bayarea"))
    ]
    for name in CENTRELINES:
        path = folder / "networks" / name
        makers.append((name.split("_")[0].title(), lambda path=path: _centrelines(path)))
    for name in OSM_FILES:
        path = folder / "networks" / name
        makers.append((name.split(".")[0].title(), lambda path=path: osm_network(path)))
    return [(name, lambda made=made: _case(made(), points)) for name, made in makers]


def _case(network: Network, points: int) -> Case:
    used, _ = largest_parts(network)
    return Case(used, *service_points(used, points))


def _bay_area(folder: Path) -> Network:
    nodes = pd.read_csv(folder / "bayarea_osm_tertiary_nodes.csv.gz", dtype={"osmid": "str"})
    edges = pd.read_csv(
        folder / "bayarea_osm_tertiary_edges.csv.gz", dtype={"u": "str", "v": "str"}
    )
    west, south, east, north = nodes.x.min(), nodes.y.min(), nodes.x.max(), nodes.y.max()
    plane = region_plane((west, south, east, north))
    turned = pyproj.Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    xy = np.column_stack(turned.transform(nodes.x.to_numpy(), nodes.y.to_numpy()))
    return network_from_edges(
        edges.u.to_numpy(object), edges.v.to_numpy(object), edges.length.to_numpy(),
        node_id=nodes.osmid.to_numpy(object), node_xy=xy,
        speed_kmh=edges.speed_mph.to_numpy() * KMH_PER_MPH,
    )[0]  # fmt: skip


def _centrelines(path: Path) -> Network:
    # speeds do not matter here, so all streets have the one that stands in for a missing one
    return network_from_lines(np.asarray(gpd.read_parquet(path).geometry))[0]
