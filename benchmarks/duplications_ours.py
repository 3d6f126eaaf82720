"""What adjoin is asked for in the benchmark of duplications, and the case that the plain way gets."""

from __future__ import annotations

import tempfile
import time
from itertools import permutations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from adjoin.maps.output import write_results
from adjoin.pipeline import Inputs, analyse, read_region
from adjoin.region import Region
from adjoin.services.catchments import DIRECTIONS
from adjoin.services.counting import already_shared, counted_as
from adjoin.services.delivery import delivered_grounds
from adjoin.services.kinds.applies import BY_STREETS, applies
from adjoin.services.results import Results
from adjoin.services.territories import ITSELF


def whole_run(region: Path) -> dict[str, Any]:
    """From the files to all tables, by stage, and to a folder of results."""
    start = time.perf_counter()
    results = analyse(Region.load(region))
    analysed = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_results(results, Path(folder) / "out")
    return {
        "seconds": analysed - start,
        "written_s": time.perf_counter() - analysed,
        "stages": dict(results.timings),
        "figures": figures(results),
    }


def figures(results: Results) -> dict[str, float]:
    """Of what every table tells, one number: as `duplications_plain.figures`."""
    found, pairs, cover = results.duplications, results.facility_pairs, results.coverage
    worst = cover.groupby("service")["max_after"].mean()
    curve = results.coverage_curve.groupby("service")["covered"].last()
    sums = {
        "double_provision": (results.evidence["kind"] == "double_provision").sum(),
        "double_km2": found["territory_km2"].sum(),
        "shared_km": results.agency_pairs["shared_m"].sum() / 1000,
        "border_people": found[["border_people_a", "border_people_b"]].sum().sum(),
        "facility_pairs": len(pairs),
        "people_reached": cover["people_reached"].sum(),
        "overlap_by_facilities": pairs["overlap_people"].sum(),
        "overlap_by_agencies": found["overlap_people"].sum(),
        "people_lost": cover["people_lost"].sum(),
        "worst_minutes_without": worst.sum(),
        "fewest_sites": results.joint_coverage["fewest_needed"].sum(),
        "curve": curve.sum(),
        "transferred": results.transfers["people"].sum(),
    }
    return {name: float(number) for name, number in sums.items()}


def plain_case(region: Path) -> dict[str, Any]:
    """What the plain way starts with: everything read, repaired, projected and attributed."""
    known = Region.load(region)
    given = read_region(known)
    tables, whole = given.tables, given.tables.inventory.whole
    facilities, people = tables.facilities, tables.people
    on = facilities["snapped"].to_numpy(dtype=bool) & facilities["agency_id"].notna().to_numpy()
    sites = facilities.loc[on, ["service", "facility_id", "agency_id", "geometry"]]
    sites["counted"] = counted_as(whole, sites["service"], sites["agency_id"]).to_numpy()
    held = delivered_grounds(
        facilities, tables.agencies, tables.inventory, given.services,
        layers=tables.layers, people=people,
    ).table  # fmt: skip
    grounds = held.loc[held.geometry.notna(), ["service", "agency_id", "rule", "geometry"]]
    grounds["counted"] = counted_as(whole, grounds["service"], grounds["agency_id"]).to_numpy()
    grounds["area"] = grounds.area
    grounds["doubles"] = [
        applies("double_provision", given.services[name].primary_mode, rule)
        for name, rule in zip(grounds["service"], grounds["rule"], strict=True)
    ]
    delivered: dict[str, set[str]] = {}
    for service, agency in {*zip(sites["service"], sites["agency_id"], strict=True)}:
        delivered.setdefault(service, set()).add(agency)
    for service, agency in whole.providers:
        delivered.setdefault(service, set()).add(agency)
    agencies = tables.agencies[tables.agencies.geometry.notna()]
    return {
        "people": gpd.GeoDataFrame(people[["people", "geometry"]]).reset_index(drop=True),
        "sites": sites.reset_index(drop=True),
        "grounds": grounds.reset_index(drop=True),
        "agencies": agencies[["agency_id", "geometry"]].reset_index(drop=True),
        "delivered": delivered,
        "shared": _shared(given, delivered, grounds),
        "tolerance_m": known.analysis.tolerance_m,
        "streets": {
            mode: {
                name: getattr(network, name)
                for name in ("node_xy", "arc_from", "arc_to", "arc_ms", "arc_mm")
            }
            for mode, network in given.networks.items()
        },
        "services": [
            {
                "id": name,
                "minutes": given.standards[name],
                "clock": given.modes[name],
                "direction": DIRECTIONS.get(service.primary_mode),
                "catchments": applies("catchment_overlap", service.primary_mode),
                "by_streets": service.primary_mode in BY_STREETS,
                "border": service.primary_mode in ("RESP", "SITE"),
                "transfers": applies("transfers", service.primary_mode, service.territory_rule)
                and service.territory_rule != ITSELF,
            }
            for name, service in sorted(given.services.items())
        ],
    }


def _shared(
    given: Inputs, delivered: dict[str, set[str]], grounds: pd.DataFrame
) -> set[tuple[str, str, str]]:
    """Service and two agencies that have it done together already, in both orders."""
    result: set[tuple[str, str, str]] = set()
    whole = given.tables.inventory.whole
    for service in sorted({*delivered, *grounds["service"]}):
        of_it = grounds.loc[grounds["service"] == service, "agency_id"]
        ids = pd.Series(sorted({*delivered.get(service, ()), *of_it}), dtype="str")
        counted = counted_as(whole, pd.Series([service] * len(ids), dtype="str"), ids)
        both = list(permutations(sorted({*ids, *counted.dropna()}), 2))
        if both:
            a, b = (pd.Series(side, dtype="str") for side in zip(*both, strict=True))
            done = already_shared(whole, pd.Series([service] * len(a), dtype="str"), a, b)
            result |= {(service, *both[k]) for k in np.flatnonzero(done).tolist()}
    return result
