"""Sites in every optimum where there are many: those that alone reach something need no search."""

from __future__ import annotations

import numpy as np
import pytest
from adjoin.geo.cover.reach import reach_of
from adjoin.services.catchments import Catchments
from adjoin.services.kinds import joint_coverage as module
from adjoin.services.kinds.joint_coverage import joint_coverage


def _chain(alone: int, ring: int) -> Catchments:
    """Sites that alone reach a point each, and a ring of sites that each share points with two others."""
    at = np.arange(ring)
    site = np.r_[np.arange(alone), alone + at, alone + at]
    point = np.r_[np.arange(alone), alone + at, alone + (at + 1) % ring]
    reach = reach_of(
        site, point, np.full(len(site), 60_000), sites=alone + ring, points=alone + ring
    )
    return Catchments(
        "fire", "drive", "out", np.arange(alone + ring), 240_000, reach,
        np.zeros(len(site), dtype=np.int64), np.ones(alone + ring), "people",
    )  # fmt: skip


def _found(found: Catchments):
    sites = found.reach.sites
    return joint_coverage(found, found, np.arange(sites), sites)


def test_more_than_the_most_where_nearly_all_are_alone():
    """Of a ring of 3 any 2 do, so that none of it is in every optimum."""
    joint = _found(_chain(200, 3))
    assert joint.row["fewest_needed"].item() == 202
    assert joint.row["sites_in_every_optimum"].item() == 200
    assert joint.in_every[:200].all() and not joint.in_every[200:].any()


def test_what_is_left_counts_against_the_most(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_SITES", 4)
    assert _found(_chain(10, 4)).row["sites_in_every_optimum"].item() == 10
    missing = _found(_chain(10, 5))
    assert np.isnan(missing.row["sites_in_every_optimum"].item())
    assert missing.in_every.isna().all()
