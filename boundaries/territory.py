"""Areas less what others take from them, plus what others leave to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from ..geo.validity import repair_polygons, written_alike

Array = NDArray[Any]

#: A share of an area that only rounding makes: less than it taken is nothing taken, less than it
#: left is nothing left. 3 m2 of a county of 3,000 km2.
ROUNDING_SHARE: Final = 1e-9


class Effective(NamedTuple):
    """The ground of each row.

    Parameters
    ----------
    left
        The shape less what others take; missing where there was none, or nothing is left.
    whole
        The same with what others leave to it; missing where there is none of either.
    """

    left: Array
    whole: Array


def effective_shapes(
    shapes: Array,
    *,
    of: ArrayLike,
    minus: Sequence[Array | None],
    plus: Sequence[ArrayLike] | None = None,
    kin: ArrayLike | None = None,
) -> Effective:
    """Take shapes from shapes, and then add others.

    What is taken from a shape is cut out of it at once, as one union, and only where interiors
    meet; equal operands are computed once, however many rows ask for them. The areas agree: what
    is left and what was taken are the shape, to 1e-6 of it.

    Parameters
    ----------
    shapes
        (n,) valid polygons in a plane; missing ones take nothing and have nothing.
    of
        (k,) position in `shapes` of the shape of each row.
    minus
        For each row which of `shapes` take from it: (n,) booleans, or None for nothing. Rows that
        are treated alike should share one array.
    plus
        For each row the positions of other rows, of which it gets what they have left; nothing
        when it is not given.
    kin
        (n,) of any kind of value: shapes of equal kin take nothing from one another. By default
        each is only its own.

    Returns
    -------
    Effective
        See there. Valid polygons, written alike; a shape of which nothing was taken stays as it is.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.boundaries.territory import effective_shapes
    >>> county, town = shapely.box(0, 0, 10, 10), shapely.box(8, 0, 12, 5)
    >>> found = effective_shapes(
    ...     np.array([county, town]), of=[0, 1], minus=[np.array([False, True]), None])
    >>> shapely.area(found.whole).tolist()
    [90.0, 20.0]
    """
    shapes = np.asarray(shapes, dtype=object)
    base = np.asarray(of, dtype=np.int64)
    family = np.arange(len(shapes)) if kin is None else np.unique(kin, return_inverse=True)[1]
    meeting = _meeting(shapes, base, minus, family)
    operands = [
        (at, () if mask is None else tuple(meeting[at][mask[meeting[at]]].tolist()))
        for at, mask in zip(base.tolist(), minus, strict=True)
    ]
    left = _less(shapes, operands)
    whole = left.copy()
    if plus is not None:
        added = [np.asarray(rows, dtype=np.int64).tolist() for rows in plus]
        _add(whole, left, operands, added)
    return Effective(left, whole)


def _meeting(
    shapes: Array, base: Array, minus: Sequence[Array | None], family: Array
) -> dict[int, Array]:
    """For each shape of a row the sorted positions of the takers whose interior meets its own."""
    taken = {at for at, mask in zip(base.tolist(), minus, strict=True) if mask is not None}
    at = np.array(sorted(taken), dtype=np.int64)
    at = at[~shapely.is_missing(shapes[at])]
    masks = {id(mask): mask for mask in minus if mask is not None}
    takes = np.logical_or.reduce([*masks.values(), np.zeros(len(shapes), dtype=bool)])
    takers = np.flatnonzero(takes & ~shapely.is_missing(shapes))
    meeting = {k: np.zeros(0, dtype=np.int64) for k in set(base.tolist())}
    if len(at) == 0 or len(takers) == 0:
        return meeting
    shapely.prepare(shapes[at])
    a, b = shapely.STRtree(shapes[takers]).query(shapes[at], predicate="intersects")
    a, b = at[a], takers[b]
    other = family[a] != family[b]
    a, b = a[other], b[other]
    broad = ~shapely.touches(shapes[a], shapes[b])
    a, b = a[broad], b[broad]
    order = np.lexsort((b, a))
    a, b = a[order], b[order]
    starts = np.searchsorted(a, at)
    meeting.update(zip(at.tolist(), np.split(b, starts[1:]), strict=True))
    return meeting


def _less(shapes: Array, operands: Sequence[tuple[int, tuple[int, ...]]]) -> Array:
    """Each shape less the union of its takers, every combination once."""
    cut = sorted({operand for operand in operands if operand[1]})
    unions = {
        takers: shapes[takers[0]] if len(takers) == 1 else shapely.union_all(shapes[list(takers)])
        for takers in sorted({takers for _, takers in cut})
    }
    before = shapes[[at for at, _ in cut]] if cut else np.zeros(0, dtype=object)
    taken = np.array([unions[takers] for _, takers in cut], dtype=object)
    after = written_alike(repair_polygons(shapely.difference(before, taken)).shapes)
    area, remaining = shapely.area(before), np.nan_to_num(shapely.area(after))
    after[remaining <= ROUNDING_SHARE * area] = None
    unchanged = remaining >= (1 - ROUNDING_SHARE) * area
    after[unchanged] = before[unchanged]
    known = dict(zip(cut, after, strict=True))
    left = np.full(len(operands), None, dtype=object)
    for row, operand in enumerate(operands):
        left[row] = known[operand] if operand[1] else shapes[operand[0]]
    return left


def _add(
    whole: Array,
    left: Array,
    operands: Sequence[tuple[int, tuple[int, ...]]],
    added: Sequence[Sequence[int]],
) -> None:
    """Unite what rows have left with that of others, in place; every combination once."""
    united: dict[frozenset[tuple[int, tuple[int, ...]]], Any] = {}
    for row, others in enumerate(added):
        parts = {operands[k]: left[k] for k in (row, *others) if left[k] is not None}
        if set(others) <= {row} or not parts:
            continue
        key = frozenset(parts)
        if key not in united:
            shapes = [parts[operand] for operand in sorted(parts)]
            union = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
            united[key] = written_alike(repair_polygons(np.array([union])).shapes)[0]
        whole[row] = united[key]
