"""How much of what was found hangs on the standard, the speed of streets and the tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from .kinds.standing import KEYS, VARIED, column_of
from .scenarios import AS_RUN

COLUMNS: Final = (
    "service", "parameter", "factor", "minutes", "duplications", "kept", "lost", "new",
    "adjacent_provision", "catchment_overlap", "double_provision", "proximity", "sub_scale",
    "unit", "reached", "shared", "gap",
)  # fmt: skip

KINDS: Final = COLUMNS[8:13]


def sensitivity(
    stands: pd.DataFrame, reached: pd.DataFrame, standards: Mapping[str, float | None]
) -> pd.DataFrame:
    """Count the findings of each service in every scenario, one thing varied at a time.

    Parameters
    ----------
    stands
        Of `adjoin.services.kinds.standing.standing`.
    reached
        Of `adjoin.services.measuring.measured`.
    standards
        Minutes by service.

    Returns
    -------
    pandas.DataFrame
        service, parameter and factor (`none` is the run itself), minutes (the standard there);
        duplications (services and two agencies with any kind), kept, lost and new (against the
        run), one count for each kind; unit, reached, shared (by two agencies or more) and gap (by none):
        what catchments hold, missing where they were not measured; on the tolerance they do not
        hang. Sorted by service, then as run, minutes, speed, tolerance.
    """
    rows = []
    flags = {AS_RUN: "as_run", **{scenario: column_of(scenario) for scenario in VARIED}}
    known = {
        (service, parameter, factor): values
        for service, parameter, factor, *values in reached[
            ["service", "parameter", "factor", "unit", "reached", "shared", "gap"]
        ].itertuples(index=False, name=None)
    }
    names = sorted({*stands["service"], *reached["service"]})
    by_service = dict(tuple(stands.groupby("service", sort=True)))
    for service in names:
        table = by_service.get(service, stands.iloc[:0])
        pair = table.groupby(KEYS, sort=True).ngroup().to_numpy()
        count = int(pair.max(initial=-1)) + 1
        as_run = _any(pair, table["as_run"].to_numpy(dtype=bool), count)
        for scenario, flag in flags.items():
            holds = table[flag].to_numpy(dtype=bool)
            here = _any(pair, holds, count)
            minutes = standards.get(service)
            catchments = known.get((service, *scenario)) or known.get((service, *AS_RUN))
            unit, *sums = catchments or [None, np.nan, np.nan, np.nan]
            kinds = table["kind"][holds].value_counts()
            rows.append(
                (
                    service,
                    scenario.parameter,
                    scenario.factor,
                    np.nan if minutes is None else minutes * scenario.minutes,
                    int(here.sum()),
                    int((here & as_run).sum()),
                    int((as_run & ~here).sum()),
                    int((here & ~as_run).sum()),
                    *(int(kinds.get(kind, 0)) for kind in KINDS),
                    unit,
                    *sums,
                )
            )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    # A column without rows has no type of its own.
    text = dict.fromkeys(("service", "parameter", "unit"), "str")
    measures = dict.fromkeys(("factor", "minutes", "reached", "shared", "gap"), "float64")
    return table.astype({**text, **measures, **dict.fromkeys(COLUMNS[4:13], "int64")})


def _any(group: np.ndarray, holds: np.ndarray, count: int) -> np.ndarray:
    """Whether anything of each group holds."""
    return np.bincount(group[holds], minlength=count) > 0
