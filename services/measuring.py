"""What the catchments of each service tell: who is reached by whom, how often, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.cover.overlaps import united
from .catchments import DIRECTIONS, Catchments
from .covering import covered
from .ground import Ground, Reached, reached_by
from .kinds.applies import applies
from .kinds.capacity import COLUMNS as CAPACITY_COLUMNS
from .kinds.capacity import service_capacity
from .kinds.catchment_overlap import OVERLAP_COLUMNS, agency_overlaps, facility_overlaps
from .kinds.coverage import COLUMNS as COVERAGE_COLUMNS
from .kinds.homes import homes
from .kinds.joint_coverage import COLUMNS as JOINT_COLUMNS
from .kinds.joint_coverage import CURVE_COLUMNS
from .kinds.positions import pair_ends
from .kinds.transfers import COLUMNS as TRANSFER_COLUMNS
from .scenarios import CATCHMENT_SCENARIOS
from .service import Service
from .transferring import transferred

Array = NDArray[Any]


_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "pair_columns": (
        "catchment_people_a", "catchment_people_b", "overlap_people", "overlap_share",
        "overlap_road_km",
    ),
    "overlaps": (*OVERLAP_COLUMNS, "parameter", "factor", "unit", "decides"),
    "reached": ("service", "parameter", "factor", "unit", "reached", "shared", "gap"),
    "coverage": (*COVERAGE_COLUMNS[:-3], "clock", "at"),
    "joint_coverage": JOINT_COLUMNS,
    "coverage_curve": CURVE_COLUMNS,
    "transfers": TRANSFER_COLUMNS,
    "capacity": CAPACITY_COLUMNS,
}  # fmt: skip

_TEXT: Final = frozenset(
    {
        "service", "agency_a", "agency_b", "agency_id", "facility_id", "home_agency",
        "other_agency", "parameter", "unit", "clock", "keeps", "people_by", "beside_deficit",
    }
)  # fmt: skip

_COUNTS: Final = frozenset(
    {"facilities", "facilities_without_capacity", "fewest_needed", "removable_ceiling", "sites"}
)

#: Counts that may be missing.
_SOME_COUNTS: Final = frozenset({"sites_in_every_optimum", "fewest_with_full_alarm"})

_FLAGS: Final = frozenset({"decides", "optimal", "optimal_with_full_alarm", "in_every_optimum"})


class Measured(NamedTuple):
    """What was measured of all services.

    Parameters
    ----------
    pair_columns
        On the index of the facility pairs: catchments and what they have in common.
    overlaps
        Pairs of agencies that reach the same people: as
        `adjoin.services.kinds.catchment_overlap.agency_overlaps`, with scenario and unit.
    reached
        service, scenario: people reached, by two agencies or more, and by none.
    coverage, joint_coverage, coverage_curve, transfers, capacity
        The tables of these names; of `coverage`, `at` is the position of the facility.
    """

    pair_columns: pd.DataFrame
    overlaps: pd.DataFrame
    reached: pd.DataFrame
    coverage: pd.DataFrame
    joint_coverage: pd.DataFrame
    coverage_curve: pd.DataFrame
    transfers: pd.DataFrame
    capacity: pd.DataFrame


def measured(
    services: Mapping[str, Service], standards: Mapping[str, float | None], ground: Ground
) -> Measured:
    """Measure every service whose facilities people or crews travel between.

    Parameters
    ----------
    services
        All by id; those without facilities, without minutes or of other modes are passed over.
    standards
        Minutes by service.
    ground
        The facilities, and what they are measured against.

    Returns
    -------
    Measured
        Without rows where there are neither people nor streets to work along.
    """
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in Measured._fields}
    asked = [
        (services[name], minutes)
        for name in sorted(set(ground.facilities["service"]))
        if (minutes := standards[name]) is not None and services[name].primary_mode in DIRECTIONS
    ]
    # The largest first, so that none is left alone at the end.
    many = ground.facilities["service"].value_counts()
    asked.sort(key=lambda one: (-int(many[one[0].id]), one[0].id))
    # Side by side: compiled searches, and most of what works on arrays, do not hold each other up.
    with ThreadPoolExecutor(ground.workers) as pool:
        found = pool.map(lambda one: list(_of_service(one[0], one[1], ground)), asked)
        by_service = dict(zip((service.id for service, _ in asked), found, strict=True))
    for service in sorted(by_service):
        for name, table in by_service[service]:
            parts[name].append(table)
    return Measured(**{name: _joined(name, tables) for name, tables in parts.items()})


def _of_service(
    service: Service, minutes: float, ground: Ground
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables of one service, by the name of their field in `Measured`."""
    reached = reached_by(service, minutes, ground)
    people, main, mode = reached.people, reached.main, service.primary_mode
    pairs = ground.pairs[ground.pairs["service"] == service.id]
    a, b = pair_ends(ground.facilities, pairs)
    yield "pair_columns", _pair_columns(reached, pairs, a, b)
    if main is not None and applies("catchment_overlap", mode):
        joint = pairs["joint_use"].to_numpy(dtype=bool)
        spots = tuple(np.searchsorted(main.facility, side[joint]) for side in (a, b))
        yield from _overlapping(main, reached, (spots[0], spots[1]))
        if people is not None and people is not main:
            for name, table in _overlapping(people, reached, (spots[0], spots[1])):
                if name == "overlaps":
                    yield name, table.assign(decides=False)
    if applies("redundancy", mode):
        yield from covered(reached, ground)
    if people is None or ground.people is None:
        return
    if applies("transfers", mode, service.territory_rule):
        yield "transfers", transferred(reached, people, ground.people, ground)
    if applies("capacity", mode):
        yield "capacity", _capacity(reached, people, ground)


def _pair_columns(reached: Reached, pairs: pd.DataFrame, a: Array, b: Array) -> pd.DataFrame:
    """Catchments of the facility pairs, on their index."""
    table = pd.DataFrame(index=pairs.index)
    if reached.people is not None:
        table = facility_overlaps(reached.people, a, b).set_index(pairs.index)
    if reached.work is not None:
        streets = facility_overlaps(reached.work, a, b).set_index(pairs.index)
        table["overlap_road_km"] = streets["overlap_people"]
    return table


def _capacity(reached: Reached, people: Catchments, ground: Ground) -> pd.DataFrame:
    """What capacity the agencies have, for whom; no row where none is given."""
    ids, points = reached.ids, len(people.weights)
    return service_capacity(
        ground.facilities.iloc[people.facility],
        people.reach,
        people.weights,
        homes(ground.grounds, ground.whole, people.service, owners=ids, points=points),
        ids,
        whole=ground.whole,
        beside=ground.beside,
    )


def _overlapping(
    found: Catchments, reached: Reached, joint: tuple[Array, Array]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What agencies reach in common, and what nobody does, in every scenario."""
    owner, ids = reached.owner, reached.ids
    speeds = sorted({scenario.speed for scenario in CATCHMENT_SCENARIOS})
    wide = {speed: found.wide if speed == 1 else found.at_speed(speed) for speed in speeds}
    whole = {speed: united(reach, owner, len(ids)) for speed, reach in wide.items()}
    total = float(found.weights.sum())
    for scenario in CATCHMENT_SCENARIOS:
        limit = round(found.limit_ms * scenario.minutes)
        sites, owners = (
            reach.kept(reach.ms <= limit) for reach in (wide[scenario.speed], whole[scenario.speed])
        )
        yield (
            "overlaps",
            agency_overlaps(found, sites, owners, owner=owner, ids=ids, joint=joint).assign(
                parameter=scenario.parameter,
                factor=scenario.factor,
                unit=found.unit,
                decides=True,
            ),
        )
        once, twice = (
            float(found.weights[np.bincount(reach.point, minlength=reach.points) >= least].sum())
            for reach, least in ((sites, 1), (owners, 2))
        )
        row = (found.service, *scenario, found.unit, once, twice, total - once)
        yield "reached", pd.DataFrame([row], columns=list(_COLUMNS["reached"]))


def _joined(name: str, tables: list[pd.DataFrame]) -> pd.DataFrame:
    """The tables of all services as one, with their columns even where there is no row."""
    kept = [table for table in tables if len(table)]
    along = name == "pair_columns"
    whole = pd.concat(kept, ignore_index=not along) if kept else pd.DataFrame()
    # A column without rows has no type of its own.
    kinds = ((_TEXT, "str"), (_FLAGS, "boolean"), (_COUNTS, "int64"), (_SOME_COUNTS, "Int64"))
    types = {
        column: next((kind for names, kind in kinds if column in names), "float64")
        for column in _COLUMNS[name]
    }
    return whole.reindex(columns=list(_COLUMNS[name])).astype(types)
