"""From OSM PBF to a network beside pyrosm: seconds, and whether the roads are the same.

python benchmarks/osm_networks.py [--runs 5] [--copies 10] FILE.osm.pbf ...

pyrosm gives a network with `nodes=True`: nodes, and edges with length between them, one for each
segment. Without, it gives whole ways, which no route can be sought in; that is shown, and is none.
"Lean" is pyrosm told to leave out all that a network does without. Every run gets a copy of the file of
its own, for pyrosm keeps what it has read of a path, and the runs of all take turns in one process,
behind a first one of each that does not count. Seconds are of the clock and, in brackets, of all cores
together: the least of the runs, and their median.
"""

from __future__ import annotations

import argparse
import gc
import logging
import resource
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from adjoin.geo.crs import Bounds, region_plane
from adjoin.geo.streets.network import Network
from adjoin.geo.streets.osmnoding import osm_streets
from adjoin.geo.streets.roadclass import drivable
from adjoin.geo.streets.streetrows import driving, on_foot

OSM_FILES = ("heidelberg.osm.pbf",)
CLOSED = (
    "no", "private", "agricultural", "forestry", "agricultural;forestry", "agricultural; forestry",
    "emergency", "military", "psv", "bus", "permit", "restricted",
)  # fmt: skip
OPENED = ("yes", "permissive", "designated", "official", "destination", "customers", "delivery")
"""What a tag for cars must say to let them on a road of a class that is usually not for them."""


LEAN = ("highway", "oneway", "maxspeed", "access", "motor_vehicle", "motorcar", "vehicle")

Way = Callable[[Path], Any]


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


def _our_rows(path: Path, bounds: Bounds, *, only_cars: bool = False) -> Any:
    rows, _ = osm_streets(
        path,
        plane=region_plane(bounds),
        bounds=bounds,
        speed_factor=1.0,
        source=path.name,
        only_cars=only_cars,
    )
    return rows


def _our_cars(path: Path, bounds: Bounds) -> Network:
    return driving(_our_rows(path, bounds, only_cars=True))


def _our_modes(path: Path, bounds: Bounds) -> tuple[Network, Network]:
    rows = _our_rows(path, bounds)
    return driving(rows), on_foot(rows)


def _pyrosm(path: Path, kind: str, *, nodes: bool = True, lean: bool = False) -> Any:
    """What pyrosm's documentation does to get a network: nodes, and edges between them."""
    import pyrosm

    options = {"tags_to_keep": list(LEAN)} if lean else {"extra_attributes": list(LEAN)}
    file = pyrosm.OSM(str(path), keep_metadata=not lean)
    return file.get_network(network_type=kind, nodes=nodes, **options)


def _contenders(bounds: Bounds) -> dict[str, Way]:
    """Ways to a network, ours before those that it is compared with."""
    return {
        "cars: adjoin": lambda path: _our_cars(path, bounds),
        "cars: pyrosm driving+service": lambda path: _pyrosm(path, "driving+service"),
        "cars: pyrosm driving+service, lean": lambda path: _pyrosm(
            path, "driving+service", lean=True
        ),
        "cars: pyrosm driving, lean": lambda path: _pyrosm(path, "driving", lean=True),
        "cars: pyrosm driving+service, lean, ways only": lambda path: _pyrosm(
            path, "driving+service", nodes=False, lean=True
        ),
        "both modes: adjoin": lambda path: _our_modes(path, bounds),
        "both modes: pyrosm all": lambda path: _pyrosm(path, "all"),
        "both modes: pyrosm all, lean": lambda path: _pyrosm(path, "all", lean=True),
        "both modes: pyrosm all, lean, ways only": lambda path: _pyrosm(
            path, "all", nodes=False, lean=True
        ),
    }


def _cpu() -> float:
    """Processor seconds of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _timed(path: Path, contenders: dict[str, Way], runs: int) -> dict[str, list[list[float]]]:
    """Seconds of each contender by the clock, and of all cores, run by run."""
    spent: dict[str, list[list[float]]] = {name: [[], []] for name in contenders}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(-1, runs):
            for k, (name, work) in enumerate(contenders.items()):
                copy = Path(folder) / f"{k}_{run + 1}_{path.name}"
                shutil.copyfile(path, copy)
                gc.collect()
                clock, cpu = time.perf_counter(), _cpu()
                work(copy)
                if run >= 0:
                    spent[name][0].append(time.perf_counter() - clock)
                    spent[name][1].append(_cpu() - cpu)
                copy.unlink()
    return spent


def copies(path: Path, target: Path, count: int) -> Path:
    """Write a file of several copies of another beside each other, with ids of their own."""
    import osmium
    from osmium.osm import NODE, RELATION, WAY

    apart, step = 20_000_000_000, 0.25
    with osmium.SimpleWriter(str(target)) as writer:
        for kind in (NODE, WAY, RELATION):
            for k in range(count):
                for one in osmium.FileProcessor(str(path), kind):
                    number = one.id + k * apart
                    if kind is NODE:
                        lon, lat = one.location.lon, one.location.lat
                        place = (lon + k % 5 * step, lat + k // 5 * step)
                        writer.add_node(one.replace(id=number, location=place))
                    elif kind is WAY:
                        refs = [node.ref + k * apart for node in one.nodes]
                        writer.add_way(one.replace(id=number, nodes=refs))
                    else:
                        members = [(m.type, m.ref + k * apart, m.role) for m in one.members]
                        writer.add_relation(one.replace(id=number, members=members))
    return target


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


def _table(path: Path, runs: int) -> None:
    """One row for each contender."""
    bounds = _bounds(path)
    spent = _timed(path, _contenders(bounds), runs)
    same = roads(_our_rows(path, bounds), _pyrosm(path, "all")[1])
    print(f"\n{path.name}: roads for cars {same}\n")
    print("| network | s (CPU), least | s (CPU), median | CPU beside adjoin |")
    print("|---|---:|---:|---:|", flush=True)
    ours = [float("nan")]
    for name, (clock, cpu) in spent.items():
        ours = cpu if name.endswith("adjoin") else ours
        median = statistics.median
        beside = f"{min(cpu) / min(ours):.1f}x, {median(cpu) / median(ours):.1f}x"
        print(
            f"| {name} | {min(clock):.3f} ({min(cpu):.3f}) "
            f"| {median(clock):.3f} ({median(cpu):.3f}) | {beside} |",
            flush=True,
        )


def main() -> None:
    """A table for each file, and one for copies of the last of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--copies", type=int, default=0, help="of the last file, as one more")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    for path in given.files:
        _table(path, given.runs)
    if given.copies:
        with tempfile.TemporaryDirectory() as folder:
            last = given.files[-1]
            target = Path(folder) / f"{given.copies}_times_{last.name}"
            _table(copies(last, target, given.copies), given.runs)


if __name__ == "__main__":
    main()
