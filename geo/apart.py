"""Which parts of a shape lie apart from the rest of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Array = NDArray[Any]


class Apart(NamedTuple):
    """Parts of shapes that lie apart from their main part.

    Parameters
    ----------
    shape
        Positions of the shapes they belong to, sorted.
    parts
        Array of Polygon, or MultiPolygon where parts lie close together.
    """

    shape: Array
    parts: Array


def parts_apart(shapes: Array, *, within_m: float) -> Apart:
    """Find the parts of multipart shapes that lie apart from the main part.

    Parts at most `within_m` from each other are together, also over others between them. The
    main part is the largest; of equally large ones the one farthest to the south-west.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane; missing ones have no parts.
    within_m
        How far parts may lie from each other and still be together (inclusive).

    Returns
    -------
    Apart
        See there; empty when every shape is in one piece.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.apart import parts_apart
    >>> town = shapely.union_all([shapely.box(x, 0, x + size, 1) for x, size in ((0, 2), (3, 1), (20, 1))])
    >>> shapely.bounds(parts_apart(np.array([town]), within_m=5).parts).tolist()
    [[20.0, 0.0, 21.0, 1.0]]
    """
    parts, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    several = np.bincount(owner, minlength=1)[owner] > 1 if len(owner) else owner.astype(bool)
    parts, owner = parts[several], owner[several]
    a, b = shapely.STRtree(parts).query(parts, predicate="dwithin", distance=within_m)
    same = owner[a] == owner[b]
    links = coo_array((np.ones(same.sum()), (a[same], b[same])), shape=(len(parts), len(parts)))
    groups, group = connected_components(links, directed=False) if len(parts) else (0, owner)
    area = np.bincount(group, shapely.area(parts), minlength=groups)
    west, south = (np.full(groups, np.inf) for _ in range(2))
    bounds = shapely.bounds(parts).reshape(-1, 4)
    np.minimum.at(west, group, bounds[:, 0])
    np.minimum.at(south, group, bounds[:, 1])
    whose = np.zeros(groups, dtype=np.int64)
    whose[group] = owner
    order = np.lexsort((south, west, -area, whose))
    main = np.r_[True, whose[order][1:] != whose[order][:-1]] if groups else order.astype(bool)
    rest = order[~main]
    members = [parts[group == number] for number in rest.tolist()]
    found = [own[0] if len(own) == 1 else shapely.multipolygons(own) for own in members]
    return Apart(whose[rest], np.array([*found, None], dtype=object)[:-1])
