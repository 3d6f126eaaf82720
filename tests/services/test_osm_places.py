"""Facilities out of the tags of OpenStreetMap: which, how often, and whose."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import shapely
from adjoin.services.facility_source import Facilities, FacilityColumns, read_facilities
from adjoin.services.osm_places import is_gone, tagged_services
from adjoin.services.service import Service
from adjoin.services.taxonomy import load_services, with_services
from hypothesis import given
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location(
    "osm_xml", Path(__file__).parents[1] / "geo" / "osm" / "osm_xml.py"
)
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)

SERVICES = load_services()
STATION = {"amenity": "fire_station"}


def read(path: Path, *, hide=(), taxonomy=SERVICES, **more):
    facilities = Facilities(path=path.name, **more)
    source, hidden = read_facilities(facilities, base=path.parent, taxonomy=taxonomy, hide=hide)
    return source.rows, list(source.findings), hidden


def write(folder: Path, *objects: str, seed: int | None = None) -> Path:
    return osm.write(folder / "a.osm", objects, seed=seed)


def test_a_place_has_a_row_for_each_of_its_services(tmp_path):
    path = write(
        tmp_path,
        osm.node(3, 0.3, 0.2, {"amenity": "library", "name": "图书馆", "capacity": "40"}),
        osm.node(4, 0.4, 0.2, {"amenity": "townhall", "name": "Δημαρχείο"}),
        osm.node(5, 0.5, 0.2, {"amenity": "cafe"}),
        osm.node(6, 0.5, 0.2, {"disused:amenity": "library"}),
        *osm.square(10, 1, 1, 0.1),
        osm.way(7, osm.ring(10), {**STATION, "operator": " إدارة الإطفاء "}),
    )
    rows, findings, _ = read(path)
    town = sorted(n for n, s in SERVICES.items() if "amenity=townhall" in s.osm)
    assert list(zip(rows["facility_id"], rows["service"], strict=True)) == [
        ("node/3", "library_services"),
        *(("node/4", name) for name in town),
        ("way/7", "fire_services"),
    ]
    assert len(town) > 2
    assert rows["name"].tolist() == ["图书馆", *["Δημαρχείο"] * len(town), "way/7"]
    assert rows["operator_text"].tolist()[-1] == "إدارة الإطفاء"
    assert rows["capacity"].tolist()[0] == 40
    assert set(rows["agency_by"]) == {"operator"}
    assert shapely.box(1, 1, 1.1, 1.1).contains(rows["geometry"].iloc[-1])
    assert findings == []


def test_one_service_only(tmp_path):
    path = write(tmp_path, osm.node(3, 1, 1, STATION), osm.node(4, 1, 1, {"amenity": "police"}))
    assert read(path, service="Fire services")[0]["facility_id"].tolist() == ["node/3"]
    rows, findings, _ = read(path, service="accounting_payroll")
    assert len(rows) == 0
    assert [(f.severity, f.rule) for f in findings] == [("error", "osm-no-tags")]
    assert "the town hall is not a delivery point of payroll" in findings[0].message


def test_a_service_of_ones_own_is_found_by_its_tags(tmp_path):
    own = Service(id="shelters", osm=("shelter_type=*",), osm_exclude=("access=no",))
    path = write(
        tmp_path,
        osm.node(1, 1, 1, {"shelter_type": "hut"}),
        osm.node(2, 1, 1, {"shelter_type": "hut", "access": "no"}),
    )
    rows, _, _ = read(path, taxonomy=with_services(SERVICES, [own]))
    assert rows["facility_id"].tolist() == ["node/1"]


def station(**more: str) -> dict[str, str]:
    return STATION | more


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_grounds_building_and_point_are_one_place(tmp_path, seed):
    objects = [
        *osm.square(10, 0, 0, 0.1),
        *osm.square(20, 0.02, 0.02, 0.02),
        osm.way(1, osm.ring(10), station()),
        osm.way(2, osm.ring(20), {"building": "fire_station"}),
        osm.node(3, 0.03, 0.03, station(name="Engine 1", operator="Town")),
        osm.node(4, 0.05, 0.05, {"amenity": "police"}),
        osm.node(5, 0.2, 0.2, station(name="Engine 1")),
    ]
    rows, findings, _ = read(write(tmp_path, *objects, seed=seed))
    assert rows["facility_id"].tolist() == ["node/4", "node/5", "way/1"]
    assert rows["name"].tolist() == ["node/4", "Engine 1", "Engine 1"]
    assert rows["operator_text"].iloc[2] == "Town"
    assert [f.rule for f in findings] == ["osm-place-once"]
    assert findings[0].message.startswith("2 of 5 rows")


def test_different_names_stay_apart(tmp_path):
    objects = [
        *osm.square(10, 0, 0, 0.1),
        *osm.square(20, 0.02, 0.02, 0.02),
        *osm.square(30, 0.5, 0.5, 0.1),
        # grounds named otherwise than what stands there
        osm.way(1, osm.ring(10), station(name="Camp")),
        osm.way(2, osm.ring(20), {"building": "fire_station"}),
        osm.node(3, 0.03, 0.03, station(name="Engine 1")),
        # nameless grounds with two names on them
        osm.way(4, osm.ring(30), station()),
        osm.node(5, 0.52, 0.52, station(name="Engine 2")),
        osm.node(6, 0.55, 0.55, station(name="ENGINE  2")),
        osm.node(7, 0.58, 0.58, station(name="Engine 3")),
    ]
    rows, _, _ = read(write(tmp_path, *objects))
    # the building is that of Engine 1
    assert rows["facility_id"].tolist() == ["node/5", "node/6", "node/7", "way/1", "way/2", "way/4"]
    assert rows["name"].tolist()[4] == "Engine 1"


def test_the_same_area_as_way_and_relation_is_one_place(tmp_path):
    objects = [
        *osm.square(10, 0, 0, 0.1),
        osm.way(1, osm.ring(10), station()),
        osm.relation(2, [("way", 1, "outer")], station(type="multipolygon")),
    ]
    assert len(read(write(tmp_path, *objects))[0]) == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"disused": "yes"}, {"abandoned": "yes"}, {"closed": "2019"}, {"opening_hours": "closed"},
        {"ruins": "yes"}, {"construction": "yes"},
    ],
)  # fmt: skip
def test_what_is_gone_is_no_place(tmp_path, tags):
    path = write(tmp_path, osm.node(1, 1, 1, STATION | tags), osm.node(2, 1, 1, STATION))
    rows, findings, _ = read(path)
    assert rows["facility_id"].tolist() == ["node/2"]
    assert [(f.severity, f.rule) for f in findings] == [("note", "osm-gone")]
    assert findings[0].message.startswith("1 places")


def test_private_operators_are_left_out_unless_owners_say_otherwise(tmp_path):
    path = write(
        tmp_path,
        osm.node(1, 1, 1, station(**{"operator:type": "private"})),
        osm.node(2, 1, 1, station(**{"operator:type": "Religious"})),
        osm.node(3, 1, 1, station(**{"operator:type": "government"})),
        osm.node(4, 1, 1, station(**{"operator:type": "government", "operator": "Town"})),
        osm.node(5, 1, 1, station(**{"operator:type": "community"})),
    )
    rows, findings, _ = read(path)
    assert rows["facility_id"].tolist() == ["node/3", "node/4", "node/5"]
    # a public operator without a name is the agency of the place, which is no guess
    assert rows["agency_by"].tolist() == ["contains", "operator", "operator"]
    assert [f.rule for f in findings] == ["owner-private"]
    assert "2 rows have" in findings[0].message
    rows, _, _ = read(
        path, columns=FacilityColumns(owner="operator:type"), owners={"private": "nonprofit", "government": "city"}
    )  # fmt: skip
    assert rows["facility_id"].tolist() == ["node/1", "node/2", "node/3", "node/4", "node/5"]
    assert rows["owner_level"].tolist()[:1] == ["nonprofit"]
    own = Service(id="chapels", osm=("amenity=chapel", "operator:type=religious"))
    rows, _, _ = read(path, taxonomy={"chapels": own})
    assert len(rows) == 0  # "Religious" is another value
    mixed = write(tmp_path, osm.node(1, 1, 1, {"operator:type": "religious"}))
    assert len(read(mixed, taxonomy={"chapels": own})[0]) == 1


def test_relations_that_are_cut_off_have_no_place(tmp_path):
    objects = [
        osm.node(1, 1, 1, STATION),
        osm.relation(2, [("way", 9, "outer")], station(type="multipolygon")),
        osm.relation(3, [("node", 1, "")], station(type="site")),
    ]
    rows, findings, _ = read(write(tmp_path, *objects))
    assert rows["facility_id"].tolist() == ["node/1"]
    assert [f.rule for f in findings] == ["osm-cut-off", "osm-relations"]


def test_what_is_hidden_hides_the_whole_place(tmp_path):
    objects = [
        *osm.square(10, 0, 0, 0.1),
        osm.way(1, osm.ring(10), station(name="Willow House")),
        osm.node(3, 0.03, 0.03, station()),
        osm.node(4, 0.9, 0.9, station(name="Engine 4")),
    ]
    path = write(tmp_path, *objects)
    for key in ("way/1", "node/3"):
        rows, findings, hidden = read(path, hide={("fire_services", key)})
        assert rows["facility_id"].tolist() == ["node/4"]
        assert ("fire_services", "way/1") in hidden.keys
        assert "willow house" in hidden.cells
        assert "rows-hidden" in {f.rule for f in findings}
        assert not any("Willow" in f.message for f in findings)


def test_conditions_and_columns_are_tags(tmp_path):
    path = write(
        tmp_path,
        osm.node(1, 1, 1, station(**{"name": "一", "name:en": "One", "access": "private"})),
        osm.node(2, 1, 1, station(**{"name": "二", "name:en": "Two"})),
    )
    columns = FacilityColumns(name="name:en")
    assert read(path, columns=columns)[0]["name"].tolist() == ["One", "Two"]
    rows, _, _ = read(path, where="access IS NULL AND amenity = 'fire_station'")
    assert rows["facility_id"].tolist() == ["node/2"]


def test_a_file_without_any_place_is_told(tmp_path):
    rows, findings, _ = read(write(tmp_path, osm.node(1, 1, 1, {"amenity": "cafe"})))
    assert (len(rows), [f.rule for f in findings]) == (0, ["no-rows"])


KEYS = st.sampled_from(["amenity", "access", "building"])
VALUES = st.sampled_from(["library", "fire_station", "private", "yes"])


@given(st.dictionaries(KEYS, VALUES))
def test_a_service_is_found_by_its_tags_and_not_by_what_it_excludes(tags):
    held = {f"{key}={value}" for key, value in tags.items()}
    expected = [n for n, s in SERVICES.items() if held & set(s.osm) and not held & set(s.osm_exclude)]  # fmt: skip
    assert tagged_services(tags, SERVICES) == sorted(expected)
    assert not is_gone(tags)
