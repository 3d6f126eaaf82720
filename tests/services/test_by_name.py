from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from adjoin.services.by_name import OWN_CONFIDENCE, agency_by_name

KM = 1000


def _agencies():
    rows = [
        ("A", "Alder City", "city", shapely.box(0, 0, 9 * KM, 9 * KM)),
        ("B", "Birch", "city", shapely.box(9 * KM, 0, 19 * KM, 9 * KM)),
        ("K", "Alder County", "county", shapely.box(-9 * KM, -9 * KM, 30 * KM, 30 * KM)),
        ("N1", "Union", "special_district", None),
        ("N2", "UNION", "special_district", None),
    ]
    table = pd.DataFrame(rows, columns=["agency_id", "name", "level", "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=32610)


def _tied(texts, *, states=None, levels=None, **options):
    count = len(texts)
    nothing = [None] * count
    facilities = gpd.GeoDataFrame(
        {
            "service": "law_enforcement",
            "source": "f.csv",
            "row": range(1, count + 1),
            "state_text": pd.Series(states or nothing, dtype="str"),
            "owner_level": pd.Series(levels or nothing, dtype="str"),
        },
        geometry=shapely.points([(KM, KM)] * count) if count else [],
        crs=32610,
    )
    return agency_by_name(facilities, pd.Series(texts, dtype="str"), _agencies(), **options)


def _ids(found):
    return [None if pd.isna(value) else value for value in found.agency_id]


def test_a_row_names_an_agency_by_id_by_name_or_by_its_words():
    found = _tied(["A", " birch ", "ALDER CO. SHERIFF - EAST", "City of Birch Police Dept"])
    assert _ids(found) == ["A", "B", "K", "B"]
    # Birch's police stand in Alder City, 8 km from Birch: a little less sure.
    assert found.confidence.tolist() == [1.0, 1.0, 0.97, 0.92]
    (note,) = found.findings
    assert (note.severity, note.rule) == ("note", "names-matched")
    assert "words of a name: 2, of 2 names" in note.message
    assert "'City of Birch Police Dept' is 'Birch', 0.92" in note.message


def test_a_name_of_no_agency_is_one_of_its_own_and_is_told_once():
    found = _tied(
        ["ALDER COLLEGE POLICE - NORTH", "Alder College Police", "California Highway Patrol"]
    )
    assert _ids(found) == ["ALDER COLLEGE", "ALDER COLLEGE", "California Highway Patrol"]
    assert set(found.confidence) == {OWN_CONFIDENCE}
    assert found.own["level"].tolist() == ["other", "state"]
    rules = [(f.rule, f.item) for f in found.findings]
    assert rules == [("agency-unknown", "row 1"), ("agency-unknown", "row 3")]
    assert "(facilities: 2)" in found.findings[0].message


def test_the_owner_says_the_level_of_an_agency_of_its_own():
    found = _tied(["Palm Hospital"], levels=["special_district"])
    assert found.own["level"].tolist() == ["special_district"]


def test_a_name_that_two_agencies_bear_is_left_to_a_person():
    found = _tied(["union", "Union", "A"])
    assert _ids(found) == [None, None, "A"]
    assert found.undecided["text"].tolist() == ["Union", "union"]
    assert found.undecided["choices"].iloc[0] == (("N1", 1.0), ("N2", 1.0))
    (first, _) = [f for f in found.findings if f.rule == "agency-undecided"]
    assert first.item == "Union"
    assert "'Union' (N1, 1.00) or 'UNION' (N2, 1.00)" in first.message


def test_a_decision_settles_it_and_own_keeps_it_apart():
    found = _tied(
        ["union", "Alder City Police"], decisions={"union": "N2", "alder city police": "own"}
    )
    assert _ids(found) == ["N2", "Alder City Police"]
    assert found.confidence.tolist() == [1.0, OWN_CONFIDENCE]
    assert len(found.undecided) == 0


def test_a_building_is_not_an_agency():
    found = _tied(["MAIN JAIL COMPLEX"])
    assert _ids(found) == [None]
    assert found.undecided["choices"].tolist() == [()]
    assert "names a building" in found.findings[0].message


def test_a_row_without_a_name_is_told():
    found = _tied([None, "A"])
    assert _ids(found) == [None, "A"]
    assert [(f.rule, f.item) for f in found.findings] == [("agency-missing", "row 1")]


def test_an_id_holds_no_separator_of_lists():
    assert _ids(_tied(["Elm; Oak Authority"])) == ["Elm, Oak Authority"]


def test_nothing_at_all():
    found = _tied([])
    assert (len(found.agency_id), len(found.own), len(found.undecided)) == (0, 0, 0)
    assert found.findings == []
