"""The same centrelines in every format are the same streets."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.files.reading import read_source
from adjoin.geo.streets.building import mode_networks, street_rows

BOUNDS = (-123.0, 38.0, -122.0, 39.0)
COLUMNS = {
    "class": "ROADCLASS",
    "speed_mph": "SPEED",
    "oneway": "ONEWAY",
    "bridge": "BRIDGE",
    "level_from": "F_ZLEV",
    "level_to": "T_ZLEV",
}


def _county() -> gpd.GeoDataFrame:
    """Six streets north, one of them a path, and six east; a bridge over all; gaps."""
    rows = []
    for k in range(6):
        at = -122.6 + 0.01 * k
        rows.append([(at, 38.40), (at, 38.45)])
        rows.append([(-122.6, 38.40 + 0.01 * k), (-122.55, 38.40 + 0.01 * k)])
    rows.append([(-122.597, 38.397), (-122.553, 38.453)])
    lines = [shapely.LineString(row) for row in rows]
    lines[3] = shapely.MultiLineString([[(-122.6, 38.41), (-122.58, 38.41)],
                                        [(-122.58, 38.41), (-122.55, 38.41)]])  # fmt: skip
    count = len(lines)
    bridge = [None] * (count - 1) + ["Y"]
    classes = ["residential", "tertiary", None] * 4 + ["trunk"]
    classes[4] = "path"
    return gpd.GeoDataFrame(
        {
            "ROADCLASS": classes,
            "SPEED": [35.0, None] * (count // 2) + [45.0],
            "ONEWAY": ["FT", "B", "TF", "B"] * 3 + ["FT"],
            "BRIDGE": bridge,
            "F_ZLEV": [0] * count,
            "T_ZLEV": [0] * count,
        },
        geometry=lines,
        crs=4326,
    )


def _described(path):
    frame, findings = read_source(path)
    plane = region_plane(BOUNDS)
    rows, told = street_rows(frame, columns=COLUMNS, source="streets", plane=plane, bounds=BOUNDS)
    networks, more = mode_networks(rows, ["drive", "walk"], source="streets")
    described = {}
    for mode, network in networks.items():
        places = np.round(network.node_xy, 3).tolist()
        arcs = (
            network.arc_from.tolist(),
            network.arc_to.tolist(),
            network.arc_ms.tolist(),
            network.arc_mm.tolist(),
        )
        described[mode] = sorted(
            (places[a], places[b], ms, mm) for a, b, ms, mm in zip(*arcs, strict=True)
        )
    assert findings == []
    return described, sorted((f.rule, f.message) for f in [*told, *more])


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "fgb", "parquet", "geojson"])
def test_the_same_streets_in_every_format(tmp_path, suffix):
    county = _county()
    county.to_parquet(tmp_path / "county.parquet")
    expected, told = _described(tmp_path / "county.parquet")
    # north five streets of five pieces one way, east six both ways; the bridge meets nothing
    assert (len(expected["drive"]), len(expected["walk"])) == (5 * 5 + 6 * 5 * 2, 2 * 60)
    messages = dict(told)
    assert list(messages) == [
        "class-without-cars",
        "crossings-by-level",
        "crossings-joined",
        "lines-cut",
        "speed-filled",
        "streets-cut-off",
    ]
    # of 36 places 4 are corners, 16 at the sides; at one more a line of two parts is broken
    assert messages["lines-cut"].startswith("lines are cut at 17 ends")
    assert messages["crossings-joined"].startswith("15 crossings")
    assert messages["crossings-by-level"].startswith("10 crossings")
    # the order of the rows is not the same in every format either
    path = tmp_path / f"streets.{suffix}"
    shuffled = county.sample(frac=1, random_state=3)
    if suffix == "parquet":
        shuffled.to_parquet(path)
    else:
        shuffled.to_file(path)
    found, told_there = _described(path)
    assert found == expected
    assert told_there == told
