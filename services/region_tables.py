"""The tables of a region: its rows in one plane, repaired, and tied to one another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pyproj

from ..boundaries.agencies import agencies_table
from ..boundaries.audit import audit
from ..boundaries.members import with_layer_areas
from ..boundaries.people import no_people_rows, people_table
from ..boundaries.residents import agency_people, people_findings
from ..geo.crs import Bounds, plane_finding
from ..geo.files.sources import in_plane
from ..geo.findings import Finding
from ..geo.membership import Membership
from .aliases import Decisions, meant, unmatched
from .attribution import tied_facilities
from .facilities import no_facility_rows
from .inventory import Inventory, inventory
from .region_files import Files, names_in
from .service import Service
from .territory_source import named_layers, no_territory_rows

_NO_FACILITIES = (
    "there are no facilities, so nothing is found by travel time, only by how agencies lie to each other and "
    "by what an inventory says; add [[facilities]]"
)


class RegionTables(NamedTuple):
    """What a region holds, all in one plane.

    Parameters
    ----------
    agencies, facilities, people
        One row each; facilities are tied to a service and, where it is known, to an agency; people
        are placed.
    layers
        Areas that agencies serve, where a source draws them: service, agency_id.
    audit
        What is wrong within each level of agencies, place by place.
    inventory
        Who provides, buys and funds what, and as whom agencies count.
    members
        Which people live in which agencies.
    undecided
        Names that a person must decide.
    findings
        What was noticed.
    """

    agencies: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    layers: gpd.GeoDataFrame
    audit: gpd.GeoDataFrame
    inventory: Inventory
    members: Membership
    undecided: pd.DataFrame
    findings: list[Finding]


def region_tables(
    files: Files,
    plane: pyproj.CRS,
    bounds: Bounds,
    *,
    taxonomy: Mapping[str, Service],
    services: Collection[str],
    decisions: Decisions,
    accept: float,
    tolerance_m: float,
) -> RegionTables:
    """Make the tables of a region out of the rows of its files.

    Parameters
    ----------
    files
        The sound ones.
    plane, bounds
        The region's plane, and its bounds in degrees.
    taxonomy
        All services by id.
    services
        Ids of the services to look at; all when empty.
    decisions
        What a person decided of names.
    accept
        The confidence from which a name is taken for an agency.
    tolerance_m
        How far boundaries of different offices lie from each other at most.

    Raises
    ------
    DataError
        A column that is needed is not there.
    """
    agencies, findings = agencies_table(in_plane(files.agencies, plane, bounds), plane=plane)
    findings.append(plane_finding(plane, bounds=bounds))
    faults, told = audit(agencies, tolerance_m=tolerance_m)
    said, more = meant(decisions, agencies)
    findings += [*told, *more, *unmatched(decisions, names_in(files))]
    tying: dict[str, Any] = {"decisions": said, "accept": accept}
    drawn = (
        in_plane(files.territories, plane, bounds)
        if files.territories
        else no_territory_rows(plane=plane)
    )
    layers, open_names, more = named_layers(drawn, agencies, **tying)
    agencies, told = with_layer_areas(agencies, layers)
    findings += [*more, *told]
    if files.facilities:
        rows = in_plane(files.facilities, plane, bounds)
    else:
        rows = no_facility_rows(plane=plane)
        findings.append(Finding("note", "facilities", "", "no-facilities", _NO_FACILITIES))
    tied = tied_facilities(rows, agencies, taxonomy=taxonomy, services=services, **tying)
    listed = inventory(files.provision, tied.agencies, services=services, **tying)
    people, more = people_table(
        in_plane(files.people, plane, bounds) if files.people else no_people_rows(plane=plane),
        plane=plane,
    )
    members = agency_people(people, listed.agencies)
    findings += [*tied.findings, *listed.findings, *more]
    findings += people_findings(people, members, listed.agencies)
    return RegionTables(
        agencies=listed.agencies,
        facilities=tied.facilities,
        people=people,
        layers=layers,
        audit=faults,
        inventory=listed,
        members=members,
        undecided=pd.concat([open_names, tied.undecided, listed.undecided], ignore_index=True),
        findings=findings,
    )
