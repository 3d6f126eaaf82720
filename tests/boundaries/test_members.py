"""Agencies without boundary that have the ground of their members."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows, with_unlisted
from adjoin.boundaries.members import bounded_members, with_layer_areas
from adjoin.boundaries.relations import agency_pairs, relation_of
from adjoin.geo.crs import region_plane
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
KM = 1000.0


def box(x: float, y: float, width: float = 1, height: float = 1):
    return shapely.box(x * KM, y * KM, (x + width) * KM, (y + height) * KM)


CITIES = {"c1": ("Ukiah", box(0, 0)), "c2": ("Fort Bragg", box(1, 0)), "c3": ("Willits", box(3, 0))}


def cities(**more: tuple[str, object]) -> pd.DataFrame:
    given_ = CITIES | more
    frame = gpd.GeoDataFrame(
        {"ID": list(given_), "NAME": [name for name, _ in given_.values()]},
        geometry=[shape for _, shape in given_.values()],
        crs=PLANE,
        index=pd.RangeIndex(1, len(given_) + 1),
    )
    rows, findings = agency_rows(
        frame, source="cities.gpkg", columns={"id": "ID", "name": "NAME"}, level="city"
    )
    assert findings == []
    return rows


def joint(*agencies: tuple[str, str | None], prefix: str = "", level: str = "regional"):
    ids, members = zip(*agencies, strict=True)
    frame = pd.DataFrame({"ID": ids, "WHO": list(members)}, index=pd.RangeIndex(1, len(ids) + 1))
    columns = {"id": "ID", "name": "ID", "members": "WHO"}
    rows, _ = agency_rows(frame, source="joint.csv", columns=columns, level=level, id_prefix=prefix)
    return rows


def table(*parts: pd.DataFrame):
    joined = pd.concat(parts, ignore_index=True)
    found, findings = agencies_table(
        gpd.GeoDataFrame(joined, geometry="geometry", crs=PLANE), plane=PLANE
    )
    return found.set_index("agency_id", drop=False), findings


def told(findings) -> list[tuple[str, str, str, str]]:
    return [(f.severity, f.source, f.item, f.rule) for f in findings]


def test_an_agency_without_boundary_has_the_union_of_its_members():
    agencies, findings = table(cities(), joint(("jpa", "c2; ukiah ;")))
    jpa = agencies.loc["jpa"]
    assert (jpa["boundary"], jpa["members"], jpa["area_km2"]) == (
        "members",
        "c1;c2",
        pytest.approx(2),
    )
    assert shapely.equals(jpa["geometry"], box(0, 0, 2, 1))
    assert jpa["geometry"].geom_type == "Polygon"
    assert agencies.loc["c1", "boundary"] == "own"
    assert agencies["members"].isna().tolist() == [True, True, True, False]
    (note,) = findings
    assert note[:4] == ("note", "agencies", "", "members-ground")
    assert note.message == "1 agencies without boundary have the ground of their members (jpa)"


def test_a_members_id_may_do_without_the_prefix_of_its_source():
    agencies, findings = table(cities(), joint(("1", "c1"), ("2", "1;c3"), prefix="jpa-"))
    assert agencies.loc["jpa-2", "members"] == "c3;jpa-1"
    assert agencies.loc["jpa-2", "area_km2"] == pytest.approx(2)
    assert [f.rule for f in findings] == ["members-ground"]


def test_members_of_members_are_followed_to_those_that_have_a_boundary():
    agencies, findings = table(cities(), joint(("top", "mid"), ("mid", "low;c1"), ("low", "c2")))
    assert bounded_members(agencies) == {"top": ("c1", "c2"), "mid": ("c1", "c2"), "low": ("c2",)}
    assert agencies.loc["top", "area_km2"] == pytest.approx(2)
    assert "3 agencies" in findings[0].message


def test_its_own_boundary_comes_before_that_of_its_members():
    rows = cities(d1=("District", box(9, 9))).assign(members=[None, None, None, "c1;c2"])
    agencies, findings = table(rows)
    assert agencies.loc["d1", ["boundary", "members"]].tolist() == ["own", "c1;c2"]
    assert agencies.loc["d1", "area_km2"] == pytest.approx(1)
    assert findings == []
    assert bounded_members(agencies) == {}


def test_a_row_without_shape_is_kept_when_it_names_members():
    frame = gpd.GeoDataFrame(
        {"ID": ["c1", "jpa", "x", "p"], "WHO": [None, "c1", None, "c1"]},
        geometry=[box(0, 0), None, shapely.Polygon(), shapely.Point(1, 1)],
        crs=PLANE,
        index=pd.RangeIndex(1, 5),
    )
    columns = {"id": "ID", "name": "ID", "members": "WHO"}
    rows, findings = agency_rows(frame, source="a.gpkg", columns=columns, level="city")
    assert rows["agency_id"].tolist() == ["c1", "jpa", "p"]
    assert told(findings) == [
        ("warning", "a.gpkg", "row 3", "geometry-empty"),
        ("warning", "a.gpkg", "row 4", "geometry-not-areal"),
    ]
    agencies, _ = table(rows)
    assert agencies["boundary"].tolist() == ["own", "members", "members"]


def test_unknown_and_ambiguous_members_are_told_and_passed_over():
    agencies, findings = table(
        cities(c4=("ukiah", box(5, 0))), joint(("jpa", "c2;Ukiah;Wilits"), ("none", "Quux"))
    )
    assert agencies.loc["jpa", "members"] == "c2"
    assert agencies.loc["none"].isna()[["boundary", "members", "area_km2"]].all()
    shared, ambiguous, unknown, other, _ = findings
    assert (shared.severity, shared.rule) == ("note", "name-shared")
    assert told(findings[1:4]) == [
        ("warning", "joint.csv", "row 1", "member-ambiguous"),
        ("warning", "joint.csv", "row 1", "member-unknown"),
        ("warning", "joint.csv", "row 2", "member-unknown"),
    ]
    assert "'Ukiah' of jpa is the name of 2 agencies (c1, c4); use an id" in ambiguous.message
    assert "'Wilits' of jpa is no agency here, the nearest is 'Willits'" in unknown.message
    assert "nearest" not in other.message


@pytest.mark.parametrize(
    ("agencies", "circling"),
    [([("a", "b;c1"), ("b", "a;c2")], ["a", "b"]), ([("a", "a;c1;c2"), ("b", "a")], ["a"])],
)
def test_a_circle_of_members_is_told_and_holds_all_that_is_bounded(agencies, circling):
    found, findings = table(cities(), joint(*agencies))
    circles = [f.item for f in findings if f.rule == "members-circle"]
    assert circles == circling
    assert found.loc[["a", "b"], "area_km2"].tolist() == pytest.approx([2, 2])
    assert {f.rule for f in findings} == {"members-circle", "members-ground"}


def test_members_without_boundary_are_told():
    agencies, findings = table(
        cities(), joint(("jpa", "c1;x;y"), ("none", "x;y"), ("x", None), ("y", "x"))
    )
    assert agencies.loc["jpa", "area_km2"] == pytest.approx(1)
    assert agencies["boundary"].isna().sum() == 3
    assert told(findings)[:3] == [
        ("warning", "agencies", "jpa", "members-unbounded"),
        ("warning", "agencies", "none", "members-unbounded"),
        ("warning", "agencies", "y", "members-unbounded"),
    ]
    assert findings[0].message.startswith("2 of its 3 members have no boundary (x, y)")
    assert findings[1].message.startswith("none of its 2 members has a boundary (x, y)")


def test_members_may_stand_one_to_a_row():
    agencies, findings = table(cities(), joint(("jpa", "c2"), ("jpa", "c1")))
    assert agencies.loc["jpa", "members"] == "c1;c2"
    assert [f.rule for f in findings] == ["agency-repeated", "members-ground"]


def test_a_layer_stands_in_where_there_are_neither_boundary_nor_members():
    agencies, _ = table(cities(), joint(("jpa", "c1"), ("library", None)))
    layers = pd.DataFrame(
        {
            "service": ["library_services", None, "fire_services", "fire_services"],
            "agency_id": ["library", "library", "jpa", "c1"],
            "geometry": [box(0, 0), box(5, 5), box(7, 7), box(7, 7)],
        }
    )
    found, findings = with_layer_areas(agencies, layers)
    assert found["boundary"].tolist() == ["own", "own", "own", "members", "layer"]
    assert found["area_km2"].tolist() == pytest.approx([1, 1, 1, 1, 2])
    assert findings[0].rule == "layer-ground"
    assert agencies["boundary"].isna().sum() == 1
    same, findings = with_layer_areas(agencies, layers.iloc[2:])
    assert same is agencies
    assert findings == []


def test_agencies_that_only_facilities_name_have_neither():
    agencies, _ = table(cities())
    more = with_unlisted(
        agencies.reset_index(drop=True),
        pd.DataFrame({"agency_id": ["Private"], "name": ["Private"], "level": ["other"]}),
    )
    row = more[more["agency_id"] == "Private"].iloc[0]
    assert row[["boundary", "members"]].isna().all()
    assert (more["boundary"].dtype, more["members"].dtype) == ("str", "str")


def test_a_joint_agency_has_neighbours():
    agencies, _ = table(cities(), joint(("jpa", "c1;c2")))
    pairs = agency_pairs(agencies, near_m=2500).set_index(["agency_a", "agency_b"])
    assert pairs["relation"].to_dict() == {
        ("c1", "c2"): "border", ("c1", "jpa"): "within", ("c2", "jpa"): "within",
        ("c1", "c3"): "near", ("c2", "c3"): "near", ("c3", "jpa"): "near",
    }  # fmt: skip
    near = cities(c4=("Point Arena", box(2, 0)))
    agencies, _ = table(near, joint(("jpa", "c1;c2")))
    pairs = agency_pairs(agencies)
    (relation,) = relation_of(pairs, agencies, np.array(["jpa"]), np.array(["c4"]))
    assert relation == "border"
    shared = pairs.set_index(["agency_a", "agency_b"])["shared_m"]
    assert shared["c4", "jpa"] == shared["c2", "c4"] == pytest.approx(1000)


@settings(max_examples=25)
@given(st.permutations(["c1", "Fort Bragg", "c3", "low"]), st.permutations(range(6)))
def test_the_order_of_members_and_rows_changes_nothing(members, order):
    parts = cities(), joint(("jpa", ";".join(members)), ("low", "c1"), ("other", "jpa;c3"))
    rows = pd.concat(parts, ignore_index=True)
    agencies, findings = table(rows.iloc[list(order)])
    whole, expected = table(
        cities(), joint(("jpa", "c1;c2;c3;low"), ("low", "c1"), ("other", "c3;jpa"))
    )
    pd.testing.assert_frame_equal(agencies, whole)
    assert findings == expected
    assert agencies.geometry.to_wkb().tolist() == whole.geometry.to_wkb().tolist()
