"""The audit of a tier: hand-made faults, laws, and what the findings say."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.audit import audit
from adjoin.boundaries.audit_table import COLUMNS
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
BOXES = st.lists(
    st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 6)] * 2), min_size=2, max_size=6
).map(lambda rows: [shapely.box(10 * x, 10 * y, 10 * (x + w), 10 * (y + h)) for x, y, w, h in rows])
MEASURES = ["area_km2", "breadth_m", "length_m"]


def agencies(*shapes, level="city", boundary="own", ids=None) -> gpd.GeoDataFrame:
    ids = ids or [chr(ord("a") + k) for k in range(len(shapes))]
    texts = pd.DataFrame(
        {
            "agency_id": ids,
            "name": [name.upper() for name in ids],
            "level": level,
            "boundary": boundary,
        },
        dtype="str",
    )
    return gpd.GeoDataFrame(texts, geometry=list(shapes), crs=PLANE)


def board(*more, size=1000.0):
    """Two squares side by side, b to the right of a, and more."""
    return agencies(shapely.box(0, 0, size, size), shapely.box(size, 0, 2 * size, size), *more)


def kinds(table) -> list[tuple[str, str, str]]:
    return list(table[["kind", "severity", "agency_ids"]].itertuples(index=False, name=None))


def test_a_clean_tier_brings_an_empty_table_with_all_columns():
    table, findings = audit(board())
    assert findings == []
    assert len(table) == 0
    assert tuple(table.columns) == COLUMNS
    full, _ = audit(board(shapely.box(1900, 0, 3000, 1000)))
    assert table.dtypes.astype(str).tolist() == full.dtypes.astype(str).tolist()
    assert table.crs == full.crs == PLANE
    nothing, findings = audit(agencies())
    assert (tuple(nothing.columns), len(nothing), findings) == (COLUMNS, 0, [])
    assert nothing.dtypes.astype(str).tolist() == full.dtypes.astype(str).tolist()


@pytest.mark.parametrize(
    ("right", "kind", "severity", "breadth_m"),
    [
        (shapely.box(980, 0, 2000, 1000), "overlap", "warning", 20),
        (shapely.box(985, 0, 2000, 1000), "overlap_sliver", "note", 15),
        (shapely.box(0, 0, 1015, 1000), "duplicate", "warning", 1000),  # 0.985 of the larger
        (shapely.box(0, 0, 200, 200), "nested", "warning", 200),
        (shapely.box(0, 0, 1000, 1000), "duplicate", "warning", 1000),
    ],
)
def test_common_ground_of_two(right, kind, severity, breadth_m):
    """Far from them a large tier, so that the level is one that tiles the ground."""
    table, findings = audit(
        agencies(shapely.box(0, 0, 1000, 1000), right, shapely.box(1e5, 0, 1.1e5, 1e4))
    )
    assert kinds(table) == [(kind, severity, "a;b")]
    area = shapely.intersection(shapely.box(0, 0, 1000, 1000), right).area
    np.testing.assert_allclose(
        table[MEASURES], [[area / 1e6, breadth_m, area / breadth_m]], rtol=1e-9
    )
    assert [finding.severity for finding in findings] == [severity]


@pytest.mark.parametrize(
    ("breadth", "kind", "severity"),
    [(14, "gap_sliver", "note"), (40, "gap", "warning"), (76, "hole", "note")],
)
def test_enclosed_ground_by_its_breadth(breadth, kind, severity):
    hole = shapely.box(5000 - breadth / 2, 3000, 5000 + breadth / 2, 3000 + 4 * breadth)
    halves = (shapely.box(0, 0, 5000, 9000) - hole, shapely.box(5000, 0, 9000, 9000) - hole)
    table, findings = audit(agencies(*halves))
    assert kinds(table) == [(kind, severity, "a;b")]
    assert table["area_km2"].tolist() == pytest.approx([4 * breadth**2 / 1e6])
    assert table.geometry[0].equals(hole)
    assert [finding.severity for finding in findings] == [severity]


def test_two_agencies_drawn_a_little_apart_along_their_whole_border():
    table, _ = audit(agencies(shapely.box(0, 0, 995, 4000), shapely.box(1000, 0, 2000, 4000)))
    assert kinds(table) == [("gap_sliver", "note", "a;b")]
    np.testing.assert_allclose(table[MEASURES], [[0.02, 5, 4000]], rtol=0.01)


def test_slivers_of_the_same_agencies_are_one_row():
    """A border that winds from one side of the true one to the other: 4 gaps and 5 overlaps."""
    step = np.arange(0, 5001, 500)
    winding = [(1000 + (5 if k % 2 else -5), y) for k, y in enumerate(step.tolist())]
    right = shapely.Polygon([*winding, (2000, 5000), (2000, 0)])
    table, findings = audit(agencies(shapely.box(0, 0, 1000, 5000), right))
    assert kinds(table) == [("gap_sliver", "note", "a;b"), ("overlap_sliver", "note", "a;b")]
    assert table["places"].tolist() == [5, 6]
    overlaps = shapely.intersection(shapely.box(0, 0, 1000, 5000), right)
    assert table["area_km2"][1] == pytest.approx(overlaps.area / 1e6)
    (told,) = findings
    assert (told.rule, told.item) == ("tier-sliver", "level city")
    assert told.message.startswith(
        "11 slivers along borders of this level are no broader than 15 m"
    )


def with_exclave(exclave):
    """a with a far part, b around it, c to the right of b."""
    a, b, c = (
        shapely.box(0, 0, 1000, 1000),
        shapely.box(1000, 0, 2000, 1000),
        shapely.box(2000, 0, 3000, 1000),
    )
    return agencies(shapely.union(a, exclave), b - exclave, c - exclave)


def test_an_exclave_inside_another_agency():
    exclave = shapely.box(1400, 400, 1600, 600)
    table, findings = audit(with_exclave(exclave))
    assert kinds(table) == [("exclave", "note", "a;b")]
    assert table[["owner_id", "inside_id"]].values.tolist() == [["a", "b"]]
    assert table.geometry[0].equals(exclave)
    assert "'A' inside 'B' 0.04 km2" in findings[0].message
    assert "(1 of 1)" in findings[0].message


def test_an_exclave_between_others_and_one_at_the_shore():
    table, _ = audit(with_exclave(shapely.box(1900, 400, 2100, 600)))
    assert kinds(table) == [("exclave", "note", "a;b;c")]
    assert table["inside_id"].isna().all()
    table, _ = audit(with_exclave(shapely.box(1400, 900, 1600, 1000)))
    assert kinds(table) == [("exclave", "note", "a;b")]
    assert table["inside_id"].isna().all()


def test_parts_no_broader_than_the_tolerance_are_slivers():
    """Two strips of 10 m that a has far inside b, one row together."""
    strips = shapely.union(shapely.box(1400, 100, 1410, 300), shapely.box(1600, 100, 1610, 300))
    table, findings = audit(with_exclave(strips))
    assert kinds(table) == [("exclave_sliver", "note", "a;b")]
    assert table[["owner_id", "places", "breadth_m"]].values.tolist() == [["a", 2, 10]]
    assert [finding.rule for finding in findings] == ["tier-sliver"]


def test_what_is_no_exclave():
    """An island that nobody is beside, a part across a road, and a hole that another fills."""
    island = shapely.box(0, 5000, 100, 5100)
    across = shapely.box(-200, 0, -15, 1000)
    table, _ = audit(
        agencies(
            shapely.union_all([shapely.box(0, 0, 1000, 1000), island, across])
            - shapely.box(400, 400, 600, 600),
            shapely.box(1000, 0, 2000, 1000),
            shapely.box(400, 400, 600, 600),
        )
    )
    assert kinds(table) == []


def test_an_agency_over_the_exclave_is_not_what_it_lies_in():
    """a has a far part inside b, and d lies over all of it."""
    table = with_exclave(shapely.box(1400, 400, 1600, 600))
    over = agencies(shapely.box(1300, 300, 1700, 700), ids=["d"])
    found, _ = audit(pd.concat([table, over], ignore_index=True))
    (exclave,) = found[found["kind"] == "exclave"].itertuples()
    assert (exclave.agency_ids, exclave.inside_id) == ("a;b", "b")


def test_layers_one_over_another_are_taken_as_meant():
    """Two elementary districts under a high school district, and a small overlap besides."""
    table, findings = audit(
        agencies(
            shapely.box(0, 0, 2000, 1000),
            shapely.box(0, 0, 1000, 1000),
            shapely.box(900, 0, 2000, 1000),
            level="school_district",
        )
    )
    assert kinds(table) == [
        ("nested", "note", "a;b"),
        ("nested", "note", "a;c"),
        ("overlap", "note", "b;c"),
    ]
    (told,) = findings
    assert (told.severity, told.rule) == ("note", "tier-layered")
    # 2.0 + 1.0 + 1.1 km2 on 2.0 km2 of ground.
    assert "105 % of the level's ground" in told.message


def test_duplicates_do_not_make_a_level_one_of_layers():
    pair = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]
    table, findings = audit(agencies(*pair, *pair))
    assert kinds(table) == [("duplicate", "warning", "a;c"), ("duplicate", "warning", "b;d")]
    assert [finding.rule for finding in findings] == ["tier-duplicate"]


def test_gaps_are_no_faults_where_a_level_leaves_much_ground_open():
    gap, hole = shapely.box(980, 100, 1020, 300), shapely.box(500, 400, 1500, 700)
    halves = (shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000))
    table, _ = audit(agencies(*(half - gap for half in halves)))
    assert kinds(table) == [("gap", "warning", "a;b")]
    table, _ = audit(agencies(*(half - gap - hole for half in halves)))
    assert kinds(table) == [("gap", "note", "a;b"), ("hole", "note", "a;b")]


def test_levels_are_audited_by_themselves_and_only_boundaries_of_their_own():
    shape = shapely.box(0, 0, 1000, 1000)
    table, _ = audit(agencies(shape, shape, level=["city", "county"]))
    assert len(table) == 0
    for other in ("members", "layer", None):
        table, _ = audit(agencies(shape, shape, boundary=["own", other]))
        assert len(table) == 0
    assert len(audit(agencies(shape, None, boundary=["own", None]))[0]) == 0
    assert len(audit(agencies(shape, shape))[0]) == 1


def test_an_agency_that_nobody_touches_brings_nothing():
    ring = shapely.box(0, 0, 1000, 1000) - shapely.box(400, 400, 600, 600)
    far = shapely.box(1e5, 0, 1.01e5, 1000)
    assert len(audit(agencies(ring))[0]) == 0
    assert len(audit(agencies(ring, far))[0]) == 0
    assert kinds(audit(agencies(ring, shapely.box(1000, 0, 2000, 1000)))[0]) == [
        ("hole", "note", "a")
    ]


def test_a_tolerance_of_nothing_is_refused():
    for tolerance_m in (0, -1, float("nan"), float("inf")):
        with pytest.raises(UseError, match="tolerance_m"):
            audit(board(), tolerance_m=tolerance_m)


def test_a_hundred_faults_are_a_handful_of_findings():
    """A board whose squares are 20 m too broad: each overlaps the next."""
    squares = [shapely.box(x * 1000, 0, x * 1000 + 1020, 1000) for x in range(101)]
    table, findings = audit(agencies(*squares, ids=[f"{k:03d}" for k in range(101)]))
    assert len(table) == 100
    (told,) = findings
    assert told.message == (
        "100 overlaps between agencies of this level are broader than 15 m, 2 km2 in all (such as "
        "'000', '001' 0.02 km2; '001', '002' 0.02 km2; '002', '003' 0.02 km2); people there count "
        "for both; mend the boundaries, or leave it where both do govern"
    )


@given(BOXES)
def test_areas_add_up(boxes):
    """Ground by inclusion and exclusion, plus what is enclosed, is the filled union."""
    table, _ = audit(agencies(*boxes), tolerance_m=4)
    area = table.groupby("kind")["area_km2"].sum() * 1e6
    twice = sum(area.get(kind, 0) for kind in ("overlap", "overlap_sliver", "nested", "duplicate"))
    more = 0.0
    for count in range(3, len(boxes) + 1):
        for some in itertools.combinations(boxes, count):
            more += (-1) ** (count + 1) * shapely.intersection_all(some).area
    union = shapely.union_all(boxes)
    assert sum(box.area for box in boxes) - twice + more == pytest.approx(union.area)
    rings = [shapely.Polygon(part.exterior) for part in shapely.get_parts(union)]
    enclosed = sum(area.get(kind, 0) for kind in ("gap", "hole", "gap_sliver"))
    assert union.area + enclosed == pytest.approx(shapely.union_all(rings).area)


@given(BOXES, st.randoms(), st.integers(-(2**20), 2**20))
@settings(max_examples=50)
def test_the_order_of_rows_changes_nothing_and_a_shift_only_the_place(boxes, random, shift):
    table = agencies(*boxes)
    first, told = audit(table, tolerance_m=4)
    order = list(range(len(boxes)))
    random.shuffle(order)
    mixed, retold = audit(table.iloc[order], tolerance_m=4)
    assert retold == told
    assert mixed.to_wkb().equals(first.to_wkb())
    moved, _ = audit(
        agencies(*(shapely.transform(box, lambda xy: xy + shift) for box in boxes)), tolerance_m=4
    )
    assert kinds(moved) == kinds(first)
    np.testing.assert_allclose(moved[MEASURES], first[MEASURES])
    assert table.equals(agencies(*boxes))
