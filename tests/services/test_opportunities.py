from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.services.opportunities import COLUMNS, opportunities
from hypothesis import given, settings
from hypothesis import strategies as st

ROOTS = pd.Series({"A": "A", "B": "B", "C": "C", "D": "A"}, dtype="str")  # D is A's
STANDARDS = {"fire": 4.0, "clerk": 20.0, "sewer": None}


MEASURED = ("overlap_people", "overlap_share", "territory_people", "efficient_people")


def _duplications(*rows):
    """Rows of service, two agencies, relation, minutes, confidence."""
    names = ["service", "agency_a", "agency_b", "relation", "minutes", "confidence"]
    table = pd.DataFrame(rows, columns=names).astype({"minutes": float, "confidence": float})
    ids = [f"{s}:{a}:{b}" for s, a, b, *_ in rows]
    table.insert(0, "duplication_id", pd.Series(ids, dtype="str"))
    table = table.assign(kinds="proximity", clock="drive", **dict.fromkeys(MEASURED, np.nan))
    text = ["duplication_id", "service", "agency_a", "agency_b", "relation", "kinds", "clock"]
    return table.astype(dict.fromkeys(text, "str"))


def _pairs(*rows):
    """Rows of service, facility and agency at both ends."""
    names = ["service", "facility_a", "agency_a", "facility_b", "agency_b"]
    return pd.DataFrame(rows, columns=names, dtype="str")


def _facilities(*rows):
    """Rows of service and agency, one each facility."""
    return pd.DataFrame(rows, columns=["service", "agency_id"], dtype="str")


def _ranked(found, pairs=(), facilities=()):
    table = opportunities(
        found, _pairs(*pairs), _facilities(*facilities), ROOTS, STANDARDS
    )  # fmt: skip
    assert tuple(table.columns) == COLUMNS
    return table


FIRE = [("fire", "A"), ("fire", "A"), ("fire", "A"), ("fire", "B"), ("fire", "B")]


def test_the_score_is_the_confidence_times_the_mean_of_three_parts():
    # nearness 1 - 1/4, ground 1, reach: one of B's two stations has one of A's in reach
    found = _duplications(("fire", "A", "B", "border", 1.0, 0.7))
    table = _ranked(found, [("fire", "a1", "A", "b1", "B"), ("fire", "a2", "A", "b1", "B")], FIRE)
    row = table.iloc[0].to_dict()
    assert row["score"] == round(0.7 * (0.75 + 1 + 0.5) / 3, 6)
    assert (row["opportunity_id"], row["rank"], row["service"], row["agencies"]) == (
        "fire:A:B", 1, "fire", "A;B",
    )  # fmt: skip
    assert row["reasons"] == (
        "their areas share a border; their nearest facilities are 1.0 minutes apart (standard 4); "
        "50% of the smaller provider's facilities are within the standard of the other's"
    )


@pytest.mark.parametrize(
    ("relation", "ground"),
    [("contains", 1), ("within", 1), ("overlap", 1), ("border", 1), ("gap", 1), ("point", 0.5),
     ("near", 0.5), ("apart", 0), ("unknown", 0)],
)  # fmt: skip
def test_ground_by_relation(relation, ground):
    table = _ranked(_duplications(("fire", "A", "B", relation, np.nan, 1.0)), (), FIRE)
    assert table["score"].tolist() == [round(ground / 3, 6)]
    assert table.loc[0, "reasons"].endswith(
        "; no two of their known facilities are within 4 minutes"
    )


def test_a_service_without_a_standard_scores_by_ground_alone_and_speaks_of_no_minutes():
    table = _ranked(
        _duplications(("sewer", "A", "B", "overlap", np.nan, 0.9)),
        (), [("sewer", "A"), ("sewer", "B")],
    )  # fmt: skip
    assert table["score"].tolist() == [0.3]
    assert table.loc[0, "reasons"] == "their areas overlap"


def test_nearness_is_whole_at_no_distance_and_nothing_at_the_standard():
    found = _duplications(
        ("fire", "A", "B", "apart", 0.0, 1.0), ("fire", "A", "C", "apart", 4.0, 1.0)
    )
    facilities = [("fire", agency) for agency in "ABC"]
    pairs = [("fire", "a", "A", "b", "B"), ("fire", "a", "A", "c", "C")]
    table = _ranked(found, pairs, facilities)
    assert table["score"].tolist() == [round(2 / 3, 6), round(1 / 3, 6)]


def test_reach_counts_each_facility_of_the_smaller_root_once_and_by_service():
    # A with its district D has 3 clerks, B has 2; one of B's is in reach of A's and of D's
    facilities = [("clerk", "A"), ("clerk", "A"), ("clerk", "D"), ("clerk", "B"), ("clerk", "B")]
    facilities += [("fire", "B")]
    pairs = [("clerk", "a1", "A", "b1", "B"), ("clerk", "b1", "B", "d1", "D")]
    pairs += [("fire", "b2", "B", "a9", "A")]
    found = _duplications(("clerk", "A", "B", "apart", 20.0, 1.0))
    assert _ranked(found, pairs, facilities)["score"].tolist() == [round(0.5 / 3, 6)]


def test_ranks_are_dense_from_1_and_ties_go_by_id():
    rows = [("fire", "B", "C"), ("fire", "A", "C"), ("clerk", "A", "B"), ("fire", "A", "B")]
    confidence = [0.5, 0.5, 0.5, 0.9]
    found = _duplications(
        *((*row, "border", np.nan, c) for row, c in zip(rows, confidence, strict=True))
    )
    table = _ranked(found, (), [(s, a) for s in ("fire", "clerk") for a in "ABC"])
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert table["opportunity_id"].tolist() == ["fire:A:B", "clerk:A:B", "fire:A:C", "fire:B:C"]


def test_scores_that_differ_beyond_what_is_shown_are_ties():
    found = _duplications(
        ("fire", "A", "B", "border", np.nan, 0.5), ("fire", "A", "C", "border", np.nan, 0.5 + 1e-9)
    )
    table = _ranked(found, (), [("fire", agency) for agency in "ABC"])
    assert table["opportunity_id"].tolist() == ["fire:A:B", "fire:A:C"]


def test_none_have_the_columns_and_types_of_some():
    some = _ranked(_duplications(("fire", "A", "B", "border", 1.0, 0.7)), (), FIRE)
    for facilities in (FIRE, ()):
        none = _ranked(_duplications(), (), facilities)
        assert len(none) == 0
        pd.testing.assert_series_equal(none.dtypes, some.dtypes)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 4), st.floats(0.1, 1)), min_size=3, max_size=3),
    st.permutations(range(3)),
    st.floats(0, 1),
)
def test_scores_lie_from_0_to_1_fall_with_minutes_and_know_no_order_of_rows(parts, order, nearer):
    ends = [("A", "B"), ("A", "C"), ("B", "C")]
    rows = [("fire", a, b, "near", m, c) for (a, b), (m, c) in zip(ends, parts, strict=True)]
    facilities = [("fire", agency) for agency in "ABC"]
    pairs = [("fire", a.lower(), a, b.lower(), b) for a, b in ends]
    table = _ranked(_duplications(*rows), pairs, facilities)
    assert table["score"].between(0, 1).all()
    assert table["score"].is_monotonic_decreasing
    turned = _ranked(_duplications(*(rows[k] for k in order)), pairs[::-1], facilities[::-1])
    pd.testing.assert_frame_equal(turned, table)
    first = (*rows[0][:4], rows[0][4] * nearer, rows[0][5])
    closer = _ranked(_duplications(first, *rows[1:]), pairs, facilities)
    score = [t.set_index("opportunity_id").loc["fire:A:B", "score"] for t in (table, closer)]
    assert score[1] >= score[0]


def test_names_stand_for_ids_and_straight_minutes_are_called_so():
    found = _duplications(("fire", "A", "B", "apart", 1.0, 0.6)).assign(clock="straight")
    table = opportunities(
        found, _pairs(), _facilities(*FIRE), ROOTS, STANDARDS, names={"A": "Alder"}
    )
    assert table.loc[0, "agency_names"] == "Alder + B"
    assert "1.0 straight-line minutes apart" in table.loc[0, "reasons"]


def test_where_catchments_were_measured_it_is_the_people_whom_both_reach_that_count():
    found = _duplications(("fire", "A", "B", "border", 1.0, 1.0))
    found = found.assign(overlap_people=1234.0, overlap_share=0.25, territory_people=10.0)
    row = _ranked(found, [("fire", "a1", "A", "b1", "B")], FIRE).iloc[0]
    assert row["score"] == round((0.75 + 1 + 0.25) / 3, 6)
    assert "both reach 1,234 people, 25% of the smaller catchment" in row["reasons"]
    assert "both serve the ground of 10 people" in row["reasons"]


def test_too_small_for_the_service_is_told():
    found = _duplications(("sewer", "A", "B", "border", np.nan, 1.0))
    row = _ranked(found.assign(kinds="sub_scale", efficient_people=60_000.0)).iloc[0]
    assert row["reasons"].endswith(
        "efficient from 60,000 people on, which one or both do not serve"
    )
