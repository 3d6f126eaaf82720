"""Fewest sites: those that alone reach somebody need no search, and nobody needs no site."""

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


def test_where_nobody_lives_nothing_needs_to_be_kept():
    """Site 1 alone reaches a point without people, and what site 0 reaches as well."""
    reach = reach_of(
        np.array([0, 1, 1]), np.array([0, 0, 1]), np.full(3, 60_000), sites=2, points=2
    )
    found = Catchments(
        "fire", "drive", "out", np.arange(2), 240_000, reach, np.zeros(3, dtype=np.int64),
        np.array([5.0, 0.0]), "people",
    )  # fmt: skip
    joint = joint_coverage(found, found, np.arange(2), 2, alarm=found)
    assert joint.row["fewest_needed"].item() == 1
    # A full alarm of two stations reaches those who have people; nobody is kept by it elsewhere.
    assert joint.row["fewest_with_full_alarm"].item() == 2
    assert joint.in_every.tolist() == [False, False]
    nobody = found._replace(weights=np.zeros(2))
    empty = joint_coverage(nobody, nobody, np.arange(2), 2)
    assert empty.row["fewest_needed"].item() == 0
    assert len(empty.curve) == 0 and empty.in_every.tolist() == [False, False]
