"""Which people live on the ground that each agency serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from ..boundaries.residents import agency_people
from ..boundaries.served import effective_points
from ..geo.membership import Contacts, Membership, contacts, counted_once
from .territory_rules import Pool, Row

Array = NDArray[Any]


def served_points(
    rows: Sequence[Row],
    pool: Pool,
    people: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    roots: Mapping[str, str],
) -> list[Array]:
    """Deal the people out to territories.

    An agency's people are those of `adjoin.boundaries.residents.agency_people`, and the rule deals
    them out as it does the ground: where agencies of a level tile the region, and the rule cuts
    what others serve, each person counts once for each service, on whatever border. Where a
    layer stands in place of a boundary, its points on a border are settled anew: within the level
    of its agency, and then with the layers of all others; of those that only touch at a point, the
    smallest id has it.

    Parameters
    ----------
    rows, pool
        Of `adjoin.services.territory_rules`.
    people
        As `adjoin.boundaries.people.people_table` returns it, in the plane of the agencies.
    agencies
        Sorted by id, as `pool` was made of them.
    roots
        The agency that each counts as, by id.

    Returns
    -------
    list of numpy.ndarray
        Of each row the sorted positions of its people; none where nobody lives. Rows may share one.
    """
    points = np.asarray(people.geometry)
    at = {agency_id: k for k, agency_id in enumerate(agencies["agency_id"])}
    agency_of = np.array([at[agency_id] for agency_id in pool.agency], dtype=np.int64)
    own = _by_area(agency_people(people, agencies))
    joint = (agencies["boundary"] == "members").to_numpy()
    shapes = pool.shapes.copy()
    shapes[: len(at)][joint] = None
    interior, border = _parted(contacts(points, shapes), len(shapes)) if pool.layer else ([], None)
    result = [np.zeros(0, dtype=np.int64)] * len(rows)
    for layers, members in _alike(rows, pool).items():
        held = own
        if layers and border is not None:
            shape_of = np.arange(len(at))
            shape_of[agency_of[list(layers)]] = layers
            won = _with_layers(border, shape_of, points, shapes, agencies)
            laid = shape_of >= len(at)
            held = [
                own[k] if joint[k] and not laid[k] else _merged(interior[shape_of[k]], won[k])
                for k in range(len(at))
            ]
        dealt = _dealt(rows, members, held, at, agency_of, roots)
        for k, own_points in zip(members, dealt, strict=True):
            result[k] = own_points
    return result


def _alike(rows: Sequence[Row], pool: Pool) -> dict[tuple[int, ...], list[int]]:
    """The rows by the layers that stand in place of boundaries for their service."""
    layers: dict[str, tuple[int, ...]] = {}
    groups: dict[tuple[int, ...], list[int]] = {}
    for k, row in enumerate(rows):
        if row.service not in layers:
            laid = {
                agency_id for service, agency_id in pool.layer if service in (None, row.service)
            }
            layers[row.service] = tuple(sorted(pool.at(row.service, each) for each in laid))
        groups.setdefault(layers[row.service], []).append(k)
    return groups


def _parted(found: Contacts, count: int) -> tuple[list[Array], Contacts]:
    """The points in the interior of each shape, and those on borders."""
    area, point = found.area[found.inside], found.point[found.inside]
    order = np.lexsort((point, area))
    starts = np.searchsorted(area[order], np.arange(1, count))
    on = ~found.inside
    return np.split(point[order], starts), Contacts(
        found.area[on], found.point[on], found.inside[on]
    )


def _with_layers(
    border: Contacts, shape_of: Array, points: Array, shapes: Array, agencies: gpd.GeoDataFrame
) -> list[Array]:
    """The points on its border that each agency counts, where layers stand in place of some."""
    count, laid = len(shape_of), shape_of >= len(shape_of)
    borrowed = (agencies["boundary"] == "layer").to_numpy() & ~laid
    level = np.where(borrowed, "layer " + agencies["agency_id"], "level " + agencies["level"])
    agency = np.full(len(shapes), -1, dtype=np.int64)
    agency[shape_of] = np.arange(count)
    here = agency[border.area] >= 0
    placed = Contacts(agency[border.area[here]], border.point[here], border.inside[here])
    first = counted_once(placed, points, shapes[shape_of], level.astype(object))
    # Layers of several levels tile the ground together: response areas of cities and of districts.
    among = laid[first.area]
    still = Contacts(first.area[among], first.point[among], np.zeros(among.sum(), dtype=bool))
    second = counted_once(still, points, shapes[shape_of], np.zeros(count))
    pairs = zip(laid, _by_area(second), _by_area(first), strict=True)
    return [layered if is_laid else plain for is_laid, layered, plain in pairs]


def _merged(interior: Array, border: Array) -> Array:
    """Points in an area and on its border together, sorted."""
    return np.sort(np.concatenate([interior, border])) if len(border) else interior


def _by_area(members: Membership) -> list[Array]:
    """The sorted points of each area."""
    starts = np.searchsorted(members.area, np.arange(1, len(members.bounded)))
    return np.split(members.point, starts) if len(members.bounded) else []


def _dealt(
    rows: Sequence[Row],
    members: Sequence[int],
    held: Sequence[Array],
    at: Mapping[str, int],
    agency_of: Array,
    roots: Mapping[str, str],
) -> list[Array]:
    """The points of some rows, which get nothing from any others."""
    number = {k: n for n, k in enumerate(members)}
    taken = {id(mask): mask for mask in (rows[k].minus for k in members) if mask is not None}
    masks = {
        key: np.bincount(agency_of[mask], minlength=len(at)) > 0 for key, mask in taken.items()
    }
    return effective_points(
        held,
        of=[at[rows[k].agency_id] for k in members],
        minus=[masks.get(id(rows[k].minus)) for k in members],
        plus=[[number[j] for j in rows[k].plus] for k in members],
        kin=[roots[agency_id] for agency_id in at],
    )
