"""Files of OpenStreetMap that cannot be read, and what the frame of ways holds."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import osmium
import pytest
import shapely
from adjoin.geo.findings import DataError
from adjoin.geo.streets.osmfile import is_osm, read_osm

_SPEC = importlib.util.spec_from_file_location(
    "osm_texts", Path(__file__).with_name("osm_texts.py")
)
texts = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(texts)

ENTITY = '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "b">]><osm version="0.6"></osm>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", b""),
        ("a.osm", b"<html><body>not found</body></html>"),
        ("a.osm", b'<osm version="0.6"><node id="1" lon="0" lat="0">'),
        ("a.osm", b'<osm version="0.6"><node id="1" lon="east" lat="0"/></osm>'),
        ("a.osm", ENTITY.encode()),
        ("a.osm.gz", b"no gzip"),
        ("a.osm.bz2", b"no bzip2"),
        ("a.osm.pbf", b""),
        ("a.osm.pbf", b"PK\x03\x04 an archive with another name"),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_osm(path, source=name)
    assert [finding.rule for finding in error.value.findings] == ["file-unreadable"]


def test_a_pbf_that_breaks_off_is_told(tmp_path: Path):
    plain = texts.write_xml(
        tmp_path / "a.osm",
        texts.row_of_nodes(*range(1, 200)),
        [(1, list(range(1, 200)), {"highway": "service"})],
    )
    whole = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(whole)) as writer, osmium.io.Reader(str(plain)) as reader:
        osmium.apply(reader, writer)
    content = whole.read_bytes()
    broken = tmp_path / "b.osm.pbf"
    broken.write_bytes(content[:-20])
    with pytest.raises(DataError, match="cannot be read"):
        read_osm(broken, source="b.osm.pbf")


def with_name(folder: Path, name: bytes) -> Path:
    """A PBF in which the bytes of a name and of a limit are replaced."""
    ways = [
        (1, [1, 2], {"highway": "service", "name": "AAAAAAAA"}),
        (2, [2, 3], {"highway": "service", "maxspeed": "AAAAAAAA"}),
    ]
    plain = texts.write_xml(folder / "a.osm", texts.row_of_nodes(1, 2, 3), ways)
    path = folder / "a.osm.pbf"
    file = osmium.io.File(str(path), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(file) as writer, osmium.io.Reader(str(plain)) as reader:
        osmium.apply(reader, writer)
    content = path.read_bytes()
    assert b"AAAAAAAA" in content
    path.write_bytes(content.replace(b"AAAAAAAA", name))
    return path


def test_text_that_is_not_utf_8_is_no_obstacle(tmp_path: Path):
    path = with_name(tmp_path, b'\xff\xfe<&"\xf0\x9f.')
    frame, findings = read_osm(path, source="a.osm.pbf")
    assert [nodes.tolist() for nodes in frame["nodes"]] == [[1, 2], [2, 3]]
    assert "maxspeed-unreadable" in [finding.rule for finding in findings]


@pytest.mark.parametrize("name", [b"AAA\x00AAAA", b"\n\x00AAAAAA", b"\x00" * 8])
def test_a_byte_of_zero_in_a_text_is_refused(tmp_path: Path, name: bytes):
    with pytest.raises(DataError, match="bytes of zero"):
        read_osm(with_name(tmp_path, name), source="a.osm.pbf")


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(DataError, match="there is no file"):
        read_osm(tmp_path / "a.osm.pbf", source="a.osm.pbf")


@pytest.mark.parametrize(
    "ways",
    [
        [],
        [(1, [1, 2], {"building": "yes"})],
        [(1, [1, 2], {"highway": "construction"})],
        [(1, [1, 99], {"highway": "service"})],
        [(1, [1], {"highway": "service"})],
    ],
)
def test_a_file_without_streets_is_an_error(tmp_path: Path, ways: list):
    path = texts.write_xml(tmp_path / "a.osm", texts.row_of_nodes(1, 2), ways)
    with pytest.raises(DataError, match="no street is left"):
        read_osm(path, source="a.osm")


def test_a_row_is_a_way_with_its_nodes(tmp_path: Path):
    path = texts.write_xml(
        tmp_path / "a.osm",
        texts.row_of_nodes(3, 2, 1),
        [(20, [1, 2], {"highway": "service"}), (10, [3, 2], {"highway": "service"})],
        tags={2: {"barrier": "block"}},
    )
    frame, findings = read_osm(path, source="a.osm")
    assert (frame.index.name, frame.index.tolist()) == ("row", [10, 20])
    assert [nodes.tolist() for nodes in frame["nodes"]] == [[3, 2], [1, 2]]
    assert [blocked.tolist() for blocked in frame["blocked"]] == [[False, True], [False, True]]
    assert shapely.get_coordinates(frame.geometry.iloc[1]).tolist() == [[0.02, 0], [0.01, 0]]
    assert frame.crs.to_epsg() == 4326
    assert [finding.rule for finding in findings] == ["speed-filled", "osm-barriers"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("a.osm", True),
        ("A.OSM.PBF", True),
        ("a.pbf", True),
        ("a.osm.gz", True),
        ("a.osm.bz2", True),
        ("a.osh.pbf", True),
        ("a.gz", False),
        ("a.gpkg", False),
        ("osm", False),
    ],
)
def test_the_name_says_whether_it_is_one(name: str, known: bool):
    assert is_osm(name) is known
