"""A source that does not lie where the others do is one error that names the mistake."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from adjoin.geo.elsewhere import elsewhere_findings
from adjoin.geo.files.sources import Source
from adjoin.geo.findings import Finding
from hypothesis import given, settings
from hypothesis import strategies as st

#: Places in and around Mannheim, 8.5 E 49.5 N: x and y exchanged they lie off Somalia.
MANNHEIM = [(8.4, 49.4), (8.5, 49.5), (8.6, 49.45)]
SONOMA = [(-122.7, 38.4), (-122.5, 38.3), (-123.0, 38.6)]


def source(path, shapes, crs=4326, findings=()):
    rows = pd.DataFrame(
        {"row": range(1, len(shapes) + 1), "name": [f"N{k}" for k in range(1, len(shapes) + 1)]}
    )
    frame = gpd.GeoDataFrame(rows, geometry=list(shapes), crs=crs)
    return Source(path, frame, pyproj.CRS(crs), findings)


def sites(path, lonlat, crs=4326, *, said=None, factor=1.0, swap=False):
    """Points at places in degrees, written in a system (and `said` to be in another)."""
    moved = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    xy = np.array([moved.transform(*place) for place in lonlat]) * factor
    return source(path, shapely.points(xy[:, ::-1] if swap else xy), said or crs)


def areas(path, lonlat, crs=4326, size=0.2):
    return source(path, [shapely.Point(*p).buffer(size) for p in lonlat], crs)


def told(findings):
    return [(f.severity, f.source, f.item, f.rule) for f in findings]


def error(path, rule):
    return [("error", path, "", rule)]


def test_sources_that_lie_together_say_nothing():
    agencies = areas("a", MANNHEIM)
    near = sites("f", [(9.3, 49.5), (8.5, 49.5)], 25832)  # 50 km east of the box is 9.49
    assert elsewhere_findings([near], reference=[agencies]) == []
    assert elsewhere_findings([], reference=[agencies]) == []
    assert elsewhere_findings([near]) == []
    assert elsewhere_findings([]) == []


def test_exchanged_axes_are_found_where_both_are_possible_degrees():
    swapped = sites("f.csv", [*MANNHEIM, (49.5, 8.5)], swap=True)
    (finding,) = elsewhere_findings([swapped], reference=[areas("a.gpkg", MANNHEIM)])
    assert told([finding]) == error("f.csv", "axes-swapped")
    assert "3 of 4 places lie around latitude 8.50, longitude 49.45" in finding.message
    assert "km from a.gpkg; with x and y exchanged 3 lie there" in finding.message
    assert "exchange columns.x and columns.y, or write the longitude first" in finding.message


def test_northing_before_easting_is_found_too():
    swapped = sites("f.csv", MANNHEIM, 31467, swap=True)
    (finding,) = elsewhere_findings([swapped], reference=[areas("a", MANNHEIM)])
    assert finding.rule == "axes-swapped"
    assert "easting first" in finding.message


def test_a_lost_minus_sign_is_found():
    west = sites("f.csv", [(122.7, 38.4), (122.5, 38.3)])
    (finding,) = elsewhere_findings([west], reference=[areas("a", SONOMA)])
    assert told([finding]) == error("f.csv", "sign-missing")
    assert "write longitudes in the west with a minus sign, in columns.x" in finding.message
    south = sites("f.csv", [(151.2, 33.8)])
    (finding,) = elsewhere_findings([south], reference=[areas("a", [(151.2, -33.8)])])
    assert finding.rule == "sign-missing"
    assert "latitudes in the south" in finding.message


def test_feet_taken_for_metres_and_metres_for_feet_name_the_other_system():
    agencies = [areas("a", SONOMA)]
    feet = sites("f.shp", SONOMA, 2226, said=26942)
    (finding,) = elsewhere_findings([feet], reference=agencies)
    assert told([finding]) == error("f.shp", "feet-as-metres")
    assert (
        "the CRS NAD83 / California zone 2 counts in metres; read as feet 3 lie there"
        in finding.message
    )
    assert "EPSG:2226 (NAD83 / California zone 2 (ftUS))" in finding.message
    metres = sites("m.shp", SONOMA, 26942, said=2226)
    (finding,) = elsewhere_findings([metres], reference=agencies)
    assert told([finding]) == error("m.shp", "metres-as-feet")
    assert "EPSG:26942 (NAD83 / California zone 2)" in finding.message


def test_a_system_whose_twin_has_no_code_is_told_without_one():
    plane = pyproj.CRS.from_proj4(
        "+proj=tmerc +lat_0=38 +lon_0=-122 +x_0=5e6 +y_0=6e6 +datum=WGS84 +units=m"
    )
    feet = sites("f", SONOMA, plane, factor=1 / 0.3048)
    (finding,) = elsewhere_findings([feet], reference=[areas("a", SONOMA)])
    assert finding.rule == "feet-as-metres"
    assert "state the crs that counts in feet, or export" in finding.message


def test_the_next_zone_of_utm_is_named():
    wrong = sites("f", SONOMA, 26910, said=26911)
    (finding,) = elsewhere_findings([wrong], reference=[areas("a", SONOMA)])
    assert told([finding]) == error("f", "elsewhere")
    assert "read as EPSG:26910 (NAD83 / UTM zone 10N) 3 lie there" in finding.message


def test_a_source_of_another_place_altogether_is_told_with_place_and_distance():
    (finding,) = elsewhere_findings([sites("f", [(2.35, 48.86)])], reference=[areas("a", SONOMA)])
    assert told([finding]) == error("f", "elsewhere")
    assert "1 of 1 places lie around latitude 48.86, longitude 2.35" in finding.message
    km = float(finding.message.split("2.35, ")[1].split(" km")[0].replace(",", ""))
    geod = pyproj.Geod(ellps="WGS84").inv(2.35, 48.86, -122.5, 38.4)[2] / 1000
    assert km == pytest.approx(geod, rel=0.02)
    assert "check its crs (WGS 84)" in finding.message


def test_a_wider_source_with_a_row_inside_is_no_error():
    country = [(-100 + k, 35) for k in range(9)] + [SONOMA[0]]
    agencies = [areas("a", SONOMA)]
    assert elsewhere_findings([sites("f", country)], reference=agencies) == []
    assert told(elsewhere_findings([sites("f", country[:-1])], reference=agencies)) == error(
        "f", "elsewhere"
    )
    state = source("state", [shapely.box(-124.5, 32.5, -114, 42)])
    assert elsewhere_findings([state], reference=agencies) == []


def test_fifty_kilometres_are_near_and_a_little_more_are_far():
    one = [source("a", [shapely.box(8, 49, 9, 50)])]
    degree_km = 6371.0088 * np.pi / 180
    for km, expected in ((49.9, []), (50.1, ["elsewhere"])):
        north = sites("f", [(8.5, 50 + km / degree_km)])
        east = sites("f", [(9 + km / degree_km / np.cos(np.radians(50)), 49.99)])
        assert [f.rule for f in elsewhere_findings([north], reference=one)] == expected
        assert [f.rule for f in elsewhere_findings([east], reference=one)] == (expected or [])


def test_across_180_degrees_the_short_way_counts():
    fiji = [source("a", [shapely.box(179, -18, 179.9, -17)])]
    assert elsewhere_findings([sites("f", [(-179.9, -17.5)])], reference=fiji) == []


FIJI = [(178.4, -18.1), (179.3, -16.6), (-179.9, -16.8), (-178.8, -18.2)]
BOTH_SIDES = shapely.MultiPolygon(
    [shapely.box(179, -18, 180, -17), shapely.box(-180, -18, -179, -17)]
)
#: Fiji's own map, in feet around a middle on the line, and two UTM zones.
AROUND_180 = ("+proj=laea +lat_0=-17 +lon_0=180 +datum=WGS84 +units=ft", 32760, 32701)


@pytest.mark.parametrize("code", [4326, 4269, *AROUND_180])
def test_agencies_on_both_sides_of_180_degrees_are_one_place(code):
    split = source("a", [BOTH_SIDES])
    across = source("b", [shapely.Polygon([(179, -18), (-179, -18), (-179, -17), (179, -17)])])
    for agencies in (areas("a", FIJI), split, across, sites("c", FIJI, code)):
        near = sites("f", [*FIJI, (-179.5, -17.5)], code)
        assert elsewhere_findings([near], reference=[agencies]) == []
        # Half round the globe is not between the two sides: over the pole, some 145 degrees.
        (finding,) = elsewhere_findings([sites("f", [(0.5, -17.5)])], reference=[agencies])
        assert finding.rule == "elsewhere"
        km = float(finding.message.split(" km")[0].split()[-1].replace(",", ""))
        assert 15_900 < km < 16_200


def test_a_lost_minus_sign_and_the_next_zone_are_found_across_180_degrees_too():
    agencies = source("a", [shapely.box(179.2, -18, 180, -17), shapely.box(-180, -18, -177, -17)])
    lost = sites("f", [(178.1, -17.4), (177.2, -17.4)])
    assert told(elsewhere_findings([lost], reference=[agencies])) == error("f", "sign-missing")
    wrong = sites("f", [(-179.8, -17.5), (-178.5, -17.5)], 32701, said=32702)
    (finding,) = elsewhere_findings([wrong], reference=[agencies])
    assert "EPSG:32701" in finding.message
    wrong = sites("f", [(-179.8, -17.5), (-178.5, -17.5)], 32701, said=32760)
    (finding,) = elsewhere_findings([wrong], reference=[agencies])
    assert "EPSG:32701" in finding.message


def test_the_middle_of_places_on_both_sides_of_180_degrees_is_on_one_of_them():
    (finding,) = elsewhere_findings([sites("f", FIJI)], reference=[areas("a", SONOMA)])
    assert "around latitude -17.45, longitude 179.70, 8," in finding.message
    (finding,) = elsewhere_findings([sites("f", FIJI[1:])], reference=[areas("a", SONOMA)])
    assert "longitude -179.90" in finding.message
    # Nor does anything stray, for lying on the other side.
    many = areas("a", [(lon, -17) for lon in (178, 178.5, 179, 179.5, -179.5, -179, -178.5, -178)])
    assert elsewhere_findings([], reference=[many]) == []


def test_what_a_polar_map_holds_is_all_round_the_pole():
    around = source("a", [shapely.Point(0, 0).buffer(1e6)], 3031)
    inside = sites("f", [(0, -90), (45, -85), (-170, -83)])
    assert elsewhere_findings([inside], reference=[around]) == []
    assert told(elsewhere_findings([sites("f", [(45, -70)])], reference=[around])) == error(
        "f", "elsewhere"
    )


def test_of_agencies_that_lie_apart_the_larger_number_is_right():
    right = [areas("a1", SONOMA), areas("a3", SONOMA)]
    wrong = sites("a2", SONOMA, 26910, said=26911)
    findings = elsewhere_findings([sites("f", SONOMA)], reference=[wrong, *right])
    assert told(findings) == error("a2", "elsewhere")
    assert "km from a1, a3" in findings[0].message


def test_the_other_sources_say_which_of_two_is_right():
    good, bad = areas("z", MANNHEIM), areas("a", [(y, x) for x, y in MANNHEIM])
    findings = elsewhere_findings([sites("f", MANNHEIM)], reference=[bad, good])
    assert told(findings) == error("a", "axes-swapped")
    assert "the other way round" not in findings[0].message


def test_of_two_with_equal_support_one_error_names_both():
    a, b = areas("a", MANNHEIM), areas("b", [(y, x) for x, y in MANNHEIM])
    findings = elsewhere_findings([], reference=[b, a])
    assert told(findings) == error("b", "axes-swapped")
    assert "km from a" in findings[0].message
    assert "or the other way round" in findings[0].message


def test_without_places_of_agencies_the_others_are_compared_with_one_another():
    table = Source("names.csv", pd.DataFrame({"row": [1]}), None, ())
    found = elsewhere_findings(
        [sites("f1", SONOMA), sites("f2", SONOMA), sites("f3", MANNHEIM)], reference=[table]
    )
    assert told(found) == error("f3", "elsewhere")


#: 140 to 370 km north of Sonoma.
NORTH = [(-122.6, 40.0), (-122.6, 41.0), (-122.6, 42.0)]


def test_agencies_some_hundred_kilometres_apart_are_a_warning():
    main, island = areas("a", SONOMA), areas("b", NORTH[1:2])
    (finding,) = elsewhere_findings([sites("f", SONOMA)], reference=[main, island])
    assert told([finding]) == [("warning", "b", "", "elsewhere")]
    assert "km from a; agencies may lie so far apart, and they are taken as they are" in (
        finding.message
    )
    assert "check its crs (WGS 84) and its coordinates" in finding.message
    assert "or the other way round" not in finding.message
    # As many files speak for either: still a warning, that says so.
    (finding,) = elsewhere_findings([], reference=[main, island])
    assert told([finding]) == [("warning", "b", "", "elsewhere")]
    assert "or the other way round" in finding.message


def test_what_lies_beside_agencies_that_lie_apart_is_where_it_should_be():
    reference = [areas("a", SONOMA), areas("a2", SONOMA), areas("b", NORTH[1:2])]
    sources = [sites("f", SONOMA), sites("g", NORTH[1:2]), sites("far", [(-122.6, 43.5)])]
    assert told(elsewhere_findings(sources, reference=reference)) == [
        ("warning", "b", "", "elsewhere"),
        *error("far", "elsewhere"),
    ]


@pytest.mark.parametrize(("km", "severity"), [(499.0, "warning"), (501.0, "error")])
def test_agencies_that_lie_further_apart_than_500_km_are_an_error(km, severity):
    one = source("a", [shapely.box(8, 49, 9, 50)])
    degree_km = 6371.0088 * np.pi / 180
    other = sites("b", [(8.5, 50 + km / degree_km)])
    (finding,) = elsewhere_findings([sites("f", [(8.5, 49.5)])], reference=[one, other])
    assert told([finding]) == [(severity, "b", "", "elsewhere")]
    assert ("leave the source out" in finding.message) == (severity == "error")


def test_only_agencies_may_lie_apart():
    for places in (NORTH, NORTH[:1]):
        found = elsewhere_findings([sites("f", places)], reference=[areas("a", SONOMA)])
        assert told(found) == error("f", "elsewhere")
    # Without places of agencies, files of facilities are compared with one another.
    found = elsewhere_findings([sites("f1", SONOMA), sites("f2", SONOMA), sites("f3", NORTH)])
    assert told(found) == error("f3", "elsewhere")


def test_a_mistake_that_explains_it_is_an_error_at_any_distance():
    wrong = sites("b", SONOMA, 26910, said=26911)
    near = sites("c", MANNHEIM, swap=True)
    (finding,) = elsewhere_findings([sites("f", SONOMA)], reference=[areas("a", SONOMA), wrong])
    assert told([finding]) == error("b", "elsewhere")
    found = elsewhere_findings([sites("f", MANNHEIM)], reference=[areas("a", MANNHEIM), near])
    assert told(found) == error("c", "axes-swapped")


def test_sources_without_places_or_with_errors_are_passed_over():
    broken = [Finding("error", "f", "", "axes-swapped", "x")]
    skipped = [
        source("f", [shapely.Point(0, 0)], findings=broken),
        source("g", [None, shapely.Point(), shapely.Point(1, 95)]),
        Source("h", pd.DataFrame(), None, ()),
    ]
    assert elsewhere_findings(skipped, reference=[areas("a", SONOMA)]) == []


def test_an_agency_that_strays_from_its_source_is_told_and_does_not_shape_the_region():
    strayed = areas("a", [*MANNHEIM, (49.5, 8.5)])
    swapped = sites("f", MANNHEIM, swap=True)
    found = elsewhere_findings([swapped], reference=[strayed])
    assert told(found) == [
        ("warning", "a", "row 4", "far-from-others"),
        *error("f", "axes-swapped"),
    ]
    assert "'N4' lies 5,7" in found[0].message or "'N4' lies 5,8" in found[0].message
    # A country with islands has no strays.
    country = areas("a", [(-70 - 2 * k, 40) for k in range(20)] + [(-157, 21)])
    assert elsewhere_findings([], reference=[country]) == []


def test_a_large_source_counts_at_the_centres_of_its_rows():
    lines = shapely.linestrings(
        np.random.default_rng(5).uniform([8, 49], [9, 50], size=(10_001, 2, 2))
    )
    streets = Source("s", gpd.GeoDataFrame(geometry=lines, crs=4326), pyproj.CRS(4326), ())
    assert elsewhere_findings([streets], reference=[areas("a", MANNHEIM)]) == []
    (finding,) = elsewhere_findings([streets], reference=[areas("a", SONOMA)])
    assert "10001 of 10001 places lie around latitude 49.50, longitude 8.50" in finding.message


PLACES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-89, 89)), min_size=1, max_size=4)


@settings(max_examples=20)
@given(st.lists(PLACES, min_size=1, max_size=4), PLACES, st.randoms(use_true_random=False))
def test_the_order_of_sources_and_rows_changes_nothing(groups, agencies, random):
    sources = [sites(f"f{k}", places) for k, places in enumerate(groups)]
    reference = [sites("a", agencies), sites("b", groups[0])]
    first = elsewhere_findings(sources, reference=reference)
    for given_ in (sources, reference):
        random.shuffle(given_)
    turned = [Source(s.path, s.rows.iloc[::-1], s.crs, s.findings) for s in sources]
    assert sorted(elsewhere_findings(turned, reference=reference)) == sorted(first)
    assert len({(f.source, f.severity) for f in first if f.severity == "error"}) == sum(
        f.severity == "error" for f in first
    )
