"""Smaller files out of large ones."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import osmium
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.osm.cutting import area_by_name, boundary_by_name, cut_extract
from adjoin.geo.osm.placing import read_tagged

_SPEC = importlib.util.spec_from_file_location("osm_xml", Path(__file__).with_name("osm_xml.py"))
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)


def _boundary(number: int, name: str, level: str, way: int) -> str:
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": level, "name": name}
    return osm.relation(number, [("way", way, "outer")], tags)


def towns() -> list[str]:
    """Two towns side by side, 0.1 degrees each, in a county around both; streets and places."""
    return [
        *osm.square(10, 0, 0, 0.1),
        *osm.square(20, 0.1, 0, 0.1),
        *osm.square(30, -1, -1, 3),
        osm.way(1, osm.ring(10)),
        osm.way(2, osm.ring(20)),
        osm.way(3, osm.ring(30)),
        _boundary(7, "Westburg", "8", 1),
        _boundary(8, "Ostburg", "8", 2),
        _boundary(9, "Westburg", "6", 3),
        osm.node(40, 0.05, 0.05),
        osm.node(41, 0.105, 0.05),
        osm.node(42, 0.15, 0.05),
        osm.node(43, 0.19, 0.05),
        osm.node(44, 0.05, 0.06, {"amenity": "library"}),
        osm.node(45, 0.16, 0.06, {"amenity": "library"}),
        osm.node(46, 0.05, 0.07),
        osm.way(50, [40, 41, 42], {"highway": "residential"}),
        osm.way(51, [41, 42], {"highway": "residential"}),
        osm.way(52, [42, 43], {"highway": "residential"}),
        osm.way(53, [41, 42], {"waterway": "river"}),
        osm.relation(60, [("way", 50, "from"), ("node", 42, "via")], {"type": "restriction"}),
        osm.relation(61, [("way", 52, "from")], {"type": "restriction"}),
        # a park with a hole, half of it here
        *osm.square(70, 0.08, 0.02, 0.04),
        *osm.square(80, 0.11, 0.03, 0.005),
        osm.way(70, osm.ring(70)),
        osm.way(80, osm.ring(80)),
        osm.relation(
            62,
            [("way", 70, "outer"), ("way", 80, "inner")],
            {"type": "multipolygon", "leisure": "park"},
        ),
    ]


def ids(path: Path) -> tuple[set[int], set[int], set[int]]:
    held: dict[str, set[int]] = {"n": set(), "w": set(), "r": set()}
    for found in osmium.FileProcessor(str(path)):
        held[found.type_str()].add(found.id)
    return held["n"], held["w"], held["r"]


@pytest.mark.parametrize("seed", [None, 1])
def test_what_lies_within_is_kept_with_all_its_nodes(tmp_path, seed):
    path = osm.write(tmp_path / "a.osm", towns(), seed=seed)
    out = tmp_path / "b.osm.pbf"
    area = area_by_name(path, "relation/7")
    assert area.equals(shapely.box(0, 0, 0.1, 0.1))
    cut = cut_extract(path, out, within=area, margin_m=1000)
    nodes, ways, relations = ids(out)
    # 41 is 556 m beyond the border, 42 is 5.6 km
    assert ways == {1, 2, 50, 51, 70, 80}
    assert nodes == {*range(10, 14), *range(20, 24), 40, 41, 42, 44, *range(70, 74), *range(80, 84)}
    assert relations == {7, 60, 62}
    assert (cut.nodes, cut.ways, cut.relations) == (len(nodes), len(ways), len(relations))
    frame, _ = read_tagged(out, selectors=["leisure=park", "boundary=administrative"], source="b")
    assert frame["fault"].isna().all()
    assert frame.geometry.iloc[0].equals(area)


def test_the_same_bytes_every_time(tmp_path):
    path = osm.as_pbf(osm.write(tmp_path / "a.osm", towns()), tmp_path / "a.osm.pbf", is_sorted=True)  # fmt: skip
    outs = [tmp_path / "1.osm.pbf", tmp_path / "2.osm.pbf"]
    for out in outs:
        cut_extract(path, out, within=shapely.box(0, 0, 0.1, 0.1))
    assert outs[0].read_bytes() == outs[1].read_bytes()
    again = tmp_path / "3.osm.pbf"
    cut_extract(outs[0], again, within=shapely.box(0, 0, 0.1, 0.1))
    assert ids(again) == ids(outs[0])


@pytest.mark.parametrize("sign", [-1, 1 << 57])
def test_ids_of_any_size_and_a_margin_of_nothing(tmp_path, sign):
    objects = [
        osm.node(1 * sign, 0.5, 0.5, {"amenity": "library"}),
        osm.node(2 * sign, 0.6, 0.5),
        osm.node(3 * sign, 1.001, 0.5),
        osm.node(4 * sign, 1.002, 0.5),
        osm.way(1 * sign, [1 * sign, 2 * sign], {"highway": "service"}),
        osm.way(2 * sign, [3 * sign, 4 * sign], {"highway": "service"}),
    ]
    path = osm.write(tmp_path / "a.osm", objects)
    for margin_m, ways in ((0, {1 * sign}), (500, {1 * sign, 2 * sign})):
        out = tmp_path / f"{margin_m}.osm.pbf"
        cut_extract(path, out, within=shapely.box(0, 0, 1, 1), margin_m=margin_m)
        assert ids(out)[1] == ways


def test_boundaries_are_found_by_name_in_any_language(tmp_path):
    objects = [
        *osm.square(10, 0, 0, 1),
        osm.way(1, osm.ring(10)),
        osm.relation(
            7,
            [("way", 1, "outer")],
            {
                "type": "boundary", "boundary": "administrative", "admin_level": "8",
                "name": "Ἀθῆναι", "name:zh": "雅典", "alt_name": "Αθήνα;Athens",
            },
        ),
        osm.way(2, [10, 11], {"boundary": "administrative", "name": "雅典"}),
    ]  # fmt: skip
    path = osm.write(tmp_path / "a.osm", objects)
    for name in ("ἀθῆναι", "雅典", "ATHENS", "relation/7"):
        found = boundary_by_name(path, name)
        assert [(one.osm_id, one.name, one.admin_level) for one in found] == [
            ("relation/7", "Ἀθῆναι", "8")
        ]
    assert boundary_by_name(path, "Sparta") == []


def test_a_name_that_several_have_lists_them(tmp_path):
    path = osm.write(tmp_path / "a.osm", towns())
    with pytest.raises(UseError, match=r"relation/9 Westburg, admin_level 6; relation/7 Westburg"):
        area_by_name(path, "westburg")
    with pytest.raises(UseError, match="no administrative boundary"):
        area_by_name(path, "Nordburg")
    cut = [text for text in towns() if not text.startswith('<way id="2"')]
    with pytest.raises(UseError, match="cuts 'Ostburg' off"):
        area_by_name(osm.write(tmp_path / "b.osm", cut), "Ostburg")


def test_two_boundaries_of_one_area_are_no_ambiguity(tmp_path):
    objects = [*towns(), _boundary(5, "Ostburg", "2", 2)]
    area = area_by_name(osm.write(tmp_path / "a.osm", objects), "Ostburg")
    assert area.equals(shapely.box(0.1, 0, 0.2, 0.1))


def test_wrong_calls_are_refused(tmp_path):
    path = osm.write(tmp_path / "a.osm", towns())
    box = shapely.box(0, 0, 1, 1)
    for out, area in (("b.osm", box), ("a.osm", box), ("b.osm.pbf", shapely.Point(0, 0))):
        with pytest.raises(UseError):
            cut_extract(path, tmp_path / out, within=area)
