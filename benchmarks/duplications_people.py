"""Whom facilities and agencies reach in common, and what one less would change: with pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd


def shared(reach: pd.DataFrame, by: str, weights: np.ndarray) -> pd.DataFrame:
    """People whom each two reach: how many, which share of the smaller, Jaccard."""
    each = reach[[by, "point"]].drop_duplicates()
    two = each.merge(each, on="point")
    two = two[two[f"{by}_x"] < two[f"{by}_y"]]
    both = two.assign(both=weights[two["point"]]).groupby([f"{by}_x", f"{by}_y"])["both"].sum()
    held = each.assign(people=weights[each["point"]]).groupby(by)["people"].sum()
    table = both.reset_index()
    x, y = (table[f"{by}_{end}"].map(held).astype(float) for end in "xy")
    return table.assign(
        share=table["both"] / np.minimum(x, y), jaccard=table["both"] / (x + y - table["both"])
    )


def lost(reach: pd.DataFrame, weights: np.ndarray) -> pd.DataFrame:
    """People whom no other facility reaches."""
    alone = reach[reach.groupby("point")["site"].transform("size") == 1]
    return (
        alone.assign(people=weights[alone["point"]]).groupby("site")["people"].sum().reset_index()
    )


def without(reach: pd.DataFrame, quickest: pd.DataFrame, weights: np.ndarray) -> pd.DataFrame:
    """Minutes of those whom a facility reaches, with and without it: maximum, and the 90th of 100."""
    rows = reach.join(quickest, on="point")
    rows["after"] = rows["s1"].where(rows["first"] != rows["site"], rows["s2"])
    result = rows.groupby("site").agg(before=("s1", "max"), max=("after", "max"))
    for name, column in (("p90_before", "s1"), ("p90_after", "after")):
        order = rows.sort_values(["site", column])
        weight = pd.Series(weights[order["point"]], index=order.index)
        part = weight.groupby(order["site"]).cumsum() / weight.groupby(order["site"]).transform(
            "sum"
        )
        result[name] = order[part >= 0.9].groupby("site")[column].first()
    return result / 60
