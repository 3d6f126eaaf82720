"""Objects of OpenStreetMap by their tags: where they are, and what is told of them."""

from __future__ import annotations

import bz2
import gzip
import importlib.util
from pathlib import Path

import osmium
import pytest
import shapely
from adjoin.geo.findings import DataError
from adjoin.geo.osm.placing import listed, read_tagged

_SPEC = importlib.util.spec_from_file_location("osm_xml", Path(__file__).with_name("osm_xml.py"))
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)

BOUNDARY = {"type": "boundary", "boundary": "administrative"}
SELECTORS = ("boundary=administrative", "amenity=*", "building=fire_station")


def county(sign: int = 1) -> list[str]:
    """A square of 4 by 4 with a hole of 1 by 1 and an exclave of 1 by 1, drawn with five ways."""
    return [
        *osm.square(10 * sign, 0, 0, 4),
        *osm.square(20 * sign, 1, 1, 1),
        *osm.square(30 * sign, 6, 0, 1),
        # the outer ring in three ways, one of them the other way round
        osm.way(1 * sign, [10 * sign, 11 * sign, 12 * sign]),
        osm.way(2 * sign, [13 * sign, 12 * sign]),
        osm.way(3 * sign, [13 * sign, 10 * sign]),
        osm.way(4 * sign, osm.ring(20 * sign)),
        osm.way(5 * sign, osm.ring(30 * sign)),
        osm.relation(
            7 * sign,
            [
                ("way", 3 * sign, "outer"),
                ("way", 1 * sign, "outer"),
                ("way", 4 * sign, "inner"),
                ("way", 2 * sign, "outer"),
                ("way", 5 * sign, "outer"),
                ("node", 10 * sign, "label"),
            ],
            {**BOUNDARY, "name": "C"},
        ),
    ]


GROUND = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2)).union(shapely.box(6, 0, 7, 1))


def read(path: Path, selectors=SELECTORS):
    return read_tagged(path, selectors=selectors, source=path.name)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_an_area_has_its_hole_and_its_exclave_in_any_order(tmp_path, sign, seed):
    frame, findings = read(osm.write(tmp_path / "a.osm", county(sign), seed=seed))
    assert frame["osm_id"].tolist() == [f"relation/{7 * sign}"]
    assert frame["tags"].iloc[0]["name"] == "C"
    assert frame.geometry.iloc[0].equals(GROUND)
    assert (frame["fault"].isna().all(), findings) == (True, [])


def test_ids_may_be_as_large_as_any(tmp_path):
    first = 1 << 62
    objects = [
        *osm.square(first, 0, 0, 1),
        osm.way(first, osm.ring(first)),
        osm.relation(first, [("way", first, "outer")], BOUNDARY),
    ]
    frame, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert (frame["osm_id"].tolist(), findings) == ([f"relation/{first}"], [])
    assert frame.geometry.iloc[0].equals(shapely.box(0, 0, 1, 1))


@pytest.mark.parametrize("kind", ["pbf", "sorted pbf", "gz", "bz2"])
def test_every_kind_of_file_gives_the_same(tmp_path, kind):
    objects = [
        *county(),
        osm.node(90, 0.5, 0.5, {"amenity": "police", "name": "شرطة"}),
        osm.node(91, 0.5, 0.6, {"amenity": "library", "name": "图书馆"}),
    ]
    plain = osm.write(tmp_path / "a.osm", objects)
    if kind.endswith("pbf"):
        other = osm.as_pbf(plain, tmp_path / "b.osm.pbf", is_sorted=kind == "sorted pbf")
    else:
        pack = gzip.compress if kind == "gz" else bz2.compress
        other = tmp_path / f"b.osm.{kind}"
        other.write_bytes(pack(plain.read_bytes()))
    one, told = read(plain)
    same, told_same = read(other)
    assert one["osm_id"].tolist() == ["node/90", "node/91", "relation/7"]
    assert one["tags"].iloc[1]["name"] == "图书馆"
    assert one.drop(columns="geometry").equals(same.drop(columns="geometry"))
    assert one.geometry.geom_equals_exact(same.geometry, 0).all()
    assert told == told_same == []


def test_ways_are_areas_or_lines(tmp_path):
    objects = [
        *osm.square(10, 0, 0, 1),
        osm.way(1, osm.ring(10), {"amenity": "school"}),
        osm.way(2, osm.ring(10), {"amenity": "school", "area": "no"}),
        osm.way(3, osm.ring(10), {"amenity": "school", "barrier": "fence"}),
        osm.way(4, osm.ring(10), {"amenity": "school", "barrier": "fence", "area": "yes"}),
        osm.way(5, [10, 11, 12], {"amenity": "school"}),
    ]
    frame, _ = read(osm.write(tmp_path / "a.osm", objects))
    assert frame.geom_type.tolist() == ["Polygon", "LineString", "LineString", "Polygon", "LineString"]  # fmt: skip


def test_selectors_ask_for_a_value_or_for_any(tmp_path):
    objects = [
        osm.node(1, 0, 0, {"amenity": "police"}),
        osm.node(2, 0, 0, {"building": "fire_station"}),
        osm.node(3, 0, 0, {"building": "yes"}),
        osm.node(4, 0, 0, {"disused:amenity": "police"}),
        osm.node(5, 0, 0),
    ]
    path = osm.write(tmp_path / "a.osm", objects)
    assert read(path)[0]["osm_id"].tolist() == ["node/1", "node/2"]
    assert read(path, ["building=yes"])[0]["osm_id"].tolist() == ["node/3"]
    assert len(read(path, ["shop=*"])[0]) == 0


@pytest.mark.parametrize("missing", ["way", "node", "member"])
def test_a_relation_that_is_cut_off_is_told_with_its_id(tmp_path, missing):
    objects = county()
    if missing == "way":
        objects = [text for text in objects if not text.startswith('<way id="2"')]
    elif missing == "node":
        objects = [text for text in objects if not text.startswith('<node id="21"')]
    else:  # as some programs do that cut extracts
        objects[-1] = objects[-1].replace('<member type="way" ref="2" role="outer"/>', "")
    frame, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert (frame["fault"].tolist(), frame.geometry.tolist()) == (["cut-off"], [None])
    assert [(f.severity, f.rule, f.item) for f in findings] == [
        ("warning", "osm-cut-off", "relation/7")
    ]
    assert "relation/7 C" in findings[0].message


def test_a_relation_that_makes_no_area_is_told(tmp_path):
    # two ways that cross themselves
    objects = [
        *osm.square(10, 0, 0, 1),
        osm.way(1, [10, 12, 11, 13, 10]),
        osm.relation(7, [("way", 1, "outer")], BOUNDARY),
        osm.relation(8, [("way", 1, "outer")], {**BOUNDARY, "type": "route"}),
        osm.relation(9, [], BOUNDARY),
    ]
    frame, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert frame["fault"].tolist() == ["unassembled", "no-area", "unassembled"]
    assert [(f.severity, f.rule) for f in findings] == [
        ("warning", "osm-unassembled"),
        ("note", "osm-relations"),
    ]


def test_of_a_way_that_is_cut_off_the_rest_counts(tmp_path):
    objects = [
        *osm.square(10, 0, 0, 1)[:3],
        osm.way(1, osm.ring(10), {"amenity": "school"}),
        osm.way(2, [98, 99], {"amenity": "school"}),
        osm.way(3, [98, 10], {"amenity": "school"}),
        '<node id="5" version="1"><tag k="amenity" v="police"/></node>',
    ]
    frame, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert frame["fault"].tolist() == ["placeless", "cut-off", "cut-off", "cut-off"]
    assert frame.geometry.iloc[1].equals(shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 0)]))
    assert frame.geometry.iloc[2] is None
    assert frame.geometry.iloc[3].equals(shapely.Point(0, 0))
    assert [f.rule for f in findings] == ["osm-clipped", "osm-placeless"]


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_the_newest_version_counts_in_any_order(tmp_path, seed):
    objects = [
        osm.node(1, 0, 0, {"amenity": "police"}, version=1),
        osm.node(1, 5, 5, {"amenity": "police", "name": "new"}, version=2),
        osm.node(2, 0, 0, {"amenity": "police"}, version=1),
        osm.node(2, 0, 0, {"shop": "yes"}, version=2),
        osm.node(3, 0, 0, {"amenity": "police"}, version=1),
        '<node id="3" version="2" visible="false"/>',
        *osm.square(10, 0, 0, 1),
        osm.node(12, 2, 2, version=9),
        osm.way(1, osm.ring(10), {"amenity": "school"}, version=3),
        osm.way(1, osm.ring(10), {"amenity": "police"}, version=2),
    ]
    frame, findings = read(osm.write(tmp_path / "a.osm", objects, seed=seed))
    assert frame["osm_id"].tolist() == ["node/1", "way/1"]
    assert frame.geometry.iloc[0].equals(shapely.Point(5, 5))
    assert frame["tags"].iloc[1]["amenity"] == "school"
    assert shapely.Point(2, 2).touches(frame.geometry.iloc[1])
    assert {f.rule for f in findings} == {"osm-versions"}


def test_an_object_given_twice_is_one(tmp_path):
    objects = [osm.node(1, 0, 0, {"amenity": "police"})] * 2
    frame, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert (len(frame), findings) == (1, [])


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    '<osm version="0.6"><node id="1" lon="0" lat="0"><tag k="amenity" v="&b;"/></node></osm>'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", b""),
        ("a.osm", b"<html><body>not found</body></html>"),
        ("a.osm", ENTITY.encode()),
        ("a.osm", b'<osm version="0.6"><node id="1" lon="0" lat="0">'),
        ("a.osm.gz", b"no gzip"),
        ("a.osm.pbf", b""),
        ("a.osm.pbf", b"PK\x03\x04 an archive with another name"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read(path)
    assert [f.rule for f in error.value.findings] == ["file-unreadable"]


@pytest.mark.parametrize("name", [b"\xff\xfeAAAAAA", b"AAA\x00AAAA"])
def test_text_that_is_none_is_refused(tmp_path, name):
    plain = osm.write(tmp_path / "a.osm", [osm.node(1, 0, 0, {"amenity": "AAAAAAAA"})])
    path = tmp_path / "a.osm.pbf"
    file = osmium.io.File(str(path), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(file) as writer, osmium.io.Reader(str(plain)) as reader:
        osmium.apply(reader, writer)
    path.write_bytes(path.read_bytes().replace(b"AAAAAAAA", name))
    with pytest.raises(DataError, match="cannot be read"):
        read(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        read(tmp_path / "a.osm")


def test_many_are_listed_with_how_many_more():
    assert listed(["way/1", "way/2"], [{}, {"name": "b"}]) == "way/1, way/2 b"
