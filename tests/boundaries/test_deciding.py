from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.deciding import decided
from adjoin.boundaries.own_agencies import own_agencies
from hypothesis import given
from hypothesis import strategies as st

KM = 1000


def _box(x, y, size=4):
    return shapely.box(x * KM, y * KM, (x + size) * KM, (y + size) * KM)


ROWS = (
    ("c-alder", "Alder City", "city", _box(0, 0)),
    ("k-alder", "Alder County", "county", _box(-20, -20, 60)),
    ("c-lorne", "Port Lorne", "city", _box(10, 0)),
    ("c-helena", "St. Helena", "city", _box(0, 10)),
    ("c-park", "Menlo Park", "city", _box(10, 10)),
    ("c-union", "Union City", "city", _box(20, 0)),
    ("v-lima", "Village of Lima", "city", _box(20, 10, 2)),
    ("t-lima", "Town of Lima", "city", _box(20, 10, 4)),
    ("d-valley", "Alder Valley Fire Protection District", "special_district", _box(-10, 0, 9)),
    ("d-4", "Harris ESD 4", "special_district", None),
    ("d-14", "Harris ESD 14", "special_district", None),
    ("d-library", "Alder County Library District", "special_district", None),
    ("s-lorne", "Lorne Unified School District", "school_district", _box(10, 0, 9)),
    ("k-lincoln-1", "Lincoln", "county", _box(100, 0, 40)),
    ("k-lincoln-2", "Lincoln", "county", _box(300, 0, 40)),
    ("c-sf", "San Francisco", "city", _box(60, 60)),
)


def _agencies(rows=ROWS):
    table = pd.DataFrame(rows, columns=["agency_id", "name", "level", "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=32610)


def _one(text, point=None, **options):
    points = None if point is None else shapely.points([[point[0] * KM, point[1] * KM]])
    agencies = _agencies()
    found = decided(pd.Series([text], dtype="str"), agencies, points=points, **options)
    if found.agency[0] >= 0:
        return agencies["agency_id"].iloc[found.agency[0]]
    return "undecided" if found.undecided[0] else "own" if found.own[0] else None


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("c-alder", "c-alder"),  # an id
        ("  alder   CITY", "c-alder"),  # a name
        ("ALDER CITY POLICE DEPARTMENT - EAST SUBSTATION", "c-alder"),
        ("City of Alder Public Works", "c-alder"),
        ("Alder Co. Sheriff's Office", "k-alder"),
        ("ALDER SHERIFFS OFFICE", "k-alder"),
        ("ALDER COUNTY SANTA RITA JAIL", "k-alder"),
        ("Sheriff of Alder County", "k-alder"),
        ("Saint Helena PD", "c-helena"),
        ("Menlo Park Fire Dept", "c-park"),
        ("Alder Vly Fire Dist", "d-valley"),
        ("Alder Valley FPD Station 12", "d-valley"),
        ("Alder Valley Fire", "d-valley"),
        ("Harris E.S.D. #4", "d-4"),
        ("Harris Emergency Services District No. 14", "d-14"),
        ("Alder County Library Dist.", "d-library"),
        ("Lorne USD", "s-lorne"),
        ("Village of Lima Police", "v-lima"),
        ("San Francisco County Sheriff - Jail 5", "c-sf"),
        ("Port Lorne - Station 3", "c-lorne"),
    ],
)
def test_words_decide(text, agency):
    assert _one(text) == agency


@pytest.mark.parametrize(
    "text",
    [
        "ALDER STATE UNIVERSITY POLICE",
        "University of Alder Police",
        "Alder City College Police",
        "ALDER RAILROAD POLICE",
        "Alder City Housing Authority Police",
        "Alder Valley Water District",
        "Alder-Port Lorne Police Department",
        "Alder / Port Lorne Joint Fire Authority",
        "Port Lorne Airport Authority Police",
        "California Highway Patrol - Alder City",
        "East Alder Police Department",
        "Alder Heights Police Department",
        "Harris ESD 5",
        "Lincoln Police Department",
        "US Army, Alder City",
        "Elsewhere Police Department",
        "UNION CITY SOUTHERN RAILWAY POLICE",
        "Union City Zoo Police",
        "City of Alder / City of Port Lorne JPA",
        "Alder City - Port Lorne City Transit",
        "Port Lorne Police Athletic League",
        "Port Lorne Police Officers Association",
        "Port Lorne Fire Museum",
        "Port Lorne Fire Insurance",
    ],
)
def test_an_agency_of_its_own_is_never_the_city_around_it(text):
    assert _one(text, (2, 2)) == "own"


@pytest.mark.parametrize(
    "text",
    [
        "Lima Police Department",  # the town or the village
        "Alder Police Dept.",  # of Alder City, or of another Alder
        "Lincoln County Sheriff",  # which of the two
        "Alder Main Library",  # a building
        "Alder City Volunteer Fire Company",  # the city's, or its own
        "Martinez Detention Facility",  # whose jail
        "Port Lorn Police Department",  # a slip of the pen, or another place
        "Alder County Public Schools Police",
        "Port Lorne Township Fire",  # of the township around it
        "Alder County Career Center",
        "Alder County and Port Lorne Library",
        "Port Lorne Ambulance",
    ],
)
def test_what_a_person_must_decide_is_merged_with_nothing(text):
    assert _one(text) == "undecided"


def test_the_place_tells_namesakes_apart():
    assert _one("Lincoln County Sheriff", (120, 10)) == "k-lincoln-1"
    assert _one("Lincoln County Sheriff", (320, 10)) == "k-lincoln-2"
    assert _one("Lincoln County Sheriff", (220, 10)) == "own"  # of a third, far from both
    assert _one("Lima Police", (23.5, 13.5)) == "t-lima"
    assert _one("Lima Police", (21, 11)) == "undecided"  # in both


def test_the_place_makes_up_for_a_slip_of_the_pen_and_distance_undoes_a_match():
    assert _one("Port Lorn Police", (12, 2)) == "c-lorne"
    assert _one("Port Lorn Police", (40, 2)) == "undecided"
    assert _one("Menlo Park Police", (300, 2)) == "own"
    assert _one("Menlo Park", (300, 2)) == "c-park"  # its very name: told as far away elsewhere


def test_a_slip_never_exchanges_words_that_tell_places_apart():
    agencies = _agencies([("e", "East Alder", "city", None), ("n", "Johnson", "city", None)])
    texts = pd.Series(["West Alder Police", "Johnsen Police", "Jonson Police"], dtype="str")
    found = decided(texts, agencies)
    assert found.agency.tolist() == [-1, -1, -1]
    assert found.undecided.tolist() == [False, True, True]


def test_decisions_of_a_person_go_before_all():
    said = {"lima police department": "v-lima", "alder police dept.": "own"}
    assert _one("LIMA  Police Department", decisions=said) == "v-lima"
    assert _one("Alder Police Dept.", decisions=said) == "own"


def test_a_higher_threshold_leaves_more_to_a_person():
    assert _one("Alder Valley Fire", accept=0.96) == "undecided"
    assert _one("Alder Valley Fire Protection District", accept=0.96) == "d-valley"


def test_choices_are_shown_the_surest_first():
    found = decided(pd.Series(["Lima Police", None], dtype="str"), _agencies())
    agencies = _agencies()["agency_id"]
    assert [agencies[a] for a, _ in found.choices["Lima Police"]] == ["v-lima", "t-lima"]
    assert np.isnan(found.confidence).all()
    assert found.own.tolist() == [False, False]


def test_no_agencies_and_no_texts():
    empty = _agencies([])
    assert decided(pd.Series(["Alder Police"], dtype="str"), empty).own.tolist() == [True]
    assert len(decided(pd.Series([], dtype="str"), _agencies()).agency) == 0


TEXTS = [
    "Alder City Police", "Lima Police", "Lincoln County Sheriff", "Port Lorn Police", "Alder Fire",
    "Harris ESD 4", "BART Police - Alder", None,
]  # fmt: skip


@given(st.permutations(range(len(ROWS))), st.permutations(range(len(TEXTS))))
def test_order_of_rows_changes_nothing(rows, texts):
    points = shapely.points([[k * KM, 2 * KM] for k in range(len(TEXTS))])
    one = decided(pd.Series(TEXTS, dtype="str"), _agencies(), points=points)
    mixed = _agencies([ROWS[k] for k in rows])
    other = decided(
        pd.Series([TEXTS[k] for k in texts], dtype="str"), mixed, points=points[list(texts)]
    )
    ids, mixed_ids = _agencies()["agency_id"].tolist(), mixed["agency_id"].tolist()
    for at, k in enumerate(texts):
        a, b = one.agency[k], other.agency[at]
        assert (None if a < 0 else ids[a]) == (None if b < 0 else mixed_ids[b])
        assert one.undecided[k] == other.undecided[at]
        assert one.confidence[k] == other.confidence[at] or np.isnan(one.confidence[k])


def test_one_name_in_two_states_is_two_agencies():
    texts = pd.Series(["Elm PD", "ELM POLICE DEPARTMENT", "Oak PD", "Elm PD"], dtype="str")
    states = pd.Series(["OH", "TX", "TX", "OH"], dtype="str")
    assert own_agencies(texts, states)["own_id"].tolist() == [
        "Elm PD (OH)", "Elm PD (TX)", "Oak PD", "Elm PD (OH)",
    ]  # fmt: skip
    assert set(own_agencies(texts, states.where(states == "none"))["own_id"]) == {
        "Elm PD",
        "Oak PD",
    }
