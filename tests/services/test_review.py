"""Decisions are kept over runs, shown, and lost by nobody; a hidden place is never named."""

from __future__ import annotations

import pandas as pd
import pytest
from adjoin.geo.files.writing import csv_text
from adjoin.geo.findings import Finding, findings_table
from adjoin.services.review import (
    finding_id,
    hidden_findings,
    no_review,
    reviewed_out,
    with_review,
)
from adjoin.services.review_sheet import SHEET, review_sheet
from adjoin.services.review_source import read_review
from hypothesis import given, settings
from hypothesis import strategies as st

CASES = ["fire:ash:birch", "fire:birch:cedar", "library:ash:birch"]


@pytest.fixture
def cases():
    parts = [case.split(":") for case in CASES]
    return pd.DataFrame(
        {
            "duplication_id": CASES,
            "service": [part[0] for part in parts],
            "agency_a": [part[1] for part in parts],
            "agency_b": [part[2] for part in parts],
            "relation": "border",
            "kinds": "proximity",
            "minutes": [3.0, None, 8.0],
            "confidence": [0.9, 0.5, 0.7],
        }
    )


@pytest.fixture
def ranked(cases):
    return pd.DataFrame(
        {
            "opportunity_id": cases["duplication_id"],
            "rank": [1, 2, 3],
            "service": cases["service"],
            "agencies": cases["agency_a"] + ";" + cases["agency_b"],
        }
    )


@pytest.fixture
def told():
    return findings_table(
        [
            Finding("warning", "fire.csv", "row 3", "sentinel", "NAME is 'N/A' in row 3"),
            Finding("warning", "fire.csv", "row 3", "sentinel", "OWNER is 'N/A' in row 3"),
            Finding("warning", "a|b.csv", "x", "far-outside", "=far"),
            Finding("note", "region", "", "projection", "LAEA"),
        ]
    )


@pytest.fixture
def agencies():
    names = ["Ash", None, "Cedar"]
    return pd.DataFrame({"agency_id": ["ash", "birch", "cedar"], "name": names})


@pytest.fixture
def read(tmp_path):
    """Reads rows as they stand in a file."""

    def reading(*rows, header="table,id,decision,note"):
        path = tmp_path / "review.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_review(path, label="review.csv")

    return reading


def sheet_read(sheet, path):
    path.write_text(csv_text(sheet), encoding="utf-8", newline="")
    return read_review(path, label="review.csv")


def test_what_was_decided_is_read(read):
    review, findings = read(
        "duplications,fire:ash:birch, Rejected ,one crew since 2019",
        "duplications,fire:birch:cedar,,not looked at",
        "Findings,sentinel|fire.csv|row 3,accepted,",
        "facilities,library:0007,hide,a refuge",
    )
    assert findings == []
    assert review.duplications.to_dict("records") == [
        {
            "id": "fire:ash:birch", "decision": "rejected", "note": "one crew since 2019",
            "by": pytest.approx(float("nan"), nan_ok=True), "date": pytest.approx(float("nan"), nan_ok=True),
        }
    ]  # fmt: skip
    assert review.findings["id"].tolist() == ["sentinel|fire.csv|row 3"]
    assert review.hidden == {("library", "0007")}


def test_a_review_of_nothing(read):
    review, findings = read()
    assert (len(review.duplications), len(review.findings), len(review.hidden)) == (0, 0, 0)
    assert all(finding.severity != "error" for finding in findings)
    assert list(no_review().duplications.columns) == list(review.duplications.columns)


def test_every_fault_is_told_with_its_row_and_the_known_words(read):
    review, findings = read(
        "duplication,fire:ash:birch,accepted,",
        "duplications,fire:ash:birch,ok,",
        "duplications,,accepted,",
        ",fire:ash:birch,accepted,",
        "duplications,fire:ash:cedar,accepted,",
        "duplications,fire:ash:cedar,rejected,",
        "duplications,fire:ash:cedar,accepted,",
    )
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("error", "row 1", "review-table"),
        ("error", "row 2", "review-decision"),
        ("error", "row 3", "review-id"),
        ("error", "row 4", "review-table"),
        ("error", "fire:ash:cedar", "review-contradiction"),
    ]
    assert "'duplication'" in findings[0].message
    assert "duplications, findings, facilities" in findings[0].message
    assert "'ok'" in findings[1].message
    assert "accepted or rejected" in findings[1].message
    assert findings[4].message == "it is accepted in rows 5, 7 and rejected in row 6; leave one of them"  # fmt: skip
    assert len(review.duplications) == 0


@pytest.mark.parametrize(
    "row",
    [
        "facilities,shelter:SECRET,hidden,",
        "facilities,shelter:SECRET,accepted,",
        "facilities,SECRET,hide,",
        "facilities,:SECRET,hide,",
        "facilties,shelter:SECRET,hide,",
        "shelter:SECRET,facilities,hide,",
        "facilities,hide,shelter:SECRET,",
    ],
)
def test_a_place_that_may_be_hidden_is_named_by_no_message(read, row):
    review, findings = read(row)
    assert [finding.severity for finding in findings] == ["error"]
    assert not any("SECRET" in part for part in findings[0])
    assert "SECRET" not in repr(review)


def test_a_decision_to_hide_that_finds_nothing_is_only_counted(read):
    review, _ = read("facilities,shelter:SECRET,hide,x", "facilities,shelter:GONE:1,hide,")
    findings = hidden_findings(review, [("shelter", "SECRET")])
    assert [(f.severity, f.rule) for f in findings] == [("warning", "hide-unmatched")]
    assert findings[0].message.startswith("1 decision ")
    assert not any("SECRET" in part or "GONE" in part for f in findings for part in f)
    assert hidden_findings(review, review.hidden) == []
    assert hidden_findings(no_review(), []) == []


def test_hidden_places_are_never_written(read, cases, told, agencies):
    review, _ = read("facilities,shelter:SECRET,hide,x")
    assert "SECRET" not in csv_text(review_sheet(cases, told, review, agencies=agencies))


def test_a_missing_column_and_a_missing_file_are_findings(read, tmp_path):
    review, findings = read("duplications,a:b:c,accepted", header="table,id,decided")
    assert {f.item for f in findings} == {"decision", "note"}
    assert len(review.duplications) == 0
    _, findings = read_review(tmp_path / "none.csv", label="none.csv")
    assert [(f.severity, f.source) for f in findings] == [("error", "none.csv")]


def test_the_same_decision_twice_keeps_both_notes(read):
    rows = ["duplications,a:b:c,accepted,second", "duplications,a:b:c,accepted,first"]
    for order in (rows, rows[::-1]):
        review, findings = read(*order)
        assert findings == []
        assert review.duplications["note"].tolist() == ["first; second"]


def test_findings_with_a_bar_in_their_source_keep_ids_apart():
    one = Finding("warning", "a|b", "c", "rule", "")
    other = Finding("warning", "a", "b|c", "rule", "")
    assert finding_id(one) != finding_id(other)
    assert finding_id(Finding("warning", "a\\", "|c", "rule", "")) != finding_id(
        Finding("warning", "a", "\\|c", "rule", "")
    )


def test_rejected_ones_leave_the_ranking_and_stay_in_the_table(read, cases, ranked, told):
    review, _ = read(
        "duplications,fire:ash:birch,rejected,no",
        "duplications,library:ash:birch,accepted,talk in May",
        "findings,sentinel|fire.csv|row 3,accepted,known",
    )
    left = reviewed_out(cases, review)
    assert left["duplication_id"].tolist() == CASES[1:]
    assert left.index.tolist() == [0, 1]
    ranked = ranked[ranked["opportunity_id"].isin(CASES[1:])].reset_index(drop=True)
    cases, ranked, told = with_review(cases, ranked, told, review)
    assert cases["review"].fillna("-").tolist() == ["rejected", "-", "accepted"]
    assert ranked["review"].fillna("-").tolist() == ["-", "accepted"]
    assert ranked["review_note"].fillna("-").tolist() == ["-", "talk in May"]
    marked = told.loc[told["review"].notna(), "message"].tolist()
    assert marked == ["NAME is 'N/A' in row 3", "OWNER is 'N/A' in row 3"]
    assert str(cases["review"].dtype) == str(told["review_note"].dtype) == "str"


def test_an_opportunity_of_several_cases_needs_one_decision_of_all(read, cases, told):
    ranked = pd.DataFrame({"service": ["fire"], "agencies": ["cedar;birch;ash"]})
    review, _ = read("duplications,fire:ash:birch,accepted,one")
    assert with_review(cases, ranked, told, review)[1]["review"].isna().all()
    review, _ = read(
        "duplications,fire:ash:birch,accepted,one", "duplications,fire:birch:cedar,accepted,two"
    )
    assert with_review(cases, ranked, told, review)[1]["review_note"].tolist() == ["one; two"]


def test_the_columns_are_there_without_any_review(cases, ranked, told):
    for before, after in zip(
        (cases, ranked, told), with_review(cases, ranked, told, no_review()), strict=True
    ):
        assert list(after.columns) == [*before.columns, "review", "review_note"]
        assert after[["review", "review_note"]].isna().all(axis=None)
        assert len(after) == len(before)
    empty = with_review(cases.iloc[:0], ranked.iloc[:0], told.iloc[:0], no_review())
    assert [str(table["review"].dtype) for table in empty] == ["str", "str", "str"]


def test_a_decision_whose_id_is_gone_is_told_and_kept(read, cases, ranked, told, agencies):
    review, _ = read(
        "duplications,roads:x:y,rejected,why", "findings,gone|f.csv|row 1,accepted,",
        "facilities,shelter:SECRET,hide,",
    )  # fmt: skip
    told = with_review(cases, ranked, told, review)[2]
    lost = told[told["rule"] == "review-unmatched"]
    assert lost["item"].tolist() == ["gone|f.csv|row 1", "roads:x:y"]
    assert set(lost["severity"]) == {"note"}
    assert lost["source"].tolist() == ["review.csv", "review.csv"]
    sheet = review_sheet(cases, told, review, agencies=agencies)
    assert sheet[["table", "id", "decision", "note"]].tail(2).fillna("-").to_numpy().tolist() == [
        ["duplications", "roads:x:y", "rejected", "why"],
        ["findings", "gone|f.csv|row 1", "accepted", "-"],
    ]


def test_a_run_of_one_service_does_not_miss_the_decisions_on_others(read, cases, ranked, told):
    review, _ = read("duplications,roads:x:y,rejected,")
    told = with_review(cases, ranked, told, review, services=["fire"])[2]
    assert "review-unmatched" not in set(told["rule"])


def test_many_lost_decisions_are_told_as_one(read, cases, ranked, told):
    review, _ = read(*[f"duplications,roads:x:{n},accepted," for n in range(50)])
    told = with_review(cases, ranked, told, review)[2]
    (message,) = told.loc[told["rule"] == "review-unmatched", "message"]
    assert message.startswith("50 decisions")


def test_the_sheet_holds_all_cases_and_warnings_in_words(cases, told, agencies):
    sheet = review_sheet(cases, told, no_review(), agencies=agencies)
    assert list(sheet.columns) == list(SHEET)
    assert sheet["id"].tolist() == [*CASES, "far-outside|a\\|b.csv|x", "sentinel|fire.csv|row 3"]
    assert sheet["agencies"].dropna().tolist() == ["Ash + birch", "birch + Cedar", "Ash + birch"]
    assert sheet["message"].iloc[-1] == "NAME is 'N/A' in row 3 / OWNER is 'N/A' in row 3"
    assert sheet["minutes"].isna().tolist() == [False, True, False, True, True]
    assert sheet["decision"].isna().all()


def test_a_note_finding_that_is_decided_stays_in_the_sheet(read, cases, told, agencies):
    review, _ = read("findings,projection|region|,accepted,fine")
    sheet = review_sheet(cases, told, review, agencies=agencies)
    (row,) = sheet[sheet["id"] == "projection|region|"].to_dict("records")
    assert (row["note"], row["message"]) == ("fine", "LAEA")


def test_the_order_of_rows_changes_nothing(read, cases, told, agencies):
    review, _ = read(
        "duplications,roads:x:y,rejected,", "duplications,fire:ash:birch,accepted,=1+1"
    )
    turned, _ = read(
        "duplications,fire:ash:birch,accepted,=1+1", "duplications,roads:x:y,rejected,"
    )
    one = csv_text(review_sheet(cases, told, review, agencies=agencies))
    other = review_sheet(cases[::-1], told[::-1], turned, agencies=agencies[::-1])
    assert csv_text(other) == one
    assert "'=1+1" in one


def test_the_arguments_are_left_as_they_were(read, cases, ranked, told, agencies):
    review, _ = read("duplications,fire:ash:birch,accepted,", "duplications,no:a:b,accepted,")
    before = [table.copy(deep=True) for table in (cases, ranked, told, review.duplications)]
    with_review(cases, ranked, told, review)
    review_sheet(cases, told, review, agencies=agencies)
    for table, old in zip((cases, ranked, told, review.duplications), before, strict=True):
        assert table.equals(old)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t")
TEXTS = st.text(LETTERS, max_size=12)


@settings(max_examples=25)
@given(
    items=st.lists(TEXTS, min_size=1, max_size=5),
    decisions=st.lists(st.sampled_from(["accepted", "rejected"]), min_size=8, max_size=8),
    notes=st.lists(TEXTS, min_size=8, max_size=8),
)
def test_a_sheet_with_decisions_filled_in_comes_back(tmp_path_factory, items, decisions, notes):
    cases = pd.DataFrame(
        [("fire:a:b", "fire", "a", "b"), ("fire:a:=c", "fire", "a", "=c")],
        columns=["duplication_id", "service", "agency_a", "agency_b"],
    )
    told = findings_table([Finding("warning", "f.csv", item, "rule", "m") for item in items])
    agencies = pd.DataFrame({"agency_id": ["a"], "name": ["+A"]})
    sheet = review_sheet(cases, told, no_review(), agencies=agencies)
    count = len(sheet)
    filled = sheet.assign(
        decision=pd.Series(decisions[:count], dtype="str"),
        note=pd.Series(notes[:count], dtype="str"),
    )
    path = tmp_path_factory.mktemp("review") / "review.csv"
    review, findings = sheet_read(filled, path)
    assert findings == []
    assert dict(zip(sheet["id"], decisions, strict=False)) == {
        **dict(zip(review.duplications["id"], review.duplications["decision"], strict=True)),
        **dict(zip(review.findings["id"], review.findings["decision"], strict=True)),
    }
    again = review_sheet(cases, told, review, agencies=agencies)
    assert sheet_read(again, path)[0].duplications.equals(review.duplications)
    assert sheet_read(again, path)[0].findings.equals(review.findings)


def test_a_workbook_is_read_as_well(tmp_path, cases, told, agencies):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["table", "id", "decision", "note", "mood"])
    book.active.append(["duplications", "fire:ash:birch", "accepted", "yes", "good"])
    book.save(tmp_path / "review.xlsx")
    review, findings = read_review(tmp_path / "review.xlsx")
    assert findings == []
    assert review.duplications["id"].tolist() == ["fire:ash:birch"]
