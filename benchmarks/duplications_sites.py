"""The fewest sites that keep the cover, and what fewer would cover: spopt, solved by CBC."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pulp
from spopt.locate import LSCP, MCLP

STEPS = 10
GAP = 0.005
"""Of the covering curve, as ours may have; the fewest sites are to be proved."""


def covering(reach: pd.DataFrame, weights: np.ndarray, sites: int) -> tuple[int, list[float]]:
    """How few sites keep what all cover, and what up to ten smaller numbers cover.

    spopt asks for a matrix of all points and sites. Points that the same sites reach become one
    before, with their weights summed, and those that nobody reaches are left out; spopt by itself
    would do neither and not end.
    """
    points, at = np.unique(reach["point"], return_inverse=True)
    reached = np.zeros((len(points), sites), dtype=bool)
    reached[at, reach["site"]] = True
    packed, first, group = np.unique(
        np.packbits(reached, axis=1), axis=0, return_index=True, return_inverse=True
    )
    if not len(packed):
        return 0, []
    cost = np.where(reached[first], 0.0, 2.0)
    summed = np.bincount(group.ravel(), weights[points])
    lscp = LSCP.from_cost_matrix(cost, 1.0).solve(pulp.PULP_CBC_CMD(msg=False, threads=2))
    fewest = round(lscp.problem.objective.value())
    curve = []
    for number in np.unique(np.rint(np.linspace(1, fewest, min(STEPS, fewest)))).astype(int):
        solver = pulp.PULP_CBC_CMD(msg=False, threads=2, gapRel=GAP)
        mclp = MCLP.from_cost_matrix(cost, summed, 1.0, p_facilities=int(number)).solve(solver)
        curve.append(float(mclp.problem.objective.value()))
    return fewest, curve
