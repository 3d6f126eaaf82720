from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.services.query import agency_id, query, with_names
from adjoin.services.query_coverage import with_coverage

STANDARDS = {"fire_services": 4.0, "library_services": 10.0, "sewer": None}


def _tables():
    """A borders B, K holds both, C lies apart; N1 and N2 have one name."""
    agencies = pd.DataFrame(
        {
            "agency_id": ["A", "B", "C", "K", "N1", "N2"],
            "name": ["Alder", "Birch", "Cedar Falls", "King County", "Union", "Union"],
        }
    )
    agency_pairs = pd.DataFrame(
        [("A", "B", "border"), ("A", "K", "within"), ("B", "C", "near"), ("B", "K", "within")],
        columns=["agency_a", "agency_b", "relation"],
    )
    rows = [
        ("fire_services:A:B", "fire_services", "A", "B", "border", 2.5),
        ("fire_services:B:C", "fire_services", "B", "C", "near", 4.0),
        ("library_services:A:B", "library_services", "A", "B", "border", 10.0),
        ("library_services:A:C", "library_services", "A", "C", "apart", 3.0),
        ("sewer:A:K", "sewer", "A", "K", "within", np.nan),
    ]
    names = ["duplication_id", "service", "agency_a", "agency_b", "relation", "minutes"]
    duplications = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=names),
        geometry=[shapely.Point(k, 0) for k in range(5)],
        crs=4326,
    )
    facilities = pd.DataFrame(
        {
            "facility_id": ["1", "2", "3", "4"],
            "service": ["fire_services", "fire_services", "library_services", "sewer"],
            "agency_id": pd.Series(["A", "B", "C", None], dtype="str"),
        }
    )
    opportunities = pd.DataFrame(
        {"opportunity_id": [row[0] for row in rows], "service": [row[1] for row in rows],
         "agencies": [f"{row[2]};{row[3]}" for row in rows]}
    )  # fmt: skip
    findings = pd.DataFrame({"severity": ["note"], "message": ["nothing"]})
    return {
        "agencies": agencies, "agency_pairs": agency_pairs, "duplications": duplications,
        "facilities": facilities, "opportunities": opportunities, "findings": findings,
    }  # fmt: skip


def _ids(**options):
    return query(_tables(), STANDARDS, **options).iloc[:, 0].tolist()


def test_without_a_condition_a_table_comes_back_whole_and_as_it_was():
    tables = _tables()
    rows = query(tables, STANDARDS)
    pd.testing.assert_frame_equal(rows, tables["duplications"])
    assert isinstance(rows, gpd.GeoDataFrame)


def test_service():
    assert _ids(service="fire_services") == ["fire_services:A:B", "fire_services:B:C"]
    assert _ids(service="fire_services", table="facilities") == ["1", "2"]


def test_two_agencies_name_a_pair_and_one_names_everything_about_it():
    assert _ids(agencies=["C"]) == ["fire_services:B:C", "library_services:A:C"]
    assert _ids(agencies=["birch", "A"]) == ["fire_services:A:B", "library_services:A:B"]
    assert _ids(agencies=["C", "A"], table="opportunities") == ["library_services:A:C"]
    assert _ids(agencies=["A", "B", "C"]) == []


def test_in_a_table_of_single_agencies_several_name_each_of_them():
    assert _ids(agencies=["A", "Cedar Falls"], table="facilities") == ["1", "3"]
    assert _ids(agencies=["A", "C"], table="agencies") == ["A", "C"]


def test_adjacent_are_those_that_border_overlap_or_nest_and_not_those_near():
    assert _ids(adjacent_to="B") == ["fire_services:A:B", "library_services:A:B"]
    assert _ids(adjacent_to="K") == ["sewer:A:K"]
    assert _ids(adjacent_to="C") == []
    assert _ids(adjacent_to="K", table="agencies") == ["A", "B"]
    assert _ids(adjacent_to="A", table="facilities") == ["2"]
    assert _ids(adjacent_to="B", table="opportunities") == [
        "fire_services:A:B",
        "library_services:A:B",
    ]


def test_relation():
    assert _ids(relation="near") == ["fire_services:B:C"]
    assert _ids(relation="within", table="agency_pairs") == ["A", "B"]
    assert _ids(relation="unknown") == []


def test_minutes_are_inclusive_and_rows_without_minutes_are_not_within_any():
    assert _ids(within_minutes=2.5) == ["fire_services:A:B"]
    assert _ids(within_minutes=4) == [
        "fire_services:A:B",
        "fire_services:B:C",
        "library_services:A:C",
    ]
    assert _ids(within_minutes=10, service="library_services") == [
        "library_services:A:B",
        "library_services:A:C",
    ]
    assert _ids(within_minutes=99, service="sewer") == []


def test_conditions_hold_together():
    assert _ids(service="library_services", agencies=["A"], relation="border") == [
        "library_services:A:B"
    ]
    assert _ids(service="fire_services", agencies=["K"], adjacent_to="A") == []


def test_no_rows_keep_their_columns():
    tables = _tables()
    rows = query(tables, STANDARDS, service="sewer", agencies=["B"], adjacent_to="B")
    assert len(rows) == 0
    assert list(rows.columns) == list(tables["duplications"].columns)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"table": "nope"}, "there is no table 'nope'; there are agencies, agency_pairs"),
        (
            {"service": "hospitals"},
            "'hospitals' is no service of this run; there are fire_services, library_services, sewer",
        ),
        ({"relation": "beside"}, "'beside' is no relation; there are apart, border, contains"),
        (
            {"relation": "border", "table": "facilities"},
            "--relation does not go with the table facilities: it has no column 'relation'",
        ),
        ({"service": "sewer", "table": "agencies"}, "--service does not go with the table agencies"),
        ({"agencies": ["A"], "table": "findings"}, "--agency does not go with the table findings"),
        ({"adjacent_to": "A", "table": "findings"}, "--adjacent-to does not go with the table"),
        ({"within_minutes": 2, "table": "agency_pairs"}, "--within does not go with the table"),
        ({"within_minutes": 4.01}, r"--within 4.01 is above .* for fire_services \(4\); name one"),
        ({"within_minutes": 4.5, "service": "fire_services"}, r"fire_services \(4\)"),
        ({"within_minutes": float("nan")}, "--within is nan; give 0 or more minutes"),
        ({"within_minutes": -1}, "--within is -1; give 0 or more minutes"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_answered_are_refused_in_words(options, message):
    with pytest.raises(UseError, match=message):
        query(_tables(), STANDARDS, **options)


def test_minutes_beyond_a_standard_are_refused_though_no_row_at_hand_is_of_that_service():
    # A and C have no fire pair within 4 minutes; one at 6 would be missing from the answer
    with pytest.raises(UseError, match=r"fire_services \(4\)"):
        query(_tables(), STANDARDS, agencies=["A", "C"], within_minutes=8)


def test_an_agency_by_id_goes_before_one_by_name():
    tables = _tables()
    tables["agencies"].loc[2, "name"] = "K"
    assert (agency_id(tables, "K"), agency_id(tables, "k")) == ("K", "C")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("union", "'union' is the name of 2 agencies; use an id: N1, N2"),
        ("falls", r"'falls' is no agency of this run; did you mean Cedar Falls\?"),
        ("Aldr", r"'Aldr' is no agency of this run; did you mean Alder\?"),
        ("xyz", "'xyz' is no agency of this run; the table agencies lists them"),
    ],
)
def test_an_agency_that_is_not_known_or_not_one_is_refused_with_a_hint(text, message):
    with pytest.raises(UseError, match=message):
        agency_id(_tables(), text)


def test_names_stand_behind_ids_for_people():
    agencies = pd.DataFrame({"agency_id": ["a", "b"], "name": ["Alder", "Birch"], "level": "city"})
    pairs = pd.DataFrame({"agency_a": ["a"], "agency_b": ["b"], "minutes": [3.5]})
    shown = with_names(pairs, agencies)
    assert list(shown.columns) == ["agency_a", "name_a", "agency_b", "name_b", "minutes"]
    assert shown.iloc[0].tolist() == ["a", "Alder", "b", "Birch", 3.5]
    facilities = pd.DataFrame({"agency_id": ["b", None], "name": ["Station 1", "Station 2"]})
    assert with_names(facilities, agencies)["agency"].fillna("").tolist() == ["Birch", ""]
    assert list(with_names(agencies, agencies).columns) == ["agency_id", "name", "level"]
    assert list(pairs.columns) == ["agency_a", "agency_b", "minutes"]


def _kinds():
    """Two duplications with their kinds and evidence, transfers, and what sites cover."""
    names = ["duplication_id", "service", "agency_a", "agency_b", "kinds", "overlap_people"]
    duplications = pd.DataFrame(
        [
            ("fire_services:A:B", "fire_services", "A", "B", "adjacent_provision;proximity", 50.0),
            ("fire_services:A:K", "fire_services", "A", "K", "catchment_overlap", np.nan),
            ("fire_services:B:C", "fire_services", "B", "C", "proximity", 900.0),
            ("library_services:A:B", "library_services", "A", "B", "proximity", 50.0),
        ],
        columns=names,
    )
    evidence = pd.DataFrame(
        {"duplication_id": ["x", "x"], "kind": ["adjacent_provision", "proximity"]}
    )
    transfers = pd.DataFrame(
        [("fire_services", "B", "A", 30.0), ("fire_services", "C", "B", 70.0)],
        columns=["service", "home_agency", "other_agency", "people"],
    )
    return {**_tables(), "duplications": duplications, "evidence": evidence, "transfers": transfers}


def test_a_kind_is_found_among_others_and_one_by_one():
    def ids(kind):
        return query(_kinds(), STANDARDS, kind=kind)["duplication_id"].str[-3:].tolist()

    assert ids("proximity") == ["A:B", "B:C", "A:B"]
    assert ids("adjacent_provision") == ["A:B"]
    assert ids("double_provision") == []
    rows = query(_kinds(), STANDARDS, table="evidence", kind="proximity")
    assert rows["kind"].tolist() == ["proximity"]


def test_sorted_rows_keep_their_order_among_equals_and_missing_ones_come_last():
    def ids(**options):
        return query(_kinds(), STANDARDS, **options)["duplication_id"].tolist()

    up = ["fire_services:A:B", "library_services:A:B", "fire_services:B:C", "fire_services:A:K"]
    down = ["fire_services:B:C", "fire_services:A:B", "library_services:A:B", "fire_services:A:K"]
    assert ids(sort="overlap_people") == up
    assert ids(sort="-overlap_people") == down
    assert ids(sort="overlap_people", descending=True) == down
    assert ids(sort="-overlap_people", limit=2) == down[:2]
    assert ids(limit=9) == _kinds()["duplications"]["duplication_id"].tolist()


def test_transfers_are_about_both_their_agencies_and_get_their_names():
    def pairs(**options):
        rows = query(_kinds(), STANDARDS, table="transfers", **options)
        return (rows["home_agency"] + rows["other_agency"]).tolist()

    assert pairs(agencies=["Birch"]) == ["BA", "CB"]
    assert pairs(agencies=["A", "B"]) == ["BA"]
    assert pairs(adjacent_to="B") == ["BA"]  # C lies near, not beside
    shown = with_names(_kinds()["transfers"], _kinds()["agencies"])
    assert list(shown.columns) == [
        "service", "home_agency", "home_name", "other_agency", "other_name", "people",
    ]  # fmt: skip
    assert shown["other_name"].tolist() == ["Alder", "Birch"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"table": "transfer"}, "no table 'transfer'; did you mean 'transfers'? There are agenc"),
        ({"kind": "near"}, "'near' is no kind of duplication; there are adjacent_provision, catch"),
        ({"kind": "proximity", "table": "transfers"}, "--kind does not go with the table transf"),
        ({"sort": "-cost"}, "the table duplications has no column 'cost' to sort by; it has dupl"),
        ({"descending": True}, "--descending says how to sort; name a column with --sort"),
        ({"limit": 0}, "--limit is 0; give 1 or more rows"),
    ],
)
def test_kinds_orders_and_limits_that_mean_nothing_are_refused(options, message):
    with pytest.raises(UseError) as refused:
        query(_kinds(), STANDARDS, **options)
    assert message in str(refused.value)


def _covered():
    return pd.DataFrame(
        {
            "facility_id": ["1", "2", "1"],
            "service": ["fire_services", "fire_services", "library_services"],
            "people_reached": [500.0, 80.0, 7.0],
            "people_lost": [20.0, np.nan, 7.0],
            "in_every_optimum": pd.array([True, pd.NA, False], dtype="boolean"),
        }
    )


def test_what_two_facilities_cover_stands_beside_their_pair():
    pair = pd.DataFrame({"service": ["fire_services"], "facility_a": ["1"], "facility_b": ["2"]})
    told = with_coverage(pair, _covered()).iloc[0]
    assert (told["people_reached_a"], told["people_lost_a"]) == (500.0, 20.0)
    assert told["people_reached_b"] == 80.0
    assert np.isnan(told["people_lost_b"])
    public = with_coverage(pair, _covered().drop(columns="people_lost"))
    assert [name for name in public.columns if "lost" in name] == []


def test_sites_in_every_optimum_stand_beside_their_service():
    joint = pd.DataFrame({"service": ["fire_services", "sewer"], "fewest_needed": [1, 0]})
    told = with_coverage(joint, _covered())["every_optimum"]
    assert told.fillna("").tolist() == ["1", ""]
    assert "every_optimum" not in with_coverage(joint, _covered().drop(columns="in_every_optimum"))
    with pytest.raises(UseError, match="facility_pairs and joint_coverage, no other"):
        with_coverage(_tables()["agencies"], _covered())
