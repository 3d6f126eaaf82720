from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.attribution import attributed, tied_facilities
from adjoin.services.taxonomy import load_services

PLANE = region_plane((-80.1, 37.9, -79.9, 38.1))
SERVICES = load_services()
TEXTS = (
    "agency_text", "agency_also_text", "operator_text", "owner_text", "county_text", "state_text",
    "address_text", "owner_level",
)  # fmt: skip


def _agencies():
    """A county that holds two towns side by side and a fire district."""
    rows = [
        ("A", "Alder", "city", shapely.box(1000, 1000, 2000, 2000)),
        ("B", "Birch", "city", shapely.box(2000, 1000, 3000, 2000)),
        ("D", "Valley Fire District", "special_district", shapely.box(0, 0, 6000, 6000)),
        ("K", "King County", "county", shapely.box(0, 0, 9000, 9000)),
    ]
    table = pd.DataFrame(rows, columns=["agency_id", "name", "level", "geometry"])
    table = table.assign(
        parent_id=None, population=None, area_km2=1.0, boundary="own", members=None
    ).astype(dict.fromkeys(("parent_id", "members"), "str") | {"population": "float64"})
    return gpd.GeoDataFrame(table, geometry="geometry", crs=PLANE)


def _rows(*given):
    """Rows of (agency_by, place, further fields)."""
    table = pd.DataFrame(
        [
            {
                "service": "fire_services", "facility_id": f"f{k}", "name": f"Station {k}",
                "agency_by": by, **dict.fromkeys(TEXTS), **more,
                "capacity": None, "annual_cost": None, "turnout_minutes": None,
                "source": "f.csv", "row": k + 1,
            }
            for k, (by, _, more) in enumerate(given)
        ]
    ).astype(dict.fromkeys(TEXTS, "str"))  # fmt: skip
    places = shapely.points([place for _, place, _ in given])
    return gpd.GeoDataFrame(table, geometry=places, crs=PLANE)


def _told(tied):
    table = tied.facilities
    ids = [None if pd.isna(each) else each for each in table["agency_id"]]
    return list(zip(ids, table["attribution"], table["attribution_confidence"], strict=True))


def test_each_source_is_tied_in_its_own_way():
    rows = _rows(
        ("column", (1500, 1500), {"agency_text": "Birch Fire Department"}),
        ("contains", (1500, 1500), {}),
        ("operator", (1500, 1500), {"operator_text": "Valley Fire Dist."}),
        ("operator", (2500, 1500), {}),
        ("column", (1500, 1500), {"agency_text": "Alder College Fire Academy"}),
    )
    tied = attributed(rows, _agencies(), SERVICES)
    assert _told(tied) == [
        ("B", "column", 0.95),
        ("A", "contains", 0.7),
        ("D", "operator", 0.97),
        ("B", "guessed", 0.4),
        ("Alder College Fire Academy", "column", 0.8),
    ]
    assert tied.agencies["agency_id"].tolist() == ["A", "Alder College Fire Academy", "B", "D", "K"]
    assert not {*TEXTS, "agency_by", "annual_cost"} & set(tied.facilities.columns)


def test_a_public_owner_tells_the_level():
    rows = _rows(
        ("column", (1500, 1500), {"agency_text": "General Hospital", "owner_level": "county"}),
        ("column", (1500, 1500), {"agency_text": "General Hospital", "owner_level": "county;city"}),
        ("column", (1500, 1500), {"agency_text": "Birch", "owner_level": "city"}),
        ("column", (1500, 1500), {"agency_text": "Palm", "owner_level": "special_district"}),
    )
    tied = attributed(rows.assign(service="hospitals"), _agencies(), SERVICES)
    assert _told(tied) == [
        ("K", "guessed", 0.4), ("A", "guessed", 0.4), ("B", "column", 1.0), ("Palm", "column", 0.8),
    ]  # fmt: skip
    levels = tied.agencies.set_index("agency_id")["level"]
    assert levels["Palm"] == "special_district"
    assert "General Hospital" not in levels
    rules = {f.rule for f in tied.findings}
    assert "agency-unknown" in rules
    assert "provider-guessed" in rules


def test_what_a_person_must_decide_is_tied_to_none_and_listed():
    rows = _rows(
        ("column", (1500, 1500), {"agency_text": "Alder Volunteer Fire Company"}),
        ("column", (1500, 1500), {"agency_text": None}),
    )
    tied = attributed(rows, _agencies(), SERVICES)
    assert [agency for agency, _, _ in _told(tied)] == [None, None]
    assert tied.undecided["text"].tolist() == ["Alder Volunteer Fire Company"]
    assert [agency for agency, _ in tied.undecided["choices"].iloc[0]] == ["A"]
    decided = {"alder volunteer fire company": "A"}
    again = attributed(rows, _agencies(), SERVICES, decisions=decided)
    assert _told(again)[0] == ("A", "column", 1.0)
    assert len(again.undecided) == 0


def test_the_same_place_counts_once_and_a_stray_is_told():
    rows = _rows(
        ("column", (1500, 1500), {"agency_text": "A", "name": "Main"}),
        ("column", (1500, 1500.5), {"agency_text": "A", "name": "MAIN"}),
        ("column", (1500, 40_000), {"agency_text": "A", "name": "Far"}),
    )
    tied = tied_facilities(rows, _agencies(), taxonomy=SERVICES)
    assert tied.facilities["facility_id"].tolist() == ["f0", "f2"]
    assert [f.rule for f in tied.findings] == ["place-repeated", "far-from-agency"]


def test_only_some_services_and_one_that_nobody_delivers():
    rows = _rows(("contains", (1500, 1500), {}))
    tied = tied_facilities(rows, _agencies(), taxonomy=SERVICES, services=["library_services"])
    assert len(tied.facilities) == 0
    assert [(f.rule, f.item) for f in tied.findings] == [("no-facilities", "library_services")]


def test_order_of_rows_changes_nothing():
    given = [
        ("column", (1500, 1500), {"agency_text": "Birch Fire Department", "facility_id": "a"}),
        ("contains", (1600, 1500), {"facility_id": "b"}),
        ("operator", (1700, 1500), {"operator_text": "Elm Fire Authority", "facility_id": "c"}),
    ]
    one = tied_facilities(_rows(*given), _agencies(), taxonomy=SERVICES)
    other = tied_facilities(_rows(*given[::-1]), _agencies(), taxonomy=SERVICES)
    columns = ["facility_id", "agency_id", "attribution", "attribution_confidence"]
    pd.testing.assert_frame_equal(one.facilities[columns], other.facilities[columns])
    assert one.agencies["agency_id"].tolist() == other.agencies["agency_id"].tolist()
