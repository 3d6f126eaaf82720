"""Which ground each agency serves, worked out by hand on a county of 10 km by 10 km."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.members import with_member_areas
from adjoin.boundaries.parents import root_agencies
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.services.service import Service
from adjoin.services.territories import COLUMNS, territories
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
RULES = {
    "police": "unincorporated_only",
    "health": "countywide",
    "payroll": "corporate",
    "fire": "district",
    "ambulance": "detached",
    "animals": "contract_areas",
    "ideas": None,
}
SERVICES = {name: Service(id=name, territory_rule=rule) for name, rule in RULES.items()}


def box(x: float, y: float, x2: float, y2: float):
    return shapely.box(x * 1000, y * 1000, x2 * 1000, y2 * 1000)


# The city of east lies over the county's border; the district over half of west and open ground;
# the dependent one over a corner of west, open ground, and 1 km2 beyond the county.
SHAPES = {
    "county": ("county", None, box(0, 0, 10, 10)),
    "east": ("city", None, box(8, 0, 12, 5)),  # 20, of it 10 in the county
    "west": ("city", None, box(0, 0, 4, 4)),  # 16
    "district": ("special_district", None, box(0, 2, 8, 5)),  # 24, of it 8 in west
    "csa": ("special_district", "county", box(3, 0, 5, 2)),  # 4, of it 2 in west
    "jpa": ("regional", None, "east;west"),
    "library": ("special_district", None, None),
    "school": ("school_district", None, box(0, 0, 9, 9)),
}


def agencies_of(shapes=SHAPES) -> gpd.GeoDataFrame:
    ids = sorted(shapes)
    own = [None if isinstance(shapes[k][2], str) else shapes[k][2] for k in ids]
    members = {k: shapes[k][2].split(";") for k in ids if isinstance(shapes[k][2], str)}
    table = gpd.GeoDataFrame(
        {
            "agency_id": pd.Series(ids, dtype="str"),
            "name": pd.Series([k.title() for k in ids], dtype="str"),
            "level": pd.Series([shapes[k][0] for k in ids], dtype="str"),
            "parent_id": pd.Series([shapes[k][1] for k in ids], dtype="str"),
        },
        geometry=own,
        crs=PLANE,
    )
    return with_member_areas(table, members)[0]


AGENCIES = agencies_of()


def frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def served(service: str, *agency_ids: str, agencies=AGENCIES, **options):
    delivered = frame("service agency_id", *((service, k) for k in agency_ids))
    found, _, findings = territories(
        agencies, delivered, SERVICES, roots=root_agencies(agencies), **options
    )
    return found.set_index("agency_id"), findings


def contracts(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    return frame("service agency_id producer_id", *rows)


def km2(found) -> dict[str, float]:
    return {k: round(v, 9) for k, v in found["area_km2"].items()}


EVERYONE = ("county", "east", "west", "district", "school")


@pytest.mark.parametrize("service", ["police", "animals"])
def test_the_county_serves_what_lies_outside_all_cities(service):
    found, findings = served(service, *EVERYONE)
    assert km2(found) == {"county": 74, "district": 24, "east": 20, "school": 81, "west": 16}
    assert findings == []
    # Also where a city does not deliver it.
    assert km2(served(service, "county")[0]) == {"county": 74}


@pytest.mark.parametrize("service", ["health", "payroll", "ideas"])
def test_everyone_serves_their_own_boundary(service):
    found, _ = served(service, *EVERYONE)
    assert km2(found) == {"county": 100, "district": 24, "east": 20, "school": 81, "west": 16}
    assert set(found["origin"]) == {"boundary"}
    assert found["rule"].fillna("none").tolist() == [RULES[service] or "none"] * 5


def test_special_districts_come_first_and_the_county_serves_the_rest():
    found, _ = served("fire", *EVERYONE)
    # county: 100 less the cities' 10 + 16 and the district's 24 - 8 outside west
    assert km2(found) == {"county": 58, "district": 24, "east": 20, "school": 81, "west": 8}
    # A district that does not deliver it takes nothing, nor does a city from the county.
    assert km2(served("fire", "county", "west")[0]) == {"county": 84, "west": 16}


def test_cities_that_deliver_are_detached_from_the_districts_and_the_county():
    found, _ = served("ambulance", *EVERYONE)
    # district: 24 less the 8 in west; county: 100 less 10 + 16 of cities and those 16
    assert km2(found) == {"county": 58, "district": 16, "east": 20, "school": 81, "west": 16}
    # A city that does not deliver it is still the district's, as one that never detached.
    found, _ = served("ambulance", "county", "district", "east")
    assert km2(found) == {"county": 66, "district": 24, "east": 20}
    # One that buys it has left, and its ground is its producer's: east's, or the district's again.
    for producer, district in (("east", 16), ("district", 32)):
        bought = contracts(("ambulance", "west", producer))
        found, _ = served("ambulance", "county", "district", "east", contracts=bought)
        assert km2(found) == {"county": 58, "district": district, "east": 52 - district}
    # One that delivers, and left the district only in part, says so by a layer of its own.
    layers = frame("service agency_id geometry", ("ambulance", "west", box(0, 0, 4, 3)))
    found, _ = served("ambulance", *EVERYONE, layers=layers)
    assert km2(found) == {"county": 58, "district": 20, "east": 20, "school": 81, "west": 12}


def test_detached_cities_take_from_a_joint_and_a_dependent_district():
    found, _ = served("ambulance", "county", "jpa", "west", "csa")
    # csa, within its own county: 4 less the corner of 2 in west; jpa: east's part
    assert km2(found) == {"county": 74, "csa": 2, "jpa": 20, "west": 16}


def test_a_dependent_district_is_its_parents_ground():
    found, _ = served("fire", "county", "west", "csa")
    # west loses the corner of 2, and the county has all but west's other 14
    assert km2(found) == {"county": 86, "csa": 4, "west": 14}
    assert shapely.equals(
        found.loc["county", "geometry"].union(found.loc["west", "geometry"]), box(0, 0, 10, 10)
    )
    # Of a city, that lies beyond it:
    shapes = SHAPES | {"csa": ("special_district", "west", box(3, 0, 5, 2))}
    found, _ = served("fire", "county", "west", "csa", agencies=agencies_of(shapes))
    assert km2(found) == {"county": 82, "csa": 4, "west": 18}


def test_a_joint_agency_serves_its_members_ground():
    found, findings = served("police", "county", "jpa")
    assert km2(found) == {"county": 74, "jpa": 36}
    assert found["origin"].to_dict() == {"county": "boundary", "jpa": "members"}
    found, findings = served("fire", "county", "jpa", "west")
    assert km2(found) == {"county": 74, "jpa": 36, "west": 0}
    assert found.loc["west", "geometry"] is None
    assert found.loc["west", "origin"] == "boundary"
    (note,) = findings
    assert (note.severity, note.rule) == ("note", "territory-empty")
    assert "West (fire)" in note.message


def test_without_boundary_nothing_is_made_up():
    found, findings = served("fire", "county", "library")
    assert found.loc["library", ["area_km2", "geometry", "origin"]].isna().all()
    assert km2(found)["county"] == 100
    (note,) = findings
    assert (note.severity, note.rule) == ("note", "territory-unknown")
    assert note.message.startswith(
        "1 agencies have neither boundary nor members nor a layer (Library)"
    )


def test_a_layer_stands_in_place_of_the_rule_and_takes_from_others():
    layers = frame(
        "service agency_id geometry",
        ("fire", "library", box(0, 8, 10, 10)),  # has no boundary
        (None, "west", box(0, 0, 4, 5)),
        ("police", "west", box(0, 0, 1, 1)),
        ("fire", "school", box(0, 0, 1, 1)),
        (None, "jpa", box(0, 0, 1, 1)),
    )
    found, findings = served("fire", "county", "west", "library", "district", layers=layers)
    # west's is not less the district's; county: 100 - 20 - 20 - 24 + the 12 that lie in both
    assert km2(found) == {"county": 48, "district": 24, "library": 20, "west": 20}
    assert found["origin"].to_dict() == {
        "county": "boundary", "district": "boundary", "library": "layer", "west": "layer",
    }  # fmt: skip
    (note,) = findings
    assert (note.severity, note.rule) == ("note", "territory-unused")
    assert note.message.startswith(
        "3 layers are of a service that nothing says their agency delivers "
        "(jpa (all services), school (fire), west (police))"
    )
    found, _ = served("police", "county", "west", layers=layers)
    assert km2(found) == {"county": 89, "west": 1}


def test_a_buyers_ground_is_its_producers():
    bought = contracts(("animals", "west", "county"))
    found, findings = served("animals", "county", "east", contracts=bought)
    assert km2(found) == {"county": 90, "east": 20}
    assert found["origin"].to_dict() == {"county": "boundary;contract", "east": "boundary"}
    assert findings == []
    # A producer delivers it, whether or not anything else says so.
    found, _ = served("police", "county", contracts=contracts(("police", "west", "east")))
    assert km2(found) == {"county": 74, "east": 36}


def test_a_buyer_under_the_rule_of_districts_keeps_the_county_out():
    bought = contracts(("fire", "west", "east"), ("fire", "district", "county"))
    found, _ = served("fire", "county", "east", contracts=bought)
    # west's 16 less the district's 8 go to east, the district's 24 to the county
    assert km2(found) == {"county": 100 - 10 - 8, "east": 28}


def test_a_producer_that_is_no_agency_leaves_the_ground_to_nobody():
    bought = contracts(("fire", "west", None))
    found, findings = served("fire", "county", contracts=bought)
    assert km2(found) == {"county": 84}
    assert findings == []


def test_who_buys_and_delivers_keeps_its_ground():
    bought = contracts(("police", "west", "county"))
    found, findings = served("police", "county", "west", contracts=bought)
    assert km2(found) == {"county": 90, "west": 16}
    assert findings == []


def test_a_producer_without_boundary_has_the_ground_it_sells_to():
    bought = contracts(("police", "west", "library"))
    found, findings = served("police", "county", contracts=bought)
    assert found.loc["library", "origin"] == "contract"
    assert km2(found) == {"county": 74, "library": 16}
    assert findings == []


def test_the_table_has_its_columns_and_types_also_without_rows():
    for found in (served("police", *EVERYONE)[0].reset_index(), served("police")[0].reset_index()):
        assert sorted(found.columns) == sorted(COLUMNS)
        assert found.crs == PLANE
        assert [found[k].dtype for k in ("service", "agency_id", "rule", "origin")] == ["str"] * 4
        assert found["area_km2"].dtype == float
    assert len(found) == 0


@pytest.mark.parametrize(
    ("delivered", "options", "message"),
    [
        (("police", "nobody"), {}, "delivered: 'nobody' is no agency of the region"),
        (("magic", "west"), {}, "delivered: 'magic' is no service"),
        (("police", "west"), {"contracts": contracts(("police", "west", "x"))}, "contracts: 'x'"),
        (("odd", "west"), {}, "'city=incorporated' is no territory rule; known are unincorporated"),
    ],
)
def test_what_is_not_known_is_refused(delivered, options, message):
    services = SERVICES | {"odd": Service(id="odd", territory_rule=None).model_copy(
        update={"territory_rule": "city=incorporated"})}  # fmt: skip
    with pytest.raises(UseError, match=message):
        territories(
            AGENCIES, frame("service agency_id", delivered), services,
            roots=root_agencies(AGENCIES), **options,
        )  # fmt: skip


CELLS = st.sets(st.tuples(st.integers(-1, 7), st.integers(-1, 7)), min_size=1, max_size=9)


@settings(max_examples=30)
@given(st.lists(CELLS, min_size=1, max_size=5))
def test_a_county_and_its_cities_tile_the_county(cells):
    """Cities of cells of a grid, no cell in two of them, some of them beyond the county."""
    free: set[tuple[int, int]] = set()
    shapes: dict[str, tuple[str, None, object]] = {"county": ("county", None, box(0, 0, 7, 7))}
    for k, wanted in enumerate(cells):
        parts = [box(x, y, x + 1, y + 1) for x, y in sorted(wanted - free)]
        free |= wanted
        if parts:
            shapes[f"city{k}"] = ("city", None, shapely.union_all(parts))
    found, _ = served("police", *shapes, agencies=agencies_of(shapes))
    grounds = np.array([g for g in found["geometry"] if g is not None])
    assert shapely.is_valid(grounds).all()
    inside = shapely.intersection(grounds, box(0, 0, 7, 7))
    assert shapely.area(inside).sum() / 1e6 == pytest.approx(49, rel=1e-9)
    assert shapely.union_all(inside).area / 1e6 == pytest.approx(49, rel=1e-9)


@settings(max_examples=12)
@given(st.permutations(range(len(AGENCIES))), st.permutations(range(9)), st.permutations(range(3)))
def test_the_order_of_rows_changes_nothing(agency_order, order, few):
    delivered = frame(
        "service agency_id",
        *((s, k) for s in ("fire", "police") for k in ("county", "west", "csa", "district")),
        ("fire", "county"),
    )  # fmt: skip
    bought = contracts(
        ("fire", "east", "west"), ("police", "east", "county"), ("fire", "jpa", None)
    )
    layers = frame(
        "service agency_id geometry",
        ("fire", "csa", box(0, 0, 5, 1)), (None, "district", box(0, 3, 8, 5)), ("fire", "west", box(0, 0, 4, 3)),
    )  # fmt: skip
    roots = root_agencies(AGENCIES)
    expected = territories(
        AGENCIES, delivered, SERVICES, roots=roots, layers=layers, contracts=bought
    )
    found = territories(
        AGENCIES.iloc[list(agency_order)], delivered.iloc[list(order)], SERVICES,
        roots=dict(roots.iloc[list(agency_order)]), layers=layers.iloc[list(few)],
        contracts=bought.iloc[list(few)],
    )  # fmt: skip
    assert found.findings == expected.findings
    plain = [t.table.drop(columns="geometry") for t in (found, expected)]
    pd.testing.assert_frame_equal(*plain)
    assert found.table.geometry.to_wkb().tolist() == expected.table.geometry.to_wkb().tolist()
