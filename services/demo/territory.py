"""Which cells of the lattice each city and each district of a fictional region holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from .bodies import BODIES, Body
from .cells import Cells
from .plan import Place, Plan
from .terrain import Array, generator, shore_km

_AIRPORT_KM = (1.0, -0.9)  # from the middle of the seat's neighbour
_AIRPORT_HALF_KM = (0.75, 0.4)
_ISLAND_KM = (-1.2, 1.0)  # from the middle of the seat: land that was never annexed
_LAKE_PULL = 0.45  # towns reach far into a lake, until they meet
_SMALLEST_PART = 6  # cells; smaller bits of a district are dropped


class Territory(NamedTuple):
    """What the cells of the lattice belong to.

    Parameters
    ----------
    owner
        Index of the city among the plan's places, (east, north); -1 outside the cities.
    share
        Distance from the middle of the nearest city as a share of its reach in that direction,
        (east, north); inf far from all.
    airport
        Whether cells are an exclave of a seat inside its neighbour, (east, north).
    bodies
        Per county, one row per body of `BODIES` that has an area there: whether each cell is in
        it, (bodies, east, north of the county's window).
    windows
        The cells of each county, as two slices.
    """

    owner: Array
    share: Array
    airport: Array
    bodies: tuple[Array, ...]
    windows: tuple[tuple[slice, slice], ...]


def territory(plan: Plan, cells: Cells, *, bodies: Sequence[int]) -> Territory:
    """Give cells to cities and districts.

    Parameters
    ----------
    bodies
        How many of `BODIES` there are in each county.
    """
    owner, share = _cities(plan, cells)
    airport = _special_cells(plan, cells, owner)
    windows = tuple(_window(cells.county == index) for index in range(len(plan.counties)))
    annexed = _annexed(cells.middles_km, share)
    ashore = islands(plan, cells.middles_km) < 0
    held = []
    rng = generator(plan, "districts")
    for index, (window, count) in enumerate(zip(windows, bodies, strict=True)):
        places = [number for number, p in enumerate(plan.places) if p.county == index]
        seats = np.array([plan.places[n][3:5] for n in places], dtype=float).reshape(-1, 2)
        inside = cells.county[window] == index
        slots = np.full(inside.shape, -1)
        for slot, number in enumerate(places):
            slots[owner[window] == number] = slot
        wanted = BODIES[:count]
        reach = [_body_reach(b, cells.middles_km[window], seats, rng) for b in wanted]
        held.append(_bodies(wanted, reach, slots, annexed[window], inside, ashore[window]))
    return Territory(owner, share, airport, tuple(held), windows)


def _window(mask: Array) -> tuple[slice, slice]:
    """The smallest window that holds all cells of a mask."""
    found: tuple[slice, slice] = ndimage.find_objects(mask.astype(np.int8))[0]
    return found


def _cities(plan: Plan, cells: Cells) -> tuple[Array, Array]:
    """The city of every cell, and how far out it lies in it."""
    owner = np.full(cells.county.shape, -1)
    share = np.full(cells.county.shape, np.inf)
    rng = generator(plan, "cities")
    lake = (shore_km(plan, cells.middles_km) < 0) & (
        shore_km(plan, cells.middles_km, lakes=False) > 0
    )
    for number, place in enumerate(plan.places):
        if place.kind != "city":
            continue
        window = _around(plan, place, owner.shape)
        far = _share(place, cells.middles_km[window], rng)
        far = np.where(lake[window], far * _LAKE_PULL, far)
        wins = (far < share[window]) & (cells.county[window] == place.county)
        owner[window] = np.where(wins & (far < 1), number, owner[window])
        share[window] = np.where(wins, far, share[window])
    owner = _tidy(owner)
    for number, place in enumerate(plan.places):
        if place.kind == "city":
            window = _around(plan, place, owner.shape)
            owner[window] = _whole(owner[window], number)
    return owner, share


def _tidy(owner: Array) -> Array:
    """The same without dents and spikes one cell wide."""
    for _ in range(3):
        edge = np.pad(owner, 1, constant_values=-1)
        beside = np.stack([edge[:-2, 1:-1], edge[2:, 1:-1], edge[1:-1, :-2], edge[1:-1, 2:]])
        dent = (owner == -1) & ((beside >= 0).sum(axis=0) >= 3)
        spike = (owner >= 0) & ((beside == owner).sum(axis=0) <= 1)
        owner = np.where(dent, beside.max(axis=0), np.where(spike, -1, owner))
    return owner


def _around(plan: Plan, place: Place, shape: tuple[int, ...]) -> tuple[slice, ...]:
    """The cells that a city may reach, with room for how the ground is bent."""
    reach = 2 * place.radius_km + 3
    middle = (place.east_km, place.north_km)
    return tuple(
        slice(
            max(0, int((at - reach) / plan.cell_km)), min(n, int((at + reach) / plan.cell_km) + 1)
        )
        for at, n in zip(middle, shape, strict=True)
    )


def _share(place: Place, km: Array, rng: np.random.Generator) -> Array:
    """Distance from the middle as a share of the reach: lobes, and bites about a kilometre wide."""
    away = km - (place.east_km, place.north_km)
    angle = np.arctan2(away[..., 1], away[..., 0])
    order = np.arange(2, 6)
    lobes = (np.cos(order * angle[..., None] + rng.uniform(0, 2 * np.pi, 4)) / order).sum(axis=-1)
    turn, phase = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi, 2)
    along = away @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    bites = np.sin(along * 2 * np.pi / np.array([2.3, 1.7]) + phase).prod(axis=-1)
    reach = place.radius_km * (1 + 0.24 * lobes + 0.16 * bites)
    far: Array = np.hypot(away[..., 0], away[..., 1]) / reach
    return far


def _whole(owner: Array, city: int) -> Array:
    """The same, with a city's loose bits given up and holes in it closed."""
    parts, count = ndimage.label(owner == city)
    if not count:
        return owner
    largest = parts == np.bincount(parts.ravel())[1:].argmax() + 1
    whole = ndimage.binary_fill_holes(largest) & ((owner == -1) | largest)
    return np.where(whole, city, np.where(owner == city, -1, owner))


def _special_cells(plan: Plan, cells: Cells, owner: Array) -> Array:
    """Mark in `owner` each seat's airport inside its neighbour, and land it never annexed.

    Returns where the airports are.
    """
    airports = np.zeros(owner.shape, dtype=bool)
    for index in range(len(plan.counties)):
        cities = [
            number
            for number, place in enumerate(plan.places)
            if place.county == index and place.kind == "city"
        ]
        if len(cities) < 2:
            continue
        seat, neighbour = (plan.places[number] for number in cities[:2])
        window = _around(plan, neighbour, owner.shape)
        km, here = cells.middles_km[window], owner[window]
        airport = _box(km, neighbour, _AIRPORT_KM, _AIRPORT_HALF_KM)
        around = ndimage.binary_dilation(airport, np.ones((3, 3))) & (here != cities[1])
        here[around] = cities[1]  # the neighbour surrounds it
        here[airport] = cities[0]
        airports[window] |= airport
        window = _around(plan, seat, owner.shape)
        km, here = cells.middles_km[window], owner[window]
        here[_box(km, seat, _ISLAND_KM, (0.45, 0.4)) & (here == cities[0])] = -1
    return airports


def _box(km: Array, place: Place, away: tuple[float, float], half: tuple[float, float]) -> Array:
    """Cells with their middle in a box beside the middle of a place, at least the nearest one."""
    off = np.abs(km - (place.east_km, place.north_km) - away) / half
    far = off.max(axis=-1)
    parts, _ = ndimage.label(far <= max(1.0, far.min()))
    largest: Array = parts == np.bincount(parts.ravel())[1:].argmax() + 1
    return largest


def _annexed(km: Array, share: Array) -> Array:
    """Outskirts that cities annexed and districts kept: patches, not a whole ring."""
    x, y = km[..., 0], km[..., 1]
    patches = np.sin(2 * np.pi * x / 5.9 + 0.6) * np.sin(2 * np.pi * y / 6.7 + 4.0)
    kept: Array = (share > 0.72) & (patches > 0)
    return kept


def islands(plan: Plan, km: Array) -> Array:
    """The island, as its index among the plan's places, that points belong to, else -1; (...)."""
    island = np.full(km.shape[:-1], -1)
    for number, place in enumerate(plan.places):
        if place.kind == "island":
            away = np.linalg.norm(km - (place.east_km, place.north_km), axis=-1)
            island[away < 1.5 * place.radius_km + 0.5] = number
    return island


def _body_reach(body: Body, km: Array, seats: Array, rng: np.random.Generator) -> Array:
    """Distance from the line between a body's places as a share of its reach."""
    phase, turn = rng.uniform(0, 2 * np.pi, 2), rng.uniform(0, np.pi)
    x, y = km[..., 0], km[..., 1]
    waves = np.sin(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / 5.3 + phase[0])
    waves = waves * np.sin(2 * np.pi * (y * np.cos(turn) - x * np.sin(turn)) / 7.1 + phase[1])
    if body.partition:
        away = np.linalg.norm(km[..., None, :] - seats[list(body.near)], axis=-1)
        far: Array = away.min(axis=-1) + 0.4 * waves
        return far
    if not body.near:
        return np.zeros(km.shape[:2])
    start, end = seats[body.near[0]], seats[body.near[-1]]
    along = ((km - start) @ (end - start)) / max(float((end - start) @ (end - start)), 1e-9)
    nearest = start + np.clip(along, 0, 1)[..., None] * (end - start)
    share: Array = np.linalg.norm(km - nearest, axis=-1) / (body.reach_km * (1 + 0.18 * waves))
    return share


def _bodies(
    bodies: Sequence[Body],
    reach: Sequence[Array],
    slots: Array,
    annexed: Array,
    inside: Array,
    ashore: Array,
) -> Array:
    """Whether each cell is in each body; bodies of one kind do not overlap."""
    held = np.zeros((len(bodies), *slots.shape), dtype=bool)
    for index, body in enumerate(bodies):
        if not body.bounded or body.parts:
            continue
        rivals = [r for b, r in zip(bodies, reach, strict=True) if b.rivals == body.rivals]
        first = reach[index] <= np.min(rivals, axis=0)
        if body.partition:
            held[index] = inside & first
            continue
        taken = (slots == -1) | np.isin(slots, body.holds)
        taken |= np.isin(slots, body.edges) & annexed
        taken &= ashore | (not body.near)
        held[index] = _without_bits(inside & first & taken & (reach[index] < 1))
    for index, body in enumerate(bodies):
        for part in body.parts:
            held[index] |= held[part]
    return held


def _without_bits(mask: Array) -> Array:
    """The same without its parts of a few cells."""
    parts, _ = ndimage.label(mask)
    size = np.bincount(parts.ravel())
    kept: Array = mask & (size[parts] >= _SMALLEST_PART)
    return kept
