"""Which service a file, a cell or the names of places speak of."""

from __future__ import annotations

import pytest
from adjoin.geo.files.profiles import profiled
from adjoin.services.starting.whatservice import service_of, services_in, spoken_of
from adjoin.services.taxonomy import load_services
from pandas import DataFrame

SERVICES = load_services()
FIRE = [f"Fire Station {k}" for k in range(1, 9)]
PLAIN = ["Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel"]


def found(words, names, **columns):
    return service_of(words, names, profiled(DataFrame(columns)), SERVICES)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Napa_FireStations_2019", "fire_services"),
        ("POLICE_STN", "law_enforcement"),
        ("public libraries", "library_services"),
        ("Bibliotheken Kreis", "library_services"),
        ("Grundschulen2022", "schools"),
        ("消防署一覧", "fire_services"),
        ("図書館", "library_services"),
        ("locations", None),
        ("city data 2020", None),
        ("", None),
        ("police_and_fire", None),  # of two alike nobody can say
    ],
)
def test_what_a_file_is_called(name, service):
    spoken = spoken_of(name, SERVICES)
    assert (spoken and spoken.service) == service


def test_the_longest_phrase_counts():
    assert spoken_of("fire station library", SERVICES).service == "fire_services"


def test_the_name_of_the_file_and_those_of_the_places_agree():
    guess = found("fire stations", FIRE)
    assert (guess.key, guess.value, guess.confidence) == ("service", "fire_services", 0.97)


def test_names_alone_are_enough_where_most_speak():
    assert found("points", FIRE).value == "fire_services"
    assert found("points", FIRE).is_sure
    few = found("points", [*FIRE[:3], *PLAIN[:5]])
    assert not few.is_sure
    assert found("points", PLAIN) is None


def test_a_file_called_otherwise_than_its_places_is_left_open():
    guess = found("police stations", FIRE)
    assert not guess.is_sure
    assert {guess.value, *guess.choices} == {"law_enforcement", "fire_services"}


def test_a_column_of_several_services_goes_before_one_for_all():
    kinds = ["Library", "Fire Station", "Police", "Library"]
    guess = found("public facilities", PLAIN[:4], TYPE=kinds)
    assert (guess.key, guess.value, guess.is_sure) == ("columns.service", "TYPE", True)


def test_a_column_with_a_cell_that_is_no_service_is_not_sure():
    kinds = ["Library", "Fire Station", "Police", "Spaceport"]
    guess = found("public facilities", PLAIN[:4], TYPE=kinds)
    assert guess.key == "columns.service"
    assert not guess.is_sure
    assert "Spaceport" in guess.why


def test_services_in_cells():
    cells = ["Fire Station", "fire services", "Library", "nothing"]
    assert services_in(cells, SERVICES) <= set(SERVICES)
    assert services_in(["nothing"], SERVICES) == set()
