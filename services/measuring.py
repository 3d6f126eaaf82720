"""What the catchments of each service tell: who is reached by whom, how often, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.cover.overlaps import united
from ..geo.cover.quickest import (
    Quickest,
    own_ms_by_line,
    own_ms_by_street,
    quickest_by_line,
    quickest_by_street,
)
from .catchments import (
    DIRECTIONS,
    WIDEST,
    Catchments,
    Demand,
    Travel,
    catchments,
    codes_of,
    degrees_of,
)
from .counting import Counting, counted_as
from .kinds.applies import BY_STREETS, applies
from .kinds.capacity import COLUMNS as CAPACITY_COLUMNS
from .kinds.capacity import service_capacity
from .kinds.catchment_overlap import OVERLAP_COLUMNS, agency_overlaps, facility_overlaps
from .kinds.coverage import COLUMNS as COVERAGE_COLUMNS
from .kinds.coverage import FULL_ALARM_STATIONS, OF_PEOPLE, coverage, full_alarm_share
from .kinds.homes import homes
from .kinds.joint_coverage import COLUMNS as JOINT_COLUMNS
from .kinds.joint_coverage import CURVE_COLUMNS, joint_coverage
from .kinds.transfers import COLUMNS as TRANSFER_COLUMNS
from .kinds.transfers import transfers
from .scenarios import CATCHMENT_SCENARIOS
from .service import Service
from .territories import Grounds

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

_FLAGS: Final = frozenset({"decides", "optimal", "optimal_with_full_alarm", "in_every_optimum"})


class Ground(NamedTuple):
    """Everything that measuring a service needs beside its catchments.

    Parameters
    ----------
    facilities
        All, sorted by service and facility_id, in the plane.
    pairs
        Facility pairs within the widest standard.
    whole
        As whom agencies count.
    grounds
        The territories, with the people on them.
    beside
        Of `adjoin.services.kinds.beside.beside`.
    people, work
        What is to be reached: people, or streets for crews that work along them; None without.
    travel
        Streets, and facilities on them.
    """

    facilities: gpd.GeoDataFrame
    pairs: pd.DataFrame
    whole: Counting
    grounds: Grounds
    beside: pd.DataFrame
    people: Demand | None
    work: Demand | None
    travel: Travel


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
    for service in sorted(set(ground.facilities["service"])):
        minutes = standards[service]
        if minutes is not None and services[service].primary_mode in DIRECTIONS:
            for name, table in _of_service(services[service], minutes, ground):
                parts[name].append(table)
    return Measured(**{name: _joined(name, tables) for name, tables in parts.items()})


def _of_service(
    service: Service, minutes: float, ground: Ground
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables of one service, by the name of their field in `Measured`."""
    at_hand = _at_hand(service, minutes, ground)
    if at_hand is None:
        return
    people, work, owner, ids = at_hand
    main = people if work is None else work
    pairs = ground.pairs[ground.pairs["service"] == service.id]
    a, b = _positions(ground.facilities, pairs)
    yield "pair_columns", _pair_columns(people, work, pairs, a, b)
    mode = service.primary_mode
    # Crews that work along streets are not measured by the people around their yards.
    measurable = work is not None or mode not in BY_STREETS
    if measurable and applies("catchment_overlap", mode):
        joint = pairs["joint_use"].to_numpy(dtype=bool)
        spots = tuple(np.searchsorted(main.facility, side[joint]) for side in (a, b))
        yield from _overlapping(main, owner, ids, (spots[0], spots[1]))
        if people is not None and work is not None:
            for name, table in _overlapping(people, owner, ids, (spots[0], spots[1])):
                if name == "overlaps":
                    yield name, table.assign(decides=False)
    if measurable and applies("redundancy", mode):
        yield from _covered(service, people, work, owner, len(ids), ground)
    if applies("transfers", mode, service.territory_rule) and people is not None:
        yield "transfers", _transferred(people, owner, ids, ground)
    given = ground.facilities["capacity"].to_numpy(dtype=float)
    if (
        applies("capacity", mode)
        and people is not None
        and (~np.isnan(given[people.facility])).any()
    ):
        points = len(people.weights)
        yield (
            "capacity",
            service_capacity(
                ground.facilities.iloc[people.facility],
                people.reach,
                people.weights,
                homes(ground.grounds, ground.whole, service.id, owners=ids, points=points),
                ids,
                whole=ground.whole,
                beside=ground.beside,
            ),
        )


def _at_hand(
    service: Service, minutes: float, ground: Ground
) -> tuple[Catchments | None, Catchments | None, Array, list[str]] | None:
    """Catchments of people and of streets, whose each facility is, and the agencies in question."""
    reached = [
        None
        if demand is None
        else catchments(
            service.id,
            ground.facilities,
            demand,
            direction=DIRECTIONS[service.primary_mode],
            minutes=minutes,
            travel=ground.travel,
        )
        for demand in (
            ground.people,
            ground.work
            if service.primary_mode in BY_STREETS
            and ground.work is not None
            and ground.travel.clocks[service.id] in ground.work.snaps
            else None,
        )
    ]
    known = next((found for found in reached if found is not None), None)
    if known is None:
        return None
    rows = ground.facilities.iloc[known.facility]
    counted = counted_as(ground.whole, rows["service"], rows["agency_id"])
    table = ground.grounds.table
    held = table[table["service"] == service.id]
    homes_of = counted_as(ground.whole, held["service"], held["agency_id"])
    ids = sorted({*counted.dropna(), *homes_of.dropna()})
    return reached[0], reached[1], codes_of(counted, ids), ids


def _pair_columns(
    people: Catchments | None, work: Catchments | None, pairs: pd.DataFrame, a: Array, b: Array
) -> pd.DataFrame:
    """Catchments of the facility pairs, on their index."""
    table = pd.DataFrame(index=pairs.index)
    if people is not None:
        table = facility_overlaps(people, a, b).set_index(pairs.index)
    if work is not None:
        streets = facility_overlaps(work, a, b).set_index(pairs.index)
        table["overlap_road_km"] = streets["overlap_people"]
    return table


def _overlapping(
    found: Catchments, owner: Array, ids: list[str], joint: tuple[Array, Array]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What agencies reach in common, and what nobody does, in every scenario."""
    wide = {
        speed: found.wide if speed == 1 else found.at_speed(speed)
        for speed in sorted(
            {s.factor if s.parameter == "speed" else 1.0 for s in CATCHMENT_SCENARIOS}
        )
    }
    whole = {speed: united(reach, owner, len(ids)) for speed, reach in wide.items()}
    total = float(found.weights.sum())
    for scenario in CATCHMENT_SCENARIOS:
        speed = scenario.factor if scenario.parameter == "speed" else 1.0
        limit = found.limit_ms * (scenario.factor if scenario.parameter == "minutes" else 1.0)
        sites, owners = (
            reach.kept(reach.ms <= round(limit)) for reach in (wide[speed], whole[speed])
        )
        table = agency_overlaps(found, sites, owners, owner=owner, ids=ids, joint=joint)
        about = {"parameter": scenario.parameter, "factor": scenario.factor, "unit": found.unit}
        yield "overlaps", table.assign(**about, decides=True)
        by_sites = np.bincount(sites.point, minlength=sites.points)
        by_owners = np.bincount(owners.point, minlength=owners.points)
        once, twice = (
            float(found.weights[by >= n].sum()) for by, n in ((by_sites, 1), (by_owners, 2))
        )
        row = {
            "service": found.service,
            **about,
            "reached": once,
            "shared": twice,
            "gap": total - once,
        }
        yield "reached", pd.DataFrame([row])


def _covered(
    service: Service,
    people: Catchments | None,
    work: Catchments | None,
    owner: Array,
    owners: int,
    ground: Ground,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What each facility covers, and what all of them cover together."""
    main = work if work is not None else people
    alarm = None
    if service.full_alarm_minutes is not None and people is not None and ground.people is not None:
        alarm = catchments(
            service.id, ground.facilities, ground.people, direction=people.direction,
            minutes=service.full_alarm_minutes, travel=ground.travel,
        )  # fmt: skip
    together = joint_coverage(main, people, owner, owners, alarm=alarm)
    yield "joint_coverage", together.row
    yield "coverage_curve", together.curve
    rows = []
    for found, demand in ((people, ground.people), (work, ground.work)):
        if found is not None and demand is not None:
            second = _quickest(found, demand, ground, k=2)
            rows.append(coverage(found, ground.facilities, owner, owners, second))
    table = rows[0]
    if people is None:
        table = table.assign(**dict.fromkeys(OF_PEOPLE, np.nan))
    if work is not None:
        for name in ("reached", "lost"):
            table[f"road_km_{name}"] = rows[-1][f"people_{name}"]
    if alarm is not None and people is not None:
        table["full_alarm_minutes"] = service.full_alarm_minutes
        table["full_alarm_share"] = full_alarm_share(people, alarm, stations=FULL_ALARM_STATIONS)
    yield (
        "coverage",
        table.assign(
            in_every_optimum=together.in_every,
            at=main.facility,
        ),
    )


def _quickest(found: Catchments, demand: Demand, ground: Ground, *, k: int) -> Quickest:
    """The k quickest facilities of every point."""
    if found.clock == "straight":
        places = degrees_of(ground.facilities)[found.facility]
        return quickest_by_line(places, demand.lonlat, k=k)
    return quickest_by_street(
        ground.travel.roads[found.clock],
        ground.travel.snaps[found.clock],
        demand.snaps[found.clock],
        chosen=found.facility,
        k=k,
        direction=found.direction,
        known=found.wide,
        limit_ms=round(found.limit_ms * WIDEST),
    )


def _transferred(found: Catchments, owner: Array, ids: list[str], ground: Ground) -> pd.DataFrame:
    """Whose quickest facility is another agency's than the one that serves their ground."""
    demand = ground.people
    home = homes(
        ground.grounds, ground.whole, found.service, owners=ids, points=len(demand.weights)
    )
    known = np.flatnonzero(owner >= 0)
    own = found._replace(facility=found.facility[known], wide=found.wide.of(known))
    nearest = _quickest(own, demand, ground, k=1)
    site, ms = nearest.site[:, 0], nearest.ms[:, 0]
    quickest = np.where(site >= 0, np.append(owner[known], -1)[site], -1)
    asked = np.where((home >= 0) & (quickest >= 0) & (home != quickest), home, -1)
    if found.clock == "straight":
        places = degrees_of(ground.facilities)[own.facility]
        own_ms = own_ms_by_line(places, demand.lonlat, owner=owner[known], home=asked)
    else:
        own_ms = own_ms_by_street(
            ground.travel.roads[found.clock],
            ground.travel.snaps[found.clock],
            demand.snaps[found.clock],
            chosen=own.facility,
            owner=owner[known],
            home=asked,
            direction=found.direction,
        )
    table = transfers(
        found.service, ids, found.weights,
        home=home, quickest=quickest, quickest_ms=ms, own_ms=own_ms,
    )  # fmt: skip
    return table.assign(clock=found.clock)


def _positions(facilities: pd.DataFrame, pairs: pd.DataFrame) -> tuple[Array, Array]:
    """Positions of the facilities of each pair."""
    at = pd.MultiIndex.from_frame(facilities[["service", "facility_id"]])
    one, other = (
        at.get_indexer(pd.MultiIndex.from_arrays([pairs["service"], pairs[end]]))
        for end in ("facility_a", "facility_b")
    )
    return one, other


def _joined(name: str, tables: list[pd.DataFrame]) -> pd.DataFrame:
    """The tables of all services as one, with their columns even where there is no row."""
    kept = [table for table in tables if len(table)]
    along = name == "pair_columns"
    whole = pd.concat(kept, ignore_index=not along) if kept else pd.DataFrame()
    # A column without rows has no type of its own.
    types = {
        column: "str" if column in _TEXT else "boolean" if column in _FLAGS else "float64"
        for column in _COLUMNS[name]
    }
    return whole.reindex(columns=list(_COLUMNS[name])).astype(types)
