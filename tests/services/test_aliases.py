from __future__ import annotations

import pandas as pd
import pytest
from adjoin.geo.files.writing import write_csv
from adjoin.services.aliases import (
    Decision,
    Decisions,
    aliases_sheet,
    meant,
    read_aliases,
    unmatched,
)

AGENCIES = pd.DataFrame(
    {"agency_id": ["c1", "c2", "c3"], "name": ["Lima", "Union", "UNION"]}, dtype="str"
)


def _file(tmp_path, text):
    path = tmp_path / "aliases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_decisions_are_read_by_folded_name_and_blank_ones_are_open(tmp_path):
    path = _file(tmp_path, "text,agency_id,note\nLima  Police,c1,\nOld Depot,,ask\nBART,own,\n")
    decisions, findings = read_aliases(path, label="aliases.csv")
    assert decisions == {
        "lima police": Decision("Lima  Police", "c1", 1), "bart": Decision("BART", "own", 3),
    }  # fmt: skip
    assert findings == []


def test_one_name_decided_twice_is_an_error_that_names_both_rows(tmp_path):
    path = _file(tmp_path, "text,agency_id\nLima,c1\nLIMA,c2\nlima,c1\n")
    _, findings = read_aliases(path, label="aliases.csv")
    assert [(f.severity, f.item, f.rule) for f in findings] == [("error", "row 2", "alias-twice")]
    assert "row 1" in findings[0].message


@pytest.mark.parametrize("text", ["name,agency_id\nx,c1\n", ""])
def test_a_file_without_its_columns_is_an_error(tmp_path, text):
    decisions, findings = read_aliases(_file(tmp_path, text), label="aliases.csv")
    assert decisions == {}
    assert {f.severity for f in findings} == {"error"}


def test_a_missing_file_is_an_error(tmp_path):
    _, findings = read_aliases(tmp_path / "none.csv", label="none.csv")
    assert findings[0].severity == "error"


def _said(*rows):
    """Decisions of (text, agency), by row."""
    decisions = (Decision(text, agency, row) for row, (text, agency) in enumerate(rows, start=1))
    return Decisions({decision.text: decision for decision in decisions}, "aliases.csv")


def test_a_decision_means_an_id_a_name_or_its_own():
    said = _said(("a", "c1"), ("b", "LIMA"), ("c", "OWN"), ("d", "Union"), ("e", "zz"))
    decisions, findings = meant(said, AGENCIES)
    assert decisions == {"a": "c1", "b": "c1", "c": "own"}
    assert [(f.item, f.rule) for f in findings] == [
        ("row 4", "alias-unknown"),
        ("row 5", "alias-unknown"),
    ]
    assert "2 agencies" in findings[0].message


def test_decisions_on_names_that_no_row_has_are_told_by_their_rows():
    said = _said(("lima", "c1"), ("gone", "c2"), ("away", "own"))
    (told,) = unmatched(said, {"LIMA", "Other"})
    assert (told.severity, told.item, told.rule) == ("note", "2 rows from row 2", "alias-unmatched")
    assert "gone" not in told.message
    assert unmatched(said, {"Lima", "gone", "away"}) == []


def test_what_a_run_writes_comes_back_as_it_was(tmp_path):
    said = Decisions({"+annex": Decision("+Annex", "c1", 1, "=sum of both")}, "aliases.csv")
    nothing = pd.DataFrame(columns=["text", "service", "source", "facilities", "choices"])
    write_csv(aliases_sheet(nothing, said, AGENCIES), tmp_path / "aliases.csv")
    assert "'+Annex" in (tmp_path / "aliases.csv").read_text()
    decisions, _ = read_aliases(tmp_path / "aliases.csv", label="aliases.csv")
    assert decisions == said.said
    assert len(aliases_sheet(nothing, said, AGENCIES, hush={"+ANNEX".casefold()})) == 0


def test_the_sheet_holds_what_is_open_and_what_was_decided_and_can_be_read_again(tmp_path):
    undecided = pd.DataFrame(
        {
            "text": ["Lima PD", "Lima PD", "=Depot"],
            "service": ["law_enforcement", "fire_services", "fleet"],
            "source": ["b.csv", "a.csv", "a.csv"],
            "facilities": [2, 1, 1],
            "choices": [(("c1", 0.75), ("c2", 0.6)), (("c1", 0.75), ("c2", 0.6)), ()],
        }
    )
    sheet = aliases_sheet(undecided, _said(("bart", "own")), AGENCIES)
    assert sheet["text"].tolist() == ["=Depot", "Lima PD", "bart"]
    assert sheet["agency_id"].isna().tolist() == [True, True, False]
    assert sheet["facilities"].tolist()[:2] == [1, 3]
    assert sheet.loc[1, "service"] == "fire_services;law_enforcement"
    assert sheet.loc[1, "source"] == "a.csv;b.csv"
    assert sheet.loc[1, "choices"] == "c1 = Lima (0.75); c2 = Union (0.60)"
    assert pd.isna(sheet.loc[0, "choices"])
    filled = sheet.assign(agency_id=sheet["agency_id"].where(sheet["text"] != "Lima PD", "c1"))
    filled.to_csv(tmp_path / "aliases.csv", index=False)
    decisions, findings = read_aliases(tmp_path / "aliases.csv", label="aliases.csv")
    assert {text: said.agency for text, said in decisions.items()} == {
        "lima pd": "c1", "bart": "own",
    }  # fmt: skip
    assert findings == []


def test_nothing_open_and_nothing_decided_is_an_empty_sheet():
    nothing = pd.DataFrame(columns=["text", "service", "source", "facilities", "choices"])
    assert len(aliases_sheet(nothing, Decisions({}, ""), AGENCIES)) == 0
