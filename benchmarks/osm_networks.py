"""From OSM PBF to a network beside pyrosm: seconds, and whether the roads are the same.

python benchmarks/osm_networks.py FILE.osm.pbf ...
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from adjoin.geo.crs import Bounds, region_plane
from adjoin.geo.streets.network import Network
from adjoin.geo.streets.osmnoding import osm_streets
from adjoin.geo.streets.roadclass import drivable
from adjoin.geo.streets.streetrows import driving
from timing import best_of

OSM_FILES = ("heidelberg.osm.pbf",)
CLOSED = (
    "no", "private", "agricultural", "forestry", "agricultural;forestry", "agricultural; forestry",
    "emergency", "military", "psv", "bus", "permit", "restricted",
)  # fmt: skip
OPENED = ("yes", "permissive", "designated", "official", "destination", "customers", "delivery")
"""What a tag for cars must say to let them on a road of a class that is usually not for them."""


def osm_network(path: Path) -> Network:
    """The driving network of a PBF."""
    return driving(_our_rows(path, _bounds(path)))


def _bounds(path: Path) -> Bounds:
    """West, south, east, north of nearly all nodes.

    What a file says of itself may be half the globe, and ways that were clipped have far nodes.
    """
    import osmium

    places = np.array(
        [
            (node.location.lon, node.location.lat)
            for node in osmium.FileProcessor(str(path), osmium.osm.NODE)
            if node.location.valid()
        ]
    )
    (west, south), (east, north) = np.percentile(places, [1, 99], axis=0)
    return float(west), float(south), float(east), float(north)


def _our_rows(path: Path, bounds: Bounds) -> Any:
    rows, _ = osm_streets(
        path, plane=region_plane(bounds), bounds=bounds, speed_factor=1.0, source=path.name
    )
    return rows


def _pyrosm_graph(path: Path, kind: str) -> tuple[Any, Any]:
    """What pyrosm's documentation does to get a network: nodes, and edges between them."""
    import pyrosm

    return pyrosm.OSM(str(path)).get_network(
        network_type=kind, nodes=True, extra_attributes=["motorcar", "vehicle"]
    )


def roads(rows: Any, edges: pd.DataFrame) -> str:
    """Kilometres of roads that cars may use: ours, and pyrosm's of the same classes and rules.

    pyrosm's own choice for cars leaves parking aisles and driveways out and keeps roads that are
    closed to cars; so its edges of every kind are judged by our rules, as far as they are columns.
    """
    ours_km = rows.length_mm[~np.isnan(rows.along_ms) | ~np.isnan(rows.against_ms)].sum() / 1e6
    said = pd.Series(None, index=edges.index, dtype=object)
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key == "access":
            by_car = said
        if key in edges:
            said = said.where(said.notna(), edges[key])
    usual = drivable(edges["highway"].to_numpy(object)) & ~said.isin(CLOSED).to_numpy()
    open_ = usual | by_car.isin(OPENED).to_numpy()
    if "area" in edges:
        open_ &= (edges["area"] != "yes").to_numpy()
    theirs_km = edges["length"].to_numpy()[open_].sum() / 1000
    return f"{ours_km:,.1f} km beside {theirs_km:,.1f} ({ours_km / theirs_km - 1:+.2%})"


def main() -> None:
    """One row for each file."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    print(
        "| file | adjoin, both modes s (CPU) | pyrosm all s (CPU) | pyrosm driving+service s (CPU) | roads for cars |"
    )
    print("|---|---:|---:|---:|---|")
    for name in sys.argv[1:]:
        path = Path(name)
        bounds = _bounds(path)
        ours, rows = best_of(lambda path=path, bounds=bounds: _our_rows(path, bounds))
        cells = []
        for kind in ("all", "driving+service"):
            _pyrosm_graph(path, kind)
            took, found = best_of(lambda path=path, kind=kind: _pyrosm_graph(path, kind))
            cells.append(f"{took.clock:.2f} ({took.cpu:.2f}), {took.clock / ours.clock:.1f}x")
            if kind == "all":
                same = roads(rows, found[1])
        print(
            f"| {path.name} | {ours.clock:.2f} ({ours.cpu:.2f}) | {' | '.join(cells)} | {same} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
