"""Layers of a heap out of columns, for tests: tables, areas and points that nobody described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from adjoin.geo.crs import LONLAT
from adjoin.geo.files.profiles import profiled
from adjoin.services.starting.heap import Layer
from shapely.geometry import Point, box

TOWNS = ("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Iris", "Juniper")


def layer(
    path: str,
    columns: Mapping[str, Sequence[Any]],
    *,
    shapes: str | None = None,
    bounds: tuple[float, float, float, float] | None = None,
) -> Layer:
    """A layer with those columns; text as a table holds it."""
    table = pd.DataFrame(dict(columns))
    return Layer(
        path=path,
        layer=None,
        rows=len(table),
        shapes=shapes,
        crs=LONLAT if shapes else None,
        degrees=False,
        bounds=bounds,
        profiles=profiled(table),
        table=table,
    )


def by_key(guesses: Sequence[Any]) -> dict[str, Any]:
    """The values of guesses that are sure; of others nothing."""
    return {guess.key: guess.value for guess in guesses if guess.is_sure}


def write_table(path: Path, columns: Mapping[str, Sequence[Any]]) -> Path:
    """A CSV file."""
    pd.DataFrame(dict(columns)).to_csv(path, index=False)
    return path


def write_areas(
    path: Path, columns: Mapping[str, Sequence[Any]], *, crs: int | None = 4326
) -> Path:
    """Squares side by side, from 122.0 W 38.0 N eastwards, a tenth of a degree each."""
    count = len(next(iter(columns.values())))
    squares = [box(-122 + 0.1 * k, 38, -121.9 + 0.1 * k, 38.1) for k in range(count)]
    return _write(path, columns, squares, crs)


def write_points(
    path: Path, columns: Mapping[str, Sequence[Any]], *, crs: int | None = 4326
) -> Path:
    """Points in the middle of those squares."""
    count = len(next(iter(columns.values())))
    return _write(path, columns, [Point(-121.95 + 0.1 * k, 38.05) for k in range(count)], crs)


def _write(
    path: Path, columns: Mapping[str, Sequence[Any]], shapes: Sequence[Any], crs: int | None
) -> Path:
    frame = gpd.GeoDataFrame(pd.DataFrame(dict(columns)), geometry=list(shapes), crs=4326)
    frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path
