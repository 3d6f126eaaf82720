"""The nine counties from files to map, against what is known of them and networkx on raw tables."""

from __future__ import annotations

import base64
import gzip
import os
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyproj
import pytest
from adjoin import Region, read_results, run
from adjoin.pipeline import read_region

pytestmark = pytest.mark.real

REGION = Path(__file__).with_name("bayarea.toml")
KMH_PER_MPH = 1.609344


@pytest.fixture(scope="module")
def made(shared_data, tmp_path_factory):
    """The results, and the folder that they are in."""
    assert shared_data.is_dir()
    out = tmp_path_factory.mktemp("bayarea") / "out"
    return run(Region.load(REGION), out), out


def _csv(shared_data, name):
    """A raw table as text; Latin-1 reads every byte."""
    return pd.read_csv(
        shared_data / "bayarea" / name, dtype="str", keep_default_na=False, encoding="latin-1"
    )


def test_the_109_jurisdictions_have_235_borders_and_no_overlap(made):
    results, _ = made
    bounded = results.agencies[results.agencies.geometry.notna()]
    assert len(bounded) == 109
    assert set(bounded["level"]) == {"city", "county"}
    relations = results.agency_pairs["relation"].value_counts()
    assert relations["border"] == 235
    assert not {"overlap", "contains", "within"} & set(relations.index)
    borders = results.agency_pairs[results.agency_pairs["relation"] == "border"]
    assert (borders["shared_m"] > 0).all()
    ends = set(results.agency_pairs["agency_a"]) | set(results.agency_pairs["agency_b"])
    assert ends <= set(bounded["agency_id"])


def test_every_row_is_used_or_is_a_finding(made, shared_data):
    results, _ = made
    used = results.facilities["service"].value_counts().to_dict()
    law = _csv(shared_data, "law_enforcement_hifld.csv")
    libraries = _csv(shared_data, "libraries_pls_fy2017.csv")
    hospitals = _csv(shared_data, "hospitals_hifld.csv")
    places = libraries["C_OUT_TY"] != "BS"
    owner = hospitals["OWNER"]
    public = owner.str.startswith("GOVERNMENT") & ~owner.str.contains("FEDERAL|STATE")
    assert (len(law), len(libraries), (~places).sum()) == (207, 235, 11)
    assert used == {
        "law_enforcement": 207,
        "library_services": int(places.sum()),
        "hospitals": int((public & (hospitals["STATUS"] == "OPEN")).sum()),
    }
    assert (used["library_services"], used["hospitals"]) == (224, 17)
    rules = Counter(results.findings["rule"])
    assert not {"far-outside", "geometry-empty", "id-missing", "service-missing"} & rules.keys()
    tied = results.facilities["agency_id"].notna()
    assert (~tied).sum() == rules["in-nobodys-area"] + rules["agency-undecided"]
    assert (~results.facilities["snapped"]).sum() == rules["not-on-streets"]
    # 109 jurisdictions, 220 library systems, and those that only an outlet or a police site names
    assert len(results.agencies) == 109 + 220 + rules["agency-unknown"]
    assert results.manifest["counts"]["error"] == 0


def test_all_7_685_885_people_are_published_zone_by_zone(made, shared_data):
    results, _ = made
    table = _csv(shared_data, "bayarea_taz1454_landuse_2020.csv")
    counted = table.set_index("ZONE")["TOTPOP"].astype(int)
    assert (len(counted), int(counted.sum())) == (1_454, 7_685_885)
    published = results.people.groupby("zone")["people"].sum().round(3)
    assert published.to_dict() == counted.to_dict()
    told = results.findings.set_index("rule")["message"]
    assert told["people-in-nobodys-area"].startswith("25 points (8884.445 people)")
    assert told["people-unsnapped"].startswith("951 points (5880.")
    inside = results.agencies["people"].sum()
    assert round(inside + 8884.445, 3) == 7_685_885


def test_outlets_belong_to_the_system_that_their_row_names(made, shared_data):
    results, _ = made
    raw = _csv(shared_data, "libraries_pls_fy2017.csv")
    raw = raw.assign(id=raw["FSCSKEY"].str.strip() + "-" + raw["FSCS_SEQ"].str.strip())
    system = raw.set_index("id")["LIBID"].str.strip()
    outlets = results.facilities[results.facilities["service"] == "library_services"]
    known = set(_csv(shared_data, "library_agencies_pls_fy2022_CA.csv")["id"])
    expected = system[outlets["facility_id"]]
    assert outlets["agency_id"].tolist() == expected.tolist()
    assert set(outlets["attribution"]) == {"column"}
    unlisted = results.agencies[~results.agencies["agency_id"].isin(known)]
    assert set(expected) - known <= set(unlisted["agency_id"])


def test_by_containment_outlets_belong_to_the_city_or_county_they_stand_in(shared_data, tmp_path):
    text = REGION.read_text().replace("../../../shared/data", str(shared_data))
    text = text.split("[streets]")[0].replace(', agency = "LIBID"', "")
    text = text.replace('agency_by = "column"', 'agency_by = "contains"')
    (tmp_path / "region.toml").write_text(text)
    given = read_region(Region.load(tmp_path / "region.toml"), services=["library_services"])
    outlets = given.tables.facilities.set_index("facility_id")
    level = given.tables.agencies.set_index("agency_id")["level"]
    # Library districts have no areas here, so that every one of these is a guess.
    assert (len(outlets), set(outlets["attribution"])) == (224, {"guessed"})
    assert set(outlets["agency_id"].dropna().map(level)) == {"city", "county"}
    nowhere = [f for f in given.findings if f.rule == "in-nobodys-area"]
    assert outlets["agency_id"].isna().sum() == len(nowhere)
    # a spatial join of the raw files says the same
    raw = _csv(shared_data, "libraries_pls_fy2017.csv")
    raw = raw.assign(facility_id=raw["FSCSKEY"].str.strip() + "-" + raw["FSCS_SEQ"].str.strip())
    points = gpd.GeoDataFrame(
        raw[["facility_id"]],
        geometry=gpd.points_from_xy(raw["LONGITUD"].astype(float), raw["LATITUDE"].astype(float)),
        crs=4326,
    )
    areas = gpd.read_file(f"zip://{shared_data}/bayarea/bayarea_jurisdictions_2020.shp.zip")
    areas = areas.set_geometry(areas.geometry.make_valid())
    joined = points.to_crs(areas.crs).sjoin(areas[["GEOID", "geometry"]], predicate="within")
    expected = joined.set_index("facility_id")["GEOID"].reindex(outlets.index)
    assert outlets["agency_id"].fillna("").tolist() == expected.fillna("").tolist()


# --- minutes, worked out again from the raw tables


def _rint(value):
    """Round half to even."""
    return round(Fraction(value))


class Oracle:
    """Streets of the raw tables as a graph of networkx, cut where facilities stand on them."""

    def __init__(self, shared_data, plane, facilities):
        edges = _csv(shared_data, "bayarea_osm_tertiary_edges.csv.gz")
        nodes = _csv(shared_data, "bayarea_osm_tertiary_nodes.csv.gz").set_index("osmid")
        to_plane = pyproj.Transformer.from_crs("EPSG:4326", plane, always_xy=True).transform
        xy = np.column_stack(to_plane(nodes["x"].astype(float), nodes["y"].astype(float)))
        number = dict(zip(nodes.index, range(len(nodes)), strict=True))
        length, mph = edges["length"].astype(float), edges["speed_mph"].astype(float)
        whole = [
            (number[u], number[v], _rint(metres * 3600 / (speed * KMH_PER_MPH)))
            for u, v, metres, speed in zip(edges["u"], edges["v"], length, mph, strict=True)
        ]
        parts = list(nx.strongly_connected_components(nx.DiGraph([arc[:2] for arc in whole])))
        part = {node: k for k, members in enumerate(parts) for node in members}
        large = {k for k, members in enumerate(parts) if len(members) >= 500}
        arcs = [arc for arc in whole if part[arc[0]] == part[arc[1]] and part[arc[0]] in large]
        self.start = xy[[arc[0] for arc in arcs]]
        self.along = xy[[arc[1] for arc in arcs]] - self.start
        self.graph = nx.MultiDiGraph()
        on_arc = {}
        for key, place in facilities.items():
            for arc, fraction, leg in self._snapped(np.array(to_plane(*place))):
                on_arc.setdefault(arc, []).append((fraction, key, leg))
        for arc, (tail, head, ms) in enumerate(arcs):
            here, at = tail, 0
            for fraction, key, leg in sorted(on_arc.get(arc, [])):
                spot, then = ("on", arc, fraction), _rint(ms * fraction)
                if spot != here:
                    self.graph.add_edge(here, spot, w=then - at)
                self.graph.add_edge(("from", key), spot, w=leg)
                self.graph.add_edge(spot, ("to", key), w=leg)
                here, at = spot, then
            self.graph.add_edge(here, head, w=ms - at)

    def _snapped(self, place):
        """Every arc within 1 mm of the nearest: its number, how far along, and the access leg."""
        square = (self.along**2).sum(axis=1)
        fraction = ((place - self.start) * self.along).sum(axis=1) / np.where(square, square, 1)
        fraction = fraction.clip(0, 1)
        away = np.hypot(*(place - self.start - fraction[:, None] * self.along).T)
        arcs = np.flatnonzero(away <= away.min() + 0.001)
        assert away.min() <= 5000
        return [(arc, float(fraction[arc]), _rint(away.min() * 3600 / 30)) for arc in arcs.tolist()]

    def ms(self, start, end):
        """Milliseconds from one facility to another."""
        return nx.bidirectional_dijkstra(self.graph, ("from", start), ("to", end), weight="w")[0]

    def within(self, start, limit_ms):
        """Milliseconds to every other facility that is within the limit."""
        found = nx.single_source_dijkstra_path_length(
            self.graph, ("from", start), cutoff=limit_ms, weight="w"
        )
        return {
            node[1]: ms for node, ms in found.items()
            if isinstance(node, tuple) and node[0] == "to" and node[1] != start
        }  # fmt: skip


SOURCES = {
    "law_enforcement": ("law_enforcement_hifld.csv", ["ID"], "X", "Y"),
    "library_services": (
        "libraries_pls_fy2017.csv", ["FSCSKEY", "FSCS_SEQ"], "LONGITUD", "LATITUDE",
    ),
    "hospitals": ("hospitals_hifld.csv", ["ID"], "LONGITUDE", "LATITUDE"),
}  # fmt: skip


@pytest.fixture(scope="module")
def oracle(made, shared_data):
    """All snapped facilities, by service and id, from the raw tables."""
    results, _ = made
    snapped = results.facilities[results.facilities["snapped"]]
    used = set(zip(snapped["service"], snapped["facility_id"], strict=True))
    places = {}
    for service, (file, ids, x, y) in SOURCES.items():
        table = _csv(shared_data, file)
        keys = table[ids].apply(lambda row: "-".join(row.str.strip()), axis=1)
        for key, lon, lat in zip(keys, table[x], table[y], strict=True):
            if (service, key) in used:
                places[service, key] = float(lon), float(lat)
    assert len(places) == len(used)
    return Oracle(shared_data, results.manifest["projection"], places)


def test_minutes_of_a_sample_are_those_of_networkx_to_the_millisecond(made, oracle):
    pairs = made[0].facility_pairs
    sample = pairs.iloc[np.unique(np.linspace(0, len(pairs) - 1, 200).astype(int))]
    assert set(sample["service"]) == set(SOURCES)
    for row in sample.itertuples():
        a, b = (row.service, row.facility_a), (row.service, row.facility_b)
        told = round(row.minutes_ab * 60_000), round(row.minutes_ba * 60_000)
        expected = (0, 0) if row.joint_use else (oracle.ms(a, b), oracle.ms(b, a))
        assert told == expected, (a, b)


@pytest.mark.parametrize("service", ["law_enforcement", "library_services"])
def test_no_pair_within_the_standard_is_left_out(made, oracle, service):
    results, _ = made
    standard = results.standards()[service]
    facilities = results.facilities[results.facilities["service"] == service]
    agency = facilities.set_index("facility_id")["agency_id"].dropna().to_dict()
    pairs = results.facility_pairs[results.facility_pairs["service"] == service]
    found = 0
    for start in sorted(agency)[::5]:
        if ("from", (service, start)) not in oracle.graph:
            continue
        reached = oracle.within((service, start), round(standard * 60_000))
        expected = {
            key[1]: ms for key, ms in reached.items()
            if key[0] == service and agency.get(key[1], agency[start]) != agency[start]
        }  # fmt: skip
        here = pairs[pairs["facility_a"] == start].set_index("facility_b")["minutes_ab"].to_dict()
        here |= pairs[pairs["facility_b"] == start].set_index("facility_a")["minutes_ba"].to_dict()
        told = {other: round(m * 60_000) for other, m in here.items() if m <= standard}
        assert told == expected, start
        found += len(told)
    assert found >= 100


# --- as a whole


def test_duplications_and_ranks_hold_every_pair(made):
    results, _ = made
    found = results.duplications
    assert found["facility_pairs"].sum() == len(results.facility_pairs)
    assert len(results.opportunities) == len(found) > 300
    assert results.opportunities["score"].is_monotonic_decreasing
    assert results.opportunities["score"].between(0, 1).all()
    assert set(found.loc[found["service"] == "library_services", "relation"]) == {"unknown"}


def test_the_map_is_one_small_file_and_names_its_sources(made):
    page = made[1] / "map.html"
    assert page.stat().st_size < 1_000_000
    block = re.search(r'id="adjoin-data">"(.*?)"</script>', page.read_text())
    data = gzip.decompress(base64.b64decode(block.group(1))).decode()
    assert "© OpenStreetMap contributors" in data
    assert "MTC/ABAG, US Census Bureau" in data


def test_results_come_back_from_disk(made):
    results, out = made
    for name, table in read_results(out).tables().items():
        plain = [
            pd.DataFrame(t.drop(columns="geometry", errors="ignore"))
            for t in (table, results.tables()[name])
        ]
        pd.testing.assert_frame_equal(*plain, obj=name)


def test_another_process_leaves_the_same_bytes(made, tmp_path):
    _, out = made
    subprocess.run(
        [sys.executable, "-m", "adjoin", "run", str(REGION), "-o", str(tmp_path / "out"), "--quiet"],
        check=True, env={**os.environ, "PYTHONHASHSEED": "5"}, timeout=600,
    )  # fmt: skip
    files = sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())
    assert len(files) == 35
    different = [
        str(file)
        for file in files
        if (out / file).read_bytes() != (tmp_path / "out" / file).read_bytes()
    ]
    assert different in ([], ["timings.json"])
