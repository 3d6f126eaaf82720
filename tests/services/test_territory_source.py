"""Layers of territories, as region.toml describes them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.naming import agency_named, agency_names
from adjoin.geo.crs import region_plane
from adjoin.geo.files.sources import in_plane
from adjoin.services.taxonomy import load_services
from adjoin.services.territory_source import Territories, read_territories, territory_layers
from pydantic import ValidationError

BOUNDS = (-123.0, 38.0, -122.0, 39.0)
PLANE = region_plane(BOUNDS)


def degrees(x: float, y: float, size: float = 0.1):
    return shapely.box(-122.5 + x, 38.5 + y, -122.5 + x + size, 38.5 + y + size)


def read(tmp_path: Path, held: dict[str, list[object]], shapes, **described):
    frame = gpd.GeoDataFrame(held, geometry=list(shapes), crs="EPSG:4326")
    frame.to_file(tmp_path / "served.gpkg")
    source = Territories.model_validate({"path": "served.gpkg"} | described)
    return read_territories(source, base=tmp_path, taxonomy=load_services())


def agencies_named(texts, agencies) -> dict[str, str]:
    """The agency of each text that names exactly one."""
    found = {text: agency_named(text, agency_names(agencies)) for text in texts}
    return {text: ids[0] for text, ids in found.items() if len(ids) == 1}


def told(findings) -> list[tuple[str, str, str]]:
    return [(f.severity, f.item, f.rule) for f in findings]


def test_rows_of_one_agency_and_service_become_one_area(tmp_path):
    columns = {
        "WHO": ["a1", "Napa  County", "A1", "a1", "Nappa"],
        "WHAT": ["Fire Services", None, "fire_services", "police department", None],
    }
    shapes = [degrees(0, 0), degrees(0.3, 0), degrees(0.05, 0), degrees(0, 0), degrees(0, 0)]
    described = {"columns": {"agency": "WHO", "service": "WHAT"}}
    source = read(tmp_path, columns, shapes, **described)
    assert source.findings == []
    rows = in_plane([source], PLANE, BOUNDS)
    agencies = pd.DataFrame({"agency_id": ["a1", "c1"], "name": ["A1", "Napa County"]})
    layers, findings = territory_layers(rows, agencies_named(rows["agency_text"], agencies))
    assert layers["agency_id"].tolist() == ["c1", "a1", "a1"]
    assert layers["service"].fillna("-").tolist() == ["-", "fire_services", "law_enforcement"]
    assert layers.crs == PLANE
    whole, one = layers.geometry.area[1], layers.geometry.area[2]
    assert whole == pytest.approx(1.5 * one, rel=1e-3)
    assert told(findings) == [("warning", "row 5", "territory-agency-unknown")]
    again, _ = territory_layers(rows.iloc[::-1], agencies_named(rows["agency_text"], agencies))
    assert again.geometry.to_wkb().tolist() == layers.geometry.to_wkb().tolist()


def test_agency_and_service_may_be_those_of_every_row(tmp_path):
    source = read(tmp_path, {"x": [1]}, [degrees(0, 0)], agency="a1", service="Library Services")
    assert source.rows[["agency_text", "service"]].values.tolist() == [["a1", "library_services"]]
    assert source.findings == []
    source = read(tmp_path, {"x": [1]}, [degrees(0, 0)], agency="a1")
    assert source.rows["service"].isna().tolist() == [True]


def test_a_service_that_is_none_is_an_error(tmp_path):
    source = read(tmp_path, {"x": [1]}, [degrees(0, 0)], agency="a1", service="magic")
    assert told(source.findings) == [("error", "service", "service-unknown")]
    assert "'magic' (1 rows) is no service" in source.findings[0].message
    assert len(source.rows) == 0


def test_rows_without_agency_or_area_are_left_out_and_told(tmp_path):
    columns = {"WHO": [None, "a1", "a1", "a1"]}
    shapes = [degrees(0, 0), shapely.Point(-122, 38), None, degrees(0, 0)]
    source = read(tmp_path, columns, shapes, columns={"agency": "WHO"}, service="fire_services")
    assert source.rows["row"].tolist() == [4]
    assert source.rows["service"].tolist() == ["fire_services"]
    assert told(source.findings) == [
        ("warning", "row 1", "agency-missing"),
        ("warning", "row 2", "geometry-not-areal"),
        ("warning", "row 3", "geometry-not-areal"),
    ]


def test_invalid_areas_are_repaired_and_told(tmp_path):
    bowtie = shapely.Polygon([(-122.5, 38.5), (-122.3, 38.7), (-122.3, 38.5), (-122.5, 38.7)])
    source = read(tmp_path, {"WHO": ["a1"]}, [bowtie], columns={"agency": "WHO"})
    layers, findings = territory_layers(in_plane([source], PLANE, BOUNDS), {"a1": "a1"})
    assert told(findings) == [("warning", "row 1", "geometry-repaired")]
    assert layers.geometry.is_valid.all()


def test_a_table_has_no_areas(tmp_path):
    (tmp_path / "served.csv").write_text("WHO\na1\n", encoding="utf-8")
    described = Territories(path="served.csv", agency="a1")
    source = read_territories(described, base=tmp_path, taxonomy=load_services())
    assert ("error", "", "place-missing") in told(source.findings)


@pytest.mark.parametrize(
    "described",
    [{}, {"agency": "a", "columns": {"agency": "WHO"}}, {"agency": "a", "service": "x", "columns": {"service": "y"}}],
)  # fmt: skip
def test_each_thing_is_said_once(described):
    with pytest.raises(ValidationError, match="give either"):
        Territories.model_validate({"path": "a.gpkg"} | described)
