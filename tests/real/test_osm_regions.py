"""Real extracts of OpenStreetMap as regions: boundaries, facilities, and the same when cut."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import osmium
import pytest
import shapely
from adjoin.boundaries.agency_source import Agencies, read_agencies
from adjoin.boundaries.osm_levels import guessed_levels
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.osm.cutting import area_by_name, boundary_by_name, cut_extract
from adjoin.geo.osm.placing import read_tagged
from adjoin.pipeline import analyse, read_region
from adjoin.region import Region
from adjoin.services.facility_source import Facilities, read_facilities
from adjoin.services.taxonomy import load_services

pytestmark = pytest.mark.real

USUAL = {"6": "county", "8": "city"}


class Pinned(NamedTuple):
    """Levels that are guessed; whole areas and all of each admin_level; facilities, and of some services."""

    levels: dict[str, str]
    seen: str
    facilities: int
    some: dict[str, int]


# As first read. They change when a rule of docs/osm.md or a tag of the taxonomy does.
FILES = {
    "bayarea/felton.osm.pbf": Pinned({}, "", 16, {"fire_services": 2, "library_services": 1}),
    "networks/baltimore.osm.pbf": Pinned(
        USUAL, "6: 0/2, 8: 0/2", 188, {"fire_services": 10, "library_services": 6, "schools": 70}
    ),
    "networks/heidelberg.osm.pbf": Pinned({}, "", 583, {"fire_services": 2, "hospitals": 5}),
    "networks/helsinki_center.osm.pbf": Pinned(
        USUAL,
        "2: 0/1, 4: 0/1, 6: 0/1, 7: 0/1, 8: 0/1, 9: 0/1, 10: 0/6, 11: 0/2",
        101,
        {"library_services": 7, "fire_services": 1},
    ),
    "networks/krems.osm.gz": Pinned(
        USUAL, "6: 0/2, 8: 0/5", 57, {"schools": 9, "law_enforcement": 2}
    ),
    "networks/monaco.osm.pbf": Pinned(
        USUAL,
        "2: 0/2, 3: 0/1, 4: 0/1, 6: 0/1, 7: 0/1, 8: 4/11, 10: 9/9",
        158,
        {"law_enforcement": 14, "fire_services": 3, "schools": 13},
    ),
    "networks/north-bayreuth.osm.gz": Pinned(
        USUAL, "6: 0/3, 7: 0/1, 8: 1/9", 65, {"fire_services": 7, "sewer": 13}
    ),
}


def test_every_extract_is_pinned(shared_data):
    held = [p for p in shared_data.rglob("*") if ".osm." in p.name]
    assert {p.relative_to(shared_data).as_posix() for p in held} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_counts(shared_data, name):
    path, pinned = shared_data / name, FILES[name]
    guess, seen = guessed_levels(path)
    assert guess.value == pinned.levels
    assert guess.is_sure == bool(pinned.levels)
    assert ", ".join(f"{o.admin_level}: {o.whole}/{o.areas}" for o in seen) == pinned.seen
    source, _ = read_facilities(
        Facilities(path=path.name), base=path.parent, taxonomy=load_services()
    )
    assert all(finding.severity != "error" for finding in source.findings)
    counts = Counter(source.rows["service"])
    assert (len(source.rows), {k: counts[k] for k in pinned.some}) == pinned[2:]
    assert not source.rows.duplicated(["service", "facility_id"]).any()
    agencies = read_agencies(
        Agencies(path=path.name, levels=pinned.levels or USUAL), base=path.parent
    )
    errors = [f.rule for f in agencies.findings if f.severity == "error"]
    assert errors == ([] if pinned.levels else ["osm-no-boundaries"])
    told = [f for f in agencies.findings if f.rule == "boundary-cut-off"]
    wanted = [one for one in seen if one.admin_level in pinned.levels]
    assert len(agencies.rows) == sum(one.areas for one in wanted)
    assert len(told) == sum(one.areas - one.whole for one in wanted)
    assert all(finding.message.count("larger extract") == 1 for finding in told)


def test_the_wards_of_monaco_fill_it(shared_data):
    path = shared_data / "networks" / "monaco.osm.pbf"
    frame, _ = read_tagged(path, selectors=["boundary=administrative"], source="m")
    areas = frame[frame.geom_type.isin(["Polygon", "MultiPolygon"])]
    bounds = (7.40, 43.72, 7.44, 43.76)
    flat = to_crs(np.asarray(areas.geometry), LONLAT, region_plane(bounds), region=bounds).shapes
    km2 = dict(zip(areas["osm_id"], shapely.area(flat) / 1e6, strict=True))
    level = dict(zip(areas["osm_id"], areas["tags"], strict=True))
    wards = [osm_id for osm_id in areas["osm_id"] if level[osm_id]["admin_level"] == "10"]
    assert len(wards) == 9
    assert sum(km2[ward] for ward in wards) == pytest.approx(km2["relation/2220322"], rel=0.001)
    # as INSEE has them, in km2; La Turbie and Beausoleil
    assert km2["relation/174958"] == pytest.approx(7.42, rel=0.02)
    assert km2["relation/174562"] == pytest.approx(2.79, rel=0.02)


@pytest.mark.parametrize(
    "name", ["networks/monaco.osm.pbf", "networks/heidelberg.osm.pbf", "networks/baltimore.osm.pbf"]
)
def test_areas_are_those_of_their_lines(shared_data, name):
    path = shared_data / name
    selectors = ["boundary=administrative", "building=*", "landuse=*", "leisure=*", "natural=*"]
    frame, _ = read_tagged(path, selectors=selectors, source="m")
    frame = frame[frame["osm_id"].str.startswith("relation/") & frame["fault"].isna()]
    assert len(frame) > 1
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    xy = {n.id: (n.location.lon, n.location.lat) for n in nodes}
    lines = osmium.FileProcessor(str(path), osmium.osm.WAY)
    ways = {w.id: [xy.get(n.ref) for n in w.nodes] for w in lines}
    members = {
        f"relation/{r.id}": [m.ref for m in r.members if m.type == "w"]
        for r in osmium.FileProcessor(str(path), osmium.osm.RELATION)
    }
    exact = 0
    for osm_id, shape in zip(frame["osm_id"], frame.geometry, strict=True):
        lines = shapely.union_all([shapely.LineString(ways[way]) for way in members[osm_id]])
        assert shape.is_valid
        assert shape.boundary.difference(lines).length < 1e-9
        # a line that two parts share is none of the outline
        exact += lines.difference(shape.boundary).length < 1e-9
    assert exact >= 0.9 * len(frame)


WHOLE = """
name = "Monaco and its neighbours"
[[agencies]]
path = "FILE"
levels = { "8" = "city" }
[[facilities]]
path = "FILE"
[streets]
path = "FILE"
"""


def _region(folder: Path, file: Path) -> Region:
    (folder / "region.toml").write_text(WHOLE.replace("FILE", str(file)), encoding="utf-8")
    return Region.load(folder / "region.toml")


def test_monaco_runs_end_to_end(shared_data, tmp_path):
    results = analyse(_region(tmp_path, shared_data / "networks" / "monaco.osm.pbf"))
    agencies = results.agencies.set_index("agency_id")
    assert agencies.loc["relation/2220322", "name"] == "Monaco"
    assert agencies.loc["relation/2220322", "population"] == 35_881
    relations = results.agency_pairs.set_index(["agency_a", "agency_b"])["relation"]
    # Beausoleil and Cap-d'Ail lie along Monaco
    assert relations["relation/174562", "relation/2220322"] == "border"
    assert relations["relation/174956", "relation/2220322"] == "border"
    assert len(results.duplications) > 0
    assert set(results.facilities["attribution"].dropna()) == {"guessed", "operator"}


def test_a_cut_extract_gives_the_same_region(shared_data, tmp_path):
    path = shared_data / "networks" / "monaco.osm.pbf"
    assert [one.osm_id for one in boundary_by_name(path, "MONACO")] == [
        "relation/1124039",
        "relation/2220322",
    ]
    area = area_by_name(path, "Beausoleil")
    out, again = tmp_path / "cut.osm.pbf", tmp_path / "again.osm.pbf"
    counts = cut_extract(path, out, within=area, margin_m=500)
    assert cut_extract(path, again, within=area, margin_m=500) == counts
    assert out.read_bytes() == again.read_bytes()
    assert out.stat().st_size < path.stat().st_size / 4
    whole, cut = (read_region(_region(tmp_path, file)).tables for file in (path, out))
    bounded = cut.agencies[cut.agencies.geometry.notna()]
    assert bounded["agency_id"].tolist() == ["relation/174562"]
    same = whole.agencies[whole.agencies["agency_id"] == "relation/174562"].geometry.iloc[0]
    # each in the plane of its own region
    assert bounded.geometry.iloc[0].area == pytest.approx(same.area, rel=1e-6)
    own = cut.facilities[cut.facilities["agency_id"] == "relation/174562"]
    before = whole.facilities[whole.facilities["agency_id"] == "relation/174562"]
    assert own["facility_id"].tolist() == before["facility_id"].tolist()
    assert len(own) == 7
