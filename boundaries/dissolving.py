"""Rows of agencies with the same shape, and of the same agency: one shape of several."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.files.printing import clipped
from ..geo.findings import Finding
from ..geo.rowfindings import first_rows, rows_item
from ..geo.validity import written_alike

Array = NDArray[Any]

#: How many groups of rows a message lists.
_SHOWN: Final = 5

#: Of so many different shapes of one agency it is measured how far they lie apart.
_MEASURED: Final = 10


class Dissolved(NamedTuple):
    """The shape of each agency.

    Parameters
    ----------
    shapes
        By agency_id, sorted; missing where no row has one.
    twice_km2
        By agency_id of those that stand in several rows: ground that more than one of them has,
        which the shape has once.
    apart_km
        By agency_id of those whose rows have 2 to 10 different shapes: the longest way that has to
        be gone between rows to come to all of them.
    """

    shapes: gpd.GeoSeries
    twice_km2: dict[str, float]
    apart_km: dict[str, float]


def repeated_shapes(rows: gpd.GeoDataFrame) -> list[Finding]:
    """Tell rows of one source that have the shape of another row, as one finding each source.

    Parameters
    ----------
    rows
        With agency_id, name, source, row and geometry, as read (not repaired): shapes are the same
        when they have the same rings, wherever these start and whichever way they turn.

    Returns
    -------
    list of Finding
        `geometry-duplicate`: how many rows repeat a shape, how many of them under the same id
        (these are one agency anyway) and how many under another, which are named. A warning when
        any is under another id, else a note.
    """
    findings = []
    for source, group in rows.groupby("source", sort=True):
        shape = _same_shape(np.asarray(group.geometry))
        alike = group.assign(shape=shape)[shape >= 0].sort_values("row")
        twins = alike[alike["shape"].duplicated(keep=False)]
        repeats = int(twins["shape"].duplicated().sum())
        if not repeats:
            continue
        ids = twins.groupby("shape")["agency_id"].nunique()
        others = int((ids - 1).sum())
        message = f"{repeats} rows have the same shape as another row"
        if repeats - others:
            message += f"; {repeats - others} under the same id, which are one agency"
        if others:
            apart = twins[twins["shape"].isin(ids.index[ids > 1])]
            shown = [_named(part) for _, part in apart.groupby("shape", sort=False)]
            more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
            message += (
                f"; {others} under another id, which are agencies with the same ground "
                f"({'; '.join(shown[:_SHOWN])}{more}): leave one out with where, or mend the shapes"
            )
        findings.append(
            Finding(
                "warning" if others else "note", str(source), rows_item(twins["row"]),
                "geometry-duplicate", message,
            )
        )  # fmt: skip
    return findings


def _named(part: pd.DataFrame) -> str:
    """Rows with one shape, as a message lists them."""
    pairs = sorted(set(zip(part["agency_id"], part["name"], strict=True)))
    short = [[clipped(text, longest=60) for text in pair] for pair in pairs[:_SHOWN]]
    names = [repr(name) if name == id_ else f"{id_} {name!r}" for id_, name in short]
    more = f" and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else ""
    return f"rows {first_rows(part['row'])}: {', '.join(names)}{more}"


def _same_shape(shapes: Array) -> NDArray[np.int64]:
    """A number for each shape, equal for equal ones; -1 for those that no other can equal."""
    numbers = np.full(len(shapes), -1, dtype=np.int64)
    known = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    looks = pd.DataFrame(shapely.bounds(shapes[known]))
    looks["vertices"] = shapely.get_num_coordinates(shapes[known])
    # Few look alike, and only these are compared vertex by vertex.
    close = known[looks.duplicated(keep=False).to_numpy()]
    written = shapely.to_wkb(written_alike(shapes[close]))
    numbers[close] = pd.factorize(pd.Series(written, dtype=object))[0]
    return numbers


def dissolved(rows: gpd.GeoDataFrame) -> Dissolved:
    """One shape for each agency: that of its row, or the union of those of its rows.

    Parameters
    ----------
    rows
        With agency_id and geometry: valid polygons, missing where a row has none, in a plane in
        metres. Their order changes nothing.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.dissolving import dissolved
    >>> rows = gpd.GeoDataFrame({"agency_id": ["a", "a"]},
    ...     geometry=[shapely.box(0, 0, 2000, 1000), shapely.box(1000, 0, 3000, 1000)])
    >>> found = dissolved(rows)
    >>> found.shapes.area.to_dict(), found.twice_km2
    ({'a': 3000000.0}, {'a': 1.0})
    """
    ids = rows["agency_id"].to_numpy(dtype=object)
    shapes = written_alike(np.asarray(rows.geometry, dtype=object))
    owner, keys = pd.factorize(ids, sort=True)
    united = np.full(len(keys), None, dtype=object)
    rows_of = np.bincount(owner, minlength=len(keys))
    single = rows_of[owner] == 1
    united[owner[single]] = shapes[single]
    several = np.flatnonzero(~single)
    order = several[np.argsort(owner[several], kind="stable")]
    twice: dict[str, float] = {}
    apart: dict[str, float] = {}
    mended: list[int] = []
    for part in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1) if len(order) else []:
        key = owner[part[0]]
        # By their bytes, so that the order of rows says nothing; the same shape once.
        present = {shapely.to_wkb(shape): shape for shape in shapes[part] if shape is not None}
        held = [present[written] for written in sorted(present)]
        if not held:
            continue
        united[key] = held[0] if len(held) == 1 else shapely.union_all(held)
        if len(held) > 1:
            mended.append(int(key))
            if len(held) <= _MEASURED:
                apart[str(keys[key])] = _farthest_step(np.array(held, dtype=object)) / 1000
        rows_km2 = np.nansum(shapely.area(shapes[part])) / 1e6
        twice[str(keys[key])] = max(0.0, float(rows_km2 - united[key].area / 1e6))
    if mended:
        united[mended] = written_alike(united[mended])
    shape_of = gpd.GeoSeries(united, index=pd.Index(keys, dtype="str"), crs=rows.crs)
    return Dissolved(shape_of, twice, apart)


def _farthest_step(shapes: Array) -> float:
    """The longest step, in metres, when going from shape to nearest shape until all were visited."""
    away = shapely.distance(shapes[0], shapes)
    ahead = np.ones(len(shapes), dtype=bool)
    ahead[0] = False
    longest = 0.0
    while ahead.any():
        here = int(np.flatnonzero(ahead)[np.argmin(away[ahead])])
        longest = max(longest, float(away[here]))
        ahead[here] = False
        away = np.minimum(away, shapely.distance(shapes[here], shapes))
    return longest
