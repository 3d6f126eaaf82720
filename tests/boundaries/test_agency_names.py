from __future__ import annotations

import pytest
from adjoin.boundaries.agency_names import own_reading, readings, tokens_of, whole_readings
from adjoin.boundaries.own_agencies import named, names_no_agency
from hypothesis import given
from hypothesis import strategies as st


def _words(text):
    return " ".join(token.word for token in tokens_of(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Alder Vly. F.P.D.", "alder valley fire protection district"),
        ("SAINT-ÉLIE Fire Dept", "st elie fire department"),
        ("Peña Blanca & Lorne", "pena blanca and lorne"),
        ("O'Leary's Twp.", "olearys township"),
        ("Fire Dist. No. 07", "fire district number 7"),
        ("1st Ward P.D.", "1 ward police department"),
        ("CSA 40", "county service area 40"),
        ("", ""),
    ],
)
def test_words_are_written_out(text, words):
    assert _words(text) == words


def test_the_longest_place_comes_first_and_no_place_ends_within_itself():
    found = [r.place for r in readings(tokens_of("Menlo Park Police Department"))]
    assert found[-2:] == ["menlo park", "menlo"]
    assert "napa" not in [r.place for r in readings(tokens_of("Napa Valley Railroad Police"))]


@pytest.mark.parametrize(
    ("text", "place", "governments", "bodies", "functions", "numbers"),
    [
        ("City of Napa", "napa", {"city"}, set(), (), ()),
        ("Police Department of the City of Napa", "napa", {"city"}, set(), ("police",), ()),
        ("Napa County Sheriff", "napa", {"county"}, set(), ("sheriff",), ()),
        ("Unincorporated San Mateo", "san mateo", {"county"}, set(), (), ()),
        ("Alder Valley FPD", "alder valley", set(), {"district"}, ("fire",), ()),
        ("Pierce County Fire District 7", "pierce", {"county"}, {"district"}, ("fire",), ("7",)),
        ("Mountain CSA 40", "mountain", set(), {"district"}, (), ("40",)),
        ("Harris County ESD No. 4", "harris", {"county"}, {"district"}, ("emergency",), ("4",)),
        ("Fire District of Alder", "alder", set(), {"district"}, ("fire",), ()),
    ],
)
def test_what_is_no_place_tells_the_kind(text, place, governments, bodies, functions, numbers):
    found = next(r for r in readings(tokens_of(text)) if r.place == place)
    assert found.kind.governments == governments
    assert found.kind.bodies == bodies
    assert found.kind.functions == functions
    assert found.kind.numbers == numbers


def test_a_department_of_a_body_is_not_what_the_body_is_for():
    (kind,) = [
        r.kind
        for r in readings(tokens_of("East Bay Regional Park District Police"))
        if r.place == "east bay"
    ]
    assert (kind.functions, kind.departments, kind.bodies) == (
        ("parks",),
        ("police",),
        {"district"},
    )


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("CALIFORNIA HIGHWAY PATROL - NAPA", "CALIFORNIA HIGHWAY PATROL", "state"),
        ("BART POLICE DEPARTMENT POWELL STREET STATION", "BART POLICE DEPARTMENT", "other"),
        ("WEST VALLEY - MISSION COMMUNITY COLLEGE DISTRICT POLICE - NORTH CAMPUS",
         "WEST VALLEY - MISSION COMMUNITY COLLEGE DISTRICT", "school_district"),
        ("UNIVERSITY OF CALIFORNIA - BERKELEY POLICE", "UNIVERSITY OF CALIFORNIA", "state"),
        ("OAKLAND HOUSING AUTHORITY POLICE", "OAKLAND HOUSING AUTHORITY", "special_district"),
        ("SALTMARSH COUNTY SHERIFF / COUNTY JAIL", "SALTMARSH COUNTY SHERIFF", "county"),
        ("Town of Elsewhere Library", "Town of Elsewhere Library", "city"),
        ("MOUNTED PATROL OF SAN MATEO COUNTY", "MOUNTED PATROL OF SAN MATEO COUNTY", "other"),
        ("Union Pacific Railroad Police", "Union Pacific Railroad", "other"),
        ("U.S. Army Garrison Fire", "U.S. Army", "other"),
        ("Blue Lake Rancheria Police", "Blue Lake Rancheria", "tribal"),
        ("  M629 ", "M629", "other"),
    ],
)  # fmt: skip
def test_an_agency_of_its_own_is_called_without_its_site(text, name, level):
    assert named(text)[1:] == (name, level)


def test_two_sites_of_one_agency_are_one_agency():
    assert named("BART POLICE DEPARTMENT HEADQUARTERS").key == named("BART POLICE - CONCORD").key
    assert named("Foothill - De Anza College").key != named("Foothill College").key
    assert named("CALIFORNIA HIGHWAY PATROL - NAPA").key != named("CALIFORNIA STATE PARKS").key


def test_a_jail_without_a_county_is_a_building_and_a_number_is_no_place():
    assert names_no_agency("North Fire Station")
    assert names_no_agency("School District 6")
    assert not names_no_agency("US Army")
    assert not names_no_agency("Highland Park Library")
    assert names_no_agency("MARTINEZ DETENTION FACILITY")
    assert names_no_agency("WEST COUNTY DETENTION FACILITY")
    assert not names_no_agency("NAPA COUNTY JAIL")
    assert not names_no_agency("MINNESOTA DEPARTMENT OF CORRECTIONS")
    assert not names_no_agency("Napa Police Department")


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    tokens = tokens_of(text)
    assert [t.part for t in tokens] == sorted(t.part for t in tokens)
    for reading in readings(tokens):
        assert reading.place
        assert 0 < reading.end <= len(text)
        assert reading.kind.end <= len(text)
    assert set(whole_readings(tokens)) <= set(readings(tokens))
    own = own_reading(tokens)
    assert own is None or not own.kind.silent
    assert named(text).name == " ".join(named(text).name.split())
