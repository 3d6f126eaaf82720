"""Broken archives: .zip, .gz and the one that a workbook is."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from corpus import (
    ANY,
    FINE,
    HARMLESS,
    REFUSED,
    TOLD,
    XY,
    Case,
    bombed,
    flipped,
    made,
    put,
    shapefile,
    whole,
    workbook,
    zipped,
)  # fmt: skip

POINTS = (("xy", list(XY)),)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _zips()
    yield from _zip_fields()
    yield from _gzips()
    yield from _bombs()
    yield from _workbooks()
    yield from _workbook_parts()


def _zip(
    name: str, content: bytes, expect: frozenset[str] = REFUSED, file: str = "towns.zip"
) -> Case:
    told = (
        POINTS
        if ".csv" in file
        else ((("crs", "EPSG:4326"),) if name.startswith(".topojson") else ())
    )
    return Case("zip", name, put(content, file), expect, told)


def _zips() -> Iterator[Case]:
    towns = whole(".geojson")
    member = {"towns.geojson": towns}
    yield _zip("within a zip", zipped({"towns.zip": zipped(member)}))
    yield _zip("within a zip within a zip", zipped({"a.zip": zipped({"b.zip": zipped(member)})}))
    yield _zip("gzip within", zipped({"towns.geojson.gz": gzip.compress(towns)}))
    yield _zip("a data set and a zip", zipped({**member, "b.zip": zipped(member)}))
    yield _zip("empty archive", zipped({}))
    yield _zip("a folder only", zipped({"towns/": b""}))
    yield _zip("a folder named as a file", zipped({"towns.geojson/": b""}))
    yield _zip("within folders", zipped({"a/b/c/towns.geojson": towns}), FINE)
    yield _zip("two data sets", zipped({"a.geojson": towns, "b.geojson": towns}))
    yield _zip(
        "two data sets of different formats", zipped({"a.geojson": towns, "a.gpkg": whole(".gpkg")})
    )
    yield _zip("a data set and a readme", zipped({**member, "readme.txt": b"x"}), FINE)
    yield _zip(
        "a data set and what macOS adds", zipped({**member, "__MACOSX/._towns.geojson": b"x"}), FINE
    )
    yield _zip("no data set", zipped({"readme.txt": b"x"}))
    yield _zip("an empty data set", zipped({"towns.geojson": b""}))
    yield _zip("a path out of the folder", zipped({"../../../tmp/towns.geojson": towns}), HARMLESS)
    yield _zip("an absolute path", zipped({"/etc/towns.geojson": towns}), HARMLESS)
    yield _zip("backslashes", zipped({"..\\..\\towns.geojson": towns}), HARMLESS)
    yield _zip("a Shapefile out of the folder", zipped({f"../../x/towns{k}": v for k, v in shapefile().items()}), HARMLESS)  # fmt: skip
    yield _zip("a Shapefile with an address for a name", zipped({f"/vsicurl/http:/x/towns{k}": v for k, v in shapefile().items()}), HARMLESS)  # fmt: skip
    yield _zip(
        "a Shapefile of capitals",
        zipped({f"TOWNS{k.upper()}": v for k, v in shapefile().items()}),
        FINE,
    )
    yield _zip(
        "a Shapefile named with a '!'",
        zipped({f"to!wn;s{k}": v for k, v in shapefile().items()}),
        HARMLESS,
    )
    yield _zip("a Shapefile without a name", zipped(shapefile()), HARMLESS)
    yield _zip(
        "two Shapefiles", zipped({f"{n}{k}": v for k, v in shapefile().items() for n in "ab"})
    )
    yield _zip("a newline in the name", zipped({"to\nwns.geojson": towns}), HARMLESS)
    yield _zip("escapes in the name", zipped({"\x1b[2Jtowns.geojson": towns}), HARMLESS)
    yield _zip("a very long name", zipped({"n" * 60_000 + ".geojson": towns}), HARMLESS)
    yield _zip("an emoji for a name", zipped({"\U0001f3d8.geojson": towns}), HARMLESS)
    yield _zip("20,000 members", zipped({f"{k}.txt": b"" for k in range(20_000)}))
    yield _zip("20,000 data sets", zipped({f"{k}.geojson": b"" for k in range(20_000)}))
    yield _zip("9,000 data sets", zipped({f"{'n' * 100}{k}.geojson": b"" for k in range(9_000)}))
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("towns.geojson", towns)
        archive.fp.write(b"")  # type: ignore[union-attr]
    for what in ("the same", "another"):
        packed = _with_twin(towns, towns if what == "the same" else b"{}")
        yield _zip(f"two members of one name, {what}", packed)
    for method, label in (
        (zipfile.ZIP_BZIP2, "bzip2"),
        (zipfile.ZIP_LZMA, "lzma"),
        (zipfile.ZIP_STORED, "stored"),
    ):
        content = zipped(member, compression=method)
        yield _zip(f"packed by {label}", content, FINE)
        for seed in range(3):
            yield _zip(f"packed by {label}, flipped {seed}", flipped(content, seed), ANY)
    yield _zip("behind a program", b"MZ" + bytes(500) + zipped(member), HARMLESS)
    yield _zip("a comment behind", _commented(zipped(member)), HARMLESS)
    for suffix in (".fgb", ".parquet", ".topojson", ".geoparquet"):
        yield _zip(f"{suffix} within", zipped({f"towns{suffix}": whole(suffix)}), FINE)
    yield _zip("a workbook within", zipped({"towns.xlsx": whole(".xlsx")}), FINE, "towns.csv.zip")
    yield _zip("a workbook called .zip", whole(".xlsx"))
    yield _zip("a symlink within", _linked())


def _with_twin(first: bytes, second: bytes) -> bytes:
    """An archive with two members of one name."""
    packed = bytearray(zipped({"towns.geojson": first, "towns.geojsom": second}))
    return bytes(packed).replace(b"towns.geojsom", b"towns.geojson")


def _commented(content: bytes) -> bytes:
    return content[:-2] + struct.pack("<H", 5) + b"towns"


def _linked() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("towns.geojson", (2020, 1, 1, 0, 0, 0))
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return packed.getvalue()


def _zip_fields() -> Iterator[Case]:
    """Fields of an archive that do not say the truth."""
    content = zipped({"towns.geojson": whole(".geojson")})
    local, central, end = 0, content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    fields = {
        "encrypted, locally": (local + 6, "<H", 1), "encrypted": (central + 8, "<H", 1),
        "method 99, locally": (local + 8, "<H", 99), "method 99": (central + 10, "<H", 99),
        "method implode": (central + 10, "<H", 6), "method deflate64": (central + 10, "<H", 9),
        "checksum": (central + 16, "<I", 0xDEADBEEF), "packed size 0": (central + 20, "<I", 0),
        "packed size 4 GB": (central + 20, "<I", 0xFFFFFFFE), "size 0": (central + 24, "<I", 0),
        "size 10": (central + 24, "<I", 10), "size 4 GB": (central + 24, "<I", 0xFFFFFFFE), "size 3 GB": (central + 24, "<I", 3 * 1024**3),
        "name of 65,535": (central + 28, "<H", 0xFFFF), "name of 0": (central + 28, "<H", 0),
        "extra of 65,535": (central + 30, "<H", 0xFFFF), "offset beyond": (central + 42, "<I", 10**9), "offset inside": (central + 42, "<I", 7),
        "version 99": (central + 6, "<H", 99), "zip64 sizes": (central + 24, "<I", 0xFFFFFFFF),
        "members 0": (end + 10, "<H", 0), "members 65,535": (end + 10, "<H", 65535), "directory size 0": (end + 12, "<I", 0),
        "directory size 4 GB": (end + 12, "<I", 0xFFFFFFFE), "directory beyond": (end + 16, "<I", 10**9), "zip64 directory": (end + 16, "<I", 0xFFFFFFFF),
        "disk 7": (end + 4, "<H", 7), "comment of 100": (end + 20, "<H", 100), "date 0": (central + 12, "<I", 0),
        "name not UTF-8": (central + 8, "<H", 0x800),
    }  # fmt: skip
    for label, (at, form, value) in fields.items():
        broken = bytearray(content)
        struct.pack_into(form, broken, at, value)
        if label.startswith("name not"):
            broken[central + 46 : central + 48] = b"\xff\xfe"
            broken[30:32] = b"\xff\xfe"
        yield Case("zip whose fields lie", label, put(bytes(broken), "towns.zip"), HARMLESS)
        workbook_ = bytearray(whole(".xlsx"))
        at_book = at - central + workbook_.index(b"PK\x01\x02") if at >= central else at
        if at >= end:
            at_book = at - end + workbook_.rindex(b"PK\x05\x06")
        struct.pack_into(form, workbook_, at_book, value)
        yield Case("zip whose fields lie", f"{label}, workbook", put(bytes(workbook_), "towns.xlsx"), HARMLESS, POINTS)  # fmt: skip


def _gzips() -> Iterator[Case]:
    towns = whole(".geojson")
    packed = gzip.compress(towns, mtime=0)

    def case(
        name: str, content: bytes, expect: frozenset[str] = REFUSED, file: str = "towns.geojson.gz"
    ) -> Case:
        return Case("gzip", name, put(content, file), expect, POINTS if ".csv" in file else ())

    yield case("twice", gzip.compress(packed))
    yield case("twice, named so", gzip.compress(packed), REFUSED, "towns.geojson.gz.gz")
    yield case("a zip within", gzip.compress(whole(".geojson.zip")), REFUSED, "towns.zip.gz")
    yield case("a zip within, named a data set", gzip.compress(whole(".geojson.zip")))
    yield case("not packed at all", towns, HARMLESS)
    yield case("garbage behind", packed + b"garbage", HARMLESS)
    yield case("NULs behind", packed + bytes(1000), FINE)
    yield case("two members", gzip.compress(towns[:500]) + gzip.compress(towns[500:]), FINE)
    yield case("an empty member", gzip.compress(b""))
    yield case("10,000 empty members", gzip.compress(b"", mtime=0) * 10_000)
    yield case("a wrong checksum", packed[:-8] + b"\0\0\0\0" + packed[-4:])
    yield case("a wrong size", packed[:-4] + b"\1\2\3\4")
    yield case("no checksum", packed[:-8])
    yield case("a reserved flag", packed[:3] + b"\xe0" + packed[4:], HARMLESS)
    yield case("method 7", packed[:2] + b"\x07" + packed[3:])
    yield case("a name without end", packed[:3] + b"\x08" + packed[4:10] + b"n" * 100_000)
    yield case("raw deflate", zlib.compress(towns))
    yield case("a Shapefile", gzip.compress(shapefile()[".shp"]), REFUSED, "towns.shp.gz")
    yield case("a workbook", gzip.compress(whole(".xlsx")), FINE, "towns.csv.xlsx.gz")
    yield case("FlatGeobuf", gzip.compress(whole(".fgb")), FINE, "towns.fgb.gz")
    yield case("no inner suffix", packed, REFUSED, "towns.gz")
    yield case("an unknown inner suffix", packed, REFUSED, "towns.txt.gz")
    yield case("tar", gzip.compress(b"towns.geojson" + bytes(499)), REFUSED, "towns.tar.gz")


def _bombs() -> Iterator[Case]:
    quick = 2.5
    for name in ("towns.geojson.zip", "towns.csv.zip", "towns.gpkg.zip", "towns.parquet.zip", "towns.shp.zip", "towns.xlsx.zip", "towns.fgb.zip"):  # fmt: skip
        yield Case(
            "bombs",
            f"{name}, 3 GB",
            bombed(name, 3100),
            REFUSED,
            POINTS if "csv" in name else (),
            seconds=quick,
        )
    for name in ("towns.geojson.gz", "towns.csv.gz", "towns.fgb.gz"):
        yield Case(
            "bombs",
            f"{name}, 3 GB",
            bombed(name, 3100),
            REFUSED,
            POINTS if "csv" in name else (),
            seconds=10,
        )
        yield Case("bombs", f"{name}, 400 MB of blanks", bombed(name, 400, b" "), REFUSED, POINTS if "csv" in name else (), seconds=10)  # fmt: skip
    yield Case("bombs", "a companion of 3 GB", _heavy_companion, REFUSED, seconds=quick)
    yield Case("bombs", "40 members over each other, 4 GB", _overlapping, REFUSED, seconds=quick)
    parts = workbook()
    sheet = "xl/worksheets/sheet1.xml"
    for part in (sheet, "xl/sharedStrings.xml", "xl/media/image1.png", "xl/styles.xml"):
        yield Case(
            "bombs",
            f"workbook with {part} of 700 MB",
            partial(_heavy_part, part),
            REFUSED,
            POINTS,
            seconds=quick,
        )
    text = parts[sheet].decode()
    rows = "".join(f'<row r="{k}"/>' for k in range(6, 1_000_000))
    for label, sheet_text, expect in (
        ("a million empty rows", text.replace("</sheetData>", rows + "</sheetData>"), HARMLESS),
        ("a stated size of all cells", text.replace("A1:E5", "A1:XFD1048576"), HARMLESS),
        ("a cell in the last corner", text.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), TOLD),
        ("a cell in the last row", text.replace("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'), TOLD),
        ("a cell in the last column", text.replace("</row></sheetData>", '<c r="XFD5"><v>1</v></c></row></sheetData>'), ANY),
        ("a cell beyond the last corner", text.replace("</row></sheetData>", '<c r="ZZZZZZ99999999999"><v>1</v></c></row></sheetData>'), ANY),
        ("a row of number 4,000,000,000", text.replace("</sheetData>", '<row r="4000000000"><c><v>1</v></c></row></sheetData>'), ANY),
    ):  # fmt: skip
        broken = partial(_rezipped, {sheet: sheet_text.encode()})
        yield Case("bombs", f"workbook with {label}", made(broken, "towns.xlsx"), expect, POINTS)


def _rezipped(changed: dict[str, bytes]) -> bytes:
    return zipped({**workbook(), **changed})


def _heavy_part(part: str, folder: Path) -> Path:
    parts = {name: content for name, content in workbook().items() if name != part}
    with zipfile.ZipFile(
        folder / "towns.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open(part, "w", force_zip64=True) as member:
            for _ in range(700):
                member.write(b" " * (1 << 20))
    return folder / "towns.xlsx"


def _heavy_companion(folder: Path) -> Path:
    with zipfile.ZipFile(
        folder / "towns.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as archive:
        for end, content in shapefile().items():
            if end != ".dbf":
                archive.writestr(f"towns{end}", content)
        with archive.open("towns.dbf", "w", force_zip64=True) as member:
            for _ in range(3100):
                member.write(bytes(1 << 20))
    return folder / "towns.zip"


def _overlapping(folder: Path) -> Path:
    """Members that share one compressed stream, so that little unpacks to much."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(packed.compress(bytes(1 << 20)) for _ in range(100)) + packed.flush()
    checksum = zlib.crc32(bytes(100 << 20))
    name = b"towns.gpkg"
    first = struct.pack(
        "<IHHHIIIIHH", 0x04034B50, 20, 0, 8, 0, checksum, len(body), 100 << 20, len(name), 0
    )
    content = first + name + body
    entries = b""
    for k in range(40):
        each = b"town%02d.dbf" % k if k else name
        entries += struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, checksum, len(body), 100 << 20, len(each), 0, 0, 0, 0, 0, 0) + each  # fmt: skip
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 40, 40, len(entries), len(content), 0)
    return put(content + entries + end, "towns.zip")(folder)


def _book(name: str, expect: frozenset[str] = TOLD, **changed: bytes | None) -> Case:
    """A workbook with parts replaced or, where None, left out; `__` stands for `/`."""
    parts = workbook()
    for key, content in changed.items():
        part = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml",
                "rels": "xl/_rels/workbook.xml.rels", "root": "_rels/.rels", "types": "[Content_Types].xml"}.get(key, key)  # fmt: skip
        if content is None:
            del parts[part]
        else:
            parts[part] = content
    return Case("XLSX", name, put(zipped(parts), "towns.xlsx"), expect, POINTS)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + k, b"&%c;" % (97 + k) * 10) for k in range(9))
    + b"]>"
)


def _workbooks() -> Iterator[Case]:
    parts = workbook()
    sheet, strings = parts["xl/worksheets/sheet1.xml"], parts["xl/sharedStrings.xml"]
    head = sheet.split(b"<sheetData>")[0] + b"<sheetData>"
    for key in ("sheet", "book", "types", "root", "rels", "strings"):
        yield _book(f"no {key}", HARMLESS, **{key: None})
        yield _book(f"empty {key}", HARMLESS if key == "root" else TOLD, **{key: b""})
        yield _book(
            f"{key} that is no XML", HARMLESS if key == "root" else TOLD, **{key: b"x" * 100}
        )
        yield _book(f"{key} cut off", TOLD | ({"same"} if key == "root" else set()), **{key: parts[{"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels", "root": "_rels/.rels", "types": "[Content_Types].xml"}[key]][:-40]})  # fmt: skip
        yield _book(f"{key} of NULs", HARMLESS if key == "root" else TOLD, **{key: bytes(500)})
    yield _book("a billion laughs in the strings", REFUSED, strings=strings.replace(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', LAUGHS).replace(b"Alder", b"&j;"))  # fmt: skip
    yield _book("a billion laughs in the sheet", REFUSED, sheet=sheet.replace(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', LAUGHS))  # fmt: skip
    yield _book(
        "a billion laughs in UTF-16",
        REFUSED,
        strings=(LAUGHS + b"<sst/>").decode().encode("utf-16"),
    )
    yield _book("an entity that reads a file", REFUSED, strings=strings.replace(b"?>\n", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1).replace(b"Alder", b"&e;"))  # fmt: skip
    yield _book("an entity in an unused part", REFUSED, **{"xl/other.xml": LAUGHS + b"<x>&j;</x>"})
    yield _book(
        "an entity in a part named otherwise", ANY, **{"xl/other.bin": LAUGHS + b"<x>&j;</x>"}
    )
    yield _book(
        "a string number out of range",
        TOLD,
        sheet=sheet.replace(b't="s"><v>0<', b't="s"><v>99999<'),
    )
    yield _book(
        "a string number below 0", TOLD, sheet=sheet.replace(b't="s"><v>0<', b't="s"><v>-1<')
    )
    yield _book(
        "a string number of text", TOLD, sheet=sheet.replace(b't="s"><v>0<', b't="s"><v>x<')
    )
    yield _book("a string number of 400 digits", TOLD, sheet=sheet.replace(b't="s"><v>0<', b't="s"><v>%s<' % (b"9" * 400)))  # fmt: skip
    yield _book("only empty strings", TOLD, strings=b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>')  # fmt: skip
    yield _book("no rows", TOLD, sheet=head + b"</sheetData></worksheet>")
    yield _book("no sheetData", TOLD, sheet=head.replace(b"<sheetData>", b"") + b"</worksheet>")
    yield _book(
        "only a header", TOLD, sheet=sheet.split(b'<row r="2">')[0] + b"</sheetData></worksheet>"
    )
    yield _book("a chart sheet only", TOLD, sheet=b'<?xml version="1.0"?><chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><drawing/></chartsheet>')  # fmt: skip
    yield _book("a book without sheets", TOLD, book=parts["xl/workbook.xml"].replace(b'<sheet name="towns" sheetId="1" r:id="rId1"/>', b""))  # fmt: skip
    yield _book(
        "a sheet without relation", TOLD, book=parts["xl/workbook.xml"].replace(b"rId1", b"rId9")
    )
    yield _book("two sheets", TOLD, book=parts["xl/workbook.xml"].replace(b"</sheets>", b'<sheet name="more" sheetId="2" r:id="rId1"/></sheets>'))  # fmt: skip
    yield _book("two sheets of one name", TOLD | {"same"}, book=parts["xl/workbook.xml"].replace(b"</sheets>", b'<sheet name="towns" sheetId="2" r:id="rId1"/></sheets>'))  # fmt: skip
    yield _book(
        "a sheet without a name",
        ANY,
        book=parts["xl/workbook.xml"].replace(b'name="towns"', b'name=""'),
    )
    yield _book("1,000 sheets", TOLD, book=parts["xl/workbook.xml"].replace(b"</sheets>", b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (k, k) for k in range(2, 1000)) + b"</sheets>"))  # fmt: skip
    yield _book(
        "hidden sheet",
        ANY | {"noted"},
        book=parts["xl/workbook.xml"].replace(b"<sheet ", b'<sheet state="veryHidden" '),
    )
    yield _book("a link to another workbook", TOLD | {"same"}, rels=parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", b'<Relationship Id="rId3" Type="x/externalLink" Target="http://127.0.0.1/x.xlsx" TargetMode="External"/></Relationships>'))  # fmt: skip
    yield _book("a sheet that is an address", TOLD, rels=parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"http://127.0.0.1:9/x.xml"))  # fmt: skip
    yield _book("a sheet out of the archive", TOLD, rels=parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"../../../../../../etc/passwd"))  # fmt: skip
    yield _book("a sheet of a virtual file system", TOLD, rels=parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"/vsicurl/http://127.0.0.1:9/x"))  # fmt: skip
    yield _book("sheets that name each other", TOLD | {"same"}, root=parts["_rels/.rels"].replace(b"xl/workbook.xml", b"_rels/.rels"))  # fmt: skip
    yield Case("XLSX", "an old workbook or one with a password", put(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "towns.xlsx"), REFUSED, POINTS)  # fmt: skip
    yield Case("XLSX", "an OpenDocument", put(zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), "towns.xlsx"), REFUSED, POINTS)  # fmt: skip
    yield Case("XLSX", "XML of 2003", put(b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "towns.xlsx"), REFUSED, POINTS)  # fmt: skip
    yield Case("XLSX", "a Word document", put(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}), "towns.xlsx"), REFUSED, POINTS)  # fmt: skip
    yield Case("XLSX", "a binary workbook", put(zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01"}), "towns.xlsx"), REFUSED, POINTS)  # fmt: skip


def _workbook_parts() -> Iterator[Case]:
    parts = workbook()
    sheet = parts["xl/worksheets/sheet1.xml"]
    for cell in (
        b'<c r="C2" t="e"><v>#REF!</v></c>', b'<c r="C2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', b'<c r="C2"><f>1+1</f></c>',
        b'<c r="C2"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>5</v></c>', b'<c r="C2" t="str"><v>text</v></c>', b'<c r="C2" t="b"><v>1</v></c>',
        b'<c r="C2" t="inlineStr"><is><t>5</t></is></c>', b'<c r="C2" t="inlineStr"/>', b'<c r="C2" t="inlineStr"><v>7</v></c>', b'<c r="C2" t="nonsense"><v>7</v></c>', b'<c r="C2" t="d"><v>2020-01-01</v></c>',
        b'<c r="C2"><v>1e400</v></c>', b'<c r="C2"><v>NaN</v></c>', b'<c r="C2"><v>%s</v></c>' % (b"9" * 400), b'<c r="C2"><v></v></c>', b'<c r="C2"/>', b"<c><v>7</v></c>",
        b'<c r="C2" s="99999"><v>7</v></c>', b'<c r="C2" s="-1"><v>7</v></c>', b'<c r="C2" s="x"><v>7</v></c>', b'<c r="XX"><v>7</v></c>', b'<c r=""><v>7</v></c>', b'<c r="2C"><v>7</v></c>',
        b'<c r="C2" t="s"><v></v></c>', b'<c r="C2" t="s"/>', b'<c r="B2"><v>7</v></c>', b'<c r="C2"><v>7</v><v>8</v></c>', b'<c r="C9"><v>7</v></c>', b'<c r="C-2"><v>7</v></c>',
        b'<c r="C2"><v>' + b"x" * 3_000_000 + b"</v></c>", b'<c r="C2">' + b"<v>" * 10_000 + b"</v>" * 10_000 + b"</c>",
    ):  # fmt: skip
        broken = sheet.replace(b'<c r="C2"><v>1000</v></c>', cell)
        yield _book(f"a cell {cell[:40].decode()}", ANY | {"noted"}, sheet=broken)
    for row in (b'<row r="x">', b'<row r="-1">', b'<row r="0">', b"<row>", b'<row r="99999999999999999999">', b'<row r="1">', b'<row r="3">', b'<row r="2.5">'):  # fmt: skip
        yield _book(
            f"{row.decode()} for the second row", ANY, sheet=sheet.replace(b'<row r="2">', row)
        )
    for size in (
        b"",
        b"x",
        b"A1",
        b"A1:E5:G7",
        b"E5:A1",
        b"A1:XFD1048576",
        b"A0:E-5",
        b"ZZZZZZZ1:ZZZZZZZ2",
    ):
        yield _book(f"dimension {size.decode()!r}", HARMLESS, sheet=sheet.replace(b"A1:E5", size))
    seen = random.Random(5)
    for seed in range(12):
        part = seen.choice(sorted(parts))
        broken = {part: flipped(parts[part], seed)}
        yield _book(f"{part} flipped, seed {seed}", ANY | {"noted"}, **broken)
