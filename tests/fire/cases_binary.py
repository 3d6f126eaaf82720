"""Broken Shapefiles, GeoPackages, FlatGeobufs and Parquet files."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from corpus import (
    ANY,
    FINE,
    HARMLESS,
    REFUSED,
    TOLD,
    Case,
    beside,
    flipped,
    frame,
    made,
    put,
    shapefile,
    whole,
    zipped,
)  # fmt: skip


def cases(*, seeds: int) -> Iterator[Case]:
    """All of them; `seeds` says how many times bytes of each part are flipped."""
    yield from _shapefiles(seeds)
    yield from _geopackages(seeds)
    yield from _flatgeobufs()
    yield from _parquets()


def _shape(
    name: str, parts: dict[str, bytes], expect: frozenset[str] = TOLD, **options: object
) -> Iterator[Case]:
    """A Shapefile, loose and in an archive."""
    told = tuple(options.items())
    yield Case("Shapefile", name, beside(parts), expect, told)
    packed = zipped({f"towns{end}": content for end, content in parts.items()})
    yield Case("Shapefile", f"{name}, zipped", put(packed, "towns.zip"), expect, told)


def _patched(content: bytes, at: int, form: str, *values: int | float) -> bytes:
    broken = bytearray(content)
    struct.pack_into(form, broken, at, *values)
    return bytes(broken)


def _shapefiles(seeds: int) -> Iterator[Case]:
    parts = shapefile()
    without = {end: {k: v for k, v in parts.items() if k != end} for end in parts}
    yield from _shape("no .shx", without[".shx"], TOLD | {"same"})
    yield from _shape("no .dbf", without[".dbf"])
    yield from _shape("no .prj", without[".prj"])
    yield from _shape("no .prj, but crs", without[".prj"], FINE, crs="EPSG:4326")
    yield from _shape("no .cpg", without[".cpg"], ANY | {"noted"})
    yield from _shape("no .shp", without[".shp"])
    yield from _shape("the .shp alone", {".shp": parts[".shp"]})
    for end, content in parts.items():
        for label, broken in (
            ("empty", b""), ("a header only", content[: 100 if end in (".shp", ".shx") else 32]), ("NULs", bytes(len(content))),
            ("half", content[: len(content) // 2]), ("less a byte", content[:-1]), ("itself twice", content * 2), ("noise", random.Random(3).randbytes(500)), ("text", b"hello " * 50),
        ):  # fmt: skip
            expect = ANY | {"noted"} if end in (".cpg", ".prj") else TOLD | ({"same"} if end == ".shx" or label in ("less a byte", "itself twice") else set())  # fmt: skip
            yield from _shape(f"{end} {label}", {**parts, end: broken}, expect)
        for seed in range(seeds):
            yield from _shape(
                f"{end} flipped, seed {seed}",
                {**parts, end: flipped(content, seed)},
                ANY | {"noted"},
            )
    dbf, shp, shx = parts[".dbf"], parts[".shp"], parts[".shx"]
    for label, broken in (
        ("0 rows", _patched(dbf, 4, "<I", 0)), ("3 rows", _patched(dbf, 4, "<I", 3)), ("5 rows", _patched(dbf, 4, "<I", 5)), ("4 billion rows", _patched(dbf, 4, "<I", 2**32 - 1)),
        ("2 billion rows", _patched(dbf, 4, "<I", 2**31 - 1)), ("100 million rows", _patched(dbf, 4, "<I", 10**8)),
        ("a header of 0", _patched(dbf, 8, "<H", 0)), ("a header of 65,535", _patched(dbf, 8, "<H", 65535)), ("a row of 0", _patched(dbf, 10, "<H", 0)), ("a row of 65,535", _patched(dbf, 10, "<H", 65535)),
        ("a field of width 0", _patched(dbf, 32 + 16, "<B", 0)), ("a field of width 255", _patched(dbf, 32 + 16, "<B", 255)), ("an unknown type of field", _patched(dbf, 32 + 11, "<B", 90)),
        ("a field without a name", dbf[:32] + bytes(11) + dbf[43:]), ("fields of one name", dbf[:64] + dbf[32:43] + dbf[75:]), ("a version 0", _patched(dbf, 0, "<B", 0)), ("all rows deleted", _deleted(dbf)),
        ("an encrypted flag", _patched(dbf, 15, "<B", 1)), ("a code page 0", _patched(dbf, 29, "<B", 0)), ("a code page 255", _patched(dbf, 29, "<B", 255)), ("a memo", _patched(dbf, 32 + 11, "<B", ord("M"))),
    ):  # fmt: skip
        expect = (
            ANY | {"noted"}
            if "code page" in label or "version" in label or "flag" in label or "memo" in label
            else TOLD | {"same"}
        )
        yield from _shape(f".dbf says {label}", {**parts, ".dbf": broken}, expect)
    for label, broken in (
        ("pointing beyond", _patched(shx, 100, ">I", 2**30)), ("pointing before", _patched(shx, 100, ">I", 0)), ("a length of 4 GB", _patched(shx, 104, ">I", 2**31 - 1)), ("a length below 0", _patched(shx, 104, ">i", -5)),
        ("all the same", shx[:100] + shx[100:108] * 4), ("a row more", shx + shx[-8:]), ("a row less", shx[:-8]), ("a length of the file of 0", _patched(shx, 24, ">I", 0)), ("a length of the file of 4 GB", _patched(shx, 24, ">I", 2**31 - 1)),
        ("a row of no length", _patched(shx, 104, ">I", 0)),
    ):  # fmt: skip
        yield from _shape(f".shx with {label}", {**parts, ".shx": broken}, TOLD | {"same", "changed"} if label == "all the same" else TOLD | {"same"})  # fmt: skip
    for label, broken in (
        ("a null shape", _patched(shp, 108, "<i", 0)), ("an unknown type", _patched(shp, 108, "<i", 99)), ("a point for a polygon", _patched(shp, 108, "<i", 1)), ("parts below 0", _patched(shp, 144, "<i", -1)),
        ("2 billion parts", _patched(shp, 144, "<i", 2**31 - 1)), ("2 billion corners", _patched(shp, 148, "<i", 2**31 - 1)), ("60 million corners", _patched(shp, 148, "<i", 6 * 10**7)), ("a part that starts beyond", _patched(shp, 152, "<i", 10**6)),
        ("a part that starts below 0", _patched(shp, 152, "<i", -7)), ("a corner NaN", _patched(shp, 156, "<d", float("nan"))), ("a corner of 1e308", _patched(shp, 156, "<d", 1e308)), ("a corner infinite", _patched(shp, 156, "<d", float("inf"))),
        ("a file of points", _patched(shp, 32, "<i", 1)), ("a file of patches", _patched(shp, 32, "<i", 31)), ("a file of nothing", _patched(shp, 32, "<i", 0)), ("a file of type 77", _patched(shp, 32, "<i", 77)),
        ("a length of 0", _patched(shp, 24, ">I", 0)), ("a length of 4 GB", _patched(shp, 24, ">I", 2**31 - 1)), ("bounds of NaN", _patched(shp, 36, "<4d", *[float("nan")] * 4)), ("a row length of 0", _patched(shp, 104, ">I", 0)), ("a row length of 4 GB", _patched(shp, 104, ">I", 2**31 - 1)),
        ("rows numbered wrongly", _patched(shp, 100, ">I", 77)), ("a version 7", _patched(shp, 28, "<i", 7)),
    ):  # fmt: skip
        expect = (
            ANY
            if "version" in label or "numbered" in label or "bounds" in label
            else TOLD | {"same"}
        )
        yield from _shape(f".shp with {label}", {**parts, ".shp": broken}, expect)
    for label, text in (
        ("rubbish", b"PROJCS[nonsense"), ("another system", b'PROJCS["x",GEOGCS["x"]]'), ("a local system", b'LOCAL_CS["x",UNIT["m",1]]'), ("EPSG:4326", b"EPSG:4326"), ("a file", b"/etc/passwd"), ("an address", b"http://127.0.0.1:9/x"),
        ("a megabyte", b"[" * 10**6), ("a height", b'VERT_CS["x",VERT_DATUM["x",2005],UNIT["m",1]]'), ("no datum", b'GEOGCS["x",UNIT["d",0.0174532925199433]]'), ("a pipeline", b"+proj=pipeline +step +proj=utm +zone=10"),
    ):  # fmt: skip
        yield from _shape(f".prj with {label}", {**parts, ".prj": text}, ANY)
    for label, text in (
        ("rubbish", b"x"),
        ("UTF-99", b"UTF-99"),
        ("UTF-16", b"UTF-16"),
        ("a megabyte", b"U" * 10**6),
        ("a path", b"../../x"),
    ):
        yield from _shape(f".cpg with {label}", {**parts, ".cpg": text}, ANY | {"noted"})


def _deleted(dbf: bytes) -> bytes:
    start, width = struct.unpack_from("<HH", dbf, 8)
    broken = bytearray(dbf)
    for row in range(4):
        broken[start + row * width] = ord("*")
    return bytes(broken)


def _geopackages(seeds: int) -> Iterator[Case]:
    def case(name: str, *statements: str, expect: frozenset[str] = TOLD, **options: object) -> Case:
        return Case(
            "GeoPackage",
            name,
            made(partial(_changed, statements), "towns.gpkg"),
            expect,
            tuple(options.items()),
        )

    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions", "gpkg_ogr_contents", "towns", "rtree_towns_geom", "gpkg_tile_matrix"):  # fmt: skip
        yield case(
            f"no table {table}", f"DROP TABLE IF EXISTS {table}", expect=HARMLESS | {"noted"}
        )
        if table not in ("towns", "rtree_towns_geom"):
            yield case(
                f"empty {table}",
                f"DELETE FROM {table}" if table != "gpkg_tile_matrix" else "SELECT 1",
                expect=HARMLESS | {"noted"},
            )
    yield case("no rows", "DELETE FROM towns")
    for ident in (-1, 0, 99, 999999, 4979, 2**40):  # 0 stands for degrees of an unknown datum
        yield case(f"srs {ident}", f"UPDATE gpkg_geometry_columns SET srs_id = {ident}", f"UPDATE gpkg_contents SET srs_id = {ident}", expect=TOLD | {"changed"} if ident == 4979 else HARMLESS if ident in (0, 2**40) else TOLD)  # fmt: skip
    yield case("srs whose definition is rubbish", "UPDATE gpkg_spatial_ref_sys SET definition = 'x', organization_coordsys_id = 77 WHERE srs_id = 4326", expect=ANY)  # fmt: skip
    yield case("srs undefined", "UPDATE gpkg_spatial_ref_sys SET definition = 'undefined', organization = 'NONE' WHERE srs_id = 4326", expect=ANY)  # fmt: skip
    yield case(
        "a srs called another",
        "UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 2226 WHERE srs_id = 4326",
        expect=ANY,
    )
    for label, blob in (
        ("rubbish", "x'00112233'"), ("empty", "x''"), ("a header only", "x'4750000100000000'"), ("a header of version 99", "x'47506301E6100000'"),
        ("an envelope that is not there", "x'4750000FE6100000'"), ("WKB of type 99", "x'47500001E61000000163000000'"), ("2 billion rings", "x'47500001E61000000103000000FFFFFF7F'"),
        ("2 billion corners", "x'47500001E6100000010300000001000000FFFFFF7F'"), ("a collection of 4 billion", "x'47500001E61000000107000000FFFFFFFF'"),
        ("a point of NaN", "x'47500001E61000000101000000000000000000F87F000000000000F87F'"), ("text", "'POINT (1 2)'"), ("a number", "17"), ("nothing", "NULL"),
        ("a ring that is not closed", "x'47500001E610000001030000000100000003000000" + "".join(struct.pack("<2d", *place).hex() for place in ((-122, 38), (-121.9, 38), (-121.9, 38.1))) + "'"),
        ("a TIN", "x'47500001E61000000110000000" + "00000000'"), ("a polyhedral surface", "x'47500001E6100000010F000000" + "00000000'"),
        ("another srs", "x'475000018B0800000101000000000000000080' || x'5EC00000000000004340'"),
    ):  # fmt: skip
        yield case(
            f"a shape of {label}", f"UPDATE towns SET geom = {blob} WHERE fid = 2", expect=TOLD
        )
        yield case(f"all shapes of {label}", f"UPDATE towns SET geom = {blob}", expect=TOLD)
    nested = b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 20_000
    yield case(
        "collections 20,000 deep",
        f"UPDATE towns SET geom = x'47500001E6100000{nested.hex()}' WHERE fid = 2",
    )
    yield case(
        "texts that are no UTF-8",
        "UPDATE towns SET name = CAST(x'FFFE41' AS TEXT) WHERE fid = 2",
        expect=ANY | {"noted"},
    )
    yield case(
        "NUL in a text",
        "UPDATE towns SET name = CAST(x'41004200' AS TEXT) WHERE fid = 2",
        expect=ANY,
    )
    yield case("text for a number", "UPDATE towns SET pop = 'many' WHERE fid = 2")
    yield case("a blob for a text", "UPDATE towns SET id = x'00FF' WHERE fid = 2", expect=ANY)
    yield case(
        "a text of 5 MB", f"UPDATE towns SET name = '{'n' * 5_000_000}' WHERE fid = 2", expect=ANY
    )
    yield case(
        "numbers beyond",
        "UPDATE towns SET pop = 9223372036854775807, lon = 9e999 WHERE fid = 2",
        expect=ANY,
    )
    yield case(
        "a type of geometry that lies",
        "UPDATE gpkg_geometry_columns SET geometry_type_name = 'POINT'",
        expect=ANY | {"noted"},
    )
    yield case(
        "an unknown type of geometry",
        "UPDATE gpkg_geometry_columns SET geometry_type_name = 'BLOB'",
        expect=ANY | {"noted"},
    )
    yield case(
        "a geometry column that is not there",
        "UPDATE gpkg_geometry_columns SET column_name = 'shape'",
        expect=TOLD,
    )
    yield case(
        "z that lies", "UPDATE gpkg_geometry_columns SET z = 1, m = 1", expect=ANY | {"noted"}
    )
    yield case(
        "contents of an unknown kind",
        "UPDATE gpkg_contents SET data_type = 'nonsense'",
        expect=ANY | {"noted"},
    )
    yield case("tiles", "UPDATE gpkg_contents SET data_type = 'tiles'", expect=TOLD)
    yield case("attributes only", "DELETE FROM gpkg_geometry_columns", "UPDATE gpkg_contents SET data_type = 'attributes'", expect=TOLD)  # fmt: skip
    yield case(
        "bounds that lie",
        "UPDATE gpkg_contents SET min_x = 'x', max_x = 1e999, min_y = NULL",
        expect=HARMLESS,
    )
    yield case(
        "a count that lies", "UPDATE gpkg_ogr_contents SET feature_count = 2", expect=HARMLESS
    )
    yield case(
        "a count of 4 billion",
        "UPDATE gpkg_ogr_contents SET feature_count = 4000000000",
        expect=HARMLESS,
    )
    yield case(
        "a count below 0", "UPDATE gpkg_ogr_contents SET feature_count = -7", expect=HARMLESS
    )
    yield case("a count of 0", "UPDATE gpkg_ogr_contents SET feature_count = 0", expect=HARMLESS)
    yield case("another application", "PRAGMA application_id = 7", expect=ANY | {"noted"})
    yield case("a version of the future", "PRAGMA user_version = 999999", expect=ANY | {"noted"})
    yield case("two layers", "CREATE TABLE b AS SELECT * FROM towns", "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('b', 'features', 'b', 4326)", "INSERT INTO gpkg_geometry_columns VALUES ('b', 'geom', 'POLYGON', 4326, 0, 0)")  # fmt: skip
    yield case("a layer of a name of quotes", "ALTER TABLE towns RENAME TO \"a'b\"\"c;--\"", "UPDATE gpkg_contents SET table_name = 'a''b\"c;--'", "UPDATE gpkg_geometry_columns SET table_name = 'a''b\"c;--'", expect=ANY | {"noted"})  # fmt: skip
    yield case("a view that never ends", "DROP TABLE towns", "CREATE VIEW towns AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, 'a' AS id, 'b' AS name, 1 AS pop, NULL AS geom FROM c")  # fmt: skip
    yield case("a view of itself", "DROP TABLE towns", "PRAGMA legacy_alter_table = 1", "CREATE VIEW towns AS SELECT * FROM t2", "CREATE VIEW t2 AS SELECT * FROM towns")  # fmt: skip
    yield case("a view of a large join", "CREATE TABLE n AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000) SELECT x FROM c", "DROP TABLE towns", "CREATE VIEW towns AS SELECT a.x AS fid, 'a' AS id, 'b' AS name, 1 AS pop, NULL AS geom FROM n a, n b, n c")  # fmt: skip
    yield case("a generated column that never ends", "ALTER TABLE towns ADD COLUMN g TEXT GENERATED ALWAYS AS (zeroblob(1000000000)) VIRTUAL", expect=ANY)  # fmt: skip
    yield case("a schema that is no SQL", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET sql = 'CREATE TABLE towns (' WHERE name = 'towns'")  # fmt: skip
    yield case(
        "a table at page 0",
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET rootpage = 0 WHERE name = 'towns'",
    )
    yield case(
        "a table at page 9999",
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'towns'",
    )
    yield case("a table at another's page", "PRAGMA writable_schema = 1", "UPDATE sqlite_master SET rootpage = 2 WHERE name = 'towns'", expect=TOLD)  # fmt: skip
    yield case(
        "2,000 columns",
        *[f"ALTER TABLE towns ADD COLUMN c{k} TEXT" for k in range(1900)],
        expect=ANY,
    )
    yield case("1,000 layers", *_many_layers(1000))
    yield case("a layer of capitals", "UPDATE gpkg_contents SET table_name = 'TOWNS'", "UPDATE gpkg_geometry_columns SET table_name = 'TOWNS'", expect=ANY)  # fmt: skip
    yield Case(
        "GeoPackage",
        "an SQLite of another kind",
        made(partial(_database, "CREATE TABLE t (a)"), "towns.gpkg"),
    )
    yield Case(
        "GeoPackage",
        "a gpkg_contents of one column",
        made(partial(_database, "CREATE TABLE gpkg_contents (a)"), "towns.gpkg"),
    )
    content = whole(".gpkg")
    for at, label in ((16, "page size"), (18, "write version"), (20, "reserved bytes"), (28, "pages"), (32, "free list"), (36, "free pages"), (44, "schema format"), (56, "encoding"), (96, "version")):  # fmt: skip
        for value in (0, 1, 255):
            broken = bytearray(content)
            broken[at : at + 2] = bytes([value, value])
            yield Case(
                "GeoPackage",
                f"{label} {value} in its header",
                put(bytes(broken), "towns.gpkg"),
                ANY | {"noted"},
            )
    for page in range(len(content) // 4096):
        for label, rubbish in (("NULs", bytes(4096)), ("noise", random.Random(page).randbytes(4096)), ("page 2", content[4096:8192])):  # fmt: skip
            broken = bytearray(content)
            start = max(page * 4096, 100)
            broken[start : (page + 1) * 4096] = rubbish[start - page * 4096 :]
            yield Case(
                "GeoPackage",
                f"page {page + 1} of {label}",
                put(bytes(broken), "towns.gpkg"),
                ANY | {"noted"},
            )
    for end in ("-wal", "-journal", "-shm"):
        for label, more in (("empty", b""), ("noise", random.Random(9).randbytes(8000)), ("NULs", bytes(8000)), ("a header", b"\x37\x7f\x06\x82" + bytes(4000)), ("a journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 4000)):  # fmt: skip
            yield Case("GeoPackage", f"{end} beside of {label}", beside({".gpkg": content, f".gpkg{end}": more}, "towns.gpkg"), ANY | {"noted"})  # fmt: skip


def _changed(statements: tuple[str, ...]) -> bytes:
    """The data set as GeoPackage, after some SQL."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "towns.gpkg"
        path.write_bytes(whole(".gpkg"))
        database = sqlite3.connect(path, isolation_level=None)
        # Triggers call functions that only GDAL has, and none of them is needed to break a file.
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("BEGIN")
        for statement in statements:
            if statement.startswith("PRAGMA"):
                database.execute("COMMIT")
                database.execute(statement)
                database.execute("BEGIN")
            else:
                database.execute(statement)
        database.execute("COMMIT")
        database.close()
        return path.read_bytes()


def _database(*statements: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "x.db", isolation_level=None)
        for statement in statements:
            database.execute(statement)
        database.close()
        return (Path(folder) / "x.db").read_bytes()


def _many_layers(count: int) -> Iterator[str]:
    for k in range(count):
        yield f"CREATE TABLE l{k} (fid INTEGER PRIMARY KEY, geom BLOB)"
        yield f"INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('l{k}', 'features', 'l{k}', 4326)"
        yield f"INSERT INTO gpkg_geometry_columns VALUES ('l{k}', 'geom', 'POLYGON', 4326, 0, 0)"


def _flatgeobufs() -> Iterator[Case]:
    content = whole(".fgb")
    size = struct.unpack_from("<I", content, 8)[0]

    def case(name: str, broken: bytes, expect: frozenset[str] = TOLD) -> Case:
        return Case("FlatGeobuf", name, put(broken, "towns.fgb"), expect)

    for value in (0, 1, 7, 100, 2**20, 2**28, 2**31 - 1, 2**32 - 1):
        yield case(f"a header of {value}", _patched(content, 8, "<I", value))
        yield case(
            f"a header of {value}, long file",
            _patched(content, 8, "<I", value) + bytes(2_000_000),
            TOLD,
        )
    # Every word of the header, set to what readers take for a huge length or offset.
    for at in range(12, 12 + size, 4):
        for value in (0, 0x7FFFFFFF, 0xFFFFFFF0):
            yield case(
                f"word {at} of the header is {value}",
                _patched(content, at, "<I", value),
                ANY | {"noted"},
            )
    body = 12 + size
    for at in range(body, min(len(content) - 4, body + 400), 8):
        for value in (0, 0x7FFFFFFF, 0xFFFFFFFF):
            yield case(
                f"word {at} of the body is {value}",
                _patched(content, at, "<I", value),
                ANY | {"noted"},
            )
    count = content.find(struct.pack("<Q", 4), 12, 12 + size)
    if count > 0:
        for value in (0, 3, 5, 10**6, 10**9, 2**62):
            yield case(f"{value} features", _patched(content, count, "<Q", value), TOLD | {"same"})
    for seed in range(10):
        yield case(
            f"header flipped, seed {seed}",
            flipped(content[:body], seed) + content[body:],
            ANY | {"noted"},
        )
        yield case(
            f"body flipped, seed {seed}",
            content[:body] + flipped(content[body:], seed),
            ANY | {"noted"},
        )
    yield case("version 9", content[:3] + b"\x09" + content[4:])
    yield case("version 2", content[:3] + b"\x02" + content[4:])
    yield case("patch 255", content[:7] + b"\xff" + content[8:], HARMLESS)


def _parquets() -> Iterator[Case]:
    table = pq.read_table(io.BytesIO(whole(".parquet")))
    geo = json.loads(table.schema.metadata[b"geo"])
    wkb = table.column("geometry").to_pylist()

    def case(
        name: str, changed: pa.Table, expect: frozenset[str] = TOLD, **options: object
    ) -> Case:
        return Case(
            "Parquet",
            name,
            made(partial(_parquet, changed), "towns.parquet"),
            expect,
            tuple(options.items()),
        )

    def with_geo(value: object) -> pa.Table:
        text = value if isinstance(value, bytes) else json.dumps(value).encode()
        return table.replace_schema_metadata({b"geo": text})

    column = geo["columns"]["geometry"]
    for label, value in (
        ("no JSON", b"{"), ("empty", b""), ("not UTF-8", b"\xff\xfe"), ("null", None), ("a list", []), ("a number", 7), ("an object without members", {}), ("deep", b"[" * 100_000 + b"]" * 100_000), ("NaN", b"NaN"), ("400 digits", b'{"version": ' + b"9" * 5000 + b"}"),
        ("no columns", {**geo, "columns": {}}), ("columns null", {**geo, "columns": None}), ("columns a list", {**geo, "columns": []}), ("a primary column that is not there", {**geo, "primary_column": "shape"}), ("no primary column", {k: v for k, v in geo.items() if k != "primary_column"}),
        ("a column that is not there", {**geo, "columns": {"shape": column}, "primary_column": "shape"}), ("a column that is text", {**geo, "columns": {"name": column}, "primary_column": "name"}), ("a column null", {**geo, "columns": {"geometry": None}}), ("a column without members", {**geo, "columns": {"geometry": {}}}),
        ("an unknown encoding", {**geo, "columns": {"geometry": {**column, "encoding": "x"}}}), ("an encoding of points", {**geo, "columns": {"geometry": {**column, "encoding": "point"}}}), ("an encoding of WKT", {**geo, "columns": {"geometry": {**column, "encoding": "WKT"}}}), ("an encoding null", {**geo, "columns": {"geometry": {**column, "encoding": None}}}),
        ("a crs null", {**geo, "columns": {"geometry": {**column, "crs": None}}}), ("a crs of text", {**geo, "columns": {"geometry": {**column, "crs": "x"}}}), ("a crs of rubbish", {**geo, "columns": {"geometry": {**column, "crs": {"a": 1}}}}), ("a crs of a list", {**geo, "columns": {"geometry": {**column, "crs": [1]}}}), ("a crs of a number", {**geo, "columns": {"geometry": {**column, "crs": 7}}}), ("a crs of a file", {**geo, "columns": {"geometry": {**column, "crs": "/etc/passwd"}}}),
        ("no version", {k: v for k, v in geo.items() if k != "version"}), ("version 99", {**geo, "version": "99.0"}), ("version a list", {**geo, "version": [1]}), ("schema_version", {**geo, "schema_version": "0.1"}), ("edges spherical", {**geo, "columns": {"geometry": {**column, "edges": "spherical"}}}), ("an epoch", {**geo, "columns": {"geometry": {**column, "epoch": "x"}}}), ("bbox of text", {**geo, "columns": {"geometry": {**column, "bbox": "x"}}}), ("types of rubbish", {**geo, "columns": {"geometry": {**column, "geometry_types": 7}}}),
        ("a covering that is not there", {**geo, "columns": {"geometry": {**column, "covering": {"bbox": {"xmin": ["x", "y"]}}}}}),
    ):  # fmt: skip
        expect = (
            ANY
            if any(
                word in label
                for word in ("version", "edges", "epoch", "bbox", "types", "covering", "crs")
            )
            else TOLD
        )
        yield case(f"geo metadata: {label}", with_geo(value), expect)
    yield case("no geo metadata", table.replace_schema_metadata({}), TOLD | {"changed"})
    yield case("no metadata at all", table.replace_schema_metadata(None), TOLD | {"changed"})
    yield case(
        "pandas metadata of rubbish",
        table.replace_schema_metadata({**table.schema.metadata, b"pandas": b"{"}),
        HARMLESS,
    )
    yield case("pandas metadata of another index", table.replace_schema_metadata({**table.schema.metadata, b"pandas": json.dumps({"index_columns": ["id"], "columns": [], "column_indexes": []}).encode()}), HARMLESS)  # fmt: skip
    yield case("pandas metadata of a missing index", table.replace_schema_metadata({**table.schema.metadata, b"pandas": json.dumps({"index_columns": ["nope"], "columns": [], "column_indexes": []}).encode()}), HARMLESS)  # fmt: skip
    yield case("pandas metadata of an unknown type", table.replace_schema_metadata({**table.schema.metadata, b"pandas": json.dumps({"index_columns": [], "columns": [{"name": "id", "field_name": "id", "pandas_type": "nonsense", "numpy_type": "datetime64[xx]", "metadata": {"timezone": "Nowhere/None"}}], "column_indexes": []}).encode()}), HARMLESS)  # fmt: skip
    shapes: dict[str, object] = {
        "rubbish": b"\0\1\2", "empty bytes": b"", "2 billion rings": bytes.fromhex("0103000000FFFFFF7F"), "type 99": bytes.fromhex("0163000000"), "missing": None, "half": wkb[1][: len(wkb[1]) // 2],
        "more behind": wkb[1] + b"more", "a point of NaN": shapely.Point().wkb, "nested 20,000 deep": b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 20_000, "4 billion members": bytes.fromhex("0107000000FFFFFFFF"), "infinite": shapely.to_wkb(shapely.Point(float("inf"), 1)), "text": b"POINT (1 2)",
        "a ring that is not closed": wkb[1][:9] + bytes([wkb[1][9] - 1]) + wkb[1][10:-16], "a TIN": bytes.fromhex("011000000000000000"),
        "a byte order of 7": b"\x07" + wkb[1][1:], "a point": shapely.Point(-122, 38).wkb, "a curve": bytes.fromhex("0108000000030000000000000000805EC000000000000043400000000000405EC000000000008043400000000000005EC00000000000004340"),
    }  # fmt: skip
    position = table.schema.get_field_index("geometry")
    for label, blob in shapes.items():
        expect = TOLD | (
            {"changed"}
            if label in ("a point", "a curve")
            else {"same", "changed"}
            if label in ("more behind", "a byte order of 7", "a ring that is not closed")
            else set()
        )
        for which, values in (("a shape", [wkb[0], blob, *wkb[2:]]), ("all shapes", [blob] * 4)):
            yield case(
                f"{which}: {label}",
                table.set_column(position, "geometry", pa.array(values, pa.binary())),
                expect,
            )
    for label, array in (
        ("text", pa.array(["POINT (1 2)"] * 4)), ("numbers", pa.array([1, 2, 3, 4])), ("a struct", pa.array([{"x": 1.0, "y": 2.0}] * 4)), ("lists", pa.array([[1.0, 2.0]] * 4)), ("nulls", pa.nulls(4)), ("fixed bytes", pa.array([b"1234"] * 4, pa.binary(4))), ("dictionaries", pa.array(wkb, pa.binary()).dictionary_encode()), ("large bytes", pa.array(wkb, pa.large_binary())),
    ):  # fmt: skip
        expect = HARMLESS if label in ("dictionaries", "large bytes") else TOLD
        yield case(
            f"a geometry column of {label}", table.set_column(position, "geometry", array), expect
        )
    for label, array in (
        ("lists", pa.array([["a"], [], None, ["b", "c"]])), ("structs", pa.array([{"a": 1}, None, {"a": 3}, {}])), ("maps", pa.array([[("a", 1)]] * 4, pa.map_(pa.string(), pa.int64()))), ("bytes", pa.array([b"\xff\xfe"] * 4)), ("dates", pa.array([0, 1, 2, 2**31 - 1], pa.date32())), ("times beyond pandas", pa.array([2**62] * 4, pa.timestamp("us"))),
        ("times without a zone", pa.array([0] * 4, pa.timestamp("ns", "Nowhere/None"))), ("decimals", pa.array([1, 2, 3, None]).cast(pa.decimal128(38, 10))), ("halves", pa.array([1, 2, 3, 4], pa.float16())), ("nulls", pa.nulls(4)), ("truth", pa.array([True, None, False, True])), ("large numbers", pa.array([2**64 - 1] * 4, pa.uint64())), ("NaN", pa.array([float("nan"), float("inf"), -float("inf"), 1e308])),
        ("durations", pa.array([2**62] * 4, pa.duration("s"))), ("categories", pa.array(["a", "b", "a", None]).dictionary_encode()), ("floats like ids", pa.array([1.0, 2.0, None, 4.5])), ("text not UTF-8", pa.Array.from_buffers(pa.string(), 4, pa.array([b"\xff", b"\xfe\xff", b"a", b"\xc3"]).buffers())), ("views", pa.array(["a", "b", "c", "d"], pa.string_view())),
    ):  # fmt: skip
        for name in ("id", "name", "pop"):
            yield case(f"{name} of {label}", table.set_column(table.schema.get_field_index(name), name, array), ANY | {"noted"})  # fmt: skip
    yield case("columns of one name", table.append_column("id", table.column("name")), ANY)
    yield case("a column without a name", table.append_column("", table.column("name")), ANY)
    yield case("two geometries", with_geo({**geo, "columns": {"geometry": column, "other": column}}).append_column("other", table.column("geometry")), ANY)  # fmt: skip
    yield case("a geometry called otherwise, and a column called geometry", with_geo({**geo, "primary_column": "shape", "columns": {"shape": column}}).rename_columns([*FIELD_NAMES, "shape"]).append_column("geometry", table.column("name")), ANY)  # fmt: skip
    yield case("no rows", table.slice(0, 0))
    yield case("no columns", pa.table({}))
    yield case("5,000 columns", pa.table({**{n: table.column(n) for n in table.column_names}, **{f"c{k}": pa.nulls(4) for k in range(5000)}}, metadata=table.schema.metadata), ANY)  # fmt: skip
    for crs in ("EPSG:5703", "EPSG:4978", "EPSG:3857", "EPSG:2226", "EPSG:32733", "+proj=moll"):
        import pyproj

        named = json.loads(pyproj.CRS(crs).to_json())
        yield case(
            f"the crs {crs}",
            with_geo({**geo, "columns": {"geometry": {**column, "crs": named}}}),
            TOLD,
        )
    yield from _parquet_bytes(table)


FIELD_NAMES = tuple(name for name in frame().columns if name != "geometry")


def _parquet_bytes(table: pa.Table) -> Iterator[Case]:
    content = whole(".parquet")
    footer = struct.unpack_from("<I", content, len(content) - 8)[0]

    def case(
        name: str, broken: bytes | Callable[[], bytes], expect: frozenset[str] = REFUSED
    ) -> Case:
        make = made(broken, "towns.parquet") if callable(broken) else put(broken, "towns.parquet")
        return Case("Parquet", name, make, expect)

    for value in (0, 1, 100, len(content), 2**31 - 1, 2**32 - 1):
        yield case(f"a footer of {value}", _patched(content, len(content) - 8, "<I", value))
    yield case("an encrypted footer", content[:-4] + b"PARE")
    yield case("magic PARE", b"PARE" + content[4:-4] + b"PARE")
    yield case("PAR1PAR1", b"PAR1PAR1")
    yield case("PAR1 and a footer of nothing", b"PAR1" + struct.pack("<I", 0) + b"PAR1")
    start = len(content) - 8 - footer
    for seed in range(40):
        yield case(
            f"footer flipped, seed {seed}",
            content[:start] + flipped(content[start:-8], seed) + content[-8:],
            ANY | {"noted"},
        )
        yield case(
            f"pages flipped, seed {seed}",
            content[:4] + flipped(content[4:start], seed) + content[start:],
            ANY | {"noted"},
        )
    for codec in ("snappy", "gzip", "brotli", "zstd", "lz4", "none"):
        packed = io.BytesIO()
        pq.write_table(table, packed, compression=codec)
        yield case(f"packed by {codec}", packed.getvalue(), FINE)
        body = packed.getvalue()
        yield case(
            f"packed by {codec}, flipped",
            body[:4] + flipped(body[4:400], 1, most=20) + body[400:],
            ANY | {"noted"},
        )
    yield case("a bomb of 200 million rows", partial(_parquet_bomb, 200_000_000), TOLD)


def _parquet_bomb(rows: int) -> bytes:
    """Very many rows of one value, which pack to almost nothing."""
    packed = io.BytesIO()
    schema = pa.schema([("id", pa.int64()), ("name", pa.int64()), ("pop", pa.int64())])
    with pq.ParquetWriter(packed, schema, compression="zstd") as writer:
        zeros = (
            pa.array([0]).take(pa.array([0] * 1))
            if rows == 0
            else pa.chunked_array([pa.repeat(0, 10_000_000)])
        )
        part = pa.table({"id": zeros, "name": zeros, "pop": zeros}, schema=schema)
        for _ in range(rows // 10_000_000):
            writer.write_table(part, row_group_size=10_000_000)
    return packed.getvalue()


def _parquet(table: pa.Table) -> bytes:
    packed = io.BytesIO()
    pq.write_table(table, packed)
    return packed.getvalue()
