"""Places in two dimensions: heights and measures are left out, and told."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..findings import Finding


def in_two_dimensions(
    frame: gpd.GeoDataFrame | pd.DataFrame, *, measured: bool = False, source: str
) -> tuple[Any, list[Finding]]:
    """Leave heights (Z) and measures (M) out of the shapes of a frame.

    Parameters
    ----------
    frame
        With or without geometry.
    measured
        The file is known to have measures, which its reader has left out already.
    source
        What messages call the file.

    Returns
    -------
    frame
        The same one where nothing has to be left out.
    findings
        A note with the number of shapes that it concerns.
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame, []
    shapes = np.asarray(frame.geometry, dtype=object)
    count = int((shapely.has_z(shapes) | shapely.has_m(shapes)).sum())
    if not count and not measured:
        return frame, []
    if count:
        flat = gpd.GeoSeries(shapely.force_2d(shapes), index=frame.index, crs=frame.crs)
        frame = frame.set_geometry(flat.rename(frame.geometry.name))
    what = (
        f"{count} shapes have heights (Z) or measures (M)"
        if count
        else "the shapes have measures (M)"
    )
    message = f"{what}, which are left out: places are two-dimensional here"
    return frame, [Finding("note", source, "", "third-dimension", message)]
