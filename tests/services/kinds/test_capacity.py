"""Capacity beside lack of it, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.geo.cover.floating import STEPS
from adjoin.geo.cover.reach import Reach
from adjoin.geo.findings import UseError
from adjoin.services.counting import Counting
from adjoin.services.kinds.capacity import COLUMNS, service_capacity
from hypothesis import given, settings
from hypothesis import strategies as st

IDS = ["A", "B", "C", "D"]
ROOTS = pd.Series({"A": "A", "B": "B", "C": "C", "D": "A"}, dtype="str")  # D is A's
ALONE = Counting(ROOTS, {}, frozenset(), frozenset())
BESIDE = pd.DataFrame(
    [("beds", "A", "B"), ("beds", "B", "C"), ("shelter", "A", "C")],
    columns=["service", "agency_a", "agency_b"],
    dtype="str",
)


def _sites(*rows):
    """Agency and capacity of each facility."""
    table = pd.DataFrame(rows, columns=["agency_id", "capacity"])
    return table.astype({"agency_id": "str", "capacity": float}).assign(service="beds")


def _reach(*points, count):
    """The points of each site, all at once."""
    first = np.r_[0, np.cumsum([len(p) for p in points])]
    flat = np.concatenate([np.asarray(p, dtype=np.int32) for p in points])
    return Reach(first, flat, np.zeros(len(flat), dtype=np.int32), count)


#: Points 0 and 1 are A's, 2 is B's, 3 is C's, 4 nobody's.
HOME = np.array([0, 0, 1, 2, -1])
PEOPLE = np.array([100.0, 300.0, 400.0, 200.0, 50.0])
REACH = _reach([0, 1], [1, 2], [3], count=5)
SITES = _sites(("A", 80), ("B", 14), ("C", 6))


def _table(sites=SITES, reach=REACH, people=PEOPLE, home=HOME, whole=ALONE, **more):
    table = service_capacity(sites, reach, people, home, IDS, whole=whole, beside=BESIDE, **more)
    assert tuple(table.columns) == COLUMNS
    return table.set_index("agency_id")


def _texts(column):
    return column.astype(object).where(column.notna(), None).tolist()


def test_surplus_beside_deficit():
    table = _table()
    assert table["capacity"].tolist() == [80, 14, 6]
    assert table["people"].tolist() == [400, 400, 200]
    assert table["people_per_capacity"].tolist() == [5, 400 / 14, 200 / 6]
    # A's site has 400 people, B's 700: 300 of A's reach both; 50 people reach nothing.
    a, b, c = 80 / 400, 14 / 700, 6 / 200
    rate = 100 / 1050
    assert table["region_per_1000"].tolist() == pytest.approx([1000 * rate] * 3, rel=1e-12)
    reached = np.array([100 * a + 300 * (a + b), 400 * b, 200 * c])
    per_1000 = 1000 * reached / [400, 400, 200]
    assert table["access_per_1000"].tolist() == pytest.approx(per_1000, rel=1e-12)
    need = rate * np.array([400, 400, 200])
    assert table["surplus"].tolist() == pytest.approx([80, 14, 6] - need, rel=1e-12)
    assert table["reached_surplus"].tolist() == pytest.approx(reached - need, rel=1e-12)
    # A has a border with B for beds; with C only for another service.
    assert _texts(table["beside_deficit"]) == ["B", None, None]
    assert set(table["people_by"]) == {"territory"}


def test_whose_own_people_are_short_has_nothing_to_spare():
    # Everyone comes to A, and few of them are at home there.
    table = _table(
        sites=_sites(("A", 80), ("B", 0), ("C", 6)), reach=_reach([0, 2, 4], [3], [3], count=5),
        people=np.array([10.0, 90.0, 400.0, 200.0, 50.0]),
    )  # fmt: skip
    assert table.loc["A", "surplus"] > 0
    assert table.loc["A", "reached_surplus"] < 0
    # B's people reach A's capacity, but none of it is B's to give.
    assert table.loc["B", "surplus"] < 0 < table.loc["B", "reached_surplus"]
    assert table["beside_deficit"].isna().all()


def test_a_dependent_agency_counts_as_its_root_and_a_buyer_as_its_seller():
    table = _table(sites=_sites(("A", 80), ("D", 14), ("C", 6)), home=np.array([0, 3, 1, 2, -1]))
    assert table.loc["A", ["capacity", "people", "facilities"]].tolist() == [94, 400, 2]
    whole = Counting(ROOTS, {("beds", "B"): "A"}, frozenset(), frozenset())
    table = _table(whole=whole)
    assert table.index.tolist() == ["A", "C"]
    assert table.loc["A", ["capacity", "people"]].tolist() == [94, 800]


def test_where_a_capacity_is_not_known_there_is_no_surplus():
    table = _table(
        sites=_sites(("A", 80), ("B", 14), ("C", 6), ("B", None)),
        reach=_reach([0, 1], [1, 2], [3], [2], count=5),
    )
    assert table["facilities"].tolist() == [1, 2, 1]
    assert table["facilities_without_capacity"].tolist() == [0, 1, 0]
    assert table.loc["B", ["people_per_capacity", "surplus"]].isna().all()
    assert np.isnan(table.loc["B", "reached_surplus"])
    assert table["surplus"].notna().tolist() == [True, False, True]
    assert table["reached_surplus"].notna().tolist() == [True, False, True]
    # B is short by what is known, but may have the rest in the other facility.
    assert table["beside_deficit"].isna().all()


def test_an_agency_without_any_capacity_has_no_row_and_one_without_territory_its_catchment():
    table = _table(
        sites=_sites(("A", 80), ("B", None), ("C", 6), ("C", 4)),
        reach=_reach([0, 1], [1, 2], [2, 3], [3, 4], count=5),
        home=np.where(HOME == 2, -1, HOME),
    )
    assert table.index.tolist() == ["A", "C"]
    assert table["people_by"].tolist() == ["territory", "catchment"]
    # Point 3 reaches both facilities of C, and counts once.
    assert table["people"].tolist() == [400, 650]


def test_an_agency_alone_is_at_its_own_mean():
    table = _table(
        sites=_sites(("A", 0.7)), reach=_reach([0], count=5), people=PEOPLE / 3, home=HOME * 0
    )
    assert table[["surplus", "reached_surplus"]].to_numpy().tolist() == [[0, 0]]
    assert table["beside_deficit"].isna().all()


def test_no_capacity_at_all():
    empty = service_capacity(
        _sites(("A", None)), _reach([0], count=5), PEOPLE, HOME, IDS, whole=ALONE, beside=BESIDE
    )
    assert (len(empty), tuple(empty.columns)) == (0, COLUMNS)
    assert empty.dtypes.equals(_table().reset_index()[list(COLUMNS)].dtypes)
    nobody = _table(people=PEOPLE * 0)
    columns = ["access_per_1000", "region_per_1000", "surplus", "reached_surplus"]
    assert nobody[columns].isna().to_numpy().all()


def test_a_facility_of_no_agency_competes_but_has_no_row():
    table = _table(sites=_sites(("A", 80), (None, 100)), reach=_reach([0, 1], [0, 1], count=5))
    assert table.index.tolist() == ["A"]
    assert table["access_per_1000"].tolist() == [450]


def test_what_does_not_fit_is_refused():
    with pytest.raises(UseError, match="2 rows of sites"):
        _table(sites=SITES.iloc[:2])
    with pytest.raises(UseError, match="one service at a time, not beds, x"):
        _table(sites=SITES.assign(service=["beds", "x", "beds"]))


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_surpluses_sum_to_0_and_access_to_all_capacity(seed, stepped):
    rng = np.random.default_rng(seed)
    inside = rng.random((6, 20)) < 0.4
    inside[:, 0] = True
    first = np.r_[0, np.cumsum(inside.sum(axis=1))]
    ms = rng.integers(0, 30 * 60_000, inside.sum()).astype(np.int32)
    reach = Reach(first, np.nonzero(inside)[1].astype(np.int32), ms, 20)
    sites = _sites(*zip("ABCABC", rng.integers(1, 90, 6).tolist(), strict=True))
    people = rng.integers(1, 900, 20) + 0.125
    home = rng.integers(0, 3, 20)
    home[:3] = [0, 1, 2]
    table = _table(
        sites=sites, reach=reach, people=people, home=home, steps=STEPS if stepped else None
    )
    assert table["surplus"].sum() == pytest.approx(0, abs=1e-9)
    assert table["reached_surplus"].sum() == pytest.approx(0, abs=1e-9)
    reached = (table["access_per_1000"] * table["people"] / 1000).sum()
    assert reached == pytest.approx(sites["capacity"].sum(), rel=1e-12)
    order = rng.permutation(20)
    mixed = Reach(
        first,
        np.concatenate([np.sort(np.argsort(order)[p]) for p in np.split(reach.point, first[1:-1])]),
        np.concatenate(
            [
                m[np.argsort(np.argsort(order)[p])]
                for p, m in zip(np.split(reach.point, first[1:-1]), np.split(ms, first[1:-1]), strict=True)
            ]
        ),
        20,
    )  # fmt: skip
    pd.testing.assert_frame_equal(
        table,
        _table(
            sites=sites, reach=mixed, people=people[order], home=home[order],
            steps=STEPS if stepped else None,
        ),
        check_exact=True,
    )  # fmt: skip
