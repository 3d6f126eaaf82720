"""From tables to duplications: every kind of them, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ..boundaries.served import sums_of_points
from ..geo.findings import Finding
from ..geo.membership import Membership, even_weights
from ..geo.streets.snapping import Snapped
from .catchments import Travel, people_demand, street_demand
from .counting import Counting, already_shared, counted_as
from .delivery import delivered_grounds, published_territories
from .duplications import duplications, kinds_of_duplication
from .evidence import evidence
from .ground import Ground
from .inventory import Inventory
from .kinds.adjacent_provision import adjacent_provision
from .kinds.agreements import agreements
from .kinds.applies import BY_STREETS, applies
from .kinds.beside import beside, beside_rows, provided
from .kinds.coverage import COLUMNS as COVERAGE_COLUMNS
from .kinds.double_provision import double_provision
from .kinds.edge import at_the_edge
from .kinds.fragmentation import fragmentation_table
from .kinds.lines import lines_between
from .kinds.near import access_minutes, within
from .kinds.own_people import own_people, people_once
from .kinds.scale import scale_table
from .kinds.status import Known, counts_by_service, told_tests
from .kinds.transfers import COLUMNS as TRANSFER_COLUMNS
from .kinds.united import united_grounds
from .kinds.whose_ground import with_borders
from .measuring import Measured, measured
from .scenarios import AS_RUN
from .sensitivity import sensitivity
from .service import ADJACENT_MODES, Service
from .territories import ITSELF, Grounds


class Given(NamedTuple):
    """What is looked at, all in one plane.

    Parameters
    ----------
    agencies, agency_pairs
        With people, as the functions of `adjoin.boundaries` return them.
    facilities
        As `adjoin.services.kinds.proximity.snapped_facilities` returns them.
    pairs
        Facility pairs within `adjoin.services.catchments.WIDEST` standards.
    people, people_snaps, members
        Demand points, where they are on the streets, and in which agencies; no rows without people.
    layers
        Areas that agencies serve, where a source draws them.
    listed
        The inventory.
    services, standards
        The services and their minutes.
    travel
        Streets, and facilities on them.
    workers
        How many services are measured side by side.
    tolerance_m, max_snap_m
        How far boundaries of different offices, and facilities and streets, lie apart at most.
    """

    agencies: gpd.GeoDataFrame
    agency_pairs: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    pairs: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    people_snaps: Mapping[str, Snapped]
    members: Membership
    layers: gpd.GeoDataFrame
    listed: Inventory
    services: Mapping[str, Service]
    standards: Mapping[str, float | None]
    travel: Travel
    workers: int
    tolerance_m: float
    max_snap_m: float


def detected(given: Given) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Find every kind of duplication, and what catchments and territories tell beside it.

    Parameters
    ----------
    given
        Everything that was read and related.

    Returns
    -------
    tables
        By name: agreements, capacity, coverage, coverage_curve, duplications, evidence,
        facility_pairs (within the standard), fragmentation, joint_coverage, scale, sensitivity,
        tests, territories, transfers.
    findings
        What was noticed about territories.
    """
    whole, services = given.listed.whole, given.services
    people = given.people if len(given.people) else None
    weights = None if people is None else people["people"].to_numpy(dtype=float)
    grounds = delivered_grounds(
        given.facilities, given.agencies, given.listed, services,
        layers=given.layers, people=people,
    )  # fmt: skip
    delivered = provided(given.facilities, whole)
    double = double_provision(
        grounds, whole, services, people=weights, tolerance_m=given.tolerance_m
    )
    adjacent = adjacent_provision(
        given.facilities, given.agency_pairs, given.agencies, whole, services,
        standards=given.standards, modes=given.travel.clocks, networks=given.travel.roads,
        people=people, people_snaps=given.people_snaps, members=given.members,
    )  # fmt: skip
    scale = scale_table(
        own_people(
            delivered, given.agencies, given.agency_pairs, whole,
            people=weights, members=given.members,
        ),
        beside_rows(delivered, given.agency_pairs, whole),
        served=_served(grounds, whole, weights),
        agencies=given.agencies,
        services=services,
    )  # fmt: skip
    by_catchment = measured(services, given.standards, _ground(given, grounds, delivered))
    found = evidence(
        given.pairs,
        given.agency_pairs,
        delivered,
        access=access_minutes(given.pairs, given.facilities, given.travel.snaps),
        overlaps=by_catchment.overlaps,
        double=double,
        scale=scale,
        adjacent=adjacent,
        adjacent_services=[s.id for s in services.values() if s.primary_mode in ADJACENT_MODES],
        standards=given.standards,
        whole=whole,
    )
    kinds = kinds_of_duplication(
        found, given.facilities, whole, clocks=given.travel.clocks, max_snap_m=given.max_snap_m
    )
    censored = at_the_edge(given.facilities, given.agencies, given.standards, travel=given.travel)
    table = duplications(
        found,
        kinds,
        given.facilities,
        given.agency_pairs,
        given.agencies,
        whole,
        clocks=given.travel.clocks,
        **_looked_at(by_catchment, given, grounds),
        censored=censored,
    )
    tables = {
        "agreements": agreements(given.listed.sharing.links, given.pairs, given.agencies, whole),
        "capacity": by_catchment.capacity,
        "coverage": _placed(by_catchment.coverage, given.facilities, censored),
        "coverage_curve": by_catchment.coverage_curve,
        "duplications": table,
        "evidence": kinds,
        "facility_pairs": _near(given, by_catchment, grounds),
        "fragmentation": fragmentation_table(
            scale, services=services, people=_once(given, grounds, delivered, weights)
        ),
        "joint_coverage": by_catchment.joint_coverage,
        "scale": scale,
        "sensitivity": sensitivity(found.stands, by_catchment.reached, given.standards),
        "tests": told_tests(
            [
                services[name]
                for name in sorted({*delivered["service"], *given.facilities["service"]})
            ],
            _known_things(given, delivered, grounds),
        ),
        "territories": published_territories(grounds.table),
        "transfers": _drawn(by_catchment.transfers, given, whole),
    }
    return tables, grounds.findings


def _looked_at(by_catchment: Measured, given: Given, grounds: Grounds) -> dict[str, Any]:
    """Of whom it was looked whether they have people, streets or ground in common."""
    reached, services = by_catchment.reached, given.services
    streets = set(reached.loc[(reached["unit"] == "road_km").to_numpy(), "service"])
    people = len(given.people) > 0
    return {
        "reaching": _reaching(given, set(reached["service"]) if people else set()),
        "working": _reaching(given, streets),
        "grounded": [
            (name, agency)
            for name, agency in _known(grounds, given.listed.whole)
            if applies(
                "double_provision", services[name].primary_mode, services[name].territory_rule
            )
        ],
        "people": people,
    }


def _ground(given: Given, grounds: Grounds, delivered: pd.DataFrame) -> Ground:
    """What catchments are measured against."""
    modes = {given.services[name].primary_mode for name in set(given.facilities["service"])}
    work = None
    if modes & BY_STREETS:
        work = street_demand(given.travel.roads, "drive")
    return Ground(
        facilities=given.facilities,
        pairs=given.pairs,
        whole=given.listed.whole,
        grounds=grounds,
        beside=beside(delivered, given.agency_pairs, given.listed.whole),
        people=people_demand(given.people, given.people_snaps) if len(given.people) else None,
        work=work,
        travel=given.travel,
        workers=given.workers,
    )


def _served(grounds: Grounds, whole: Counting, weights: Any) -> pd.DataFrame:
    """The people on the ground of each agency as counted, each once, for each service."""
    table = grounds.table
    rows = table[(table["rule"] != ITSELF).to_numpy()]
    united = united_grounds(grounds, whole, services=sorted(set(rows["service"])))
    known = set(_known(grounds, whole))
    people = np.full(len(united.service), np.nan)
    if weights is not None and len(united.service):
        here = [key in known for key in zip(united.service, united.agency, strict=True)]
        people = np.where(here, sums_of_points(weights, united.points), np.nan)
    return pd.DataFrame(
        {
            "service": pd.Series(united.service, dtype="str"),
            "agency_id": pd.Series(united.agency, dtype="str"),
            "people": people,
        }
    )


def _once(
    given: Given, grounds: Grounds, delivered: pd.DataFrame, weights: Any
) -> dict[str, float]:
    """The people whom any agency serves, each once, by service."""
    if weights is None:
        return {}
    own = people_once(delivered, given.agencies, people=weights, members=given.members)
    table, even = grounds.table, even_weights(weights)
    rule = {name: service.territory_rule for name, service in given.services.items()}
    result = {name: people for name, people in own.items() if rule[name] == ITSELF}
    known = table["origin"].notna() & (table["rule"] != ITSELF)
    for name in sorted(set(table.loc[known, "service"])):
        rows = np.flatnonzero((table["service"] == name).to_numpy())
        held = np.concatenate([grounds.points[k] for k in rows])
        result[name] = float(even[np.unique(held)].sum())
    return result


def _known(grounds: Grounds, whole: Counting) -> list[tuple[str, str]]:
    """Services with agencies, as counted, of whose ground anything is known."""
    rows = grounds.table[grounds.table["origin"].notna().to_numpy()]
    counted = counted_as(whole, rows["service"], rows["agency_id"])
    return sorted(set(zip(rows["service"], counted, strict=True)))


def _reaching(given: Given, measured_services: set[str]) -> set[tuple[str, str]]:
    """Services with agencies, as counted, of whose facilities catchments were measured."""
    facilities = given.facilities
    on = facilities["snapped"].to_numpy(dtype=bool) | (not given.travel.roads)
    some = facilities[on & facilities["service"].isin(measured_services).to_numpy()]
    counted = counted_as(given.listed.whole, some["service"], some["agency_id"])
    known = counted.notna().to_numpy()
    return set(zip(some["service"][known], counted[known], strict=True))


def _known_things(given: Given, delivered: pd.DataFrame, grounds: Grounds) -> Known:
    """What there is to test services with."""
    whole, facilities = given.listed.whole, given.facilities
    sites = facilities[["service", "capacity"]].assign(
        agency=counted_as(whole, facilities["service"], facilities["agency_id"])
    )
    on = sites[facilities["snapped"].to_numpy(dtype=bool)]
    providers = delivered[["service"]].assign(
        agency=counted_as(whole, delivered["service"], delivered["agency_id"])
    )
    bounded = set(given.agencies.loc[given.agencies.geometry.notna(), "agency_id"])
    areas = providers[delivered["agency_id"].isin(bounded).to_numpy()]
    ground = pd.DataFrame(_known(grounds, whole), columns=["service", "agency"], dtype="str")
    return Known(
        people=len(given.people) > 0,
        streets=len(given.travel.roads) > 0,
        inventory=len(given.listed.provision) > 0,
        minutes=given.standards,
        facilities=counts_by_service(sites, "agency"),
        snapped=counts_by_service(on, "agency"),
        capacity=set(sites.loc[sites["capacity"].notna(), "service"]),
        providers=counts_by_service(providers, "agency"),
        grounds=counts_by_service(ground, "agency"),
        areas=counts_by_service(areas, "agency"),
    )


def _near(given: Given, by_catchment: Measured, grounds: Grounds) -> gpd.GeoDataFrame:
    """The facility pairs within the standard, with all that is known of them."""
    access = np.zeros(len(given.pairs))
    near = within(given.pairs, given.standards, AS_RUN, access=access)
    pairs = given.pairs.join(by_catchment.pair_columns)[near].reset_index(drop=True)
    whole = given.listed.whole
    ground = united_grounds(grounds, whole, services=sorted(set(pairs["service"])))
    table = with_borders(pairs, given.facilities, given.agencies, ground, whole)
    rest = [column for column in table.columns if column not in ("clock", "geometry")]
    return table[[*rest, "clock", "geometry"]]


def _placed(
    coverage: pd.DataFrame, facilities: gpd.GeoDataFrame, censored: pd.Series[bool]
) -> gpd.GeoDataFrame:
    """Coverage with the places of the facilities, and whether the region's edge is near."""
    at = coverage["at"].to_numpy(dtype=np.int64)
    table = coverage.assign(censored=censored.to_numpy()[at]).drop(columns="at")
    points = np.asarray(facilities.geometry, dtype=object)[at]
    result = gpd.GeoDataFrame(table, geometry=points, crs=facilities.crs)
    return result[list(COVERAGE_COLUMNS)]


def _drawn(transfers: pd.DataFrame, given: Given, whole: Counting) -> gpd.GeoDataFrame:
    """Transfers with a line between the two agencies, and whether they share the service."""
    ends = transfers["home_agency"], transfers["other_agency"]
    shared = already_shared(whole, transfers["service"], *ends)
    pairs = transfers[["service"]].assign(agency_a=ends[0], agency_b=ends[1])
    counted = counted_as(whole, given.facilities["service"], given.facilities["agency_id"])
    lines = lines_between(pairs, given.facilities, counted, given.agencies)
    table = transfers.assign(shared_already=shared)
    return gpd.GeoDataFrame(table, geometry=lines, crs=given.agencies.crs)[list(TRANSFER_COLUMNS)]
