"""Which files may be opened, through .zip and .gz."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from adjoin.geo.files import opening, packages
from adjoin.geo.files.opening import SUFFIXES, Opened, open_source
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError

GEOJSON = b'{"type":"FeatureCollection","features":[]}'


def refusal(path: str | Path) -> tuple[str, str]:
    """Rule and message with which a file is refused."""
    with pytest.raises(DataError) as caught:
        open_source(path, source="as written")
    (finding,) = caught.value.findings
    assert (finding.severity, finding.source) == ("error", "as written")
    return finding.rule, finding.message


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def shapefile(folder: Path, name: str = "towns") -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    frame = gpd.GeoDataFrame({"id": ["01"]}, geometry=[shapely.Point(3, 4)], crs=4326)
    frame.to_file(folder / f"{name}.shp", encoding="utf-8")
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"{name}.*"))}


@pytest.mark.parametrize(
    "path",
    [
        "http://127.0.0.1/towns.geojson",
        "https://example.org/towns.zip",
        "file:///etc/towns.csv",
        "/vsicurl/http://127.0.0.1/towns.geojson",
        "/vsizip/towns.zip",
        "\\vsizip\\towns.zip",
        "zip://towns.zip",
    ],
)
def test_an_address_is_refused_before_anything_is_opened(path):
    rule, message = refusal(path)
    assert rule == "not-a-file"
    assert "save it as a file first" in message


def test_a_missing_file_a_folder_and_an_impossible_name_are_told(tmp_path: Path):
    assert refusal(tmp_path / "no.gpkg")[0] == "file-missing"
    assert refusal(tmp_path)[0] == "not-a-file"
    assert refusal(tmp_path / ("n" * 300 + ".gpkg"))[0] == "file-unreadable"


@pytest.mark.parametrize("name", ["towns.vrt", "towns", "towns.xml", "towns.zip.vrt", "towns.gz"])
def test_an_unknown_suffix_is_told_with_those_that_are_known(name, tmp_path: Path):
    (tmp_path / name).write_bytes(gzip.compress(b"x") if name.endswith(".gz") else b"x")
    rule, message = refusal(tmp_path / name)
    assert rule == "suffix-unknown"
    assert all(suffix in message for suffix in SUFFIXES)


@pytest.mark.parametrize("name", ["a!b.geojson", "a;b.geojson"])
def test_a_name_that_the_reader_would_take_for_something_else_is_told(name, tmp_path: Path):
    (tmp_path / name).write_bytes(GEOJSON)
    assert refusal(tmp_path / name)[0] == "name-unreadable"


def test_the_suffix_is_known_in_capitals_and_the_content_is_left_on_disk(tmp_path: Path):
    path = tmp_path / "TOWNS.GeoJSON"
    path.write_bytes(GEOJSON)
    assert open_source(path, source="x") == Opened("geojson", path, "", None)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".json", ".parquet"])
def test_a_virtual_dataset_under_another_name_is_refused(suffix, tmp_path: Path):
    vrt = b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>"
    plain = tmp_path / f"v{suffix}"
    plain.write_bytes(vrt)
    packed = tmp_path / f"v{suffix}.gz"
    packed.write_bytes(gzip.compress(vrt))
    archive = zipped(tmp_path / "v.zip", {f"v{suffix}": vrt})
    assert {refusal(path)[0] for path in (plain, packed, archive)} == {"content-unexpected"}


def test_gz_and_zip_give_the_unpacked_bytes(tmp_path: Path):
    packed = tmp_path / "towns.geojson.gz"
    packed.write_bytes(gzip.compress(GEOJSON))
    assert open_source(packed, source="x") == Opened("geojson", packed, "", GEOJSON)
    archive = zipped(
        tmp_path / "towns.zip",
        {
            "in/towns.geojson": GEOJSON,
            "read.me": b"",
            "__MACOSX/in/._towns.geojson": b"\x00\x05",
            "in/a.csv/": b"",
        },
    )
    assert open_source(archive, source="x") == Opened(
        "geojson", archive, "in/towns.geojson", GEOJSON
    )


@pytest.mark.parametrize(
    ("members", "count"), [({"a.csv": b"1", "b.csv": b"2"}, "2 (a.csv, b.csv)"), ({}, "0 (none)")]
)
def test_a_zip_must_hold_one_data_set(members, count, tmp_path: Path):
    rule, message = refusal(zipped(tmp_path / "two.zip", members))
    assert rule == "zip-members"
    assert count in message


@pytest.mark.parametrize("inner", ["b.zip", "in/b.CSV.GZ", "towns.zip"])
def test_what_is_packed_twice_is_told(inner, tmp_path: Path):
    path = zipped(tmp_path / "two.zip", {"a.csv": b"id\n", inner: b"x"})
    rule, message = refusal(path)
    assert (rule, inner in message) == ("zip-nested", True)
    (tmp_path / "a.zip.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert "packed twice" in refusal(tmp_path / "a.zip.gz")[1]
    passed = zipped(tmp_path / "mac.zip", {"a.csv": b"id\n", "__MACOSX/._b.zip": b"x"})
    assert open_source(passed, source="x").member == "a.csv"


def test_an_archive_of_thousands_of_members_is_refused(tmp_path: Path):
    names = {f"{number}.txt": b"" for number in range(packages.MEMBERS)}
    assert refusal(zipped(tmp_path / "many.zip", {**names, "a.csv": b"id\n"}))[0] == "zip-members"
    several = zipped(tmp_path / "some.zip", {f"{number}.csv": b"" for number in range(500)})
    rule, message = refusal(several)
    assert (rule, len(message) < 500) == ("zip-members", True)


@pytest.mark.parametrize(
    ("name", "way"),
    [("t.xls", ".xlsx"), ("t.TSV", ".csv"), ("t.kml", "GeoPackage"), ("t.dbf", ".shp")],
)
def test_a_format_that_is_not_read_comes_with_a_way_out(name, way, tmp_path: Path):
    (tmp_path / name).write_bytes(b"x")
    rule, message = refusal(tmp_path / name)
    assert rule == "suffix-unknown"
    assert way in message.split("inside .zip or .gz; ")[1]


@pytest.mark.parametrize("name", ["towns.csv.gz", "towns.zip", "towns.shp.zip"])
def test_a_truncated_or_wrong_archive_is_told(name, tmp_path: Path):
    path = tmp_path / name
    content = b"id,name\n" + bytes(range(48, 58)) * 5000
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(content, 0)[:20_000])
    else:
        zipped(path, {"towns.csv": content})
        path.write_bytes(path.read_bytes()[:60])
    assert refusal(path)[0] == "file-unreadable"
    path.write_bytes(b"neither")
    assert refusal(path)[0] == "file-unreadable"


def test_a_damaged_member_and_a_password_are_told(tmp_path: Path):
    path = zipped(tmp_path / "towns.zip", {"towns.csv": b"id,name\n" * 50})
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)
    assert refusal(path)[0] == "file-unreadable"
    content = bytearray(zipped(path, {"towns.csv": b"id,name\n"}).read_bytes())
    content[6] |= 1  # the flag of encryption, in the member's header and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    rule, message = refusal(path)
    assert rule == "file-unreadable"
    assert "password" in message


def test_what_unpacks_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "UNPACKED_BYTES", 10_000)
    bomb = b"id\n" + b"0" * 20_000
    packed = tmp_path / "towns.csv.gz"
    packed.write_bytes(gzip.compress(bomb))
    assert packed.stat().st_size < 1000
    assert refusal(packed)[0] == "file-too-large"
    assert refusal(zipped(tmp_path / "towns.zip", {"towns.csv": bomb}))[0] == "file-too-large"
    members = shapefile(tmp_path / "shp")
    assert open_source(zipped(tmp_path / "ok.zip", members), source="x").kind == "shapefile"
    # It is all the parts of a Shapefile together that count.
    for part in ("towns.dbf", "towns.shx"):
        members[part] += bytes(6_000)
    assert refusal(zipped(tmp_path / "bomb.zip", members))[0] == "file-too-large"
    packed.write_bytes(gzip.compress(bomb[:10_000]))
    assert open_source(packed, source="x").content == bomb[:10_000]


def test_gdal_gets_a_new_archive_of_a_shapefile_and_nothing_of_the_old_one(tmp_path: Path):
    members = shapefile(tmp_path / "shp")
    strange = {f"../../etc/{name.upper()}": content for name, content in members.items()}
    strange |= {"../../etc/TOWNS.VRT": b"<OGRVRTDataSource/>", "other/TOWNS.DBF": b"other"}
    path = zipped(tmp_path / "towns.zip", strange)
    opened = open_source(path, source="x")
    assert (opened.kind, opened.member) == ("shapefile", "../../etc/TOWNS.SHP")
    with zipfile.ZipFile(io.BytesIO(opened.content or b"")) as clean:
        assert sorted(clean.namelist()) == [
            f"TOWNS{ending}" for ending in (".cpg", ".dbf", ".prj", ".shp", ".shx")
        ]
        assert clean.read("TOWNS.dbf") == members["towns.dbf"]
    frame, findings = read_source(path)
    assert frame["id"].tolist() == ["01"]
    assert findings == []
