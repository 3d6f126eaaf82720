"""A fictional metro of any size: the files of a region, the same every time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.services.demo.files import write_demo
from adjoin.services.demo.plan import Size

SEED = 7

PEOPLE = """[[people]]
path = "blocks.parquet"
columns = { weight = "people", id = "block" }

"""


class Metro(NamedTuple):
    """How large a metro is; the whole one by default."""

    agencies: int = 500
    facilities: int = 20_000
    street_nodes: int = 250_000
    people: int = 100_000

    def times(self, size: Fraction) -> Metro:
        """Of every number so large a share."""
        return Metro(*(round(number * size) for number in self))


def write_metro(folder: Path, metro: Metro) -> Path:
    """Write the files of a metro; gives its region.toml.

    They are those of `adjoin demo`, faults included; only the people live at seeded points in its
    zones, more of them in zones of more people, and are never fewer than one at a point.
    """
    size = Size(metro.agencies, metro.facilities, metro.street_nodes)
    path = write_demo(folder, size=size, seed=SEED)
    zones = gpd.read_file(folder / "zones.gpkg", layer="zones")
    counts = pd.read_csv(folder / "population.csv", dtype={"zone": "str"})
    _homes(zones.merge(counts, on="zone"), metro.people).to_parquet(folder / "blocks.parquet")
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[[people]]"), text.index("# ---- Streets")
    path.write_text(text[:start] + PEOPLE + text[end:], encoding="utf-8")
    return path


def _homes(zones: gpd.GeoDataFrame, number: int) -> gpd.GeoDataFrame:
    """So many points with people, in the boxes of zones, which are squares but at the shore."""
    rng = np.random.default_rng(SEED)
    people = zones["population"].fillna(0).clip(lower=0).to_numpy(dtype=float)
    chance = np.sqrt(people)
    zone = rng.choice(len(zones), number, p=chance / chance.sum())
    low, high = np.split(zones.bounds.to_numpy()[zone], 2, axis=1)
    xy = low + rng.random((number, 2)) * (high - low)
    share = people[zone] / np.bincount(zone, minlength=len(zones))[zone]
    return gpd.GeoDataFrame(
        {"block": np.arange(number).astype(str), "people": 1 + np.round(share, 1)},
        geometry=shapely.points(xy.round(6)),
        crs=zones.crs,
    )
