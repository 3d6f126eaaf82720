"""Agencies of one name, told apart."""

from __future__ import annotations

import pandas as pd
from adjoin.boundaries.labels import shared_names, told_apart
from hypothesis import given, settings
from hypothesis import strategies as st


def agencies(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["agency_id", "name", "level", "parent_id"]).astype("str")


def test_a_name_that_only_one_agency_has_is_left_alone():
    found = told_apart(agencies(("1", "Napa", "city", None), ("2", "Marin", "city", "1")))
    assert found.to_dict() == {"1": "Napa", "2": "Marin"}
    assert told_apart(agencies()).tolist() == []


def test_levels_tell_a_city_and_a_county_apart():
    found = told_apart(
        agencies(("1", "Napa", "city", None), ("2", "NAPA ", "county", None),
                 ("3", "Napa", "school_district", None))
    )  # fmt: skip
    assert found.tolist() == ["Napa (city)", "NAPA  (county)", "Napa (school district)"]


def test_parents_tell_what_levels_cannot_and_ids_the_rest():
    found = told_apart(
        agencies(
            ("05", "Arkansas", "state", None), ("01", "Alabama", "state", None),
            ("01129", "Washington", "county", "01"), ("05143", "Washington", "county", "05"),
            # Of these two the parent is no agency here, or the same.
            ("08121", "Washington", "county", "08"), ("x1", "Yell", "county", "05"),
            ("x2", "Yell", "county", "05"),
        )
    )  # fmt: skip
    assert found.to_dict() == {
        "05": "Arkansas", "01": "Alabama", "01129": "Washington (Alabama)",
        "05143": "Washington (Arkansas)", "08121": "Washington (08121)", "x1": "Yell (x1)",
        "x2": "Yell (x2)",
    }  # fmt: skip


def test_a_label_never_is_the_name_of_another():
    found = told_apart(
        agencies(("1", "Napa", "city", None), ("2", "Napa", "county", None),
                 ("3", "Napa (city)", "other", None))
    )  # fmt: skip
    assert found.tolist() == ["Napa (city) (1)", "Napa (county)", "Napa (city) (3)"]


@given(
    st.dictionaries(
        st.text("ab() ", min_size=1, max_size=4),
        st.tuples(
            st.text("ab() ", min_size=1, max_size=3),
            st.sampled_from(["city", "county"]),
            st.one_of(st.none(), st.text("ab()", min_size=1, max_size=2)),
        ),
        max_size=8,
    )
)
@settings(deadline=None, max_examples=60)
def test_no_two_labels_are_the_same_and_each_begins_with_the_name(found):
    table = agencies(*((key, *rest) for key, rest in found.items()))
    labels = told_apart(table)
    assert labels.is_unique
    assert labels.index.tolist() == table["agency_id"].tolist()
    for label, name in zip(labels, table["name"], strict=True):
        assert label.startswith(name)
    again = told_apart(table.iloc[::-1])
    assert again.to_dict() == labels.to_dict()


def test_shared_names_are_one_note_with_the_most_frequent_first():
    rows = [(f"{k}", "Washington", "county", None) for k in range(5)]
    table = agencies(
        *rows, ("c", "Napa", "city", None), ("d", "napa", "county", None), ("e", "Yolo", "city", None)
    )  # fmt: skip
    (finding,) = shared_names(table)
    assert finding[:4] == ("note", "agencies", "", "name-shared")
    assert finding.message == (
        "2 names stand for 7 agencies ('Washington': 0, 1, 2, and 2 more; 'Napa': c city, d county); "
        "they are different agencies, for their ids differ, and are told apart by level, parent or id"
    )
    assert shared_names(table.iloc[::-1]) == [finding]
    assert shared_names(table.iloc[-1:]) == []
