"""OpenStreetMap and GraphML as region.toml names them: sources, and the networks of both modes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from adjoin.geo.crs import region_plane
from adjoin.geo.streets.source import Streets, built_networks, read_streets
from adjoin.geo.streets.wholefiles import is_graphml


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


texts, graphs = _beside("osm_texts"), _beside("graph_texts")

BOUNDS = (-0.1, -0.1, 0.2, 0.1)
WHERE = {"plane": region_plane(BOUNDS), "bounds": BOUNDS}


def osm(folder: Path) -> Path:
    """Two streets and a footway: 1-2 both ways, 2-3 one way, 2-4 on foot."""
    nodes = texts.row_of_nodes(1, 2, 3) | {4: (0.01, 0.01)}
    ways = [
        (1, [1, 2], {"highway": "residential", "maxspeed": "36"}),
        (2, [2, 3], {"highway": "residential", "maxspeed": "36", "oneway": "yes"}),
        (3, [2, 4], {"highway": "footway"}),
    ]
    return texts.write_xml(folder / "a.osm", nodes, ways)


def test_osm_gives_the_networks_of_both_modes(tmp_path: Path):
    streets = Streets(path=osm(tmp_path).name)
    sources = read_streets(streets, base=tmp_path)
    assert [(source.path, len(source.rows)) for source in sources] == [("a.osm", 3)]
    assert list(sources[0].findings) == []
    networks, findings = built_networks(streets, sources, ["drive", "walk"], **WHERE)
    # by car 2-3 leads nowhere back; on foot everything is open both ways
    assert len(networks["drive"].arc_ms) == 2
    assert len(networks["walk"].arc_ms) == 6
    assert [finding.rule for finding in findings] == ["streets-cut-off"]
    # 1,113.2 m at 36 km/h
    assert networks["drive"].arc_ms.tolist() == pytest.approx([111_320, 111_320], rel=1e-4)


def test_the_factor_multiplies_both_modes(tmp_path: Path):
    streets = Streets(path=osm(tmp_path).name, speed_factor=2.0)
    sources = read_streets(streets, base=tmp_path)
    networks, _ = built_networks(streets, sources, ["drive", "walk"], **WHERE)
    assert networks["drive"].arc_ms.tolist() == pytest.approx([55_660, 55_660], rel=1e-4)
    # 1,113.2 m at 9.6 km/h
    assert networks["walk"].arc_ms[0] == pytest.approx(417_450, rel=1e-4)


def test_graphml_gives_the_networks_of_both_modes(tmp_path: Path):
    graphs.graphml(
        tmp_path / "a.graphml",
        [
            ("1", "2", {"length": "1000", "travel_time": "60"}),
            ("2", "1", {"length": "1000", "travel_time": "90"}),
            ("2", "3", {"length": "500", "maxspeed": "30"}),
        ],
    )
    streets = Streets(path="a.graphml")
    sources = read_streets(streets, base=tmp_path)
    assert [len(source.rows) for source in sources] == [3, 3]
    networks, _ = built_networks(streets, sources, ["drive", "walk"], **WHERE)
    assert networks["drive"].arc_ms.tolist() == [60_000, 90_000]
    # 500 m at 4.8 km/h
    assert 375_000 in networks["walk"].arc_ms.tolist()


def test_an_undirected_graph_is_open_both_ways_unless_it_says_one_way(tmp_path: Path):
    graphs.graphml(
        tmp_path / "a.graphml",
        [("1", "2", {"length": "9"}), ("2", "3", {"length": "9", "oneway": "True"})],
        directed=False,
    )
    streets = Streets(path="a.graphml")
    networks, _ = built_networks(streets, read_streets(streets, base=tmp_path), ["drive"], **WHERE)
    assert sorted(zip(networks["drive"].arc_from, networks["drive"].arc_to, strict=True)) == [
        (0, 1),
        (1, 0),
    ]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"layer": "lines"}, "layer"),
        ({"where": "highway = 'primary'"}, "where"),
        ({"columns": {"oneway": "oneway"}, "crs": "EPSG:4326"}, "columns, crs"),
    ],
)
def test_settings_that_mean_nothing_are_refused(tmp_path: Path, settings: dict, named: str):
    streets = Streets(path=osm(tmp_path).name, **settings)
    (source,) = read_streets(streets, base=tmp_path)
    assert len(source.rows) == 0
    assert [(finding.severity, finding.rule) for finding in source.findings] == [
        ("error", "setting-idle")
    ]
    assert source.findings[0].message.startswith(f"{named} cannot be used")


@pytest.mark.parametrize("name", ["none.osm.pbf", "none.graphml"])
def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path, name: str):
    (source,) = read_streets(Streets(path=name), base=tmp_path)
    assert [finding.rule for finding in source.findings] == ["file-missing"]


def test_the_name_says_whether_it_is_graphml():
    assert is_graphml("a.graphml")
    assert not is_graphml("a.xml")
