"""Duplications of near and adjacent agencies alone, as a run puts them together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from adjoin.services.duplications import COLUMNS, duplications, kinds_of_duplication
from adjoin.services.evidence import evidence
from adjoin.services.kinds import adjacent_provision, double_provision, scale
from adjoin.services.kinds.beside import beside, provided
from adjoin.services.kinds.catchment_overlap import OVERLAP_COLUMNS


def nothing(columns, crs=None):
    """A table without rows, its text columns as text, with geometry where it has one."""
    text = ("service", "agency_a", "agency_b", "agency_id", "parameter", "unit")
    types = {name: "str" if name in text else "float64" for name in columns}
    types |= dict.fromkeys({"stable", "decides", "below"} & set(columns), "boolean")
    table = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    return table if crs is None else gpd.GeoDataFrame(table, geometry="geometry", crs=crs)


def put_together(
    facilities, pairs, agency_pairs, agencies, whole, *, adjacent_services, clocks, standards,
    censored=None, **more,
):  # fmt: skip
    """The duplications and their kinds, without people and territories unless they are given."""
    delivered = provided(facilities, whole)
    crs = agency_pairs.crs
    for column in ("relation_half", "relation_double"):
        if column not in agency_pairs:
            agency_pairs = agency_pairs.assign(**{column: agency_pairs["relation"]})
    rows = beside(delivered, agency_pairs, whole)
    rows = rows[rows["service"].isin(adjacent_services)]
    adjacent = rows.assign(
        border_share=np.nan, border_people_a=np.nan, border_people_b=np.nan
    )[list(adjacent_provision.COLUMNS)]  # fmt: skip
    found = evidence(
        pairs, agency_pairs, delivered, access=np.zeros(len(pairs)),
        overlaps=more.pop(
            "overlaps", nothing((*OVERLAP_COLUMNS, "parameter", "factor", "unit", "decides"))
        ),
        double=more.pop("double", nothing(double_provision.COLUMNS, crs)),
        scale=more.pop("scale", nothing(scale.COLUMNS)),
        adjacent=adjacent, adjacent_services=adjacent_services, standards=standards, whole=whole,
    )  # fmt: skip
    kinds = kinds_of_duplication(found, facilities, whole, clocks=clocks, max_snap_m=1000.0)
    if censored is None:
        censored = pd.Series(False, index=facilities.index, dtype=bool)
    table = duplications(
        found, kinds, facilities, agency_pairs, agencies, whole, clocks=clocks,
        reaching=more.pop("reaching", ()), working=more.pop("working", ()),
        grounded=more.pop("grounded", ()), people=more.pop("people", False), censored=censored,
    )  # fmt: skip
    assert not more
    assert tuple(table.columns) == COLUMNS
    return table, kinds, found
