from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.geo.findings import Finding
from adjoin.services.facilities import facility_rows
from adjoin.services.facility_source import Facilities, read_facilities
from adjoin.services.hiding import hidden_rows, without_traces
from adjoin.services.taxonomy import load_services
from hypothesis import given
from hypothesis import strategies as st

COLUMNS = {
    "id": "ID", "name": "NAME", "agency": "BODY", "owner": "OWNER", "capacity": "BEDS",
    "hide": "SECRET", "address": "STREET",
}  # fmt: skip
#: Everything that could give the refuge away.
TRACES = (
    "REFUGE-77",
    "Willow House",
    "9 Hidden Lane",
    "12.3456",
    "45.6789",
    "Quiet Trust",
    "-4242",
)


def _frame(secret="yes", shape=None):
    """A refuge in the middle row, with every fault that a row can have; its neighbours have some."""
    rows = [
        ("1", "North", "Alder", "County", "10", None, "1 Main St"),
        (
            "REFUGE-77",
            "Willow House",
            "Quiet Trust",
            "Quiet Trust",
            "-4242",
            secret,
            "9 Hidden Lane",
        ),
        ("3", "NOT AVAILABLE", "Birch", "County", "20", "0", "2 Main St"),
    ]
    names = ["ID", "NAME", "BODY", "OWNER", "BEDS", "SECRET", "STREET"]
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    frame.index = pd.RangeIndex(1, 4, name="row")
    shapes = [shapely.Point(1, 1), shape or shapely.Point(12.3456, 45.6789), shapely.Point(2, 2)]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


def _match(name):
    return "hospitals" if name == "hospitals" else None


def _printed(rows, findings):
    return rows.to_csv() + "\n".join(map(str, findings))


@pytest.mark.parametrize(
    "shape",
    [
        None,
        shapely.Point(),
        shapely.Point(0, 0),
        shapely.MultiPoint([(12.3456, 45.6789), (1, 2)]),
    ],
)
def test_no_output_has_a_trace_of_a_hidden_row(shape):
    rows, findings = facility_rows(
        _frame(shape=shape), source="f.csv", columns=COLUMNS, match=_match, service="hospitals",
        owners={"county": "county"}, agency_part="^(A)",
    )  # fmt: skip
    text = _printed(rows, findings)
    assert not [trace for trace in TRACES if trace.casefold() in text.casefold()]
    assert not any("row 2" in f.item or "2 rows" in f.item for f in findings)
    assert rows["facility_id"].tolist() == ["1", "3"]
    told = [f for f in findings if f.rule == "rows-hidden"]
    assert [(f.severity, f.item, f.message) for f in told] == [
        ("note", "", "1 row is hidden and stands in no output")
    ]
    # The same row, shown, leaves its traces: the test can fail.
    rows, findings = facility_rows(
        _frame("no", shape), source="f.csv", columns=COLUMNS, match=_match, service="hospitals"
    )
    assert any(trace in _printed(rows, findings) for trace in TRACES)


def test_one_hidden_row_among_repeated_ids_or_unknown_services_is_not_told():
    frame = _frame().assign(KIND=["hospitals", "Quiet Trust", "hospitals"])
    rows, findings = facility_rows(
        frame, source="f", columns={**COLUMNS, "service": "KIND"}, match=_match
    )
    assert "service-unknown" not in [f.rule for f in findings]
    assert len(rows) == 2


@pytest.mark.parametrize("text", ["1", "TRUE", "Yes", "y", "X", " t "])
def test_what_hides(text):
    frame = pd.DataFrame({"h": [text]}, dtype="str")
    assert hidden_rows(frame, source="f", column="h")[0].tolist() == [True]


@pytest.mark.parametrize("text", ["0", "false", "NO", "n", "f", " ", "", None])
def test_what_does_not(text):
    frame = pd.DataFrame({"h": [text]}, dtype="str")
    hidden, findings = hidden_rows(frame, source="f", column="h")
    assert (hidden.tolist(), findings) == ([False], [])


@pytest.mark.parametrize("values", [[True, False], [1, 0], [1.0, 0.0]])
def test_numbers_and_truths_of_other_formats_hide_too(values):
    hidden, findings = hidden_rows(pd.DataFrame({"h": values}), source="f", column="h")
    assert hidden.tolist() == [True, False]
    assert [f.rule for f in findings] == ["rows-hidden"]


def test_a_text_that_says_neither_is_an_error_and_hides_until_it_is_mended():
    frame = pd.DataFrame({"h": ["2", "perhaps", "no", None]}, index=[1, 2, 3, 4])
    hidden, findings = hidden_rows(frame, source="f", column="h")
    assert hidden.tolist() == [True, True, False, False]
    assert [(f.severity, f.rule) for f in findings] == [
        ("error", "hide-unclear"),
        ("note", "rows-hidden"),
    ]
    # The column may be another one, full of names: none is quoted.
    assert "2 cells of 'h' say neither hide nor show (rows 1, 2)" in findings[0].message
    assert "perhaps" not in findings[0].message


def test_a_service_and_an_id_hide_a_row_without_any_column():
    frame = pd.DataFrame({"a": [1, 2, 3]})
    keys = [("fire", "1"), ("library", "1"), (None, None)]
    hidden, findings = hidden_rows(frame, source="f", keys=keys, hide={("library", "1")})
    assert hidden.tolist() == [False, True, False]
    assert len(findings) == 1


@given(st.lists(st.sampled_from(["yes", "no", None]), min_size=1, max_size=12))
def test_hiding_is_row_by_row(texts):
    frame = pd.DataFrame({"h": pd.Series(texts, dtype="str")})
    assert hidden_rows(frame, source="f", column="h")[0].tolist() == [t == "yes" for t in texts]


def test_what_a_reader_said_of_hidden_rows_is_said_without_them():
    hidden = pd.DataFrame({"ID": ["REFUGE-77"], "STATE": ["CA"]})
    findings = [
        Finding("warning", "f", "row 2", "geometry-unreadable", "the shape cannot be built"),
        Finding("warning", "f", "ID", "join-unmatched", "1 of 3 rows find no row (REFUGE-77)"),
        Finding("note", "f", "x", "some-rule", "there is Refuge-77 in a cell"),
        Finding("note", "f", "", "delimiter", "the cells are parted by tabs in CA"),
    ]
    kept = without_traces(findings, hidden)
    assert [f.rule for f in kept] == [f.rule for f in findings]
    assert [f.item for f in kept] == ["", "", "", ""]
    assert kept[3] == findings[3]
    assert "refuge-77" not in str(kept).casefold()
    assert without_traces(findings, hidden.iloc[:0]) == findings


def _source(tmp_path, text, hide=(), **table):
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    columns = {"id": "ID", "name": "NAME", "x": "X", "y": "Y", **table.pop("columns", {})}
    source = Facilities.model_validate(
        {"path": "f.csv", "service": "hospitals", "columns": columns, **table}
    )
    return read_facilities(source, base=tmp_path, taxonomy=load_services(), hide=hide)[0]


TEXT = (
    "ID,NAME,X,Y,SECRET,BODY\n"
    "1,North,-80,38,,Alder\n"
    "REFUGE-77,Willow House,twelve,945.6789,1,Quiet Trust\n"
    "3,South,-80.1,38,0,Alder\n"
)


@pytest.mark.parametrize("by_column", [True, False])
def test_a_hidden_row_of_a_file_is_gone_before_its_coordinates_are_looked_at(tmp_path, by_column):
    if by_column:
        source = _source(tmp_path, TEXT, columns={"hide": "SECRET"})
    else:
        source = _source(tmp_path, TEXT, hide={("hospitals", "REFUGE-77")})
    text = _printed(source.rows, source.findings)
    traces = ("REFUGE", "Willow", "twelve", "945.6", "Quiet", "row 2")
    assert not [trace for trace in traces if trace in text]
    assert [f.rule for f in source.findings] == ["rows-hidden"]
    shown = _source(tmp_path, TEXT)
    assert "twelve" in _printed(shown.rows, shown.findings)


def test_a_row_is_hidden_though_a_joined_table_says_so(tmp_path):
    (tmp_path / "more.csv").write_text("ID,HUSH\nREFUGE-77,yes\n9,no\n", encoding="utf-8")
    join = {"path": "more.csv", "on": "ID"}
    source = _source(tmp_path, TEXT, columns={"hide": "HUSH"}, join=join)
    text = _printed(source.rows, source.findings)
    assert "REFUGE" not in text
    assert "Willow" not in text
    assert {"join-unmatched", "join-unused", "rows-hidden"} == {f.rule for f in source.findings}


def test_where_is_evaluated_without_hidden_rows(tmp_path):
    # Casting the refuge's coordinate would fail, and the message would show it.
    source = _source(tmp_path, TEXT, columns={"hide": "SECRET"}, where="CAST(X AS DOUBLE) < -80.05")
    assert source.rows["facility_id"].tolist() == ["3"]
