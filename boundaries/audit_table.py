"""The form of the table of an audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.breadth import Measures
from ..geo.validity import written_alike

Array = NDArray[Any]

COLUMNS: Final = (
    "kind", "severity", "level", "agency_ids", "owner_id", "inside_id", "area_km2", "breadth_m", "length_m",
    "places", "geometry",
)  # fmt: skip


def place_row(
    kind: str, ids: tuple[str, ...], polygons: Array, size: Measures, at: Sequence[int]
) -> dict[str, Any]:
    """One place, or slivers of the same agencies together.

    Parameters
    ----------
    kind, ids
        As the table has them, the ids one by one.
    polygons, size
        Array of Polygon, and how large each is.
    at
        Positions of those it is about, at least one.
    """
    own = polygons[at]
    return {
        "kind": kind,
        "agency_ids": ids,
        "owner_id": None,
        "inside_id": None,
        "area_m2": float(size.area_m2[at].sum()),
        "breadth_m": float(size.breadth_m[at].max()),
        "length_m": float(size.length_m[at].sum()),
        "places": len(own),
        "geometry": own[0] if len(own) == 1 else shapely.multipolygons(own),
    }


def place_table(rows: list[dict[str, Any]], level: str) -> pd.DataFrame:
    """Rows as a table, by kind, agencies and place.

    Parameters
    ----------
    rows
        Of `place_row`, with `severity`.
    level
        Of all of them.
    """
    shapes = written_alike(np.array([*(row["geometry"] for row in rows), None], dtype=object)[:-1])
    bounds = shapely.bounds(shapes).reshape(-1, 4).tolist()
    order = sorted(
        range(len(rows)),
        key=lambda k: (
            rows[k]["kind"],
            rows[k]["agency_ids"],
            rows[k]["owner_id"] or "",
            bounds[k],
        ),
    )
    told = [rows[k] for k in order]
    texts = {
        "kind": [row["kind"] for row in told],
        "severity": [row["severity"] for row in told],
        "level": [level] * len(told),
        "agency_ids": [";".join(row["agency_ids"]) for row in told],
        "owner_id": [row["owner_id"] for row in told],
        "inside_id": [row["inside_id"] for row in told],
    }
    columns = {name: pd.Series(values, dtype="str") for name, values in texts.items()}
    area_m2 = np.array([row["area_m2"] for row in told], dtype=float)
    frame = pd.DataFrame(
        {
            **columns,
            "area_km2": area_m2 / 1e6,
            "breadth_m": np.array([row["breadth_m"] for row in told], dtype=float),
            "length_m": np.array([row["length_m"] for row in told], dtype=float),
            "places": np.array([row["places"] for row in told], dtype=np.int64),
        }
    )
    table: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=list(shapes[order]))[list(COLUMNS)]
    return table
