"""The agencies of a fictional region and their areas."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .bodies import BODIES, Agency, Body
from .cells import Cells, lattice
from .names import slug
from .plan import CITIES_PER_COUNTY, Plan, agencies_of
from .terrain import Array
from .territory import Territory, territory


class Areas(NamedTuple):
    """Agencies with their areas, and what these were made of.

    Parameters
    ----------
    agencies
        County by county: the county, its cities, its other bodies.
    shapes
        Areas in longitude and latitude, in the order of the agencies; None without boundary. They
        are as they should be: counties and cities do not overlap, and all that meet share every
        vertex. `dirt.soiled` puts the faults of real data into them.
    cells, territory
        The lattice, and who holds its cells; `zones` goes on from there.
    """

    agencies: tuple[Agency, ...]
    shapes: Array
    cells: Cells
    territory: Territory


def areas(plan: Plan) -> Areas:
    """The agencies of a plan, exactly as many as it asks for, and their areas.

    Costs about 30 µs per cell of the lattice: a third of a second for the demonstration.

    Examples
    --------
    >>> from adjoin.services.demo.areas import areas
    >>> from adjoin.services.demo.plan import demo_plan
    >>> len(areas(demo_plan()).agencies)
    30
    """
    cells = lattice(plan)
    count = len(plan.counties)
    dealt = [agencies_of(plan.size.agencies, count, index) for index in range(count)]
    bodies = [max(0, number - 1 - CITIES_PER_COUNTY) for number in dealt]
    held = territory(plan, cells, bodies=bodies)
    order = np.argsort(cells.county[cells.column, cells.row], kind="stable")
    ends = np.searchsorted(cells.county[cells.column, cells.row][order], np.arange(count + 1))
    agencies: list[Agency] = []
    shapes: list[BaseGeometry | None] = []
    for index in range(count):
        here = order[ends[index] : ends[index + 1]]
        agencies += _agencies(plan, index, BODIES[: bodies[index]])
        shapes += _shapes(plan, index, cells, held, here, BODIES[: bodies[index]])
    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    return Areas(tuple(agencies), column, cells, held)


def _agencies(plan: Plan, index: int, bodies: tuple[Body, ...]) -> list[Agency]:
    """The records of one county."""
    county = plan.counties[index]
    places = [place for place in plan.places if place.county == index]
    cities = [place for place in places if place.kind == "city"]
    names = _body_names(plan, index, bodies)
    ids = {body.id: ident for body, (ident, _) in zip(bodies, names, strict=True)}
    records = [
        Agency(county.id, county.name, "county", "county", None, county.population, (), index)
    ]
    records += [
        Agency(city.id, city.name, "city", "city", None, city.population, (), index)
        for city in cities
    ]
    for body, (ident, name) in zip(bodies, names, strict=True):
        members = tuple(
            ids[member] if isinstance(member, str) else cities[member].id for member in body.members
        )
        parent = county.id if body.dependent else None
        records.append(Agency(ident, name, body.level, body.kind, parent, None, members, index))
    return records


def _body_names(plan: Plan, index: int, bodies: tuple[Body, ...]) -> list[tuple[str, str]]:
    """Id and name of every body: the demonstration's own, else made of the county's names."""
    if plan.named:
        return [(body.id, body.name) for body in bodies]
    county = plan.counties[index].name.removesuffix(" County")
    stems = [_stem(place.name) for place in plan.places if place.county == index]
    names = [body.pattern.format(*stems, c=county) for body in bodies]
    return [(slug(name), name) for name in names]


def _stem(name: str) -> str:
    """A place's name without what says that it is a city or town."""
    return name.removeprefix("City of ").removeprefix("Town of ").removesuffix(" City")


def _shapes(
    plan: Plan,
    index: int,
    cells: Cells,
    held: Territory,
    here: Array,
    bodies: tuple[Body, ...],
) -> list[BaseGeometry | None]:
    """The areas of one county's agencies, by its pieces `here`.

    Pieces that are in the same areas are joined first, once.
    """
    window = held.windows[index]
    column, row = cells.column[here], cells.row[here]
    inside = held.bodies[index][:, column - window[0].start, row - window[1].start]
    bits = (inside * (1 << np.arange(len(bodies)))[:, None]).sum(axis=0)
    owner = held.owner[column, row]
    keys, atom = np.unique(np.stack([owner, bits]), axis=1, return_inverse=True)
    order = np.argsort(atom, kind="stable")
    runs = np.split(here[order], np.flatnonzero(np.diff(atom[order])) + 1)
    atoms = np.array([shapely.coverage_union_all(cells.pieces[run]) for run in runs])
    cities = [n for n, p in enumerate(plan.places) if p.county == index and p.kind == "city"]
    shapes: list[BaseGeometry | None] = [_joined(atoms[keys[0] == who]) for who in (-1, *cities)]
    for number, body in enumerate(bodies):
        shapes.append(_joined(atoms[keys[1] >> number & 1 == 1]) if body.bounded else None)
    return shapes


def _joined(parts: Array) -> BaseGeometry:
    """One shape of parts that share their vertices, written the same way every time."""
    return shapely.orient_polygons(shapely.coverage_union_all(parts).normalize())
