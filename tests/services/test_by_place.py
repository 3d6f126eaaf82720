from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.services.by_place import CONTAINED, GUESSED, agency_by_place, services_by_name
from adjoin.services.taxonomy import load_services

SERVICES = load_services()


def _agencies(*more):
    """A county that holds two towns side by side, a fire district over one, a water district."""
    rows = [
        ("A", "Alder", "city", shapely.box(10, 10, 20, 20), "own"),
        ("B", "Birch", "city", shapely.box(20, 10, 30, 20), "own"),
        ("D", "Valley Fire District", "special_district", shapely.box(0, 0, 60, 60), "own"),
        ("J", "Alder Joint Powers Authority", "special_district", shapely.box(10, 10, 20, 20), "members"),
        ("K", "King", "county", shapely.box(0, 0, 100, 100), "own"),
        ("W", "Alder Water District", "special_district", shapely.box(11, 11, 19, 19), "own"),
        *more,
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["agency_id", "name", "level", "geometry", "boundary"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=32610)


def _placed(places, *, service="fire_services", levels=None, agencies=None, **options):
    count = len(places)
    facilities = gpd.GeoDataFrame(
        {
            "service": service,
            "name": [f"Station {k}" for k in range(count)],
            "source": "f.csv",
            "row": range(1, count + 1),
            "owner_level": pd.Series(levels or [None] * count, dtype="str"),
        },
        geometry=shapely.points(places) if count else [],
        crs=32610,
    )
    held = _agencies() if agencies is None else agencies
    return agency_by_place(facilities, held, SERVICES, **options)


def _ids(found):
    return [None if pd.isna(value) else value for value in found.agency_id]


def test_the_smallest_area_of_one_that_may_provide_it():
    found = _placed([(15, 15), (25, 15), (50, 50), (90, 90), (200, 200)])
    # The water district is smaller, but runs no fire station; the joint authority has no own area.
    assert _ids(found) == ["A", "B", "D", "K", None]
    assert found.attribution.tolist()[:4] == ["contains"] * 4
    assert found.confidence.tolist()[:4] == [CONTAINED] * 4
    assert pd.isna(found.confidence[4])
    assert [(f.rule, f.item) for f in found.findings] == [("in-nobodys-area", "row 5")]


def test_without_the_areas_of_fire_districts_the_holder_is_guessed():
    agencies = _agencies()
    without = agencies[agencies["agency_id"] != "D"].reset_index(drop=True)
    found = _placed([(15, 15), (50, 50), (51, 50)], agencies=without)
    assert _ids(found) == ["A", "K", "K"]
    assert set(found.attribution) == {"guessed"}
    assert set(found.confidence) == {GUESSED}
    (told,) = found.findings
    assert (told.severity, told.rule, told.item) == ("warning", "provider-guessed", "fire_services")
    assert told.message.startswith(
        "the providers of 3 of 3 facilities are guessed from where they stand (2 to King, 1 to Alder): "
        "no special_district that may deliver fire_services has an area here"
    )


def test_police_need_no_district_to_be_known():
    agencies = _agencies()
    without = agencies[agencies["level"] != "special_district"].reset_index(drop=True)
    found = _placed([(15, 15)], service="law_enforcement", agencies=without)
    assert (found.attribution[0], found.findings) == ("contains", [])


def test_an_owner_level_narrows_it_and_is_a_guess():
    found = _placed([(15, 15), (15, 15), (15, 15)], levels=["county", "county;city", None])
    assert _ids(found) == ["K", "A", "A"]
    assert found.attribution.tolist() == ["guessed", "guessed", "contains"]


def test_where_nothing_else_is_known_every_tie_is_a_guess():
    found = _placed([(15, 15)], guess=True)
    assert found.attribution.tolist() == ["guessed"]
    assert "nothing but their place" in found.findings[0].message


def test_on_a_border_the_first_id_wins_and_it_is_told():
    found = _placed([(20, 15)])
    assert _ids(found) == ["A"]
    assert [f.rule for f in found.findings] == ["on-border"]


def test_nothing_at_all():
    assert _placed([]).findings == []


@pytest.mark.parametrize(
    ("name", "services"),
    [
        ("Valley Fire Protection District", {"fire_services"}),
        ("Napa County Library", {"library_services"}),
        ("Menlo Park Fire District", {"fire_services"}),
        ("Mystery District", set()),
    ],
)
def test_the_name_of_a_special_body_tells_what_it_delivers(name, services):
    table = pd.DataFrame({"name": [name, name], "level": ["special_district", "city"]})
    assert services_by_name(table, SERVICES) == [frozenset(services), frozenset()]
