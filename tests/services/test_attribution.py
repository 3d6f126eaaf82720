from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.attribution import agency_by_column, agency_by_containment, attributed

PLANE = region_plane((-80.1, 37.9, -79.9, 38.1))
LEVELS = {"fire_services": ("city", "special_district"), "police": ("city", "county"), "any": ()}


def _agencies():
    """A county of 100 x 100 that holds two towns side by side, a fire district, and a namesake."""
    rows = [
        ("A", "Alder", "city", shapely.box(10, 10, 20, 20)),
        ("B", "Birch  City", "city", shapely.box(20, 10, 30, 20)),
        ("D", "Valley Fire", "special_district", shapely.box(0, 0, 60, 60)),
        ("K", "King", "county", shapely.box(0, 0, 100, 100)),
        ("N1", "Union", "special_district", None),
        ("N2", "UNION", "special_district", None),
    ]
    table = pd.DataFrame(rows, columns=["agency_id", "name", "level", "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=PLANE)


def _facilities(texts=None, places=None, service="fire_services", agency_by="contains"):
    count = len(texts or places)
    table = pd.DataFrame(
        {
            "service": service, "facility_id": [f"f{k}" for k in range(count)],
            "name": [f"Station {k}" for k in range(count)],
            "agency_text": pd.Series(texts or [None] * count, dtype="str"),
            "agency_by": agency_by, "source": "f.csv", "row": range(1, count + 1),
        }
    )  # fmt: skip
    shapes = shapely.points(places or [(0, 0)] * count)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=PLANE)


def _ids(series):
    return [None if pd.isna(value) else value for value in series]


def test_a_column_names_an_agency_by_id_or_else_by_name():
    found = agency_by_column(_facilities(["A", "alder", " BIRCH city ", "K"]), _agencies())
    assert _ids(found.agency_id) == ["A", "A", "B", "K"]
    assert (found.unlisted, found.findings) == ([], [])


def test_an_id_goes_before_the_name_of_another_agency():
    agencies = _agencies()
    agencies.loc[agencies["agency_id"] == "K", "name"] = "A"
    assert _ids(agency_by_column(_facilities(["A", "a"]), agencies).agency_id) == ["A", "K"]


def test_a_name_that_two_agencies_bear_ties_to_none_and_is_told():
    found = agency_by_column(_facilities(["union", "Union", "A"]), _agencies())
    assert _ids(found.agency_id) == [None, None, "A"]
    assert [(f.severity, f.rule, f.item) for f in found.findings] == [
        ("warning", "agency-ambiguous", "row 2"),
        ("warning", "agency-ambiguous", "row 1"),
    ]
    assert "2 agencies (N1, N2); use an id" in found.findings[0].message


def test_an_unknown_name_becomes_an_agency_and_a_missing_one_none():
    found = agency_by_column(_facilities(["Elm Fire", None, "Elm Fire", "Ash"]), _agencies())
    assert _ids(found.agency_id) == ["Elm Fire", None, "Elm Fire", "Ash"]
    assert found.unlisted == ["Ash", "Elm Fire"]
    assert [(f.rule, f.item) for f in found.findings] == [
        ("agency-unknown", "row 4"),
        ("agency-unknown", "row 1"),
        ("agency-missing", "row 2"),
    ]
    assert "'Elm Fire' (facilities: 2)" in found.findings[1].message


def test_ways_of_writing_one_unknown_name_are_one_agency():
    # else an agency would duplicate itself
    found = agency_by_column(_facilities(["Elm fire", "ELM  Fire", "Elm Fire"]), _agencies())
    assert _ids(found.agency_id) == ["ELM  Fire"] * 3
    assert found.unlisted == ["ELM  Fire"]


def test_an_unknown_name_with_a_semicolon_cannot_break_lists_of_ids():
    found = agency_by_column(_facilities(["Elm; Ash"]), _agencies())
    assert (_ids(found.agency_id), found.unlisted) == (["Elm, Ash"], ["Elm, Ash"])


def test_the_smallest_area_of_a_level_that_may_provide_the_service_holds_the_point():
    places = [(15, 15), (50, 50), (90, 90), (500, 500)]
    fire = agency_by_containment(_facilities(places=places), _agencies(), LEVELS)
    police = agency_by_containment(
        _facilities(places=places, service="police"), _agencies(), LEVELS
    )
    anyone = agency_by_containment(_facilities(places=places, service="any"), _agencies(), LEVELS)
    assert _ids(fire.agency_id) == ["A", "D", None, None]
    assert _ids(police.agency_id) == ["A", "K", "K", None]
    assert _ids(anyone.agency_id) == ["A", "D", "K", None]
    assert [(f.severity, f.rule, f.item) for f in fire.findings] == [
        ("warning", "in-nobodys-area", "row 3"),
        ("warning", "in-nobodys-area", "row 4"),
    ]
    assert "may provide fire_services (city, special_district)" in fire.findings[0].message
    assert "(city, county, special_district)" in anyone.findings[0].message


def test_a_point_on_a_border_counts_for_the_smallest_id_and_is_told():
    found = agency_by_containment(_facilities(places=[(20, 15), (20.1, 15)]), _agencies(), LEVELS)
    assert _ids(found.agency_id) == ["A", "B"]
    assert [(f.rule, f.item) for f in found.findings] == [("on-border", "row 1")]
    assert found.findings[0].message == "'Station 0' lies on a border; it counts for A"


def test_each_source_is_tied_in_its_own_way():
    named = _facilities(["K", None], places=[(15, 15), (15, 15)], agency_by="column")
    placed = _facilities(places=[(25, 15), (900, 0)])
    both = pd.concat([placed, named], ignore_index=True)
    before = both.copy()
    table, told = attributed(both, _agencies(), LEVELS)
    assert _ids(table["agency_id"]) == ["B", None, "K", None]
    assert table["attribution"].tolist() == ["contains", "contains", "column", "column"]
    assert not {"agency_text", "agency_by"} & set(table.columns)
    assert sorted(f.rule for f in told.findings) == ["agency-missing", "in-nobodys-area"]
    pd.testing.assert_frame_equal(both, before)


@pytest.mark.parametrize("agency_by", ["column", "contains"])
def test_no_facilities_have_text_columns_too(agency_by):
    table, told = attributed(_facilities(["A"], agency_by=agency_by).iloc[:0], _agencies(), LEVELS)
    assert (len(table), told.unlisted, told.findings) == (0, [], [])
    assert (str(table["agency_id"].dtype), str(table["attribution"].dtype)) == ("str", "str")
