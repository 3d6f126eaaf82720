"""Shapes that cannot be built as they are written: open rings are closed, curves told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding
from ..rowfindings import row_findings

Array = NDArray[Any]

#: Surfaces that GEOS has no word for.
_SURFACES: Final = {"15": "polyhedral surface", "16": "TIN", "17": "triangle"}


def built_shapes(
    written: Sequence[bytes | None], rows: ArrayLike, *, source: str
) -> tuple[Array, list[Finding]]:
    """Build shapes that a reader could not, where nothing but the last point of a ring is missing.

    Parameters
    ----------
    written
        WKB of each; None stays missing.
    rows
        The row number of each.
    source
        What messages call the file.

    Returns
    -------
    shapes
        One for each; missing where it cannot be built.
    findings
        Warnings: rings that were closed, and shapes that are taken as missing, with the reason.

    Examples
    --------
    >>> import shapely
    >>> from adjoin.geo.files.rings import built_shapes
    >>> closed = shapely.to_wkb(shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)]))
    >>> open_ring = closed[:9] + bytes([4]) + closed[10:-16]
    >>> shapes, findings = built_shapes([open_ring], [7], source="a.gpkg")
    >>> shapes[0].area, findings[0].item, findings[0].rule
    (16.0, 'row 7', 'ring-unclosed')
    """
    numbers = np.asarray(rows).reshape(-1)
    shapes = np.full(len(numbers), None, dtype=object)
    closed: list[int] = []
    unbuilt: list[tuple[int, str]] = []
    for k, content in enumerate(written):
        if content is None:
            continue
        try:
            shapes[k] = shapely.from_wkb(content)
        except NotImplementedError:
            unbuilt.append((k, "it has curves; export it with straight lines"))
        except shapely.errors.ShapelyError as error:
            shapes[k] = shapely.from_wkb(content, on_invalid="fix")
            if shapes[k] is None:
                unbuilt.append((k, _reason(str(error))))
            else:
                closed.append(k)
    findings = row_findings(
        numbers[closed],
        "a ring of the shape does not end where it begins; it was closed by a straight line: mend it in "
        "the file where that is wrong",
        source=source,
        rule="ring-unclosed",
    )
    findings += row_findings(
        numbers[[k for k, _ in unbuilt]],
        [
            f"the shape cannot be built ({reason}) and is taken as missing; mend it in the file"
            for _, reason in unbuilt
        ],
        source=source,
        rule="geometry-unreadable",
    )
    return shapes, findings


def _reason(told: str) -> str:
    """What GEOS says, without its own names for errors and kinds."""
    reason = told.split("Exception: ")[-1].strip()
    _, unknown, number = reason.partition("Unknown WKB type ")
    surface = _SURFACES.get(number) if unknown else None
    return reason if surface is None else f"it is a {surface}, which is not read; export polygons"


def without_curves(frame: Any, *, source: str) -> tuple[Any, list[Finding]]:
    """A frame in which collections that hold a curve are missing: readers let these through.

    Parameters
    ----------
    frame
        As read, with or without geometry; its index numbers the rows.
    source
        What messages call the file.

    Returns
    -------
    frame
        The same one where no collection holds a curve.
    findings
        A warning for each that does.
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame, []
    shapes = np.array(frame.geometry, dtype=object)
    collections = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    at = [k for k in np.flatnonzero(collections).tolist() if _holds_curve(shapes[k])]
    if not at:
        return frame, []
    shapes[at] = None
    geometry = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs, name=frame.geometry.name)
    message = (
        "the shape cannot be built (it has a curve within a collection; export it with straight lines) "
        "and is taken as missing; mend it in the file"
    )
    told = row_findings(frame.index[at], message, source=source, rule="geometry-unreadable")
    return frame.set_geometry(geometry), told


def _holds_curve(collection: shapely.Geometry) -> bool:
    """Whether a collection holds a curve, however deep."""
    parts: Array = np.array([collection], dtype=object)
    try:
        while (shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION).any():
            parts = shapely.get_parts(parts)
    except NotImplementedError:
        return True
    return False
