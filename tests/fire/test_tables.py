"""Laws of tables made at random: results or findings, and every row is used or told as left out."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agency_rows
from adjoin.boundaries.people import people_rows
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.facilities import facility_rows
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import corpus  # isort: skip

# A region takes long to read; shrinking one that fails would take minutes.
QUICK = (Phase.explicit, Phase.generate)

WANTED = ("id", "name", "agency", "service", "level", "parent", "pop", "x", "y")

#: Any text that a file in UTF-8 can hold, often of the kinds that readers stumble over.
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from((
        "", " ", "  ", "\t", "nan", "NaN", "NA", "null", "None", "-", "0", "00", "007", "1", "1.0", "1e3", "-1", "-0",
        "1e308", "1e999", "-1e999", "inf", "9" * 40, "1,5", "1 000", "½", "٣", "#REF!", "TRUE", ";", "a;b", ",", '"', '""', "'", "\n", "\r", "\r\n",
        "\u2028", "\x0b", "\x85", "\ufeff", "\u202e", "\x1b[2J", "<b>", "{{7*7}}", "=1+1", "city", "CITY", "county", "Alder", "01", "fire_services", "Libraries",
    )),
)  # fmt: skip
NUMBER = st.one_of(
    st.floats(width=64).map(repr),
    st.integers(-(10**30), 10**30).map(str),
    st.floats(-123, -121).map(repr),
    st.floats(37, 39).map(repr),
)
CELL = st.one_of(TEXT, NUMBER)
NAME = st.one_of(st.sampled_from(WANTED), st.sampled_from(("ID", " id ", "", " ", "geometry", "row", "index", "fid", "id.1", "Unnamed: 0")), TEXT)  # fmt: skip
SHAPE = st.one_of(
    st.none(),
    st.sampled_from([
        shapely.from_wkt(text)
        for text in (
            "POINT (-122 38)", "POINT (-122.01 38.01)", "POINT (100 -38)", "POINT (400 95)", "POINT (nan nan)", "POINT (inf 3)", "POINT EMPTY", "MULTIPOINT ((-122 38), (-122.1 38.1))", "MULTIPOINT EMPTY",
            "LINESTRING (-122 38, -121.9 38)", "POLYGON ((-122 38, -121.9 38, -121.9 38.1, -122 38))", "POLYGON ((-122 38, -121.9 38.1, -121.9 38, -122 38.1, -122 38))", "POLYGON EMPTY", "POLYGON ((-122 38, -122 38, -122 38, -122 38))", "MULTIPOLYGON EMPTY",
            "GEOMETRYCOLLECTION EMPTY", "GEOMETRYCOLLECTION (POINT (-122 38), POLYGON ((-122 38, -121.9 38, -121.9 38.1, -122 38)))", "GEOMETRYCOLLECTION (POLYGON ((-122 38, -121.9 38, -121.9 38.1, -122 38)))", "POLYGON ((-1e308 -1e308, 1e308 -1e308, 1e308 1e308, -1e308 -1e308))", "POINT Z (-122 38 7)",
        )
    ]),
)  # fmt: skip


@st.composite
def tables(draw, *, most: int = 8):
    """A header of different names, and rows of cells."""
    names = draw(st.lists(st.sampled_from(WANTED), min_size=1, max_size=len(WANTED), unique=True))
    names += draw(st.lists(TEXT.filter(lambda name: name not in (*WANTED, "geometry")), max_size=2, unique=True))  # fmt: skip
    rows = draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)), max_size=most))
    return names, rows


@st.composite
def frames(draw):
    """A frame as `read_source` gives it: text or numbers, with shapes or without."""
    names, rows = draw(tables())
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    frame = frame.mask(frame == "")
    for name in names:
        if name in ("id", "pop", "level") and draw(st.booleans()):
            frame[name] = pd.to_numeric(frame[name], errors="coerce").astype(float)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    if draw(st.integers(0, 3)) == 0:
        return frame
    shapes = draw(st.lists(SHAPE, min_size=len(frame), max_size=len(frame)))
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=4326))


def named(frame: pd.DataFrame, *wanted: str) -> dict[str, str]:
    """The columns that a frame has, by key."""
    return {key: key for key in wanted if key in frame.columns}


def told_rows(findings) -> tuple[set[int], int]:
    """Rows that findings name, and how many they count, among those told as left out."""
    rows, count = set(), 0
    for finding in findings:
        single = re.fullmatch(r"row (\d+)", finding.item)
        several = re.fullmatch(r"(\d+) rows from row (\d+)", finding.item)
        if "left out" not in finding.message or not (single or several):
            continue
        rows.add(int((single or several)[1 if single else 2]))
        count += 1 if single else int(several[1])
    return rows, count


def check_law(number: int, used, findings) -> None:
    """Every row is used, or told as left out; and none is told so that is used."""
    gone = set(range(1, number + 1)) - {int(row) for row in used}
    named_rows, count = told_rows(findings)
    if any(finding.severity == "error" for finding in findings):
        return
    assert named_rows <= gone
    assert bool(gone) == bool(named_rows)
    assert count >= len(gone)


@given(frames())
def test_agencies_are_used_or_told(frame):
    columns = named(frame, "id", "name", "level", "parent") or {"name": "name"}
    if "pop" in frame.columns:
        columns["population"] = "pop"
    try:
        rows, findings = agency_rows(frame, source="t", columns=columns, level="city")
    except DataError as error:
        assert error.findings
        assert any(name not in frame.columns for name in columns.values())
        return
    check_law(len(frame), rows["row"], findings)


@given(frames())
def test_facilities_are_used_or_told(frame):
    def match(name: str) -> str | None:
        return {"fire_services": "fire_services", "Libraries": "library_services"}.get(name)

    # As `read_and_check` does: what is too large for a plane is told later, not by NumPy.
    with np.errstate(over="ignore", invalid="ignore"):
        rows, findings = facility_rows(
            frame,
            source="t",
            columns=named(frame, "id", "name", "agency", "service"),
            match=match,
            service="fire_services",
        )
    if isinstance(frame, gpd.GeoDataFrame):
        check_law(len(frame), rows["row"], findings)
        assert not shapely.is_empty(np.asarray(rows["geometry"], dtype=object)).any()
    else:
        assert any(finding.severity == "error" for finding in findings)


@given(frames())
def test_people_are_used_or_told(frame):
    columns = {**named(frame, "id"), "weight": "pop"}
    if "pop" not in frame.columns:
        with pytest.raises(DataError):
            people_rows(frame, source="t", columns=columns)
        return
    rows, findings = people_rows(frame, source="t", columns=columns)
    if isinstance(frame, gpd.GeoDataFrame):
        check_law(len(frame), rows["row"], findings)
        assert (rows["people"] >= 0).all()
    else:
        assert any(finding.severity == "error" for finding in findings)


@st.composite
def csv_files(draw):
    """A CSV with any header, and rows that may be longer or shorter than it."""
    header = draw(st.lists(NAME, min_size=1, max_size=8))
    rows = draw(st.lists(st.lists(CELL, max_size=9), max_size=6))
    dialect = draw(st.sampled_from([
        {"quoting": csv.QUOTE_ALL}, {"quoting": csv.QUOTE_MINIMAL}, {"quoting": csv.QUOTE_MINIMAL, "lineterminator": "\n"}, {"delimiter": ";"}, {"delimiter": "\t", "lineterminator": "\n"}, {"lineterminator": "\r"},
    ]))  # fmt: skip
    text = io.StringIO()
    csv.writer(text, **dialect).writerows([header, *rows])
    content = text.getvalue().encode(
        draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"]))
    )
    flips = draw(st.integers(0, 3))
    return (
        corpus.flipped(content, draw(st.integers(0, 10**6))) if content and flips == 0 else content
    )


@settings(max_examples=25, phases=QUICK)
@given(content=csv_files(), xy=st.sampled_from([None, ("x", "y")]))
def test_any_csv_is_read_or_refused(content, xy, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(content)
    try:
        frame, _findings = read_source(path, source="t.csv", xy=xy)
    except DataError as error:
        assert error.findings
        assert all(f.severity in ("error", "warning", "note") and f.message.strip() for f in error.findings)  # fmt: skip
        assert any(f.severity == "error" for f in error.findings)
        return
    assert list(frame.index) == list(range(1, len(frame) + 1))
    assert frame.columns.is_unique


@given(tables())
def test_a_csv_keeps_every_cell(table):
    """Written with quotes and read again, each cell is the text that it was, or missing when empty."""
    names, rows = table
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([names, *rows])
    path = Path(str(test_a_csv_keeps_every_cell.folder)) / "t.csv"
    path.write_bytes(text.getvalue().encode())
    try:
        frame, _ = read_source(path, source="t.csv")
    except DataError:
        assert "\0" in text.getvalue() or names == [""] or not any(name.strip() for name in names)
        return
    assert len(frame) == len(rows)
    for position in range(len(names)):
        column = frame.iloc[:, position]
        assert [None if pd.isna(cell) else cell for cell in column] == [row[position] or None for row in rows]  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    test_a_csv_keeps_every_cell.folder = tmp_path


REGION = """\
name = "Made at random"
[[agencies]]
path = "agencies.geojson"
columns = { id = "id", name = "name", population = "pop" }
level = "city"
[[facilities]]
path = "FILE"
columns = { id = "id", name = "name", agency = "agency"PLACE }
service = "fire_services"
[[people]]
path = "FILE"
columns = { id = "id", weight = "pop"PLACE }
"""


KEYS = ("id", "name", "agency", "pop", "x", "y")
ROWS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 5).map("0{}".format), TEXT),
        TEXT,
        st.one_of(st.sampled_from(("01", "02", "Alder", "")), TEXT),
        st.one_of(st.integers(0, 1000).map(str), CELL),
        st.one_of(st.floats(-122.2, -121.8).map(repr), CELL),
        st.one_of(st.floats(37.8, 38.2).map(repr), CELL),
    ),
    max_size=6,
)


def region_of(folder: Path, name: str, content: bytes) -> Path:
    """A region of the towns of the corpus, with one file of facilities and people."""
    folder.joinpath(name).write_bytes(content)
    folder.joinpath("agencies.geojson").write_bytes(corpus.whole(".geojson"))
    place = "" if name.endswith(".geojson") else ', x = "x", y = "y"'
    folder.joinpath("region.toml").write_text(REGION.replace("FILE", name).replace("PLACE", place))
    return folder / "region.toml"


def check_region(path: Path, number: int) -> None:
    """A region is read, with every row used or told, or refused with an error."""
    try:
        inputs = read_region(Region.load(path))
    except DataError as error:
        assert any(finding.severity == "error" for finding in error.findings)
        assert all(finding.message.strip() for finding in error.findings)
        return
    about = [finding for finding in inputs.findings if finding.source.startswith("t.")]
    gone = set(range(1, number + 1)) - {int(row) for row in inputs.tables.facilities["row"]}
    named_rows, count = told_rows(about)
    assert gone <= named_rows or count >= len(gone)
    assert not gone or about


@settings(max_examples=12, phases=QUICK)
@given(rows=ROWS, quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_a_region_with_any_csv(rows, quoting, tmp_path_factory):
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows([KEYS, *rows])
    folder = tmp_path_factory.mktemp("region")
    check_region(region_of(folder, "t.csv", text.getvalue().encode()), len(rows))


@settings(max_examples=12, phases=QUICK)
@given(rows=ROWS)
def test_a_region_with_any_workbook(rows, tmp_path_factory):
    held = [[re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", cell) for cell in row] for row in rows]  # fmt: skip
    content = corpus.zipped(corpus.workbook([KEYS, *held]))
    check_region(region_of(tmp_path_factory.mktemp("region"), "t.xlsx", content), len(rows))


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=5,
)
COORDINATES = st.recursive(
    st.one_of(
        st.floats(-122.2, -121.8),
        st.floats(37.8, 38.2),
        st.floats(),
        st.none(),
        st.integers(-(2**70), 2**70),
        TEXT,
    ),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=20,
)
GEOMETRY = st.one_of(
    st.builds(
        lambda x, y: {"type": "Point", "coordinates": [x, y]},
        st.floats(-122.2, -121.8),
        st.floats(37.8, 38.2),
    ),
    st.builds(
        lambda kind, coordinates: {"type": kind, "coordinates": coordinates},
        st.sampled_from(
            [
                "Point",
                "MultiPoint",
                "LineString",
                "MultiLineString",
                "Polygon",
                "MultiPolygon",
                "GeometryCollection",
                "Circle",
                "",
            ]
        ),
        COORDINATES,
    ),
    SHAPE.map(lambda shape: None if shape is None else shapely.geometry.mapping(shape)),
    VALUE,
)
FEATURE = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("Feature"), "properties": st.fixed_dictionaries({**{key: st.one_of(CELL, VALUE) for key in ("id", "name", "agency")}, "pop": st.one_of(st.integers(0, 1000), CELL)}), "geometry": GEOMETRY}
    ),
    st.fixed_dictionaries({"type": st.just("Feature")}, optional={"properties": VALUE, "geometry": GEOMETRY, "id": VALUE, "bbox": VALUE, "crs": VALUE}),
)  # fmt: skip


@settings(max_examples=25, phases=QUICK)
@given(features=st.lists(FEATURE, max_size=5), more=st.dictionaries(st.sampled_from(["crs", "bbox", "name", "features2"]), VALUE, max_size=1))  # fmt: skip
def test_a_region_with_any_geojson(features, more, tmp_path_factory):
    content = json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()
    check_region(region_of(tmp_path_factory.mktemp("region"), "t.geojson", content), len(features))


@settings(max_examples=25, phases=QUICK)
@given(document=st.dictionaries(st.sampled_from(["type", "features", "geometry", "arcs", "objects", "transform", "crs"]), VALUE, max_size=5), suffix=st.sampled_from([".geojson", ".json", ".topojson"]))  # fmt: skip
def test_any_json_is_read_or_refused(document, suffix, tmp_path_factory):
    path = tmp_path_factory.mktemp("json") / f"t{suffix}"
    path.write_text(json.dumps(document))
    try:
        read_source(path, source="t")
    except DataError as error:
        assert any(finding.severity == "error" for finding in error.findings)
