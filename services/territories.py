"""Which ground each agency serves for each service that it delivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..boundaries.served import sums_of_points
from ..boundaries.territory import effective_shapes
from ..geo.findings import Finding, UseError
from .service import Service
from .territory_people import served_points
from .territory_rules import RULES, Row, origin_of, pooled, ruled_rows

COLUMNS = ("service", "agency_id", "rule", "origin", "area_km2", "people", "geometry")

#: How many names a message lists.
SHOWN: Final = 5

#: The rule of services that each agency does for itself: its ground is its own area.
ITSELF: Final = "corporate"


class Grounds(NamedTuple):
    """The ground that each agency serves, and who lives there.

    Parameters
    ----------
    table
        Of `territories`.
    points
        For each row of the table the sorted positions of the people who live there; none without
        people, and where the ground is not known. Rows may share one array: change none of them.
    findings
        What was noticed.
    """

    table: gpd.GeoDataFrame
    points: list[NDArray[Any]]
    findings: list[Finding]


def territories(
    agencies: gpd.GeoDataFrame,
    delivered: pd.DataFrame,
    services: Mapping[str, Service],
    *,
    roots: Mapping[str, str] | pd.Series[str],
    layers: pd.DataFrame | None = None,
    contracts: pd.DataFrame | None = None,
    people: gpd.GeoDataFrame | None = None,
) -> Grounds:
    """Find the ground that each agency serves: its own, less what others serve, plus what it sells to.

    By the service's `territory_rule`, counties and cities serve

    - `unincorporated_only`, `contract_areas`: the county what lies outside all cities; cities their
      own area;
    - `countywide`: the county all of its area, cities too;
    - `corporate`, and without a rule: each its own boundary;
    - `district`: what lies outside the special and regional districts that deliver (or buy) the
      service; the county also not the cities that deliver (or buy) it. A dependent district takes
      nothing from its own root, and adds its ground to it;
    - `detached`: as `district`, but there cities come first: they serve their own area, and it is
      the districts that serve only what lies outside the cities that deliver (or buy) the service.

    All others serve their own area under every rule. A layer stands in place of the rule, also in what
    the agency takes from others. Where an agency only buys the service, its ground is its
    producer's.

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in the plane.
    delivered
        Columns service and agency_id, in any order; repeated rows count once.
    services
        All services by id.
    roots
        The agency that each counts as, by id: `adjoin.boundaries.parents.root_agencies`.
    layers
        Columns service (missing: all that the agency delivers), agency_id, geometry:
        `adjoin.services.territory_source.territory_layers`.
    contracts
        Columns service, agency_id (who buys), producer_id: who in the end produces it, as
        `adjoin.services.sharing.existing_sharing` finds (missing where it is no agency).

    Returns
    -------
    table
        One row for each service and agency that delivers it, or sells it and does not itself buy
        it: service, agency_id, rule (missing where the service has none), origin (what the ground is made of:
        `boundary`, `contract`, `layer`, `members`, joined by `;`), area_km2, people, geometry; sorted
        by service, then agency_id. Without boundary, members and layer there is no origin, area,
        people or geometry; where others serve all of it the area is 0, without geometry. People are
        missing throughout where there are none (`adjoin.services.territory_people`).
    points
        Whose people these are (`Grounds`).
    findings
        How many territories are not known, empty, or given by a layer that nothing uses.
        Services that each agency does for itself (`corporate`) are none of it: a boundary that is
        not known is told elsewhere.

    Raises
    ------
    UseError
        A service, agency or rule that is not known; people in another plane.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from adjoin.services.service import Service
    >>> from adjoin.services.territories import territories
    >>> agencies = gpd.GeoDataFrame(
    ...     {"agency_id": ["county", "town"], "name": ["County", "Town"], "level": ["county", "city"],
    ...      "boundary": ["own", "own"]},
    ...     geometry=[shapely.box(0, 0, 10000, 10000), shapely.box(0, 0, 5000, 4000)])
    >>> delivered = pd.DataFrame({"service": ["police", "police"], "agency_id": ["county", "town"]})
    >>> police = Service(id="police", territory_rule="unincorporated_only")
    >>> found = territories(
    ...     agencies, delivered, {"police": police}, roots={"county": "county", "town": "town"}).table
    >>> dict(zip(found["agency_id"], found["area_km2"]))
    {'county': 80.0, 'town': 20.0}
    """
    agencies = agencies.sort_values("agency_id", kind="stable").reset_index(drop=True)
    layers = _no_layers() if layers is None else layers
    contracts = _no_contracts() if contracts is None else contracts
    _check(agencies, delivered, services, layers, contracts)
    if people is not None and people.crs != agencies.crs:
        raise UseError("people and agencies are in different planes; project both to the region's")
    root_of = {str(agency_id): root for agency_id, root in roots.items()}
    delivers = _by_service(delivered)
    sold = _sold(contracts)
    for (service, _), producers in sold.items():
        delivers.setdefault(service, set()).update(producers)
    pool = pooled(agencies, layers)
    rows = ruled_rows(agencies, pool, services, root_of, delivers, sold)
    ground = effective_shapes(
        pool.shapes,
        of=[row.at for row in rows],
        minus=[row.minus for row in rows],
        plus=[row.plus for row in rows],
        kin=[root_of[agency_id] for agency_id in pool.agency],
    )
    origins = [origin_of(k, rows, pool, ground.left) for k in range(len(rows))]
    whole = gpd.GeoSeries(ground.whole, crs=agencies.crs)
    known = np.array([origin is not None for origin in origins], dtype=bool)
    counted = np.full(len(rows), np.nan)
    points = [np.zeros(0, dtype=np.int64)] * len(rows)
    if people is not None and len(people):
        points = served_points(rows, pool, people, agencies, root_of)
        sums = sums_of_points(people["people"].to_numpy(dtype=float), points)
        counted = np.where(known, sums, np.nan)
    table = gpd.GeoDataFrame(
        {
            "service": pd.Series([row.service for row in rows], dtype="str"),
            "agency_id": pd.Series([row.agency_id for row in rows], dtype="str"),
            "rule": pd.Series(
                [services[row.service].territory_rule for row in rows], dtype="str"
            ),
            "origin": pd.Series(origins, dtype="str"),
            "area_km2": np.where(known, np.nan_to_num(whole.area.to_numpy() / 1e6), np.nan),
            "people": counted,
        },
        geometry=whole,
        crs=agencies.crs,
    )  # fmt: skip
    shown = np.array([row.shown for row in rows], dtype=bool)
    table = table[shown].reset_index(drop=True)
    others = table[table["rule"] != ITSELF]
    findings = [*_ground_findings(others, agencies), *_unused_layers(layers, rows)]
    return Grounds(
        table[list(COLUMNS)],
        [held for held, is_shown in zip(points, shown, strict=True) if is_shown],
        findings,
    )


def _by_service(delivered: pd.DataFrame) -> dict[str, set[str]]:
    """The agencies that deliver each service."""
    delivers: dict[str, set[str]] = {}
    for service, agency_id in zip(delivered["service"], delivered["agency_id"], strict=True):
        delivers.setdefault(service, set()).add(agency_id)
    return delivers


def _ground_findings(table: gpd.GeoDataFrame, agencies: pd.DataFrame) -> list[Finding]:
    """Count the territories that are not known, and those of which nothing is left."""
    names = dict(zip(agencies["agency_id"], agencies["name"], strict=True))
    findings = []
    unknown = table[table["origin"].isna()]
    if len(unknown):
        who = sorted({names[agency_id] for agency_id in unknown["agency_id"]})
        message = (
            f"{unknown['agency_id'].nunique()} agencies have neither boundary nor members nor a layer "
            f"({_listed(who)}); their ground is not computable for {len(unknown)} services: add a "
            "boundary, columns.members, or [[territories]]"
        )
        findings.append(Finding("note", "territories", "", "territory-unknown", message))
    nothing = table[table["origin"].notna() & table["geometry"].isna()]
    if len(nothing):
        pairs = zip(nothing["service"], nothing["agency_id"], strict=True)
        shown = [f"{names[agency_id]} ({service})" for service, agency_id in pairs]
        message = (
            f"{len(nothing)} territories are empty: others serve all of the agency's area "
            f"({_listed(shown)})"
        )
        findings.append(Finding("note", "territories", "", "territory-empty", message))
    return findings


def _unused_layers(layers: pd.DataFrame, rows: Sequence[Row]) -> list[Finding]:
    """Tell layers of services that their agency does not deliver."""
    served = {(row.service, row.agency_id) for row in rows}
    any_service = {agency_id for _, agency_id in served}
    unused = sorted(
        f"{agency_id} ({'all services' if pd.isna(service) else service})"
        for service, agency_id in zip(layers["service"], layers["agency_id"], strict=True)
        if (
            agency_id not in any_service if pd.isna(service) else (service, agency_id) not in served
        )
    )
    if not unused:
        return []
    message = (
        f"{len(unused)} layers are of a service that nothing says their agency delivers "
        f"({_listed(unused)}); they are not used: add its facilities or a row of [[provision]]"
    )
    return [Finding("note", "territories", "", "territory-unused", message)]


def _check(
    agencies: pd.DataFrame,
    delivered: pd.DataFrame,
    services: Mapping[str, Service],
    layers: pd.DataFrame,
    contracts: pd.DataFrame,
) -> None:
    """Refuse services, agencies and rules that are not known."""
    ids = set(agencies["agency_id"])
    for what, frame in (("delivered", delivered), ("layers", layers), ("contracts", contracts)):
        for service in sorted(set(frame["service"].dropna()) - set(services)):
            raise UseError(f"{what}: {service!r} is no service")
        named = set(frame["agency_id"])
        if "producer_id" in frame:
            named |= set(frame["producer_id"].dropna())
        for agency_id in sorted(map(str, named - ids)):
            raise UseError(f"{what}: {agency_id!r} is no agency of the region")
    for service in sorted(set(delivered["service"]) | set(contracts["service"])):
        rule = services[service].territory_rule
        if rule is not None and rule not in RULES:
            raise UseError(
                f"service {service!r}: {rule!r} is no territory rule; known are {', '.join(RULES)}"
            )


def _no_layers() -> pd.DataFrame:
    return pd.DataFrame({"service": [], "agency_id": [], "geometry": []}, dtype=object)


def _sold(contracts: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Sorted ids of producers by service and buyer; none where it is no agency."""
    sold: dict[tuple[str, str], set[str]] = {}
    for service, buyer, producer in zip(
        contracts["service"], contracts["agency_id"], contracts["producer_id"], strict=True
    ):
        held = sold.setdefault((service, buyer), set())
        if pd.notna(producer):
            held.add(producer)
    return {key: sorted(producers) for key, producers in sorted(sold.items())}


def _no_contracts() -> pd.DataFrame:
    return pd.DataFrame({"service": [], "agency_id": [], "producer_id": []}, dtype="str")


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
