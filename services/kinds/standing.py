"""Which findings of each kind stand when the standard, the speed or the tolerance is another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from ..scenarios import AS_RUN, CATCHMENT_SCENARIOS, TOLERANCE_SCENARIOS, Scenario

KEYS: Final = ["service", "agency_a", "agency_b"]

#: What is varied, in the order of the columns of `standing`.
VARIED: Final = (*CATCHMENT_SCENARIOS[1:], *TOLERANCE_SCENARIOS)


def column_of(scenario: Scenario) -> str:
    """The column of `standing` that says whether a finding stands in a scenario."""
    return f"{scenario.parameter}_{scenario.factor:g}"


def standing(found: Mapping[str, Mapping[Scenario, pd.DataFrame]]) -> pd.DataFrame:
    """Every service, two agencies and kind that is found in any scenario, and in which.

    Parameters
    ----------
    found
        By kind and scenario, frames with `KEYS`; repeated rows count once. A scenario that is not
        there does not touch the kind: it finds what the run finds.

    Returns
    -------
    pandas.DataFrame
        service, agency_a, agency_b, kind, as_run, a boolean for each scenario of `VARIED`, and
        survives: found as run and in all of them. Sorted.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.kinds.standing import standing
    >>> from adjoin.services.scenarios import AS_RUN, Scenario
    >>> pair = pd.DataFrame({"service": ["fire"], "agency_a": ["A"], "agency_b": ["B"]})
    >>> table = standing({"proximity": {AS_RUN: pair, Scenario("minutes", 0.8): pair.iloc[:0]}})
    >>> table[["as_run", "minutes_0.8", "speed_0.8", "survives"]].to_numpy().tolist()
    [[True, False, True, False]]
    """
    tables = []
    for kind in sorted(found):
        by_scenario = {
            scenario: pd.MultiIndex.from_frame(frame[KEYS].drop_duplicates())
            for scenario, frame in found[kind].items()
        }
        whole = pd.concat([frame[KEYS] for frame in found[kind].values()], ignore_index=True)
        rows = whole.drop_duplicates().sort_values(KEYS, ignore_index=True)
        index = pd.MultiIndex.from_frame(rows)
        as_run = index.isin(by_scenario[AS_RUN])
        stands = {
            column_of(scenario): index.isin(by_scenario[scenario])
            if scenario in by_scenario
            else as_run
            for scenario in VARIED
        }
        survives = np.logical_and.reduce([as_run, *stands.values()])
        tables.append(rows.assign(kind=kind, as_run=as_run, **stands, survives=survives))
    table = pd.concat(tables, ignore_index=True) if tables else _nothing()
    table = table.astype(dict.fromkeys((*KEYS, "kind"), "str"))
    return table.sort_values([*KEYS, "kind"], ignore_index=True)


def _nothing() -> pd.DataFrame:
    """A table without rows."""
    flags = ["as_run", *map(column_of, VARIED), "survives"]
    return pd.DataFrame(
        {
            **{name: pd.Series(dtype="str") for name in (*KEYS, "kind")},
            **{name: pd.Series(dtype=bool) for name in flags},
        }
    )
