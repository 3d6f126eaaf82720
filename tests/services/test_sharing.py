"""Who does it for whom, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from adjoin.services.counting import already_shared, counted_as, counting
from adjoin.services.provision import COLUMNS
from adjoin.services.sharing import existing_sharing
from hypothesis import given, settings
from hypothesis import strategies as st

IDS = ("A", "B", "C", "D", "E", "J", "K")
ROOTS = pd.Series({**{i: i for i in IDS}, "D": "A"}, dtype="str")  # D is A's
AGENCIES = pd.DataFrame({"agency_id": list(IDS)}, dtype="str")


def provision(*rows):
    """Rows of agency, role, counterparty, instrument, start, end, ended; all of fire."""
    padded = [(*row, *[None] * (6 - len(row)))[:6] for row in rows]
    names = ["agency_id", "role", "counterparty_id", "instrument", "start", "end"]
    table = pd.DataFrame(padded, columns=names, dtype="str")
    table = table.assign(
        service=pd.Series("fire", index=table.index, dtype="str"),
        annual_cost=float("nan"), fte=float("nan"),
        source=pd.Series(None, index=table.index, dtype="str"),
        instrument_text=pd.Series(None, index=table.index, dtype="str"),
        ended=[len(row) > 6 for row in rows],
    )  # fmt: skip
    return table.astype({"ended": bool})[list(COLUMNS)]


def _shared(*rows):
    return existing_sharing(provision(*rows), AGENCIES, ROOTS)


def _producers(*rows):
    table = _shared(*rows).producers
    assert table.columns.tolist() == ["service", "agency_id", "producer_id"]
    return dict(zip(table["agency_id"], table["producer_id"], strict=True))


def _links(*rows):
    names = ["agency_a", "agency_b", "instrument", "via", "role_a", "role_b", "shared"]
    table = _shared(*rows).links
    plain = table[names].astype(object).where(table[names].notna(), None)
    return [tuple(row) for row in plain.to_numpy()]


def _rules(*rows):
    return [(f.severity, f.item, f.rule) for f in _shared(*rows).findings]


@pytest.mark.parametrize(
    ("rows", "producers"),
    [
        ([("A", "buys", "B", "contract")], {"A": "B", "D": "B"}),
        ([("B", "produces", "C", "contract")], {"C": "B"}),
        ([("B", "produces", "C")], {"C": "B"}),
        ([("C", "buys", "B")], {"C": "B"}),
        ([("C", "buys", "B", "MOU")], {"C": "B"}),  # whoever buys does not do it itself
        ([("C", "funds", "J", "JPA")], {"C": "J"}),
        ([("J", "produces", "C", "JPA")], {"C": "J"}),
        ([("C", "funds", "K", "special district")], {"C": "K"}),
        ([("C", "buys", "B", "mutual aid")], {}),
        ([("B", "produces", "C", "automatic aid")], {}),
        ([("B", "produces", "C", "MOU")], {}),
        ([("C", "funds", "B")], {}),  # a grant is no production
        ([("C", "owns", "J", "JPA")], {}),
        ([("C", "buys", "B", "contract"), ("C", "provides")], {}),
        ([("C", "buys", "B", "contract"), ("C", "produces", "E", "contract")], {"E": "C"}),
        ([("C", "buys", None, "contract")], {}),
        ([("C", "buys", "B", "contract", None, None, "ended")], {}),
    ],
)
def test_who_really_does_it(rows, producers):
    assert _producers(*rows) == producers


def test_chains_are_followed_to_their_end():
    rows = [("C", "buys", "B", "contract"), ("B", "funds", "J", "JPA")]
    assert _producers(*rows) == {"B": "J", "C": "J"}
    # two sellers that are one body in the end are one
    rows += [("E", "funds", "J", "JPA"), ("K", "buys", "B"), ("K", "buys", "E")]
    assert _producers(*rows) == {"B": "J", "C": "J", "E": "J", "K": "J"}
    assert _rules(*rows) == []


def test_several_producers_and_circles_leave_everyone_as_they_are_and_are_told():
    several = [("C", "buys", "B", "contract"), ("C", "buys", "E", "contract")]
    assert _producers(*several) == {}
    assert _rules(*several) == [("warning", "fire:C", "several-producers")]
    circle = [("B", "buys", "C"), ("C", "buys", "E"), ("E", "buys", "B"), ("K", "buys", "C")]
    assert _producers(*circle) == {"K": "C"}  # C counts as itself, and K as C
    assert _rules(*circle) == [("warning", "fire:B", "producer-circle")]


def test_a_dependent_district_counts_as_its_parent_and_as_who_does_it_for_the_parent():
    assert _producers(("D", "buys", "A", "contract")) == {}  # its own parent
    assert _producers(("A", "buys", "D", "contract")) == {}
    assert _producers(("D", "buys", "B", "contract"), ("A", "provides")) == {"D": "B"}
    assert _producers(("C", "buys", "D", "contract")) == {"C": "A"}
    assert _producers(("A", "buys", "B"), ("D", "provides")) == {"A": "B"}
    assert _producers(("C", "buys", "D"), ("A", "buys", "B")) == {"A": "B", "C": "B", "D": "B"}


def test_rows_that_do_not_say_who_does_the_work_are_told():
    assert _rules(("C", "provides", "B", "contract")) == [("note", "fire:C", "producer-unclear")]
    assert _rules(("C", "provides"), ("C", "buys", "B")) == [
        ("note", "fire:C", "provides-and-buys")
    ]
    assert _rules(("C", "buys")) == [("note", "fire:C", "seller-missing")]


@pytest.mark.parametrize(
    ("role", "instrument", "shared"),
    [
        ("buys", "contract", True), ("funds", "JPA", True), ("owns", "special district", True),
        ("buys", None, True), ("funds", None, True), ("produces", None, True),
        ("provides", None, False), ("owns", None, False),
        ("produces", "handshake", False), ("provides", "MOU", False),
        ("produces", "mutual aid", False), ("buys", "automatic aid", False),
        ("funds", "none", False), ("buys", "MOU", True),
    ],
)  # fmt: skip
def test_what_is_sharing_and_what_is_precedent(role, instrument, shared):
    links = _links(("C", role, "B", instrument))
    assert links == [("B", "C", instrument, None, None, role, shared)]


def test_under_an_mou_both_still_do_it_where_the_buyer_says_so():
    rows = [("C", "buys", "B", "MOU"), ("C", "provides")]
    assert _links(*rows) == [("B", "C", "MOU", None, None, "buys", False)]


def test_both_sides_of_a_contract_are_one_link():
    rows = [
        ("C", "buys", "B", "contract", "2019-07-01", "2029"),
        ("B", "produces", "C", "contract", "2019", None),
    ]
    assert _links(*rows) == [("B", "C", "contract", None, "produces", "buys", True)]
    link = _shared(*rows).links.iloc[0]
    assert (link["start"], link["end"]) == ("2019", "2029")
    assert not _shared((*rows[0], "ended")).links["shared"].any()


def test_members_of_an_authority_are_linked_with_it_and_with_each_other():
    rows = [
        ("B", "funds", "J", "JPA", "2014"), ("C", "funds", "J", "JPA", "2016", "2030"),
        ("J", "produces", "E", "JPA"), ("J", "produces", "J", "JPA"),
    ]  # fmt: skip
    assert _links(*rows[:3]) == [
        ("B", "C", "JPA", "J", "funds", "funds", True),
        ("B", "E", "JPA", "J", "funds", None, True),
        ("B", "J", "JPA", None, "funds", None, True),
        ("C", "E", "JPA", "J", "funds", None, True),
        ("C", "J", "JPA", None, "funds", None, True),
        ("E", "J", "JPA", None, None, "produces", True),
    ]
    first = _shared(*rows[:3]).links.iloc[0]
    assert (first["start"], first["end"]) == ("2016", "2030")
    assert _links(*rows) == _links(*rows[:3])


def test_a_link_within_one_government_is_none():
    assert _links(("A", "owns", "D", "special district")) == []
    assert _links(("D", "buys", "B", "contract")) == [
        ("A", "B", "contract", None, "buys", None, True)
    ]


def test_as_whom_agencies_count_and_who_shares():
    rows = [("B", "funds", "J", "JPA"), ("C", "funds", "J", "JPA"), ("D", "provides")]
    table = provision(*rows)
    whole = counting(ROOTS, provision=table, sharing=existing_sharing(table, AGENCIES, ROOTS))
    agencies = pd.Series(["A", "B", "C", "D", None], dtype="str")
    fire = pd.Series(["fire"] * 5, dtype="str")
    assert counted_as(whole, fire, agencies).tolist()[:4] == ["A", "J", "J", "A"]
    assert counted_as(whole, fire, agencies).isna().tolist() == [False] * 4 + [True]
    other = counted_as(whole, fire.replace("fire", "police"), agencies)
    assert other.tolist()[:4] == ["A", "B", "C", "A"]
    assert sorted(whole.providers) == [("fire", "B"), ("fire", "C"), ("fire", "D"), ("fire", "J")]
    a, b = pd.Series(["C", "A", "J"], dtype="str"), pd.Series(["B", "B", "B"], dtype="str")
    assert already_shared(whole, fire[:3], a, b).tolist() == [True, False, True]


_ROLES = st.sampled_from(["provides", "produces", "buys", "funds", "owns"])
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(IDS), _ROLES, st.sampled_from(IDS),
        st.sampled_from([None, "contract", "JPA", "MOU", "mutual aid"]),
    ).filter(lambda row: row[0] != row[2]),
    max_size=10,
)  # fmt: skip


@settings(max_examples=25)
@given(_ROWS, st.randoms())
def test_the_order_of_rows_changes_nothing_and_a_producer_has_no_producer(rows, random):
    result = _shared(*rows)
    mixed = _shared(*random.sample(rows, len(rows)))
    for one, other in zip(result[:2], mixed[:2], strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert sorted(result.findings) == sorted(mixed.findings)
    producers = dict(
        zip(result.producers["agency_id"], result.producers["producer_id"], strict=True)
    )
    assert all(ROOTS[p] == p and p != a for a, p in producers.items())
    links = result.links
    assert (links["agency_a"] < links["agency_b"]).all()
    assert not links.duplicated(["service", "agency_a", "agency_b", "instrument", "via"]).any()
    # whoever counts as another does not do it itself, and no chain is left to follow, unless it
    # ends at a dependent district that does it itself and counts as its parent
    own = {row[0] for row in rows if row[1] in ("provides", "produces")}
    assert not set(producers) & own
    parents = {ROOTS[agency] for agency in own if ROOTS[agency] != agency}
    assert all(producers.get(p, p) == p or p in parents for p in producers.values())
