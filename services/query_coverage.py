"""Rows of an answer with what the coverage table says of their facilities beside them."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ..geo.findings import UseError

#: What is told of each facility beside a pair.
_COVERAGE: Final = (
    "people_reached", "people_lost", "road_km_reached", "road_km_lost", "max_before", "max_after",
)  # fmt: skip


def with_coverage(rows: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """Rows with what the coverage table says of their facilities beside them.

    Parameters
    ----------
    rows
        Of `facility_pairs`, which get the people that each of the two reaches and what would
        change without it (each alone: the two must not be added up); or of `joint_coverage`,
        which get the ids of the facilities that are in every optimum, joined by `;`.
    coverage
        Of the same run. What it does not hold, as in results for the public, is left out.

    Raises
    ------
    UseError
        Rows of another table.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.query_coverage import with_coverage
    >>> pair = pd.DataFrame({"service": ["fire"], "facility_a": ["1"], "facility_b": ["2"]})
    >>> covered = pd.DataFrame({"service": "fire", "facility_id": ["1", "2"], "people_lost": [9, 0]})
    >>> with_coverage(pair, covered)[["people_lost_a", "people_lost_b"]].to_numpy().tolist()
    [[9, 0]]
    """
    if "facility_a" in rows.columns:
        held = [name for name in _COVERAGE if name in coverage.columns]
        of = coverage[["service", "facility_id", *held]]
        shown = rows
        for end in ("a", "b"):
            named = {"facility_id": f"facility_{end}", **{name: f"{name}_{end}" for name in held}}
            shown = shown.merge(
                pd.DataFrame(of).rename(columns=named),
                on=["service", f"facility_{end}"],
                how="left",
            )
        return shown
    if "fewest_needed" not in rows.columns:
        raise UseError(
            "--with-coverage goes with the tables facility_pairs and joint_coverage, no other"
        )
    if "in_every_optimum" not in coverage.columns:
        return rows
    chosen = coverage[coverage["in_every_optimum"].fillna(False).to_numpy(dtype=bool)]
    ids = chosen.groupby("service", sort=True)["facility_id"].agg(";".join)
    return rows.assign(every_optimum=rows["service"].map(ids).astype("str"))
