from __future__ import annotations

import pandas as pd
from adjoin.services.matrix import COLUMNS, HOWS, matrix, matrix_wide
from adjoin.services.provision import COLUMNS as PROVISION
from adjoin.services.provision import no_provision_rows, provision_table
from adjoin.services.sharing import existing_sharing
from hypothesis import given, settings
from hypothesis import strategies as st

IDS = ("A", "B", "C", "J")
ROOTS = pd.Series({i: i for i in IDS}, dtype="str")
AGENCIES = pd.DataFrame(
    {"agency_id": list(IDS), "name": ["Alder", "Birch", "Cedar", "Joint Dispatch"], "level": "city"}
)


def _provision(*rows):
    """Rows of agency, role, counterparty, instrument; all of fire."""
    padded = [(*row, *[None] * (4 - len(row))) for row in rows]
    names = ["agency_id", "role", "counterparty_id", "instrument"]
    table = pd.DataFrame(padded, columns=names, dtype="str").assign(service="fire", ended=False)
    return table.reindex(columns=list(PROVISION)).astype({"service": "str", "ended": bool})


def _facilities(agencies):
    return pd.DataFrame({"service": "fire", "agency_id": list(agencies)}, dtype="str")


def _made(agencies, *rows):
    table = _provision(*rows)
    made = matrix(_facilities(agencies), table, existing_sharing(table, AGENCIES, ROOTS), AGENCIES)
    assert tuple(made.columns) == COLUMNS
    assert made["facilities"].dtype == "Int64"
    return made


def _told(agencies, *rows):
    made = _made(agencies, *rows).drop(columns="service")
    return [tuple(row) for row in made.astype(object).where(made.notna(), None).to_numpy()]


def test_who_provides_by_facilities_by_the_inventory_and_by_both():
    assert _told("AAB", ("A", "provides"), ("C", "provides")) == [
        ("A", "provides", None, None, 2, "facilities;inventory"),
        ("B", "provides", None, None, 1, "facilities"),
        ("C", "provides", None, None, None, "inventory"),
    ]


def test_both_sides_of_a_contract_have_it_whoever_names_it():
    expected = [
        ("A", "serves", "B", "contract", None, "inventory"),
        ("B", "buys", "A", "contract", 1, "inventory"),  # the station in B is no provision of B's
    ]
    assert _told("B", ("B", "buys", "A", "contract")) == expected
    assert _told("B", ("A", "produces", "B", "contract")) == expected
    both = [("A", "produces", "B", "contract"), ("B", "buys", "A", "MOU")]
    assert [row[3] for row in _told("B", *both)] == ["MOU;contract"] * 2


def test_an_authority_provides_and_its_members_are_joint():
    assert _told("J", ("A", "funds", "J", "JPA"), ("J", "produces", "B", "JPA")) == [
        ("A", "joint", "J", "JPA", None, "inventory"),
        ("B", "joint", "J", "JPA", None, "inventory"),
        ("J", "provides", None, None, 1, "facilities;inventory"),
    ]


def test_aid_is_of_both_and_money_and_buildings_of_one():
    assert _told("", ("A", "produces", "B", "mutual aid"), ("B", "provides", "A", "automatic aid"),
                 ("C", "funds", "A"), ("C", "owns"), ("C", "buys")) == [
        ("A", "aid", "B", "automatic aid;mutual aid", None, "inventory"),
        ("B", "aid", "A", "automatic aid;mutual aid", None, "inventory"),
        ("C", "buys", None, None, None, "inventory"),
        ("C", "funds", "A", None, None, "inventory"),
        ("C", "owns", None, None, None, "inventory"),
    ]  # fmt: skip


def test_what_has_ended_is_left_out_and_without_an_inventory_facilities_remain():
    table, _ = provision_table(no_provision_rows(), {})
    sharing = existing_sharing(table, AGENCIES, ROOTS)
    made = matrix(_facilities(["A", None, "unknown"]), table, sharing, AGENCIES)
    assert made[["agency_id", "how", "evidence"]].to_numpy().tolist() == [
        ["A", "provides", "facilities"]
    ]
    over = _provision(("A", "provides")).assign(ended=True)
    assert len(matrix(_facilities([]), over, sharing, AGENCIES)) == 0


def test_the_wide_matrix_has_a_row_for_each_agency_and_cells_to_read():
    rows = [
        ("A", "provides"), ("A", "produces", "B", "contract"), ("A", "produces", "C", "contract"),
        ("A", "produces", "J", "mutual aid"), ("C", "owns", "A"), ("C", "funds", "J", "JPA"),
    ]  # fmt: skip
    wide = matrix_wide(_made("AAAB", *rows), AGENCIES.iloc[::-1], ["fire", "police"])
    assert wide.columns.tolist() == ["agency_id", "name", "level", "fire", "police"]
    assert wide["fire"].tolist() == [
        "provides (3); serves Birch, Cedar; aid with Joint Dispatch",
        "buys from Alder; 1 site",
        "buys from Alder; joint through Joint Dispatch; owns for Alder",
        "provides; aid with Alder",
    ]
    assert wide["police"].isna().all()
    assert wide["agency_id"].tolist() == list(IDS)


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(IDS),
        st.sampled_from(["provides", "produces", "buys", "funds", "owns"]),
        st.sampled_from([None, *IDS]),
        st.sampled_from([None, "contract", "JPA", "MOU", "mutual aid"]),
    ).filter(lambda row: row[0] != row[2]),
    max_size=8,
)


@settings(max_examples=25)
@given(_ROWS, st.lists(st.sampled_from(IDS), max_size=4), st.randoms())
def test_every_row_and_facility_is_in_it_and_their_order_changes_nothing(rows, stations, random):
    made = _made(stations, *rows)
    mixed = _made(stations[::-1], *random.sample(rows, len(rows)))
    pd.testing.assert_frame_equal(made, mixed)
    assert not made.duplicated(list(COLUMNS[:4])).any()
    assert set(made["how"]) <= set(HOWS)
    assert {row[0] for row in rows} | set(stations) <= set(made["agency_id"])
    for agency, number in zip(made["agency_id"], made["facilities"], strict=True):
        assert (0 if pd.isna(number) else number) == stations.count(agency)
