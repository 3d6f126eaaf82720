"""The inventory: blanks stay blank, words are read, nothing is passed over in silence."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from adjoin.geo.findings import DataError
from adjoin.services.demo.files import write_demo
from adjoin.services.provision import (
    COLUMNS,
    no_provision_rows,
    provision_rows,
    provision_table,
)
from adjoin.services.provision_source import Provision, read_provision
from adjoin.services.taxonomy import load_services, match_service
from hypothesis import given, settings
from hypothesis import strategies as st

SERVICES = load_services()


def _frame(*rows, header="agency service role counterparty instrument annual_cost fte start end"):
    names = header.split()
    padded = [(*row, *[None] * (len(names) - len(row))) for row in rows]
    frame = pd.DataFrame(padded, columns=names, dtype="str")
    frame.index += 1
    return frame


def _read(frame, **options):
    given_options = {"source": "i.csv", "columns": {}, "known": list(SERVICES)} | options
    return provision_rows(frame, match=partial(match_service, services=SERVICES), **given_options)


def _rules(findings):
    return [(f.severity, f.item, f.rule) for f in findings]


def test_blank_cost_and_staff_stay_missing_and_zero_stays_zero():
    rows, findings = _read(
        _frame(
            ("A", "fire_services", "provides"),
            ("B", "fire_services", "provides", None, None, "0", "0"),
        )
    )
    assert findings == []
    assert rows["annual_cost"].isna().tolist() == rows["fte"].isna().tolist() == [True, False]
    assert rows.loc[1, ["annual_cost", "fte"]].tolist() == [0.0, 0.0]
    texts = ["counterparty_text", "instrument", "start", "end", "source_note"]
    assert rows.loc[0, texts].isna().all()
    assert (rows.dtypes[[*texts, "service", "role"]] == "str").all()


def test_amounts_are_read_as_people_type_them_and_codes_for_not_known_are_missing():
    rows, findings = _read(
        _frame(
            ("A", "clerk", "provides", None, None, "$1,200,000", "1.5"),
            ("B", "clerk", "provides", None, None, "-99", "-1"),
            ("C", "clerk", "provides", None, None, "1.2M", "3,5"),
        )
    )
    assert rows["annual_cost"].tolist()[0] == 1_200_000
    assert rows["fte"].tolist()[0] == 1.5
    assert rows[["annual_cost", "fte"]].iloc[1:].isna().all(axis=None)
    assert sorted(_rules(findings)) == [
        ("warning", "row 2", "sentinel"), ("warning", "row 2", "sentinel"),
        ("warning", "row 3", "not-a-number"), ("warning", "row 3", "not-a-number"),
    ]  # fmt: skip


def test_an_unknown_role_or_service_is_an_error_that_names_row_and_nearest():
    rows, findings = _read(
        _frame(("A", "fire_servicse", "provides"), ("A", "clerk", "byus"), ("A", "clerk", "buys"))
    )
    assert _rules(findings) == [
        ("error", "row 1", "service-unknown"), ("error", "row 2", "role-unknown"),
    ]  # fmt: skip
    assert "'fire_servicse' is no service; the nearest is 'fire_services'" in findings[0].message
    assert "'byus' is no role; the nearest is 'buys'" in findings[1].message
    assert rows["row"].tolist() == [3]


def test_an_unknown_instrument_is_missing_and_others_keep_their_own_words():
    rows, findings = _read(
        _frame(
            ("A", "clerk", "buys", "B", "contract 2019-114"),
            ("A", "hr_risk", "buys", "B", "swap"),
            ("A", "fleet", "buys", "B", "none"),
        )
    )
    assert rows["instrument"].tolist()[::2] == ["contract", "none"]
    assert pd.isna(rows.loc[1, "instrument"])
    assert rows["instrument_text"].tolist()[:2] == ["contract 2019-114", "swap"]
    assert pd.isna(rows.loc[2, "instrument_text"])
    assert _rules(findings) == [
        ("warning", "row 2", "instrument-unknown"), ("note", "instrument", "instrument-words"),
    ]  # fmt: skip


@pytest.mark.parametrize("bad", ["7/1/2019", "2019-13", "2019-02-30", "19", "2019-7-1", "soon"])
def test_what_is_no_date_is_missing_and_told(bad):
    rows, findings = _read(_frame(("A", "clerk", "provides", None, None, None, None, bad)))
    assert rows["start"].isna().all()
    assert _rules(findings) == [("warning", "row 1", "date-unreadable")]


def test_an_end_before_the_start_is_told_and_kept_however_exact_both_are():
    rows, findings = _read(
        _frame(
            ("A", "clerk", "provides", None, None, None, None, "2019-07", "2019"),
            ("B", "clerk", "provides", None, None, None, None, "2019-07", "2019-06-30"),
        )
    )
    assert rows["end"].tolist() == ["2019", "2019-06-30"]
    assert _rules(findings) == [("warning", "row 2", "end-before-start")]


def test_what_has_ended_is_known_only_by_the_date_of_the_inventory():
    frame = _frame(("A", "clerk", "provides", None, None, None, None, None, "2012-02-01"))
    assert not _read(frame)[0]["ended"].any()
    rows, findings = _read(frame, date="2024")
    assert rows["ended"].tolist() == [True]
    assert _rules(findings) == [("note", "row 1", "agreement-ended")]
    assert not _read(frame, date="2012")[0]["ended"].any()


def test_rows_that_say_the_same_stand_once_and_gaps_are_told():
    row = ("A", "clerk", "provides", None, None, "5")
    rows, findings = _read(
        _frame(row, row, (*row[:5], "6"), (None, *row[1:]), ("A", None, "buys"),
               ("A", "clerk", None, "B"), ("A", "clerk", None))
    )  # fmt: skip
    assert rows["annual_cost"].tolist() == [5, 6]
    assert sorted(_rules(findings)) == [
        ("note", "row 7", "row-unanswered"), ("warning", "row 1", "row-repeated"),
        ("warning", "row 4", "agency-missing"), ("warning", "row 5", "service-missing"),
        ("warning", "row 6", "role-missing"),
    ]  # fmt: skip


def test_headings_stand_for_columns_and_constants_for_what_the_file_does_not_say():
    frame = _frame(("A", "B", "9", "x"), header="Agency_ID Counterparty_id Annual_Cost colour")
    rows, findings = _read(frame, service="clerk", role="buys")
    assert rows.loc[0, ["agency_text", "service", "role", "counterparty_text"]].tolist() == [
        "A", "clerk", "buys", "B",
    ]  # fmt: skip
    assert rows.loc[0, "annual_cost"] == 9
    assert _rules(findings) == [("note", "columns", "columns-passed-over")]
    assert "'colour'" in findings[0].message
    rows, _ = _read(frame, service="clerk", role="buys", columns={"counterparty": "colour"})
    assert rows.loc[0, "counterparty_text"] == "x"


def test_without_a_column_for_agency_service_and_role_all_three_are_told():
    with pytest.raises(DataError) as caught:
        _read(_frame(("x",), header="colour"))
    assert [f.item for f in caught.value.findings] == [
        "columns.agency", "columns.service", "columns.role",
    ]  # fmt: skip


def test_further_columns_of_an_inventory_are_carried_where_they_hold_something():
    frame = _frame(
        ("A", "clerk", "provides", "3", "$7", None, None),
        header="agency service role notice_months capital unit output",
    )
    rows, findings = _read(frame)
    assert findings == []
    table, _ = provision_table(rows, {"A": "A"})
    assert table.columns.tolist() == [*COLUMNS, "notice_months", "capital"]
    assert table.loc[0, ["notice_months", "capital"]].tolist() == [3, 7]


def test_a_file_of_places_is_no_inventory():
    frame = gpd.GeoDataFrame({"agency": ["A"]}, geometry=gpd.points_from_xy([0], [0]), crs=4326)
    rows, findings = _read(frame)
    assert (len(rows), _rules(findings)) == (0, [("error", "", "places-given")])


def test_undecided_agencies_are_left_out_and_undecided_counterparties_missing():
    rows, _ = _read(
        _frame(("Alder", "clerk", "provides"), ("Nobody", "clerk", "provides"),
               ("Alder", "hr_risk", "buys", "Nobody"), ("Alder", "fleet", "buys", "alder"))
    )  # fmt: skip
    table, findings = provision_table(rows, {"Alder": "A", "alder": "A", "Nobody": None})
    assert tuple(table.columns) == COLUMNS
    assert table[["agency_id", "service"]].to_numpy().tolist() == [
        ["A", "clerk"], ["A", "fleet"], ["A", "hr_risk"],
    ]  # fmt: skip
    assert table["counterparty_id"].isna().all()
    assert sorted(_rules(findings)) == [
        ("warning", "row 2", "agency-undecided"), ("warning", "row 3", "counterparty-undecided"),
        ("warning", "row 4", "counterparty-itself"),
    ]  # fmt: skip


def test_one_row_in_two_files_counts_once():
    frame = _frame(("A", "clerk", "provides"))
    both = pd.concat([_read(frame)[0], _read(frame, source="j.csv")[0]], ignore_index=True)
    table, findings = provision_table(both, {"A": "A"})
    assert len(table) == 1
    assert [(f.rule, f.source) for f in findings] == [("row-repeated", "i.csv")]
    assert "i.csv row 1; j.csv row 1" in findings[0].message


def test_none_have_the_columns_and_types_of_some():
    some, _ = provision_table(_read(_frame(("A", "clerk", "provides")))[0], {"A": "A"})
    none, findings = provision_table(no_provision_rows(), {})
    assert (len(none), findings) == (0, [])
    pd.testing.assert_series_equal(none.dtypes, some.dtypes)


_ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.sampled_from(["clerk", "fleet"]),
        st.sampled_from(["provides", "buys"]), st.sampled_from([None, "C"]),
        st.sampled_from([None, "MOU", "contract 3"]), st.sampled_from([None, "5", "$6", "-1"]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=25)
@given(_ROWS, st.randoms())
def test_the_order_of_rows_changes_nothing(given_rows, random):
    agency_of = dict(zip("ABC", "ABC", strict=True))
    table, _ = provision_table(_read(_frame(*given_rows))[0], agency_of)
    mixed = random.sample(given_rows, len(given_rows))
    again, _ = provision_table(_read(_frame(*mixed))[0], agency_of)
    pd.testing.assert_frame_equal(again, table)
    assert len(table) <= len(set(given_rows))


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo")).parent


def test_the_inventory_of_the_demonstration_is_read_whole(demo):
    source = read_provision(Provision(path="inventory.csv"), base=demo, taxonomy=SERVICES)
    written = pd.read_csv(demo / "inventory.csv", dtype="str")
    assert len(source.rows) == len(written)
    assert [(f.severity, f.rule) for f in source.findings] == [("note", "instrument-words")]
    assert source.rows["annual_cost"].isna().sum() == written["annual_cost"].isna().sum() > 0
    assert source.rows["fte"].sum() == pytest.approx(written["fte"].astype(float).sum())
    read = dict(zip(written["instrument"], source.rows["instrument"], strict=True))
    del read[next(key for key in read if pd.isna(key))]
    assert read == {
        "contract": "contract", "contract 2019-114": "contract", "mutual aid agreement": "mutual aid",
        "joint powers agreement": "JPA", "dependent district": "special district",
        "successor agency": "none",
    }  # fmt: skip


def test_a_workbook_says_what_the_csv_says(demo, tmp_path):
    written = pd.read_csv(demo / "inventory.csv", dtype="str")
    book = openpyxl.Workbook()
    book.active.append(list(written.columns))
    for row in written.astype(object).where(written.notna(), None).itertuples(index=False):
        cells = row._asdict()
        for name in ("annual_cost", "fte"):
            cells[name] = None if cells[name] is None else float(cells[name])
        book.active.append(list(cells.values()))
    book.save(tmp_path / "inventory.xlsx")
    options = {"taxonomy": SERVICES}
    one = read_provision(Provision(path="inventory.csv"), base=demo, **options)
    other = read_provision(Provision(path="inventory.xlsx"), base=tmp_path, **options)
    drop = ["source"]
    pd.testing.assert_frame_equal(other.rows.drop(columns=drop), one.rows.drop(columns=drop))
