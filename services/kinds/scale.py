"""Which agencies do a service for fewer people than it takes to do it well, and who is beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.findings import UseError
from ..service import Service
from .hosts import possible_hosts
from .own_people import serves_own_area

Array = NDArray[Any]

COLUMNS: Final = (
    "service", "agency_id", "served_people", "served_by", "efficient_people", "below",
    "possible_hosts",
)  # fmt: skip

PAIR_COLUMNS: Final = (
    "service", "agency_a", "agency_b", "relation", "stable", "served_people_a", "served_people_b",
    "efficient_people", "below_a", "below_b",
)  # fmt: skip

_KEYS: Final = ["service", "agency_id"]


def scale_table(
    own: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    served: pd.DataFrame,
    agencies: pd.DataFrame,
    services: Mapping[str, Service],
) -> pd.DataFrame:
    """How many people each agency does each service for, and whether that is enough.

    Parameters
    ----------
    own
        Of `adjoin.services.kinds.own_people.own_people`: one row for each service and agency that
        produces it, as counted, with the people of its own area.
    rows
        Of `adjoin.services.kinds.beside.beside_rows`, of the same agencies.
    served
        service, agency_id (as counted), people: of the effective territory, each person once, also
        where the grounds of several that count as one lie in one another; missing where the
        territory is not known. Services of rule `corporate` need not be listed.
    agencies
        agency_id, level.
    services
        By id: efficient_people, territory_rule, host_candidate.

    Returns
    -------
    pandas.DataFrame
        service, agency_id, served_people, served_by (how it is known: `territory`; `area`, the
        people of the agency's own area and of those for whom it works; `population`, the same by the
        column), efficient_people, below, possible_hosts (`adjoin.services.kinds.hosts`). The own
        area only counts where the rule leaves all of it to the agency: how many people a county has
        outside its cities is missing where the territory's people are. `efficient_people` are
        missing without evidence, `below` where either number is. Sorted.

    Raises
    ------
    UseError
        `served` has two numbers for one service and agency.
    """
    twice = served.duplicated(_KEYS).to_numpy(dtype=bool)
    if twice.any():
        service, agency = served.loc[twice, _KEYS].iloc[0]
        raise UseError(
            f"served: {agency!r} has several rows for {service!r}; give the people of each "
            "service and agency once"
        )
    table = own.merge(
        served[[*_KEYS, "people"]].rename(columns={"people": "ground"}), on=_KEYS, how="left"
    ).sort_values(_KEYS, ignore_index=True)
    level = dict(zip(agencies["agency_id"], agencies["level"], strict=True))
    whole_area = np.array(
        [
            serves_own_area(services[service].territory_rule, level[agency])
            for service, agency in zip(table["service"], table["agency_id"], strict=True)
        ],
        dtype=bool,
    )
    ground = table["ground"].to_numpy(dtype=float)
    territory = ~np.isnan(ground)
    people = table["people"].where(whole_area).to_numpy(dtype=float)
    by = table["served_by"].where(whole_area, None)
    efficient = table["service"].map({s.id: s.efficient_people for s in services.values()})
    table = table.assign(
        served_people=np.where(territory, ground, people),
        served_by=by.where(~territory, "territory").astype("str"),
        efficient_people=efficient.astype("float64"),
    )
    table["below"] = _below(table["served_people"], table["efficient_people"])
    table["possible_hosts"] = possible_hosts(
        table,
        rows,
        counties=agencies.loc[agencies["level"] == "county", "agency_id"].tolist(),
        host_candidates=[s.id for s in services.values() if s.host_candidate],
    )
    return table[list(COLUMNS)]


def _below(people: pd.Series[float], efficient: pd.Series[float]) -> pd.Series[Any]:
    """Whether people are fewer than it takes; missing where either is not known."""
    below = (people < efficient).astype("boolean")
    return below.where(people.notna() & efficient.notna())


def sub_scale_pairs(scale: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Two adjacent agencies that both do a service, of which one at least is below its efficient size.

    Parameters
    ----------
    scale
        Of `scale_table`.
    beside
        Of `adjoin.services.kinds.beside.beside`: adjacent, and not sharing it already.

    Returns
    -------
    pandas.DataFrame
        service, agency_a < agency_b, relation, stable (as of the two areas), served_people_a,
        served_people_b, efficient_people, below_a, below_b (missing where it is not known of that
        one). No rows for services without evidence. Sorted.
    """
    columns = [*_KEYS, "served_people", "below"]
    pairs: pd.DataFrame = pd.DataFrame(beside)[
        ["service", "agency_a", "agency_b", "relation", "stable"]
    ]
    for end in ("a", "b"):
        names = {name: f"{name}_{end}" for name in ("served_people", "below")}
        side = scale[columns].rename(columns={"agency_id": f"agency_{end}", **names})
        pairs = pairs.merge(side, on=["service", f"agency_{end}"], how="inner")
    efficient = scale.drop_duplicates("service").set_index("service")["efficient_people"]
    pairs["efficient_people"] = pairs["service"].map(efficient).astype("float64")
    small = pairs["below_a"].fillna(False) | pairs["below_b"].fillna(False)
    kept = pairs[small.to_numpy(dtype=bool)]
    return kept.sort_values(["service", "agency_a", "agency_b"])[list(PAIR_COLUMNS)].reset_index(
        drop=True
    )
