"""Broken CSV, GeoJSON and TopoJSON."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import partial

import shapely
from corpus import (
    ANY,
    FINE,
    HARMLESS,
    REFUSED,
    TOLD,
    XY,
    Case,
    features,
    geojson,
    made,
    put,
    topology,
    whole,
)  # fmt: skip

POINTS = (("xy", list(XY)),)
LONLAT = (("crs", "EPSG:4326"),)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _encodings()
    yield from _csv()
    yield from _csv_numbers()
    yield from _huge_csv()
    yield from _geojson_members()
    yield from _geojson_shapes()
    yield from _nested()
    yield from _topojson()


def _encodings() -> Iterator[Case]:
    for suffix in (".csv", ".geojson", ".topojson"):
        text = whole(suffix).decode()
        told = {".csv": POINTS, ".topojson": LONLAT}.get(suffix, ())
        for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "latin-1", "utf-7", "cp037"):  # fmt: skip
            content = text.encode(encoding)
            expect = (
                HARMLESS
                if encoding in ("utf-8-sig", "utf-16", "utf-32", "utf-7")
                else HARMLESS | {"noted"}
            )
            expect = ANY | {"noted"} if encoding == "utf-7" or (suffix != ".csv" and encoding in ("cp1252", "latin-1")) else expect  # fmt: skip
            yield Case(
                "encodings", f"{suffix} in {encoding}", put(content, f"towns{suffix}"), expect, told
            )
        for what, broken in (
            ("half a letter", text.encode().replace("ñ".encode(), b"\xc3")),
            ("a lone surrogate", text.encode().replace("ñ".encode(), b"\xed\xa0\x80")),
            ("overlong", text.encode().replace("ñ".encode(), b"\xc0\xaf")),
            ("FF FE", text.encode().replace("ñ".encode(), b"\xff\xfe")),
            ("a control", text.encode().replace("ñ".encode(), b"\x07")),
            ("BOM twice", b"\xef\xbb\xbf" * 2 + text.encode()),
            ("right to left", text.encode().replace("ñ".encode(), "\u202e".encode())),
        ):
            yield Case(
                "encodings",
                f"{suffix}, {what}",
                put(broken, f"towns{suffix}"),
                ANY | {"noted"},
                told,
            )


def _csv_case(name: str, text: str | bytes, expect: frozenset[str] = TOLD) -> Case:
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return Case("CSV", name, put(content, "towns.csv"), expect, POINTS)


def _csv() -> Iterator[Case]:
    text = whole(".csv").decode()
    header, *rows = text.splitlines()
    plain = "id,name,pop,lon,lat\n01,A,1,-122,38\n02,B,2,-122.1,38\n"
    yield _csv_case("CRLF", text.replace("\n", "\r\n"), FINE)
    yield _csv_case("CR only", text.replace("\n", "\r"), HARMLESS)
    yield _csv_case("mixed line ends", "\r\n".join([header, *rows[:2]]) + "\n" + "\r".join(rows[2:]), HARMLESS)  # fmt: skip
    yield _csv_case("blank lines between", text.replace("\n", "\n\n"), HARMLESS)
    yield _csv_case("a NUL within a cell", plain.replace("A", "A\0"), ANY)
    yield _csv_case("a NUL within a number", plain.replace("38", "3\08"))
    yield _csv_case("a NUL beyond the first kilobyte", plain + "03,C,3,-122,38\n" * 200 + "04,D\0D,4,-122,38\n", ANY)  # fmt: skip
    yield _csv_case("a quote that is never closed", plain.replace("A,", '"A,'))
    yield _csv_case("a quote within a cell", plain.replace("A,", 'A"B,'), ANY)
    yield _csv_case("a quote that is never closed, first line", '"' + plain)
    yield _csv_case("quotes of another kind", text.replace('"', "'"))
    yield _csv_case("a shorter row", plain + "03,C\n")
    yield _csv_case("a longer row", plain + "03,C,3,-122,38,more\n")
    yield _csv_case("all rows longer", plain.replace("38\n", "38,more\n"))
    yield _csv_case("a trailing comma in all rows", plain.replace("38\n", "38,\n"), ANY)
    yield _csv_case("a row of commas", plain + ",,,,\n")
    yield _csv_case("only a header", header + "\n")
    yield _csv_case("only a header, no line end", header)
    yield _csv_case("only line ends", "\n\n\n\r\n")
    yield _csv_case("only commas", ",,,,\n,,,,\n")
    yield _csv_case("no header", "\n".join(rows))
    yield _csv_case("repeated names in the header", plain.replace("pop", "name"))
    yield _csv_case("repeated wanted names", plain.replace("pop,lon,lat", "pop,pop,lon,lat").replace(",-122", ",5,-122"), TOLD | {"noted", "changed"})  # fmt: skip
    yield _csv_case(
        "repeated id names", "id," + plain.replace("\n0", "\n9,0"), TOLD | {"noted", "changed"}
    )
    yield _csv_case("empty names in the header", plain.replace("pop", ""))
    yield _csv_case("all names empty", plain.replace("id,name,pop,lon,lat", ",,,,"))
    yield _csv_case("a name of spaces", plain.replace("pop", "   "))
    yield _csv_case("a name with a line break", plain.replace("pop", '"po\np"'))
    yield _csv_case("names in capitals", plain.replace("id,name,pop", "ID,NAME,POP"), HARMLESS)
    yield _csv_case(
        "names with spaces around", plain.replace("id,name,pop", " id , name , pop "), ANY
    )
    yield _csv_case("a column called geometry", plain.replace("pop,", "pop,geometry,").replace(",-122", ",x,-122"), ANY)  # fmt: skip
    yield _csv_case(
        "a column called row", plain.replace("pop,", "pop,row,").replace(",-122", ",x,-122"), ANY
    )
    yield _csv_case("a column called index", plain.replace("pop,", "pop,index,").replace(",-122", ",x,-122"), ANY)  # fmt: skip
    yield _csv_case("a column called _adjoin_row", plain.replace("pop,", "pop,_adjoin_row,").replace(",-122", ",x,-122"), ANY)  # fmt: skip
    yield _csv_case("semicolons", plain.replace(",", ";"), ANY)
    yield _csv_case("tabs", plain.replace(",", "\t"), ANY)
    yield _csv_case("bars", plain.replace(",", "|"))
    yield _csv_case("semicolons in the header only", plain.replace(",", ";", 4))
    yield _csv_case("comma for the decimal point", plain.replace(",", ";").replace(".", ","))
    yield _csv_case("sep= in the first line", "sep=,\n" + plain, HARMLESS | {"changed"})
    yield _csv_case("a title above the header", "Towns of 2020\n\n" + plain)
    yield _csv_case("a comment above the header", "# towns\n" + plain)
    yield _csv_case("HTML", "<!DOCTYPE html><html><body>404 Not Found</body></html>")
    yield _csv_case(
        "a login page", "<html>\n<head>\n<title>Sign in, please</title>\n</head>\n</html>\n"
    )
    yield _csv_case("JSON", whole(".geojson"))
    yield _csv_case("a spreadsheet formula", plain.replace("A,", "\"=cmd|' /C calc'!A0\","), ANY)
    yield _csv_case("a name of markup", plain.replace("A,", "<img src=x onerror=alert(1)>,"), ANY)
    yield _csv_case("a name of escapes", plain.replace("A,", "\x1b[2J\x1b[31m,"), ANY)
    yield _csv_case(
        "a line separator in a name", plain.replace("A,", "A\u2028B\u0085C\x0bD\x0c,"), ANY
    )
    yield _csv_case("every id alike", plain.replace("02", "01"), TOLD)
    yield _csv_case("ids of spaces", plain.replace("01", "   "))
    yield _csv_case("an id with the separator", plain.replace("01", "0;1"))
    yield _csv_case("the words nan, NA, null as names", "id,name,pop,lon,lat\nNA,null,1,-122,38\nnan,None,2,-122,38\n", ANY)  # fmt: skip


def _csv_numbers() -> Iterator[Case]:
    """Coordinates and weights that are no usable numbers."""
    for text in (
        "1e308", "-1e308", "1e400", "-1e999", "nan", "NaN", "inf", "-Infinity", "", " ", "x", "1,5", "1_0", "0x10",
        "9" * 400, "-" + "9" * 5000, "1e-400", "--1", "1e", "½", "٣٨", "１２", "1\u00a0000", "1 000", "true", "2020-01-01",
        "38°30'N", "#REF!", "-0", "1e99999999999999", "." * 1000, "9007199254740993", "1e16",
    ):  # fmt: skip
        short = text if len(text) < 20 else f"{text[:3]}... ({len(text)} letters)"
        cell = f'"{text}"'
        for column, row in (
            ("pop", f"01,A,{cell},-122,38"), ("lon", f"01,A,1,{cell},38"), ("lat", f"01,A,1,-122,{cell}"),
            ("id", f"{cell},A,1,-122,38"), ("lon and lat", f"01,A,1,{cell},{cell}"),
        ):  # fmt: skip
            content = f"id,name,pop,lon,lat\n{row}\n02,B,2,-122.1,38\n"
            good = (
                ANY
                if column in ("id", "pop") or text in ("-0", "1e-400", "1_0", "１２", "٣٨")
                else TOLD
            )
            yield Case("numbers in CSV", f"{column} is {short!r}", put(content.encode(), "towns.csv"), good, POINTS)  # fmt: skip


def _huge_csv() -> Iterator[Case]:
    def case(name: str, text: object, expect: frozenset[str]) -> Case:
        return Case("huge CSV", name, made(text, "towns.csv"), expect, POINTS)  # type: ignore[arg-type]

    head = "id,name,pop,lon,lat"
    row = "01,A,1,-122,38\n"
    yield case("a cell of 5 MB", lambda: f"{head}\n01,{'A' * 5_000_000},1,-122,38\n".encode(), ANY)
    yield case("an id of 5 MB", lambda: f"{head}\n{'0' * 5_000_000},A,1,-122,38\n".encode(), ANY)
    yield case(
        "a number of 5 MB", lambda: f"{head}\n01,A,{'1' * 5_000_000},-122,38\n".encode(), TOLD
    )
    yield case("a header of 5 MB", lambda: f"{head},{'x' * 5_000_000}\n{row}".encode(), TOLD)
    yield case("100,000 columns", lambda: f"{head},{','.join(f'c{k}' for k in range(100_000))}\n{row.strip()}{',' * 100_000}\n".encode(), ANY)  # fmt: skip
    yield case("100,000 other columns", lambda: f"{','.join(f'c{k}' for k in range(100_000))}\n".encode() + b"," * 99_999, REFUSED)  # fmt: skip
    yield case(
        "100,000 columns in one row",
        lambda: f"{head}\n{row.strip()}{',' * 100_000}\n".encode(),
        TOLD | ANY,
    )
    yield case("200,000 blank rows", lambda: f"{head}\n{row}{',,,,' + chr(10)}".encode() + b",,,,\n" * 200_000, TOLD)  # fmt: skip
    yield case("200,000 empty lines", lambda: f"{head}\n{row}".encode() + b"\n" * 200_000, ANY)
    yield case("50,000 rows of rubbish", lambda: f"{head}\n{'x,x,x,x,x' + chr(10)}".encode() + b"x,x,x,x,x\n" * 50_000, TOLD)  # fmt: skip
    yield case(
        "20,000 rows with one id", lambda: f"{head}\n".encode() + row.encode() * 20_000, TOLD
    )
    yield case("50,000 far away", lambda: f"{head}\n{row}".encode() + b"".join(b"%d,x,1,100,-38\n" % k for k in range(50_000)), TOLD)  # fmt: skip
    yield case("an open quote and 10 MB", lambda: f'{head}\n01,"A,1,-122,38\n'.encode() + row.encode() * 600_000, TOLD)  # fmt: skip


def _json(document: object) -> bytes:
    return json.dumps(document).encode()


def _geojson(
    name: str, content: bytes, expect: frozenset[str] = TOLD, group: str = "GeoJSON"
) -> Case:
    return Case(group, name, put(content, "towns.geojson"), expect)


def _with(feature: dict | None = None, **members: object) -> bytes:
    """The data set with one feature more, of which some members are replaced."""
    whole_ = features()[0]
    more = {**whole_, **members} if feature is None else feature
    return geojson(features=[*features(), more])


def _geojson_members() -> Iterator[Case]:
    text = whole(".geojson").decode()
    for value in (None, {}, "x", 7, True, [], [None], [[]], ["x"], [7], [{}], [[{}]]):
        yield _geojson(f"features is {value!r}", geojson(features=value))
    first = features()[0]
    for value in (None, [], "x", 7, {}, {"type": None}, {"type": 7}, {"type": "Circle"}, {"type": "Point"}, {"coordinates": []}):  # fmt: skip
        expect = TOLD
        yield _geojson(f"geometry is {value!r}", _with(geometry=value, properties={**first["properties"], "id": "x"}), expect)  # fmt: skip
    for value in (None, [], "x", 7, {}, [1]):
        yield _geojson(f"properties is {value!r}", _with(properties=value), TOLD)
    for value in (None, "x", 7, {"type": "name"}, {"type": "name", "properties": {}}, {"type": "name", "properties": {"name": 7}},
                  {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}, {"type": "name", "properties": {"name": "x" * 100_000}},
                  {"type": "EPSG", "properties": {"code": 2226}}, {"type": "EPSG", "properties": {"code": 10**30}}):  # fmt: skip
        yield _geojson(f"crs is {str(value)[:60]!r}", geojson(crs=value), ANY)
    for member in ("geometry", "properties", "type"):
        feature = {key: value for key, value in first.items() if key != member}
        yield _geojson(
            f"a feature without {member}",
            _with(feature),
            TOLD | {"same"} if member == "type" else TOLD,
        )
    for value in (None, "Feature", "Topology", "Point", 7, "", "featurecollection"):
        yield _geojson(
            f"type is {value!r}", _json({**json.loads(text), "type": value}), TOLD | {"same"}
        )
    yield _geojson("no type", _json({"features": features()}), HARMLESS)
    yield _geojson("no features", _json({"type": "FeatureCollection"}))
    yield _geojson("a feature alone", _json(features()[0]), ANY)
    yield _geojson("a geometry alone", _json(features()[0]["geometry"]))
    yield _geojson("an array of features", _json(features()))
    yield _geojson(
        "one feature a line", "\n".join(map(json.dumps, features())).encode(), TOLD | {"same"}
    )
    yield _geojson("empty object", b"{}")
    yield _geojson("a comma too many", text.replace("]}", "],}", 1).encode(), HARMLESS)
    yield _geojson("a comma too few", text.replace(', "', ' "', 1).encode())
    yield _geojson("single quotes", text.replace('"', "'").encode(), HARMLESS)
    yield _geojson("comments", ("{ /* towns */" + text[1:]).encode(), HARMLESS)
    yield _geojson("a repeated key", text.replace('"type": "FeatureCollection"', '"type": "x", "type": "FeatureCollection"').encode(), HARMLESS)  # fmt: skip
    yield _geojson("features twice", (text[:-1] + ', "features": []}').encode(), HARMLESS)
    yield _geojson(
        "a repeated property", text.replace('"id": "01"', '"id": "01", "id": "99"').encode(), ANY
    )
    yield _geojson("properties of several types", _with(properties={"id": 5, "name": ["a", {"b": 1}], "pop": "many"}), ANY)  # fmt: skip
    yield _geojson(
        "nested properties",
        _with(properties={"id": {"a": 1}, "name": {"x": [1, 2]}, "pop": {}}),
        ANY,
    )
    yield _geojson("a property called geometry", geojson(features=[{**f, "properties": {**f["properties"], "geometry": "x"}} for f in features()]), ANY)  # fmt: skip
    yield _geojson("a property called row", geojson(features=[{**f, "properties": {**f["properties"], "row": "x"}} for f in features()]), ANY)  # fmt: skip
    yield _geojson("a property without name", geojson(features=[{**f, "properties": {**f["properties"], "": "x"}} for f in features()]), ANY)  # fmt: skip
    yield _geojson("10,000 properties", geojson(features=[{**f, "properties": {**f["properties"], **{f"p{k}": k for k in range(10_000)}}} for f in features()]), ANY)  # fmt: skip
    yield _geojson(
        "NUL escaped in a name", _with(properties={"id": "x\0y", "name": "a\0b", "pop": 1}), ANY
    )
    yield _geojson("a lone surrogate escaped", text.replace("Alder", "\\ud800").encode(), ANY)
    yield _geojson("an integer of 400 digits", text.replace("1000", "9" * 400, 1).encode(), ANY)
    yield _geojson("an integer of 5000 digits", text.replace("1000", "9" * 5000, 1).encode(), ANY)
    yield _geojson("5000 digits and a link", text.replace("1000", "9" * 5000, 1).replace("Alder", "\\u0041").encode(), ANY)  # fmt: skip
    for number in ("NaN", "Infinity", "-Infinity", "1e400", "-1e999", "1e308", "0x10", "01", "+1", ".5", "1e", "nan", "١"):  # fmt: skip
        yield _geojson(
            f"the population is {number}", text.replace("1000", number, 1).encode(), ANY | {"noted"}
        )
    yield _geojson(
        "ids of features that clash", geojson(features=[{**f, "id": 1} for f in features()]), ANY
    )
    yield _geojson(
        "huge id of a feature", geojson(features=[{**f, "id": 10**30} for f in features()]), ANY
    )
    yield _geojson("a wrong bbox", geojson(bbox=[1, 2, 3]), ANY)
    yield _geojson("bbox of text", geojson(bbox="x"), ANY)


def _square(*corners: object) -> dict:
    return {"type": "Polygon", "coordinates": [list(corners)]}


def _faulty() -> dict[str, shapely.Geometry]:
    """Areas that can be built, and are not valid."""

    def area(*corners: tuple[float, float]) -> shapely.Polygon:
        return shapely.Polygon([(-122 + x / 100, 38.2 + y / 100) for x, y in corners])

    def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
        return area((west, south), (east, south), (east, north), (west, north))

    def with_holes(*holes: shapely.Polygon) -> shapely.Polygon:
        return shapely.Polygon(box(0, 0, 4, 4).exterior, [hole.exterior for hole in holes])

    turns = [(0, 0), (4, 0), (4, 4), (0, 4)]
    return {
        "a spike": area((0, 0), (4, 0), (9, 0), (4, 0), (4, 4), (0, 4)),
        "a hole outside its shell": with_holes(box(6, 6, 7, 7)),
        "a hole out of its shell": with_holes(box(3, 1, 6, 2)),
        "a hole twice": with_holes(box(1, 1, 2, 2), box(1, 1, 2, 2)),
        "a hole that is its shell": with_holes(box(0, 0, 4, 4)),
        "a shell within a shell": shapely.MultiPolygon([box(0, 0, 4, 4), box(1, 1, 2, 2)]),
        "a shell twice": shapely.MultiPolygon([box(0, 0, 4, 4)] * 2),
        "shells that overlap": shapely.MultiPolygon([box(0, 0, 4, 4), box(2, 0, 6, 4)]),
        "a ring gone round twice": area(*turns * 2),
        "a line there and back": area((0, 0), (0, 4), (0, 8)),
        "areas, lines and points": shapely.GeometryCollection(
            [box(0, 0, 4, 4), shapely.LineString([(-122, 38), (-121, 39)]), shapely.Point(-122, 38)]
        ),
    }


def _geojson_shapes() -> Iterator[Case]:
    ring = [[-122, 38], [-121.9, 38], [-121.9, 38.1], [-122, 38]]
    shapes: dict[str, object] = {
        "a ring of 2 points": _square([-122, 38], [-121, 38]),
        "a ring of 1 point": _square([-122, 38]),
        "a ring of no points": _square(),
        "a ring that is not closed": _square(*ring[:3]),
        "a ring of one spot": _square(*[ring[0]] * 4),
        "no rings": {"type": "Polygon", "coordinates": []},
        "rings of the wrong depth": {"type": "Polygon", "coordinates": ring},
        "rings too deep": {"type": "Polygon", "coordinates": [[ring]]},
        "an empty hole": {"type": "Polygon", "coordinates": [ring, []]},
        "no polygons": {"type": "MultiPolygon", "coordinates": []},
        "a polygon of nothing": {"type": "MultiPolygon", "coordinates": [[]]},
        "points": {"type": "MultiPoint", "coordinates": [[1], [], [None]]},
        "a line of one point": {"type": "LineString", "coordinates": [[-122, 38]]},
        "an empty collection": {"type": "GeometryCollection", "geometries": []},
        "a collection of nothing": {"type": "GeometryCollection", "geometries": [None, 7, {}]},
        "a collection without geometries": {"type": "GeometryCollection"},
        "a collection of itself": {
            "type": "GeometryCollection",
            "geometries": [{"type": "GeometryCollection", "geometries": []}],
        },
        "a bow tie": _square([-122, 38], [-121.9, 38.1], [-121.9, 38], [-122, 38.1], [-122, 38]),
        "coordinates of text": _square(
            ["-122", "38"], ["-121.9", "38"], ["-121.9", "38.1"], ["-122", "38"]
        ),
        "coordinates of null": _square([None, None], [None, 38], [-121.9, None], [None, None]),
        "coordinates of objects": _square({}, {"x": 1}, {"y": 2}, {}),
        "coordinates of truth": _square([True, False], [False, True], [True, True], [True, False]),
        "one number each": _square([-122], [-121.9], [38.1], [-122]),
        "nine numbers each": _square(*[[*p, 0, 0, 0, 0, 0, 0, 0] for p in ring]),
        "coordinates null": {"type": "Polygon", "coordinates": None},
        "coordinates an object": {"type": "Polygon", "coordinates": {}},
        "coordinates text": {"type": "Polygon", "coordinates": "x"},
        "a curve": {"type": "CurvePolygon", "coordinates": [ring]},
        "numbers of 1e308": _square(
            [-1e308, -1e308], [1e308, -1e308], [1e308, 1e308], [-1e308, -1e308]
        ),
        "latitude 95": _square(*[[x, y + 57] for x, y in ring]),
        "metres": _square(*[[x * 1e4, y * 1e5] for x, y in ring]),
        "all the globe": _square([-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]),
        "half the globe": _square([-150, -60], [0, -60], [0, 60], [-150, 60], [-150, -60]),
        "a continent": _square([-125, 25], [-70, 25], [-70, 49], [-125, 49], [-125, 25]),
        "the pole": {"type": "Point", "coordinates": [0, 90]},
        "across 180 degrees": _square([179, 38], [-179, 38], [-179, 39], [179, 39], [179, 38]),
        **{name: json.loads(shapely.to_geojson(shape)) for name, shape in _faulty().items()},
        "tiny": _square([-122, 38], [-122 + 1e-15, 38], [-122, 38 + 1e-15], [-122, 38]),
    }
    named = {"id": "05", "name": "Elm", "pop": 5}
    for name, shape in shapes.items():
        yield _geojson(name, _with(properties=named, geometry=shape), TOLD | {"changed", "noted"}, "shapes in GeoJSON")  # fmt: skip
        alone = geojson(features=[{"type": "Feature", "properties": named, "geometry": shape}])
        yield _geojson(f"{name}, alone", alone, TOLD | {"changed", "noted"}, "shapes in GeoJSON")
    text = _with(properties=named, geometry=_square(*ring)).decode()
    for number in ("NaN", "Infinity", "-Infinity", "1e400", "-1e999", "9" * 400, "8" * 5000, "1e99999999999", "--1", "0x1"):  # fmt: skip
        broken = text.replace("-121.9", number).encode()
        yield _geojson(f"a coordinate {number[:12]}", broken, TOLD, "shapes in GeoJSON")
    yield Case(
        "shapes in GeoJSON",
        "a ring of 10 MB",
        made(_long_ring, "towns.geojson"),
        TOLD | {"changed"},
    )
    for label, corners in (("there and back", 0), ("at random", 3000)):
        yield Case("shapes in GeoJSON", f"a ring of 10 MB {label}", made(partial(_scribble, corners), "towns.geojson"), TOLD, seconds=20)  # fmt: skip
    yield Case("shapes in GeoJSON", "a ring of 10 MB that crosses itself", made(partial(_long_ring, crossing=True), "towns.geojson"), TOLD)  # fmt: skip
    yield Case(
        "shapes in GeoJSON", "20,000 holes", made(_holes, "towns.geojson"), TOLD | {"changed"}
    )


def _long_ring(*, crossing: bool = False) -> bytes:
    """One ring of 400,000 corners; or one of 60,000 that turns about itself."""
    import math

    count = 20_000 if crossing else 400_000
    turns = 17 if crossing else 1
    ring = [
        [round(-122 + 0.1 * math.cos(turns * 2 * math.pi * k / count), 8), round(38 + 0.1 * math.sin(2 * math.pi * (turns + crossing) * k / count), 8)]
        for k in range(count)
    ]  # fmt: skip
    ring.append(ring[0])
    return _with(properties={"id": "05", "name": "Elm", "pop": 5}, geometry=_square(*ring))


def _scribble(corners: int) -> bytes:
    """One ring of 300,000 corners on the lines between some at random; or between three."""
    lot = random.Random(1)
    places = [(-122 + lot.random() / 10, 38 + lot.random() / 10) for _ in range(corners or 3)]
    count = 300_000
    pieces = count // len(places)
    ring = []
    for (x, y), (to_x, to_y) in zip(places, places[1:] + places[:1], strict=True):
        if corners:
            ring += [
                [round(x + (to_x - x) * k / pieces, 9), round(y + (to_y - y) * k / pieces, 9)]
                for k in range(pieces)
            ]
        else:
            ring += [[x, y], [to_x, to_y]] * (pieces // 2)
    ring.append(ring[0])
    return _with(properties={"id": "05", "name": "Elm", "pop": 5}, geometry=_square(*ring))


def _holes() -> bytes:
    side = 141
    holes = []
    for k in range(20_000):
        x, y = -122 + (k % side) / 1500 + 1e-4, 38 + (k // side) / 1500 + 1e-4
        step = 3e-4
        holes.append([[x, y], [x, y + step], [x + step, y + step], [x + step, y], [x, y]])
    outer = [[-122, 38], [-121.9, 38], [-121.9, 38.1], [-122, 38.1], [-122, 38]]
    shape = {"type": "Polygon", "coordinates": [outer, *holes]}
    return _with(properties={"id": "05", "name": "Elm", "pop": 5}, geometry=shape)


def _nested() -> Iterator[Case]:
    """Brackets within brackets, which readers that call themselves run out of stack on."""

    def deep(opening: str, closing: str, depth: int, inner: str = "") -> bytes:
        return f"{opening * depth}{inner}{closing * depth}".encode()

    before = whole(".geojson")[:-1]
    for depth in (30, 100, 1000, 100_000):
        for name, content in (
            ("arrays", deep("[", "]", depth)),
            ("objects", deep('{"a":', "}", depth, "1")),
        ):
            expect = ANY | {"noted"}
            for place, text in (
                ("a member", before + b', "more": ' + content + b"}"),
                ("a property", whole(".geojson").replace(b'"Alder"', content)),
                ("the coordinates", geojson(features=[{"type": "Feature", "properties": {"id": "1", "name": "x", "pop": 1}, "geometry": {"type": "Polygon", "coordinates": "HERE"}}]).replace(b'"HERE"', content)),
                ("a member, with a link", before + b', "crs": null, "type2": "link", "more": ' + content + b"}"),
                ("a member, escaped", before + b', "\\u0061": ' + content + b"}"),
            ):  # fmt: skip
                yield _geojson(f"{name} {depth} deep in {place}", text, expect, "deep nesting")
            for suffix in (".json", ".topojson"):
                yield Case("deep nesting", f"{name} {depth} deep, nothing else, {suffix}", put(content, f"towns{suffix}"))  # fmt: skip
            topo = _json(topology()).replace(b'"Alder"', content)
            yield Case(
                "deep nesting",
                f"{name} {depth} deep in TopoJSON",
                put(topo, "towns.topojson"),
                expect,
                LONLAT,
            )
        inner = '{"type":"Point","coordinates":[-122,38]}'
        shape = deep('{"type":"GeometryCollection","geometries":[', "]}", depth, inner)
        text = geojson(features=[{"type": "Feature", "properties": {"id": "1", "name": "x", "pop": 1}, "geometry": "HERE"}]).replace(b'"HERE"', shape)  # fmt: skip
        yield _geojson(f"collections {depth} deep", text, TOLD | {"changed"}, "deep nesting")


def _topojson() -> Iterator[Case]:
    whole_ = topology()
    geometries = whole_["objects"]["towns"]["geometries"]

    def case(name: str, document: object, expect: frozenset[str] = TOLD) -> Case:
        return Case("TopoJSON", name, put(_json(document), "towns.topojson"), expect, LONLAT)

    def first(**members: object) -> dict:
        changed = [{**geometries[0], **members}, *geometries[1:]]
        return topology(objects={"towns": {"type": "GeometryCollection", "geometries": changed}})

    for arcs in ([[99]], [[-99]], [[2**31]], [[-(2**31)]], [[2**70]], [[1.5]], [["0"]], [[None]], [0], [[]], [], None, "x", {}, [[[0]]], [[0, 1]], [[~0]], [[0, 0, 0]]):  # fmt: skip
        yield case(
            f"arcs of a shape {str(arcs)[:30]}", first(arcs=arcs), TOLD | {"changed", "same"}
        )
    for arcs in (None, [], {}, "x", [None], [[]], [[[1]]], [["x"]], [[[0, 0], None]], [[["a", "b"]]], [[[1e308, 1e308]] * 4], [[[10**30, 1]] * 4]):  # fmt: skip
        yield case(f"arcs {str(arcs)[:40]}", topology(arcs=arcs))
    for transform in (None, {}, [], "x", {"scale": [1, 1]}, {"translate": [0, 0]}, {"scale": [0, 0], "translate": [-122, 38]},
                      {"scale": ["a", "b"], "translate": [0, 0]}, {"scale": [1], "translate": [1]}, {"scale": [1e308, 1e308], "translate": [0, 0]}, {"scale": None, "translate": None}):  # fmt: skip
        yield case(f"transform {str(transform)[:50]}", topology(transform=transform), TOLD)
    without = {key: value for key, value in whole_.items() if key != "transform"}
    yield case("no transform", without, TOLD)
    for key in ("type", "objects", "arcs"):
        yield case(f"no {key}", {k: v for k, v in whole_.items() if k != key}, TOLD)
    for objects in (None, [], {}, "x", {"a": None}, {"a": []}, {"a": {"type": "GeometryCollection"}}, {"a": {"type": "GeometryCollection", "geometries": None}}, {"": whole_["objects"]["towns"]}):  # fmt: skip
        yield case(f"objects {str(objects)[:40]}", topology(objects=objects), ANY)
    yield case(
        "two objects",
        topology(objects={"a": whole_["objects"]["towns"], "b": whole_["objects"]["towns"]}),
    )
    for value in (None, [], "x", 7):
        yield case(f"properties {value!r}", first(properties=value))
    for kind in (None, "Point", "LineString", "MultiPolygon", "Circle", 7, "GeometryCollection"):
        yield case(f"type of a shape {kind!r}", first(type=kind), ANY)
    members = {"type": "GeometryCollection", "geometries": geometries}
    for depth in (5, 50, 300):
        nested: dict = members
        for _ in range(depth):
            nested = {"type": "GeometryCollection", "geometries": [nested]}
        yield case(f"collections {depth} deep", topology(objects={"towns": nested}), ANY)
    yield case("all of its arcs are the same", topology(arcs=[whole_["arcs"][0]] * 4), ANY)
    yield case("an arc of 20,000 steps", topology(arcs=[[[0, 0], *[[1, k % 3 - 1] for k in range(20_000)]]] * 4), ANY)  # fmt: skip
