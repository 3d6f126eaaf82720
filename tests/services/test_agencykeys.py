from __future__ import annotations

import pandas as pd
from adjoin.services.agencykeys import agency_part, agreed_keys
from adjoin.services.owners import owner_levels
from hypothesis import given
from hypothesis import strategies as st


def _text(*values):
    return pd.Series(values, index=range(1, len(values) + 1), dtype="str")


def test_the_part_of_a_code_is_the_key_and_what_does_not_match_is_told():
    keys, findings = agency_part(
        _text("49705990000000", None, "4970599", "x49705990000000"),
        r"^(\d{7})\d{7}$", source="s.csv",
    )  # fmt: skip
    assert keys.isna().tolist() == [False, True, True, True]
    assert keys.iloc[0] == "4970599"
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("warning", "row 3", "agency-part"),
        ("warning", "row 4", "agency-part"),
    ]


def test_an_empty_group_is_no_key():
    keys, findings = agency_part(_text("-7", "A-7"), "^(.*)-", source="s")
    assert keys.dropna().tolist() == ["A"]
    assert [f.item for f in findings] == ["row 1"]


def _outlets(*rows):
    frame = pd.DataFrame(rows, columns=["source", "agency_text", "agency_also_text"])
    return frame.astype("str").where(frame.notna(), None)


def test_the_first_key_that_is_known_counts():
    outlets = _outlets(
        ("f", "CA-M597", "CA0001"),  # by the state's id
        ("f", "CA-branch", "CA0002"),  # by the survey's key
        ("f", "MD-MD0003-004", "MD0003"),  # by the survey's key behind the state
        ("f", "IL-1", "IL0001"),  # by none: called by what its siblings have too
        ("f", "IL-2", "IL0001"),
    )
    keys = agreed_keys(outlets, {"CA-M597", "CA0002", "MD-MD0003"})
    assert keys.tolist() == ["CA-M597", "CA0002", "MD-MD0003", "IL0001", "IL0001"]


def test_siblings_lead_to_a_system_when_they_agree_and_are_of_one_source():
    outlets = _outlets(
        ("f", "OH-1", "K"), ("f", "OH-x", "K"), ("f", "OH-1", "L"), ("f", "OH-2", "L"),
        ("f", "OH-x", "L"), ("g", "OH-x", "K"),
    )  # fmt: skip
    keys = agreed_keys(outlets, {"OH-1", "OH-2"})
    assert keys.tolist() == ["OH-1", "OH-1", "OH-1", "OH-2", "L", "K"]


def test_two_numberings_of_one_form_are_not_mixed_up():
    # In Kansas the state's id of one library looks like the survey's key of another.
    outlets = _outlets(("f", "KS-KS0002", "KS0001"), ("f", "KS-branch", "KS0002"))
    assert agreed_keys(outlets, {"KS-KS0002"}).tolist() == ["KS-KS0002", "KS0002"]


def test_rows_with_one_key_or_none_are_as_they_were():
    keys = agreed_keys(_outlets(("f", "A", None), ("f", None, None), ("f", None, "B")), {"Z"})
    assert keys.isna().tolist() == [False, True, False]
    assert keys.dropna().tolist() == ["A", "B"]


@given(st.permutations(range(6)))
def test_the_order_of_rows_says_nothing(order):
    outlets = _outlets(
        ("f", "OH-1", "K"), ("f", "OH-x", "K"), ("f", "MD-y", "M1"), ("f", "OH-2", "L"),
        ("f", "OH-x", "L"), ("g", "OH-x", "K"),
    )  # fmt: skip
    ids = {"OH-1", "OH-2", "MD-M1"}
    shuffled = agreed_keys(outlets.iloc[list(order)], ids).sort_index()
    pd.testing.assert_series_equal(shuffled, agreed_keys(outlets, ids))


def test_owners_are_matched_without_case_and_counted():
    frame = pd.DataFrame({"O": _text("Proprietary", "PROPRIETARY ", "Local", "Moon", "N/A", None)})
    level, private, findings = owner_levels(
        frame, "O", owners={"proprietary": "none", "LOCAL": ["county", "city"]}, source="h"
    )
    assert private.tolist() == [True, True, False, False, False, False]
    assert level.dropna().to_dict() == {3: "county;city"}
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("note", "columns.owner", "owner-private"),
        ("warning", "row 4", "owner-unknown"),
    ]
    assert "2 of 6 rows" in findings[0].message
    assert "Moon 1" in findings[1].message


def test_a_text_for_not_known_is_no_owner_unless_owners_says_so():
    frame = pd.DataFrame({"O": _text("NOT AVAILABLE")})
    level, private, findings = owner_levels(frame, "O", owners={"x": "city"}, source="h")
    assert (level.isna().tolist(), private.tolist(), findings) == ([True], [False], [])
    _, private, _ = owner_levels(frame, "O", owners={"not available": "none"}, source="h")
    assert private.tolist() == [True]
