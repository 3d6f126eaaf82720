from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.services.places import same_place_once
from adjoin.services.strays import stray_findings
from hypothesis import given, settings
from hypothesis import strategies as st


def _rows(*given, source="f"):
    """Rows of id, name (None: the id stands for it), agency, x, y."""
    table = pd.DataFrame(
        [
            {
                "service": "transit", "facility_id": ident, "name": ident if name is None else name,
                "agency_text": agency, "operator_text": None, "owner_text": None,
                "source": source, "row": number,
            }
            for number, (ident, name, agency, _, _) in enumerate(given, start=1)
        ]
    )  # fmt: skip
    texts = [column for column in table.columns if column != "row"]
    points = shapely.points([(x, y) for *_, x, y in given])
    return gpd.GeoDataFrame(table.astype(dict.fromkeys(texts, "str")), geometry=points)


def _kept(rows):
    return same_place_once(rows)[0]["row"].tolist()


def test_rows_of_one_agency_name_and_spot_are_one_place():
    rows = _rows(
        ("b", "Main & 1st", "AC", 0, 0),
        ("a", "MAIN AND 1ST", "AC", 0, 1.0),  # alike, at just 1 m
        ("c", "Main & 1st", "AC", 0, 2.5),  # too far from both
        ("d", "Main & 1st", "SF", 0, 0),  # another agency
        ("e", "Depot", "AC", 0, 0),  # another name
    )
    once, findings = same_place_once(rows)
    assert once["facility_id"].tolist() == ["a", "c", "d", "e"]
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("warning", "row 1", "place-repeated")
    ]
    assert "1 of 5 rows" in findings[0].message


def test_the_same_id_at_one_spot_is_one_place_and_elsewhere_is_not():
    assert _kept(_rows(("7", None, "AC", 0, 0), ("7", None, "AC", 0, 0), ("7", None, "AC", 50, 0))) == [
        1, 3,
    ]  # fmt: skip


def test_a_row_without_a_name_joins_the_only_name_beside_it():
    assert _kept(_rows(("9", None, "AC", 0, 0), ("8", "North", "AC", 0, 0))) == [2]
    between = _rows(
        ("1", "North", "AC", 0, 0), ("2", None, "AC", 0, 0.5), ("3", "South", "AC", 0, 1.0)
    )
    assert _kept(between) == [1, 2, 3]


def test_names_without_letters_are_no_names():
    assert _kept(_rows(("9", "?", "AC", 0, 0), ("8", "North", "AC", 0, 0))) == [2]


def test_missing_agencies_are_alike_and_places_without_coordinates_are_left_alone():
    assert _kept(_rows(("1", "A", None, 0, 0), ("2", "A", None, 0, 0))) == [1]
    assert _kept(_rows(("1", "A", "x", 0, 0), ("2", "A", None, 0, 0))) == [1, 2]
    nowhere = _rows(("1", "A", "x", np.inf, 0), ("2", "A", "x", np.nan, 0))
    assert len(same_place_once(nowhere)[0]) == 2


def test_the_row_is_told_in_the_source_that_repeats():
    first, second = _rows(("1", "A", "x", 0, 0)), _rows(("2", "A", "x", 0, 0), source="g")
    once, findings = same_place_once(pd.concat([second, first], ignore_index=True))
    assert once["source"].tolist() == ["f"]
    assert [f.source for f in findings] == ["g"]


def test_none_and_one_row_are_as_they_are():
    one = _rows(("1", "A", "x", 0, 0))
    assert same_place_once(one) == (one, []) or same_place_once(one)[0].equals(one)
    assert len(same_place_once(one.iloc[:0])[0]) == 0


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from(["North", "South", None]),
            st.sampled_from(["AC", "SF"]), st.sampled_from([0.0, 0.6, 1.2, 9.0]), st.just(0.0),
        ),
        min_size=2, max_size=14,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_rows_says_nothing_and_once_is_enough(given_rows, random):
    rows = _rows(*given_rows)
    once, _ = same_place_once(rows)
    again, findings = same_place_once(once)
    order = list(range(len(rows)))
    random.shuffle(order)
    other, _ = same_place_once(rows.iloc[order])
    assert sorted(other["row"]) == sorted(once["row"])
    # What is left may still be alike only around a name that has gone: never the same name.
    names = once[once["name"].isin(["North", "South"])]
    assert not names.duplicated(["agency_text", "name", "geometry"]).any()
    assert len(again) <= len(once)
    assert all(f.rule == "place-repeated" for f in findings)


def _schools(*places, attribution="column"):
    table = pd.DataFrame(
        {"name": [f"School {n}" for n in range(len(places))], "agency_id": [p[0] for p in places]}
    )
    table = table.assign(source="s.csv", row=range(1, len(places) + 1), attribution=attribution)
    points = shapely.points([(x, y) for _, x, y in places])
    return gpd.GeoDataFrame(table.astype({"agency_id": "str"}), geometry=points)


def _districts():
    # An L: its box holds (19, 19) km, its area does not.
    ell = shapely.Polygon([(0, 0), (60e3, 0), (60e3, 1e3), (1e3, 1e3), (1e3, 60e3), (0, 60e3)])
    return gpd.GeoDataFrame(
        {"agency_id": ["L", "N"], "name": ["Ell", "Nowhere"]}, geometry=[ell, None]
    )


def test_far_is_measured_from_the_area_and_not_from_its_box():
    schools = _schools(("L", 500, 500), ("L", 40e3, 40e3), ("L", 20.9e3, 20.9e3), ("L", 0, 81e3))
    findings = stray_findings(schools, _districts())
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("warning", "row 2", "far-from-agency"),
        ("warning", "row 4", "far-from-agency"),
    ]
    assert "39 km" in findings[0].message
    assert "'Ell'" in findings[0].message
    assert stray_findings(schools, _districts(), far_km=39) == []


def test_only_facilities_tied_by_column_to_an_area_are_looked_at():
    far = [("N", 9e6, 0), (None, 9e6, 0), ("Z", 9e6, 0)]
    assert stray_findings(_schools(*far), _districts()) == []
    by_place = _schools(("L", 9e6, 0), attribution="contains")
    assert stray_findings(by_place, _districts()) == []
