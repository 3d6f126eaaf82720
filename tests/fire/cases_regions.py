"""Broken region.toml, and sound ones whose files do not go together."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus import REFUSED, Case, features, flipped, geojson, shapefile, whole

GOOD = """\
name = "Towns"
[[agencies]]
path = "towns.geojson"
columns = { id = "id", name = "name", population = "pop" }
level = "city"
[[facilities]]
path = "sites.csv"
service = "fire_services"
columns = { id = "id", name = "name", x = "lon", y = "lat" }
[[people]]
path = "people.gpkg"
columns = { weight = "pop", id = "id" }
"""

FILES = {"towns.geojson": ".geojson", "sites.csv": ".csv", "people.gpkg": ".gpkg"}
READ = frozenset({"told", "noted", "changed"})


def region(
    name: str,
    text: str | bytes,
    expect: frozenset[str],
    *,
    group: str = "region.toml",
    **files: bytes,
) -> Case:
    """A region file among good files, of which some are replaced; `_` stands for the dot."""

    def make(folder: Path) -> Path:
        for file, suffix in FILES.items():
            (folder / file).write_bytes(whole(suffix))
        for file, content in files.items():
            (folder / file.replace("__", ".")).write_bytes(content)
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        (folder / "region.toml").write_bytes(content)
        return folder / "region.toml"

    return Case(group, name, make, expect, kind="region")


def cases(*, seeds: int) -> Iterator[Case]:
    """All of them; `seeds` says how many times bytes of the region file are flipped."""
    yield region("not broken", GOOD, READ, group="not broken")
    yield from _texts(seeds)
    yield from _keys()
    yield from _values()
    yield from _odd_files()
    yield from _together()


def _texts(seeds: int) -> Iterator[Case]:
    for seed in range(seeds):
        yield region(f"flipped, seed {seed}", flipped(GOOD.encode(), seed), REFUSED | READ)
        yield region(f"noise, seed {seed}", random.Random(seed).randbytes(300), REFUSED)
    for percent in (0, 1, 10, 50, 90, 99):
        content = GOOD.encode()[: len(GOOD) * percent // 100]
        yield region(f"cut off at {percent} %", content, REFUSED | READ)
    for encoding in ("utf-8-sig", "utf-16", "utf-32", "latin-1", "cp037"):
        yield region(
            f"in {encoding}", GOOD.replace("Towns", "Doña").encode(encoding), REFUSED | READ
        )
    for label, text in (
        ("NULs", b"\0" * 1000), ("1 MB of one letter", b"a" * 10**6), ("10 MB of line ends", b"\n" * 10**7), ("1 MB of brackets", b"a = " + b"[" * 10**6), ("1 MB of braces", b"a = " + b"{a=" * 300_000), ("arrays 100,000 deep", b"a = " + b"[" * 100_000 + b"]" * 100_000),
        ("tables 100,000 deep", b"a = " + b"{a=" * 100_000 + b"1" + b"}" * 100_000), ("a key of 100,000 parts", b".".join([b"a"] * 100_000) + b" = 1"), ("a header of 100,000 parts", b"[" + b".".join([b"a"] * 100_000) + b"]"), ("100,000 tables", b"[[agencies]]\n" * 100_000), ("50,000 keys", b"".join(b"k%d = 1\n" % k for k in range(50_000))),
        ("a name of 5 MB", GOOD.replace("Towns", "n" * 5_000_000).encode()), ("a key of 1 MB", b"k" * 10**6 + b" = 1"), ("an integer of 5000 digits", b"a = " + b"9" * 5000), ("an integer of 5000 digits, where one is known", (GOOD + "[analysis]\nnear_m = " + "9" * 5000).encode()), ("an integer of 400 digits", (GOOD + "[analysis]\nnear_m = " + "9" * 400).encode()), ("a float 1e400", (GOOD + "[analysis]\nnear_m = 1e400").encode()),
        ("a float nan", (GOOD + "[analysis]\ntolerance_m = nan").encode()), ("a float -inf", (GOOD + "[analysis]\ntolerance_m = -inf").encode()), ("-0.0", (GOOD + "[analysis]\ntolerance_m = -0.0").encode()), ("a hex", (GOOD + "[analysis]\ntolerance_m = 0xF").encode()), ("an underscore", (GOOD + "[analysis]\ntolerance_m = 1_5").encode()), ("a date for a number", (GOOD + "[analysis]\ntolerance_m = 2020-01-01").encode()), ("a time", (GOOD + "[analysis]\ntolerance_m = 07:32:00").encode()), ("a date of no calendar", b"a = 2020-13-45"),
        ("1e308 metres", (GOOD + "[analysis]\ntolerance_m = 1e308\nnear_m = 1e308").encode()), ("a header twice", (GOOD + "[analysis]\n[analysis]").encode()), ("a key twice", ('name = "a"\n' + GOOD).encode()), ("a table over a value", b'name = "x"\n[name]\na = 1'), ("a value over a table", b"[name]\na=1\n[[name]]"), ("an inline table that grows", b"a = {b = 1}\na.c = 2"), ("an escape that is none", b'name = "\\x"'), ("a surrogate escaped", b'name = "\\uD800"'), ("beyond Unicode", b'name = "\\UFFFFFFFF"'), ("a control", b'name = "a\x01b"'), ("a bare CR", b'name = "a"\rx = 1'),
        ("JSON", b'{"name": "x"}'), ("YAML", b"name: x\nagencies:\n  - path: a\n"), ("INI", b"[DEFAULT]\nname = x\n"), ("a workbook", whole(".xlsx")), ("a GeoPackage", whole(".gpkg")), ("a GeoJSON", whole(".geojson")), ("quotes of a text editor", GOOD.replace('"', "\u201d")), ("backslashes in a path", GOOD.replace("towns.geojson", "C:\\users\\x")), ("only a comment", b"# nothing"), ("keys of quotes", b'"" = 1\n"a b" = 2\n\'c\' = 3'), ("a key of Unicode", 'ключ = 1'), ("a key of escapes", b'"\\u001b[2J" = 1'),
    ):  # fmt: skip
        expect = (
            REFUSED | READ
            if label
            in (
                "a name of 5 MB",
                "-0.0",
                "1e308 metres",
                "an underscore",
                "a hex",
                "an integer of 400 digits",
            )
            else REFUSED
        )
        yield region(label, text, expect)


def _keys() -> Iterator[Case]:
    for line in (
        'nmae = "x"', "agencies = []", "agencies = 7", 'agencies = "towns.geojson"', "agencies = [7]", "agencies = [[]]", "agencies = [{}]", "people = 7", "people = []", "streets = []", "streets = [{}]", "streets = {}", "analysis = 7", "analysis = []", "services = {}", "services = [{}]", "services = [7]", "base = '/'", "units = 7",
        'units = "feet"', "fictional = 1", 'fictional = "yes"', "name = 7", "name = ''", "name = []", "name = 2020-01-01", "provision = [{}]", "''.'' = 1", "a.b.c = 1", "__class__ = 1", "model_config = {}", "given = 1", "load = 1",
    ):  # fmt: skip
        key = line.split(" ")[0]
        body = GOOD.replace('name = "Towns"\n', "", 1) if key == "name" else GOOD
        if key in ("agencies", "people"):
            body = 'name = "Towns"\n'
        yield region(
            line,
            f"{line}\n{body}",
            REFUSED | READ
            if line in ("people = []", "services = {}", "agencies = []", "people = 7")
            else REFUSED,
        )
    for line in (
        "path = 7", "path = ''", "path = []", 'path = "/"', 'path = "."', 'path = "~"', 'path = "\\u0000"', 'path = "a\\u0000.csv"', 'path = "/dev/zero"', 'path = "http://127.0.0.1:9/x.geojson"', 'path = "/vsicurl/http://127.0.0.1:9/x.geojson"', 'path = "region.toml"', f'path = "{"x" * 300}.csv"', f'path = "{"x/" * 3000}x.csv"', 'path = "towns.geojson\\n"',
    ):  # fmt: skip
        yield region(f"agencies.{line[:50]}", GOOD.replace('path = "towns.geojson"', line), REFUSED)
    for line in (
        "layer = 'nope'", "layer = ''", "layer = 7", "where = 'nope = 1'", "where = ''", "where = 'pop > 1; DROP TABLE x'", "where = 'pop / 0 > 1'", "where = '1'", "where = 'NULL'", "where = \"'x'\"", "where = 'SELECT 1'", "where = '(SELECT 1)'", "where = ')'", "where = '1=1) OR (1=1'", "where = '--'", "where = \"read_csv('/etc/passwd')\"",
        "where = \"(SELECT count(*) FROM read_csv('/etc/passwd')) > 0\"", "where = \"getenv('HOME') = 'x'\"", "where = 'unnest([1, 2])'", "where = 'count(*) > 1'", "where = 'row_number() over () = 1'", "where = '? = 1'", "where = '$a = 1'", "where = 'pop BETWEEN'", f"where = '{'(' * 5000}1=1{')' * 5000}'", f"where = '{'NOT ' * 20000}true'", f"where = \"name = '{'x' * 1_000_000}'\"", "where = 'geometry IS NULL'", "where = '_adjoin_row = 1'", "where = 'CAST(name AS INTEGER) = 1'", "where = 'id = 1'", "where = \"\\u0000\"",
        "where = 'false'", "where = 'pop LIKE 5'", "where = 'random() > 2'", "where = '*'", "where = 'COLUMNS(*) = 1'", "where = 'EXISTS (SELECT * FROM towns)'",
        "crs = 'EPSG:4326'", "crs = 'EPSG:2226'", "crs = 'x'", "crs = 7", "crs = 'EPSG:0'", "crs = '+init=epsg:4326'", "crs = 'EPSG:5703'", "crs = 'EPSG:4978'", "crs = '/etc/passwd'", "crs = ''", "crs = '+proj=pipeline +step +proj=utm +zone=10'", f"crs = '{'[' * 100000}'", "crs = '{}'", "crs = '[]'", "crs = 'OGC:CRS84'", "crs = 'EPSG:4326+5773'", "crs = 'IAU_2015:30100'", "crs = \"EPSG:4326\\u0000\"",
        "date = 7", "date = 2020-01-01", "date = 2020-01-01T00:00:00", "date = '2020-99-99'", "date = 'x'", "date = '٢٠٢٠'", "level = 'x'", "level = 7", "level = 'CITY'", "id_prefix = 7", f"id_prefix = '{'x' * 100000}'", "id_prefix = ';'", "attribution = '<script>'", "join = 7", "join = {}", "join = { path = 'nope.csv', on = 'id' }", "join = { path = 'sites.csv', on = 'nope' }", "join = { path = 'sites.csv', on = 'id' }", "join = { path = 'towns.geojson', on = 'id' }", "join = { path = 'region.toml', on = 'id' }", "join = { path = '/dev/zero', on = 'id' }",
        "join = { path = 'people.gpkg', on = 'id', layer = 'x' }", "join = { path = 'sites.csv', on = 'name', equals = 'pop' }", "join = { path = 'sites.csv', on = '' }", "join = [{ path = 'sites.csv', on = 'id' }]",
    ):  # fmt: skip
        body = GOOD.replace('level = "city"\n', "", 1) if line.startswith("level") else GOOD
        with_line = body.replace('path = "towns.geojson"\n', f'path = "towns.geojson"\n{line}\n', 1)
        yield region(f"agencies: {line[:60]}", with_line, REFUSED | READ)
        if line.startswith(("where", "crs", "join")):
            at_csv = GOOD.replace('path = "sites.csv"\n', f'path = "sites.csv"\n{line}\n', 1)
            yield region(f"facilities: {line[:60]}", at_csv, REFUSED | READ)


def _values() -> Iterator[Case]:
    for columns in (
        "7", "[]", "{}", "{ id = 7 }", "{ id = '' }", "{ id = [] }", "{ id = ['id', 7] }", "{ id = ['id', 'id', 'id'] }", "{ id = 'nope' }", "{ id = ['nope', 'no'] }", "{ name = 'geometry' }", "{ id = 'geometry' }", "{ id = 'id', population = 'name' }", "{ id = 'id', population = 'geometry' }", "{ id = 'id', parent = 'id' }", "{ id = 'pop', parent = 'name' }", "{ id = 'id', name = 'pop' }", "{ id = 'id', level = 'name' }",
        "{ id = 'row' }", "{ id = 'lon' }", "{ id = 'index' }", "{ x = 'lon', y = 'lat', id = 'id' }", "{ weight = 'pop' }", f"{{ id = [{', '.join(repr('id') for _ in range(300))}] }}",
    ):  # fmt: skip
        text = GOOD.replace('{ id = "id", name = "name", population = "pop" }', columns, 1)
        yield region(f"columns of agencies {columns[:50]}", text, REFUSED | READ)
    for columns in (
        "{ x = 'lon' }", "{ y = 'lat' }", "{ x = 'name', y = 'id' }", "{ x = 'lat', y = 'lon', id = 'id' }", "{ x = 'lon', y = 'lon', id = 'id' }", "{ x = 'lon', y = 'lat', id = 'name', agency = 'id' }", "{ x = 'lon', y = 'lat', service = 'name' }", "{ x = 'lon', y = 'lat', agency = 'pop' }", "{ x = 'pop', y = 'pop', id = 'id' }", "{}", "{ id = 'id' }",
    ):  # fmt: skip
        text = GOOD.replace('{ id = "id", name = "name", x = "lon", y = "lat" }', columns, 1)
        yield region(f"columns of facilities {columns[:50]}", text, REFUSED | READ)
    for service in (
        "'nope'",
        "7",
        "''",
        "'FIRE SERVICES'",
        "'fire_services;x'",
        f"'{'x' * 100000}'",
        "'<b>'",
    ):
        yield region(
            f"service {service[:40]}", GOOD.replace('"fire_services"', service, 1), REFUSED | READ
        )
    for analysis in (
        "minutes = 7", "minutes = { fire_services = 0 }", "minutes = { fire_services = -1 }", "minutes = { fire_services = 1e308 }", "minutes = { fire_services = 1e-300 }", "minutes = { nope = 4 }", "minutes = { fire_services = nan }", "minutes = { fire_services = '4' }", "minutes = { fire_services = true }", "minutes = { '' = 4 }", "minutes = { default = 1e18 }", "tolerance_m = -1", "tolerance_m = '15'", "near_m = 1e18", "near_m = true", "near_m = []", "tolerance_m = 0", "near_m = 0", "nope = 1",
    ):  # fmt: skip
        yield region(
            f"analysis: {analysis[:50]}", f"{GOOD}[analysis]\n{analysis}\n", REFUSED | READ
        )
    for service in (
        "id = 'x'", "id = ''", "id = 7", "id = 'x'\nname = 'X'\nprimary_mode = 'SITE'", "id = 'fire_services'\nminutes = -1", "id = 'fire_services'\nprimary_mode = 'nope'", "id = 'fire_services'\nnope = 1", "id = 'a;b'\nname = 'X'", "id = 'fire_services'\nname = 7", "id = 'fire_services'\nminutes = 1e308", "id = 'fire_services'\naliases = ['library services']",
    ):  # fmt: skip
        yield region(
            f"services: {service[:60]!r}", f"{GOOD}[[services]]\n{service}\n", REFUSED | READ
        )
    for streets in (
        "", "path = 'nope.csv'", "path = 'sites.csv'", "path = 'towns.geojson'", "path = 'people.gpkg'\nmode = 'fly'", "path = 'sites.csv'\nnodes = 'sites.csv'", "path = 'sites.csv'\nnodes = 'nope.csv'\ncolumns = { from = 'id', to = 'id' }\nnode_columns = { id = 'id', x = 'lon', y = 'lat' }", "path = 'sites.csv'\nnodes = 'sites.csv'\ncolumns = { from = 'id', to = 'id', length_m = 'pop' }\nnode_columns = { id = 'id', x = 'lon', y = 'lat' }",
        "path = 'sites.csv'\nnodes = 'sites.csv'\ncolumns = { from = 'id', to = 'name', length_m = 'name' }\nnode_columns = { id = 'name', x = 'lon', y = 'lat' }", "path = 'towns.geojson'\nmax_snap_m = -1", "path = 'towns.geojson'\nmax_snap_m = 1e308", "path = 'towns.geojson'\nspeed_factor = 0", "path = 'towns.geojson'\nspeed_factor = 1e308", "path = 'towns.geojson'\nspeed_factor = nan", "path = 'towns.geojson'\ncolumns = { speed_mph = 'name' }", "path = 'towns.geojson'\ncolumns = { speed_mph = 'pop' }",
    ):  # fmt: skip
        yield region(f"streets: {streets[:170]!r}", f"{GOOD}[streets]\n{streets}\n", REFUSED | READ)


def _odd_files() -> Iterator[Case]:
    """A region.toml that is no file."""

    def case(name: str, make: Callable[[Path], None], expect: frozenset[str] = REFUSED) -> Case:
        def write(folder: Path) -> Path:
            make(folder / "region.toml")
            return folder / "region.toml"

        return Case("region.toml", f"is {name}", write, expect, kind="region", seconds=3)

    yield case("a folder", lambda path: path.mkdir())
    yield case("not there", lambda path: None)
    yield case("a pipe", os.mkfifo)
    yield case("a link to itself", lambda path: path.symlink_to("region.toml"))
    yield case("a link to /dev/zero", lambda path: path.symlink_to("/dev/zero"))
    yield case("a link to /dev/null", lambda path: path.symlink_to("/dev/null"))
    yield case("500 MB long", _sparse)


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(500 * 1024**2)


def _together() -> Iterator[Case]:
    """Files that are sound by themselves, and not together."""
    same = GOOD.replace("sites.csv", "towns.geojson").replace(', x = "lon", y = "lat"', "")
    towns = whole(".geojson")
    csv = whole(".csv")
    group = "files that do not go together"

    def case(name: str, text: str, expect: frozenset[str] = REFUSED | READ, **files: bytes) -> Case:
        return region(name, text, expect, group=group, **files)

    yield case("one file as agencies and facilities", same)
    yield case("one file as everything", same.replace("people.gpkg", "towns.geojson"))
    yield case(
        "agencies twice",
        GOOD
        + '[[agencies]]\npath = "towns.geojson"\ncolumns = { id = "id", name = "name" }\nlevel = "city"\n',
    )
    yield case(
        "agencies twice, at another level",
        GOOD
        + '[[agencies]]\npath = "towns.geojson"\ncolumns = { id = "id", name = "name" }\nlevel = "county"\n',
        REFUSED,
    )
    yield case(
        "facilities twice",
        GOOD + GOOD[GOOD.index("[[facilities]]") : GOOD.index("[[people]]")],
        READ,  # each place counts once, which is told
    )
    yield case("every agency with one id", GOOD, REFUSED, towns__geojson=_one_id(towns))
    yield case("every facility with one id", GOOD, REFUSED, sites__csv=_one_id(csv))
    yield case("facilities far away", GOOD, READ | REFUSED, sites__csv=csv.replace(b"-12", b"12"))
    yield case(
        "facilities swapped", GOOD.replace('x = "lon", y = "lat"', 'x = "lat", y = "lon"'), REFUSED
    )
    yield case(
        "facilities in metres",
        GOOD,
        REFUSED,
        sites__csv=csv.replace(b"-121.", b"-121000.").replace(b'"38.', b'"38000.'),
    )
    yield case(
        "agencies in metres",
        GOOD,
        REFUSED,
        towns__geojson=towns.replace(b"-12", b"-12000").replace(b"38.", b"38000."),
    )
    yield case(
        "agencies on the other side",
        GOOD,
        READ | REFUSED,
        towns__geojson=towns.replace(b"-12", b"5"),
    )
    yield case(
        "agencies at the pole", GOOD, READ | REFUSED, towns__geojson=towns.replace(b"38.", b"89.9")
    )
    yield case(
        "agencies at 0, 0",
        GOOD,
        READ | REFUSED,
        towns__geojson=towns.replace(b"-12", b"0").replace(b"38.", b"0."),
    )
    for label, box in (
        ("a continent", (-125, 25, -70, 49)),
        ("half the globe", (-150, -60, 0, 60)),
    ):
        west, south, east, north = box
        wide = geojson(
            features=[
                *features(),
                {
                    "type": "Feature",
                    "properties": {"id": "x", "name": "X", "pop": 1},
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [
                            [
                                [west, south],
                                [east, south],
                                [east, north],
                                [west, north],
                                [west, south],
                            ]
                        ],
                    },
                },
            ]
        )
        yield case(
            f"people of {label}",
            GOOD.replace("people.gpkg", "people.geojson"),
            READ | REFUSED,
            people__geojson=wide,
        )
        yield case(f"facilities of {label}", same, READ | REFUSED, towns__geojson=wide)
    yield case(
        "no agencies", GOOD, REFUSED, towns__geojson=b'{"type":"FeatureCollection","features":[]}'
    )
    yield case("no facilities", GOOD, READ | REFUSED, sites__csv=b"id,name,pop,lon,lat\n")
    yield case(
        "broken agencies and broken facilities",
        GOOD,
        REFUSED,
        towns__geojson=b"{",
        sites__csv=b"\0",
    )
    yield case("broken people", GOOD, REFUSED, people__gpkg=b"x")
    yield case("broken facilities", GOOD, REFUSED, sites__csv=b"")
    yield case(
        "agencies without shapes", GOOD.replace("towns.geojson", "sites.csv"), READ | REFUSED
    )
    yield case(
        "nothing with a place",
        GOOD.replace("towns.geojson", "sites.csv")
        .replace(', x = "lon", y = "lat"', "")
        .split("[[people]]")[0],
        REFUSED,
    )
    for name in (
        "a" * 100_000,
        "<img src=x onerror=alert(1)>",
        "{{7*7}}",
        "\x1b[2J",
        "\u202e",
        "=1+1",
        "a\nb",
        "'; DROP TABLE x; --",
    ):
        text = (
            GOOD.replace('"Towns"', "'''" + name + "'''")
            if "\x1b" not in name and "'" not in name
            else GOOD
        )
        yield case(f"names of {name[:20]!r}", text, READ | REFUSED, sites__csv=b'id,name,pop,lon,lat\n01,"' + name.encode() + b'",1,-121.99,38.01\n"' + name.encode() + b'",x,1,-121.98,38.01\n')  # fmt: skip
    for end in (".shp", ".dbf", ".shx"):
        yield case(f"agencies that are a {end}", GOOD.replace("towns.geojson", f"towns{end}"), REFUSED, **{f"towns__{end[1:]}": shapefile()[end]})  # fmt: skip


def _one_id(content: bytes) -> bytes:
    for number in (2, 3, 4):
        content = content.replace(b'"0%d"' % number, b'"01"')
    return content
