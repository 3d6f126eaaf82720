"""CSV tables and sheets of workbooks, as text."""

from __future__ import annotations

import datetime
import gzip
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from adjoin.geo.files import packages, workbooks
from adjoin.geo.files.columns import number_column, text_column
from adjoin.geo.files.reading import read_source
from adjoin.geo.files.tables import column_names
from adjoin.geo.findings import DataError, Finding


def refusal(path: Path, **options) -> Finding:
    with pytest.raises(DataError) as caught:
        read_source(path, source="as written", **options)
    (finding,) = caught.value.findings
    assert (finding.severity, finding.source) == ("error", "as written")
    return finding


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.severity, finding.rule) for finding in findings]


def csv(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- CSV -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_delimiter_is_found_in_the_header_and_told(sign, word, tmp_path: Path):
    rows = [["id", '"a,b,c"', "x"], ["007", "1,2,3,4,5", "38,5"]]
    path = csv(tmp_path / "t.csv", "\n".join(sign.join(row) for row in rows) + "\n")
    frame, (finding,) = read_source(path)
    # A decimal comma stays what it is: it may as well part thousands.
    assert frame.to_dict("list") == {"id": ["007"], "a,b,c": ["1,2,3,4,5"], "x": ["38,5"]}
    assert (finding.severity, finding.rule) == ("note", "delimiter")
    assert word in finding.message


def test_a_decimal_comma_is_no_number_and_is_told(tmp_path: Path):
    path = csv(tmp_path / "t.csv", "id;lon;lat\na;-122,5;38\n")
    frame, findings = read_source(path, xy=("lon", "lat"))
    assert told(findings) == [("note", "delimiter"), ("warning", "not-a-number")]
    assert frame.geometry.isna().tolist() == [True]


def test_commas_in_the_cells_below_do_not_count(tmp_path: Path):
    frame, findings = read_source(csv(tmp_path / "t.csv", "a,b\nx;y;z;w,2\n"))
    assert (frame.loc[1].tolist(), findings) == (["x;y;z;w", "2"], [])


def test_names_that_stand_twice_are_told_and_kept_apart(tmp_path: Path):
    path = csv(tmp_path / "t.csv", "id,name,name,name.2,\n1,a,b,c,d\n")
    frame, findings = read_source(path)
    assert frame.loc[1].to_dict() == {
        "id": "1", "name": "a", "name.3": "b", "name.2": "c", "column 5": "d",
    }  # fmt: skip
    assert told(findings) == [("warning", "column-repeated"), ("note", "column-nameless")]
    assert "'name' stands over 2 columns" in findings[0].message
    assert "the others are called name.3" in findings[0].message


def test_names_are_all_different():
    names, _ = column_names(["", "column 1", "a", "a", "a.2", " a "], source="x")
    assert len(set(names)) == 6
    assert names[1:3] == ["column 1", "a"]


def test_utf_16_and_zero_bytes_are_told(tmp_path: Path):
    finding = refusal(csv(tmp_path / "t.csv", "id,name\n1,é\n".encode("utf-16")))
    assert (finding.rule, "save it as CSV in UTF-8" in finding.message) == ("content-unexpected", True)  # fmt: skip
    late = csv(tmp_path / "t.csv", b"id,name\n" + b"1,x\n" * 500 + b"2,\x00\n")
    assert "zero bytes" in refusal(late).message


def test_the_quotation_marks_of_windows_are_read(tmp_path: Path):
    path = csv(tmp_path / "t.csv", "id,name\n1,L’Étoile – “x”\n".encode("cp1252"))
    frame, (finding,) = read_source(path)
    assert frame.loc[1, "name"] == "L’Étoile – “x”"
    assert (finding.rule, finding.item) == ("encoding", "byte 11")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (",".join(f"c{i}" for i in range(20_000)) + "\n", "columns-too-many"),
        ("c," * 3_000_000 + "\n", "columns-too-many"),
        ("a,b\n1,2\n" + "," * 1_000_000 + "\n", "file-unreadable"),
        ("a," + "x" * 200_000 + "\n1,2\n", "file-unreadable"),
        ('a,b\n1,"2\n', "file-unreadable"),
        ("\n \n", "file-unreadable"),
    ],
)
def test_a_table_that_is_none_is_told(content, rule, tmp_path: Path):
    assert refusal(csv(tmp_path / "t.csv", content)).rule == rule


def test_blank_lines_before_the_header_are_passed_over(tmp_path: Path):
    frame, findings = read_source(csv(tmp_path / "t.csv", "\n  \nid,name\n1,2\n\n3,4\n"))
    assert frame.to_dict("list") == {"id": ["1", "3"], "name": ["2", "4"]}
    assert frame.index.tolist() == [1, 2]
    assert told(findings) == [("note", "rows-blank")]
    assert findings[0].message.startswith("1 blank rows")


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ("id,name\n1,a\n2,b\n\n\n", 0),
        ("\ufeff\r\nid,name\r\n1,a\r\n2,b\r\n", 0),
        ('id,name\n1,"a\n\nb ""c""\n\n"\n2,b\n', 0),
        ("id,name\r\n\r\n1,a\r\n \t\r\n2,b\r\n", 2),
        ("id\tname\n1\ta\n \n2\tb\n", 1),
    ],
)
def test_blank_lines_among_the_rows_are_counted(content, count, tmp_path: Path):
    (tmp_path / "t.csv").write_bytes(content.encode())
    frame, findings = read_source(tmp_path / "t.csv")
    assert frame["id"].tolist() == ["1", "2"]
    blank = [finding.message for finding in findings if finding.rule == "rows-blank"]
    assert [int(message.split()[0]) for message in blank] == ([count] if count else [])


def test_a_title_above_the_header_is_named_as_the_cause(tmp_path: Path):
    for content in ("Towns of 2026\nid,name\n1,a\n", "Towns of 2026\n\nid,name\n1,a\n"):
        finding = refusal(csv(tmp_path / "t.csv", content))
        assert "delete the lines above it" in finding.message
    assert "above" not in refusal(csv(tmp_path / "t.csv", "id,name\n1,a,b\n")).message
    rows = [["Towns of 2026"], ["id", "name", "kind"], ["1", "a", "b"]]
    frame, (note,) = read_source(workbook(tmp_path / "t.xlsx", s=rows))
    assert "delete the lines above it" in note.message
    with pytest.raises(DataError, match="header seems to stand in a later row"):
        text_column(frame, "id", key="columns.id", source="t.xlsx")


# --- workbooks -----------------------------------------------------------------------------------


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def changed(path: Path, part: str, change) -> Path:
    """A workbook with one part rewritten."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_are_the_text_that_people_see(tmp_path: Path):
    cells = {
        "text id": ("00123", "00123"),
        "number": (12, "12"),
        "float": (12.0, "12"),
        "decimal": (-122.4194155, "-122.4194155"),
        "long id": (1234567890123456, "1234567890123456"),
        "day": (datetime.date(2020, 1, 31), "2020-01-31"),
        "time": (datetime.datetime(2020, 1, 31, 13, 5), "2020-01-31T13:05:00"),
        "clock": (datetime.time(13, 5), "13:05:00"),
        "yes": (True, "TRUE"),
        "no": (False, "FALSE"),
        "accents": ("Doña Ana’s\nŌta", "Doña Ana’s\nŌta"),
        "formula like": ("'=1+1", "'=1+1"),
        "missing": (None, None),
        "blank": ("  ", None),
    }
    path = workbook(tmp_path / "t.xlsx", s=[list(cells), [cell for cell, _ in cells.values()]])
    frame, findings = read_source(path)
    expected = {name: seen for name, (_, seen) in cells.items()}
    assert {
        name: None if value != value else value for name, value in frame.loc[1].items()
    } == expected
    assert findings == []
    assert number_column(frame, "decimal", key="", source="")[0].tolist() == [-122.4194155]


def test_zeros_that_the_format_of_a_cell_shows_are_kept(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["GEOID", "POP"], [6075, 0], [123456, 12]])
    book = openpyxl.load_workbook(path)
    for row in (2, 3):
        book["s"].cell(row, 1).number_format = "00000"
        book["s"].cell(row, 2).number_format = "0"
    book.save(path)
    frame, _ = read_source(path)
    assert frame["GEOID"].tolist() == ["06075", "123456"]
    assert frame["POP"].tolist() == ["0", "12"]


def test_cells_with_errors_are_missing_and_told(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id", "v"], ["1", "#REF!"], ["2", 5], ["3", "#N/A"]])
    content = zipfile.ZipFile(path).read(SHEET)
    assert content.count(b't="e"') == 2  # openpyxl writes them as errors
    frame, (finding,) = read_source(path)
    assert frame["v"].isna().tolist() == [True, False, True]
    assert (finding.severity, finding.rule) == ("warning", "cell-error")
    assert "2 cells hold an error (#REF! in B2, #N/A in B4)" in finding.message


def test_formulas_give_the_value_that_was_computed_and_tell_when_there_is_none(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id", "v"], ["1", "=1+1"], ["2", "=A2"]])
    computed = re.compile(rb"<f>1\+1</f><v\s*/>|<f>1\+1</f><v></v>")
    changed(path, SHEET, lambda xml: computed.sub(b"<f>1+1</f><v>2</v>", xml))
    frame, (finding,) = read_source(path)
    assert frame["v"].tolist()[0] == "2"
    assert frame["v"].isna().tolist() == [False, True]
    assert (finding.severity, finding.rule) == ("warning", "formula-uncomputed")
    assert finding.message.startswith("1 formulas have no value")


def test_merged_cells_are_told(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["county", "city"], ["A", "x"], [None, "y"]])
    book = openpyxl.load_workbook(path)
    book["s"].merge_cells("A2:A3")
    book.save(path)
    frame, (finding,) = read_source(path)
    assert frame["county"].isna().tolist() == [False, True]
    assert (finding.severity, finding.rule) == ("note", "cells-merged")


def test_the_sheet_must_be_named_where_several_hold_data(tmp_path: Path):
    one, two = [["id"], ["1"]], [["id"], ["2"]]
    alone = workbook(tmp_path / "one.xlsx", empty=[], towns=one, blank=[[None, " "]])
    assert read_source(alone)[0]["id"].tolist() == ["1"]
    path = workbook(tmp_path / "two.xlsx", towns=one, fire=two, empty=[])
    finding = refusal(path)
    assert (finding.rule, finding.item) == ("layer-missing", "layer")
    assert "2 sheets (towns, fire)" in finding.message
    assert "no sheet 'Fire'; the file has towns, fire" in refusal(path, layer="Fire").message
    assert read_source(path, layer="fire")[0]["id"].tolist() == ["2"]
    assert refusal(workbook(tmp_path / "no.xlsx", empty=[])).rule == "layer-missing"
    assert "is empty" in refusal(tmp_path / "no.xlsx", layer="empty").message


def test_a_hidden_sheet_is_read_only_when_named(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", towns=[["id"], ["1"]], old=[["id"], ["2"]])
    book = openpyxl.load_workbook(path)
    book["old"].sheet_state = "hidden"
    book.save(path)
    frame, (finding,) = read_source(path)
    assert frame["id"].tolist() == ["1"]
    assert (finding.severity, finding.rule) == ("note", "sheet-hidden")
    assert "old" in finding.message
    assert read_source(path, layer="old")[0]["id"].tolist() == ["2"]


def test_rows_are_as_wide_as_the_widest_and_blank_ones_are_passed_over(tmp_path: Path):
    rows = [[], ["id", "name", "name"], ["1"], [None, None], ["2", "b", "c", "more"]]
    frame, findings = read_source(workbook(tmp_path / "t.xlsx", s=rows))
    assert frame.columns.tolist() == ["id", "name", "name.2", "column 4"]
    assert frame.index.tolist() == [1, 2]
    assert frame["column 4"].isna().tolist() == [True, False]
    assert told(findings) == [
        ("warning", "column-repeated"),
        ("note", "column-nameless"),
        ("note", "rows-blank"),
    ]
    assert findings[2].message.startswith("1 blank rows")
    assert "above" not in findings[1].message


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path):
    frame, _ = read_source(workbook(tmp_path / "t.xlsx", s=[["id", "x", "y"]]), xy=("x", "y"))
    assert (len(frame), frame.columns.tolist()) == (0, ["id", "x", "y", "geometry"])


def test_the_size_that_a_sheet_states_is_not_believed(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id", "name"], ["1", "x"]])
    given = re.compile(rb'dimension ref="[^"]*"')
    for stated in (b'dimension ref="A1"', b'dimension ref="A1:XFD1048576"'):
        changed(path, SHEET, lambda xml, stated=stated: given.sub(stated, xml))
        assert read_source(path)[0].to_dict("list") == {"id": ["1"], "name": ["x"]}


@pytest.mark.parametrize(
    "reference", [b'<row r="1000000000000"><c r="A3"', b'<row r="3"><c r="ZZZ3"']
)
def test_a_cell_at_the_end_of_the_world_is_told(reference, tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id"], ["1"], ["2"]])
    changed(path, SHEET, lambda xml: xml.replace(b'<row r="3"><c r="A3"', reference))
    assert refusal(path).rule == "file-too-large"


def test_more_cells_than_the_limit_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = workbook(tmp_path / "t.xlsx", s=[["id", "name"], ["1", "x"]])
    monkeypatch.setattr(workbooks, "CELLS", 3)
    assert refusal(path).rule == "file-too-large"


def test_gz_and_zip_around_a_workbook(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id"], ["007"]])
    packed = tmp_path / "p.xlsx.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    archive = tmp_path / "p.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.write(path, "in/t.xlsx")
    for packed_as in (packed, archive):
        assert read_source(packed_as)[0]["id"].tolist() == ["007"]


def test_what_is_no_workbook_is_told_with_the_way_out(tmp_path: Path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "save it as .xlsx, without a password" in refusal(path).message
    path.write_bytes(b"id,name\n")
    assert "no .xlsx workbook" in refusal(path).message
    path.write_bytes(b"PK\x03\x04 and no more")
    assert "cannot be unpacked" in refusal(path).message
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert "holds no xl/workbook.xml" in refusal(path).message
    (tmp_path / "t.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert "save it as .xlsx" in refusal(tmp_path / "t.xls").message


def test_entities_are_refused_before_anything_is_parsed(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id"], ["1"]])
    secret = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    changed(path, SHEET, lambda xml: secret + xml)
    finding = refusal(path)
    assert (finding.rule, "document type" in finding.message) == ("content-unexpected", True)
    wide = workbook(tmp_path / "wide.xlsx", s=[["id"], ["1"]])
    changed(wide, SHEET, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    assert "UTF-16" in refusal(wide).message
    # Also where the declaration lies across two pieces that are read.
    late = workbook(tmp_path / "late.xlsx", s=[["id"], ["1"]])
    changed(late, SHEET, lambda xml: b" " * ((1 << 20) - 4) + secret + xml)
    assert "document type" in refusal(late).message


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = workbook(tmp_path / "t.xlsx", s=[["id"], ["1"]])
    changed(path, "xl/sharedStrings.xml", lambda xml: xml + b" " * 3_000_000)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(packages, "WORKBOOK_BYTES", 1_000_000)
    assert "save the sheet as CSV" in refusal(path).message
    monkeypatch.setattr(packages, "MEMBERS", 3)
    assert "more than 3" in refusal(path).message


@pytest.mark.parametrize(
    "part",
    [
        SHEET,
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
def test_a_damaged_part_is_told_and_never_a_crash(part, tmp_path: Path):
    """Each part cut off, emptied, of another kind, or with numbers where they cannot be."""
    path = workbook(tmp_path / "t.xlsx", s=[["id", "n", "d"], ["1", 5, datetime.date(2020, 1, 1)]])
    whole = path.read_bytes()
    changes = [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: b"",
        lambda xml: b"<a/>",
        lambda xml: re.sub(rb'"\d+"', b'"99999"', xml),
        lambda xml: re.sub(rb'"\d+"', b'"x"', xml),
        lambda xml: re.sub(rb"<v>\d+</v>", b"<v>" + b"9" * 5000 + b"</v>", xml),
    ]
    for change in changes:
        path.write_bytes(whole)
        changed(path, part, change)
        try:
            read_source(path)
        except DataError as error:
            assert error.findings[0].rule in {"file-unreadable", "layer-missing", "file-too-large"}


def test_a_sheet_of_points_is_placed(tmp_path: Path):
    path = workbook(
        tmp_path / "t.xlsx", s=[["id", "lon", "lat"], ["01", -122.5, 38], ["02", None, 1]]
    )
    frame, findings = read_source(path, xy=("lon", "lat"), where="id < '03'")
    assert frame.geometry.iloc[0].wkt == "POINT (-122.5 38)"
    assert frame.geometry.isna().tolist() == [False, True]
    assert text_column(frame, "id", key="", source="").tolist() == ["01", "02"]
    assert findings == []


def test_nothing_is_written_beside_a_workbook(tmp_path: Path):
    path = workbook(tmp_path / "t.xlsx", s=[["id"], ["1"]])
    before = path.read_bytes()
    read_source(path)
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == before
    assert zipfile.is_zipfile(io.BytesIO(before))
