"""Graphs as OSMnx saves them: their edges, their nodes, and files that must not be read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import shapely
from adjoin.geo.findings import DataError
from adjoin.geo.streets.graphml import graph_columns, read_graphml

_SPEC = importlib.util.spec_from_file_location(
    "graph_texts", Path(__file__).with_name("graph_texts.py")
)
_TEXTS = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_TEXTS)
graphml = _TEXTS.graphml


def test_an_edge_is_a_row_and_missing_stays_missing(tmp_path: Path):
    path = graphml(
        tmp_path / "a.graphml",
        [
            ("1", "2", {"length": "1113.2", "highway": "primary", "travel_time": "90", "name": "A & B"}),
            ("2", "1", {"length": "1113.2", "highway": "['primary', 'service']", "speed_kph": "48.3"}),
            ("2", "3", {"length": "1113.2", "maxspeed": "['30 mph', '20 mph']"}),
        ],
    )  # fmt: skip
    (edges, nodes), findings = read_graphml(path, source="a.graphml")
    assert findings == []
    assert edges.index.tolist() == [1, 2, 3]
    assert edges["from"].tolist() == ["1", "2", "2"]
    assert edges["minutes"].tolist() == [1.5, None, None]
    assert edges["speed_kmh"].tolist() == [None, 48.3, pytest.approx(32.18688)]
    assert edges["class"].tolist() == ["primary", "['primary', 'service']", None]
    assert nodes["id"].tolist() == ["1", "2", "3"]
    assert edges.crs.to_epsg() == nodes.crs.to_epsg() == 4326
    assert graph_columns(edges) == {
        "from": "from",
        "to": "to",
        "length_m": "length",
        "minutes": "minutes",
        "speed_kmh": "speed_kmh",
        "class": "class",
    }


def test_columns_without_a_value_are_not_named(tmp_path: Path):
    path = graphml(tmp_path / "a.graphml", [("1", "2", {"length": "9", "speed_kph": "nan"})])
    (edges, _), _ = read_graphml(path, source="a.graphml")
    assert graph_columns(edges) == {"from": "from", "to": "to", "length_m": "length"}


def test_an_edge_without_geometry_is_straight_and_a_bad_one_is_told(tmp_path: Path):
    path = graphml(
        tmp_path / "a.graphml",
        [
            ("1", "2", {"length": "9", "geometry": "LINESTRING (0 0, 0.005 0.001, 0.01 0)"}),
            ("2", "3", {"length": "9"}),
            ("2", "1", {"length": "9", "geometry": "LINE"}),
            ("2", "x", {"length": "9"}),
        ],
    )
    (edges, _), findings = read_graphml(path, source="a.graphml")
    assert shapely.get_num_coordinates(edges.geometry.to_numpy()).tolist() == [3, 2, 0, 0]
    assert [(finding.rule, finding.item) for finding in findings] == [
        ("geometry-unreadable", "row 3")
    ]


def test_what_is_no_number_stays_to_be_told(tmp_path: Path):
    path = graphml(
        tmp_path / "a.graphml",
        [("1", "2", {"length": "long", "travel_time": "soon", "maxspeed": "[fast"})],
    )
    (edges, _), _ = read_graphml(path, source="a.graphml")
    row = edges.iloc[0]
    assert (row["length"], row["minutes"], row["speed_kmh"]) == ("long", "soon", "[fast")


def test_an_undirected_graph_has_its_one_way_column(tmp_path: Path):
    edges = [("1", "2", {"length": "9", "oneway": "True"}), ("2", "3", {"length": "9"})]
    (table, _), _ = read_graphml(
        graphml(tmp_path / "a.graphml", edges, directed=False), source="a.graphml"
    )
    assert table["oneway"].tolist() == ["True", None]
    assert graph_columns(table)["oneway"] == "oneway"
    (table, _), _ = read_graphml(graphml(tmp_path / "b.graphml", edges), source="b.graphml")
    assert "oneway" not in graph_columns(table)


def test_a_node_without_a_place_has_none(tmp_path: Path):
    path = graphml(
        tmp_path / "a.graphml",
        [("1", "2", {"length": "9"})],
        nodes={"1": ("0", "0"), "2": ("", "0")},
    )
    (edges, nodes), _ = read_graphml(path, source="a.graphml")
    assert nodes.geometry.isna().tolist() == [False, True]
    assert edges.geometry.isna().tolist() == [True]


def test_the_crs_of_the_graph_goes_before_that_of_the_settings(tmp_path: Path):
    edges = [("1", "2", {"length": "9"})]
    path = graphml(tmp_path / "a.graphml", edges, crs="EPSG:32633")
    assert read_graphml(path, source="a", crs="EPSG:4326")[0].edges.crs.to_epsg() == 32633
    path = graphml(tmp_path / "d.graphml", edges, crs="+init=epsg:4326")
    assert read_graphml(path, source="d")[0].edges.crs.is_geographic
    path = graphml(tmp_path / "b.graphml", edges, crs=None)
    assert read_graphml(path, source="b", crs="EPSG:3035")[0].edges.crs.to_epsg() == 3035
    with pytest.raises(DataError, match="add crs"):
        read_graphml(path, source="b")
    with pytest.raises(DataError, match="not known"):
        read_graphml(graphml(tmp_path / "c.graphml", edges, crs="here"), source="c")


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("before", [BOMB, "<!DOCTYPE graphml SYSTEM 'http://example.org/x.dtd'>"])
def test_a_document_type_is_refused(tmp_path: Path, before: str):
    path = graphml(tmp_path / "a.graphml", [("1", "2", {"length": "9"})], before=before)
    with pytest.raises(DataError, match="document type"):
        read_graphml(path, source="a.graphml")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("", "file-unreadable"),
        ("<graphml><graph>", "file-unreadable"),
        ("x,y\n1,2\n", "file-unreadable"),
        ("<?xml version='1.0' encoding='utf-7'?><graphml/>", "file-unreadable"),
        ("<?xml version='1.0' encoding='none'?><graphml/>", "file-unreadable"),
        ("<html></html>", "graphml-no-streets"),
        ("<graphml><graph><node id='1'/></graph></graphml>", "graphml-no-streets"),
    ],
)
def test_what_is_no_street_graph_is_told(tmp_path: Path, content: str, rule: str):
    path = tmp_path / "a.graphml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_graphml(path, source="a.graphml")
    assert [finding.rule for finding in error.value.findings] == [rule]


def test_nodes_without_places_are_no_streets(tmp_path: Path):
    nodes = {"1": ("", ""), "2": ("east", "0")}
    path = graphml(tmp_path / "a.graphml", [("1", "2", {"length": "9"})], nodes=nodes)
    with pytest.raises(DataError, match="no node has x and y"):
        read_graphml(path, source="a.graphml")


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(DataError, match="there is no file"):
        read_graphml(tmp_path / "a.graphml", source="a.graphml")
