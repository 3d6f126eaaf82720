"""Where a fictional region is water, how rough its land is, and where it lies on the globe."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .plan import COUNTY_KM, Plan

ORIGIN = (-123.45, 39.25)
"""Longitude of the middle and latitude of the southern edge; nothing that is built on it is real."""

Array = NDArray[Any]


def generator(plan: Plan, part: str) -> np.random.Generator:
    """The random numbers of one part of the region, which disturb no other part.

    Parameters
    ----------
    part
        Any text, such as "streets".
    """
    return np.random.default_rng([plan.seed, zlib.crc32(part.encode())])


def ground(plan: Plan, grid_km: Array) -> Array:
    """Positions in km of points of a straight grid, bent as the land is.

    Counties are rectangles on the grid, and their borders are what becomes of the rectangles'
    sides. Neighbouring points stay neighbours; nothing moves by more than about 2 km.

    Parameters
    ----------
    grid_km
        Shape (..., 2).

    Returns
    -------
    numpy.ndarray
        Shape (..., 2).
    """
    x, y = grid_km[..., 0], grid_km[..., 1]
    # Every second border between south and north is nearly straight, as surveyed, the others follow
    # rivers; those between west and east follow ridges.
    surveyed = _nearness(y - COUNTY_KM[1], 2 * COUNTY_KM[1], 9.0)
    river = _nearness(y, 2 * COUNTY_KM[1], 2.5)
    ridge = _nearness(x, COUNTY_KM[0], 2.5)
    east = x + 0.8 * _wave(y, 19.0, 0.3) + 0.5 * _wave(x + y, 23.0, 1.1)
    east = east + ridge * (0.5 * _wave(y, 6.1, 1.9) + 0.2 * _wave(y, 2.7, 0.2))
    bend = 0.7 * _wave(x, 29.0, 0.8) + 0.25 * _wave(x + y / 3, 11.0, 2.6)
    slack = x + 2.3 * _wave(x, 27.0, 0.4)
    wind = 0.6 * _wave(slack, 14.3, 0.5) + 0.3 * _wave(slack, 5.7, 1.2) + 0.1 * _wave(x, 2.3, 0.0)
    north = y + bend * (1 - 0.8 * surveyed) + wind * river
    return np.stack([east, north], axis=-1)


def shore_km(plan: Plan, km: Array, *, lakes: bool = True) -> Array:
    """About how far from the shore points lie: positive on land, negative in water; shape (...).

    Parameters
    ----------
    km
        Shape (..., 2).
    lakes
        Whether lakes are water; without them only the sea is.
    """
    bent = km + _ripples(km)
    shore = bent[..., 0] - _coast_east(plan, bent[..., 1])
    for place in plan.places:
        if place.kind == "island":
            away = np.hypot(bent[..., 0] - place.east_km, bent[..., 1] - place.north_km)
            shore = np.maximum(shore, place.radius_km - away)
    return np.minimum(shore, _lake_shore(plan, km, bent)) if lakes else shore


def water(plan: Plan, km: Array) -> NDArray[np.bool_]:
    """Whether points lie in the sea or a lake; shape (...), from positions of shape (..., 2)."""
    wet: NDArray[np.bool_] = shore_km(plan, km) < 0
    return wet


def roughness(plan: Plan, km: Array) -> Array:
    """How hilly the land is, from 0 (plain) to 1; shape (...).

    A range along the eastern side of every county, a lower one behind the coast, and valleys.

    Parameters
    ----------
    km
        Shape (..., 2).
    """
    x, y = km[..., 0], km[..., 1]
    across = np.mod(x / COUNTY_KM[0] - 0.45, 1) + 0.45  # the range ends in the next county
    east = np.exp(-(((across - 0.96) / 0.17) ** 2))
    across = np.mod(x / COUNTY_KM[0], 1)
    coastal = 0.55 * np.exp(-(((across - 0.27 - 0.03 * _wave(y, 21.0, 0.5)) / 0.06) ** 2))
    north = 0.5 * (0.5 + 0.5 * _wave(y, COUNTY_KM[1], 2.2)) ** 3
    ridges = np.abs(_wave(x + 0.6 * y, 8.7, 0.4)) * 0.6 + np.abs(_wave(x - 0.8 * y, 5.3, 1.7)) * 0.4
    hills: Array = np.clip((east + coastal + north) * (0.55 + 0.45 * (1 - ridges)), 0, 1)
    return hills


def to_lonlat(plan: Plan, km: Array) -> Array:
    """Longitude and latitude of positions, to 1e-7 degree (1 cm); shape (..., 2).

    On a sphere, with distances true along parallels and along the middle meridian.

    Parameters
    ----------
    km
        Shape (..., 2).
    """
    lat = ORIGIN[1] + km[..., 1] / 111.0
    lon = ORIGIN[0] + (km[..., 0] - plan.width_km / 2) / (111.32 * np.cos(np.radians(lat)))
    return np.round(np.stack([lon, lat], axis=-1), 7)


def _nearness(along: Array, period_km: float, width_km: float) -> Array:
    """From 1 at every multiple of the period to 0 farther off."""
    off = np.abs(np.mod(along / period_km + 0.5, 1) - 0.5) * period_km
    near: Array = np.exp(-((off / width_km) ** 2))
    return near


def _wave(along: Array, length_km: float, phase: float) -> Array:
    """A sine of a wavelength."""
    sine: Array = np.sin(2 * np.pi * along / length_km + phase)
    return sine


def _ripples(km: Array) -> Array:
    """How far the shore is shaken, in km: coves and points of 0.5 to 4 km; shape (..., 2)."""
    x, y = km[..., 0], km[..., 1]
    east = 0.34 * _wave(y + 0.5 * x, 3.1, 0.7) * _wave(x - 0.3 * y, 5.7, 0.2)
    east = east + 0.13 * _wave(y - 0.7 * x, 1.3, 2.0) + 0.05 * _wave(y + 0.9 * x, 0.61, 1.0)
    north = 0.40 * _wave(x, 3.7, 1.4) + 0.12 * _wave(x + 0.6 * y, 1.45, 0.3)
    return np.stack([east, north], axis=-1)


def _coast_east(plan: Plan, north: Array) -> Array:
    """How far east the sea reaches, in km."""
    east = np.full(np.shape(north), plan.coast.east_km)
    for amplitude, length, phase in plan.coast.waves:
        east = east + amplitude * _wave(north, length, phase)
    for middle, depth, span in plan.coast.bays:
        east = east + depth * np.exp(-(((north - middle) / span) ** 2))
    return east


def _lake_shore(plan: Plan, km: Array, bent: Array) -> Array:
    """About how far from the lake of its county each point lies, in km; inf without one."""
    lakes = np.full((plan.rows, plan.columns, 4), np.nan)
    for lake in plan.lakes:
        cell = divmod(lake.county, plan.columns)
        lakes[cell] = (lake.east_km, lake.north_km, lake.half_east_km, lake.half_north_km)
    column = np.clip(km[..., 0] // COUNTY_KM[0], 0, plan.columns - 1).astype(int)
    row = np.clip(km[..., 1] // COUNTY_KM[1], 0, plan.rows - 1).astype(int)
    middle, half = lakes[row, column, :2], lakes[row, column, 2:]
    out = np.hypot(*np.moveaxis((bent - middle) / half, -1, 0)) - 1
    return np.where(np.isnan(out), np.inf, out * half.min(axis=-1))
