"""Adjacent provision: two that deliver a service side by side, and who lives near their border."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ...boundaries.paired import pair_positions
from ...boundaries.relations import ADJACENT
from ...boundaries.residents import agency_people
from ...boundaries.served import sums_of_points
from ...geo.findings import UseError
from ...geo.membership import Membership
from ...geo.ranges import positions_of
from ...geo.streets.network import Network
from ...geo.streets.snapping import Snapped
from ...geo.travel.bordertimes import border_ms, crossing_places, straight_border_ms
from ...geo.travel.roads import Roads, as_roads
from ..counting import Counting, already_shared, counted_as
from ..service import ADJACENT_MODES, Service
from .commonborders import common_borders

Array = NDArray[Any]

COLUMNS: Final = (
    "service", "agency_a", "agency_b", "shared_m", "border_share", "stable", "border_people_a",
    "border_people_b", "geometry",
)  # fmt: skip

_KEYS = ["service", "agency_a", "agency_b"]

#: Primary modes that are travelled, and whether it is the people who come.
_COME: Final = {"RESP": False, "SITE": True}

MS_PER_MINUTE: Final = 60_000


def adjacent_provision(
    facilities: pd.DataFrame,
    agency_pairs: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    whole: Counting,
    services: Mapping[str, Service],
    *,
    standards: Mapping[str, float | None],
    modes: Mapping[str, str],
    networks: Mapping[str, Network | Roads],
    people: gpd.GeoDataFrame | None = None,
    people_snaps: Mapping[str, Snapped] | None = None,
    members: Membership | None = None,
) -> gpd.GeoDataFrame:
    """Every service and two agencies as counted that deliver it over adjacent ground, with its strength.

    How much of a border is common, and how many people on either side of it live within the
    service's standard of a place where a street crosses it: by the way from the border to them where
    a crew comes (RESP), by theirs to the border where they come (SITE). Where one agency holds the
    other, the border is the outline of the inner one within the outer, and the outer side is what lies
    outside it; where two overlap, it is also the outline of what they have in common, whose people are on both
    sides. Without streets it is the straight line to the border at 40 km/h.

    Several agencies may count as one: the longest of their borders stands for all, and people near any
    of them count once.

    Parameters
    ----------
    facilities
        service, agency_id.
    agency_pairs, agencies
        As the functions of `adjoin.boundaries` return them, in the plane.
    whole
        As whom agencies count, who shares already, and who provides without a facility.
    services
        By id; only those of `ADJACENT_MODES` are looked at.
    standards, modes
        Minutes (None: without) and mode of travel by service.
    networks, people_snaps
        Streets by mode, and all people on them; without streets empty, or None.
    people
        As `adjoin.boundaries.people.people_table` returns it, in the plane; None without.
    members
        Of `adjoin.boundaries.residents.agency_people`, for agencies sorted by id; found here when
        it is not given.

    Returns
    -------
    geopandas.GeoDataFrame
        service, agency_a < agency_b, shared_m, border_share (of the shorter of the two outlines), stable (the
        relation is the same at half and twice the tolerance), border_people_a and border_people_b (missing
        without people, for services without a standard, as for NET and AREA, and where there are streets but
        none of the service's mode; 0 where no street crosses), and the border, or a line between the two.
        Sorted by service and agencies.

    Raises
    ------
    UseError
        `people_snaps` lacks a mode of travel.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from adjoin.boundaries.relations import agency_pairs
    >>> from adjoin.services.counting import counting
    >>> from adjoin.services.kinds.adjacent_provision import adjacent_provision
    >>> from adjoin.services.service import Service
    >>> towns = gpd.GeoDataFrame(
    ...     {"agency_id": ["east", "west"], "level": "city", "boundary": "own"},
    ...     geometry=[shapely.box(2000, 0, 4000, 1000), shapely.box(0, 0, 2000, 1000)])
    >>> people = gpd.GeoDataFrame(
    ...     {"people": [7.0, 5.0, 3.0]},
    ...     geometry=shapely.points([[500, 500], [1900, 500], [2300, 500]]))
    >>> found = adjacent_provision(
    ...     pd.DataFrame({"service": "fire", "agency_id": ["east", "west"]}),
    ...     agency_pairs(towns), towns, counting(pd.Series({"east": "east", "west": "west"})),
    ...     {"fire": Service(id="fire", primary_mode="RESP")},
    ...     standards={"fire": 1.0}, modes={"fire": "drive"}, networks={}, people=people)
    >>> found[["shared_m", "border_people_a", "border_people_b"]].to_numpy().tolist()
    [[1000.0, 3.0, 5.0]]
    """
    found = _beside(facilities, agency_pairs, whole, services)
    first = found.drop_duplicates(_KEYS).reset_index(drop=True)
    pairs = agency_pairs.iloc[first["pair"].to_numpy()]
    share = np.fmax(pairs["shared_share_a"].to_numpy(), pairs["shared_share_b"].to_numpy())
    table = pd.DataFrame(
        {
            **{key: first[key].astype("str") for key in _KEYS},
            "shared_m": pairs["shared_m"].to_numpy(dtype=float),
            "border_share": share.astype(float),
            "stable": pairs["stable"].to_numpy(dtype=bool),
            "border_people_a": np.nan,
            "border_people_b": np.nan,
        }
    )
    minutes = first["service"].map(_travelled(services, standards)).astype(float)
    # A service that only an inventory names may be travelled in a way for which there are no streets.
    on_way = first["service"].map(modes).isin(set(networks)) | (not networks)
    counted = np.flatnonzero(minutes.notna() & on_way)
    if people is not None and len(people) and len(counted):
        agencies = agencies.sort_values("agency_id", kind="stable").reset_index(drop=True)
        members = agency_people(people, agencies) if members is None else members
        asked = found.merge(first.iloc[counted].assign(row=counted)[[*_KEYS, "row"]], on=_KEYS)
        asked["limit"] = np.rint(minutes.to_numpy()[asked["row"]] * MS_PER_MINUTE).astype(np.int64)
        asked["come"] = [_COME[services[name].primary_mode] for name in asked["service"]]
        asked["mode"] = asked["service"].map(modes)
        sides = _sides(agency_pairs, agencies, members, np.unique(asked["pair"]))
        near = _near(asked, sides, networks, people_snaps or {}, people)
        weights = people["people"].to_numpy(dtype=float)
        for column, held in zip(("border_people_a", "border_people_b"), near, strict=True):
            rows = sorted(held)
            table.loc[rows, column] = sums_of_points(weights, [held[row] for row in rows])
    geometry = np.asarray(pairs.geometry, dtype=object)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=agency_pairs.crs)[list(COLUMNS)]


def _travelled(
    services: Mapping[str, Service], standards: Mapping[str, float | None]
) -> dict[str, float | None]:
    """The minutes of services whose people are reached, or come."""
    return {
        name: standards.get(name)
        for name, service in services.items()
        if service.primary_mode in _COME
    }


def _beside(
    facilities: pd.DataFrame,
    agency_pairs: gpd.GeoDataFrame,
    whole: Counting,
    services: Mapping[str, Service],
) -> pd.DataFrame:
    """Adjacent agencies that deliver a service: as whom they count, and which pair; longest border first.

    `turned` where the first of the pair counts as `agency_b`.
    """
    looked_at = [name for name, each in services.items() if each.primary_mode in ADJACENT_MODES]
    told = pd.DataFrame(sorted(whole.providers), columns=["service", "agency_id"], dtype="str")
    provided = pd.concat([facilities[["service", "agency_id"]], told], ignore_index=True)
    provided = provided[
        provided["service"].isin(looked_at) & provided["agency_id"].notna()
    ].drop_duplicates()
    adjacent = np.flatnonzero(agency_pairs["relation"].isin(ADJACENT))
    both = pd.DataFrame(
        {
            "agency_a": agency_pairs["agency_a"].to_numpy()[adjacent],
            "agency_b": agency_pairs["agency_b"].to_numpy()[adjacent],
            "shared_m": agency_pairs["shared_m"].to_numpy()[adjacent],
            "pair": adjacent,
        }
    )
    for end in ("agency_a", "agency_b"):
        on = [end] if end == "agency_a" else ["service", end]
        both = both.merge(provided.rename(columns={"agency_id": end}), on=on)
    # Of equally long borders that of the smaller ids.
    both = both.sort_values(["service", "agency_a", "agency_b"], kind="stable")
    both = both[~already_shared(whole, both["service"], both["agency_a"], both["agency_b"])]
    a, b = (counted_as(whole, both["service"], both[end]) for end in ("agency_a", "agency_b"))
    both = both.assign(
        agency_a=a.where(a < b, b), agency_b=b.where(a < b, a), turned=(b < a).to_numpy()
    )
    both = both[both["agency_a"] != both["agency_b"]]
    both = both.sort_values("shared_m", ascending=False, kind="stable")
    return both.sort_values(_KEYS, kind="stable")


class _Sides(NamedTuple):
    """The borders of pairs, and the people in the first and in the second agency of each."""

    pair: Array
    borders: Array
    first: list[Array]
    second: list[Array]


def _sides(
    agency_pairs: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame, members: Membership, chosen: Array
) -> _Sides:
    """What lies on either side of the borders of some pairs."""
    pairs = agency_pairs.iloc[chosen]
    a, b = pair_positions(agencies, pairs)
    starts = np.searchsorted(members.area, np.arange(len(agencies) + 1))
    held = [members.point[starts[k] : starts[k + 1]] for k in range(len(agencies))]
    first, second = [], []
    for relation, i, j in zip(pairs["relation"], a.tolist(), b.tolist(), strict=True):
        x, y = held[i], held[j]
        first.append(x[positions_of(x, y) < 0] if relation == "contains" else x)
        second.append(y[positions_of(y, x) < 0] if relation == "within" else y)
    shapes = np.asarray(agencies.geometry, dtype=object)
    return _Sides(chosen, common_borders(pairs, shapes[a], shapes[b]), first, second)


def _near(
    asked: pd.DataFrame,
    sides: _Sides,
    networks: Mapping[str, Network | Roads],
    people_snaps: Mapping[str, Snapped],
    people: gpd.GeoDataFrame,
) -> tuple[dict[int, Array], dict[int, Array]]:
    """For each row that is asked for the people near its border, in its first and second agency."""
    lacking = sorted(set(asked["mode"]) - set(people_snaps)) if networks else []
    if lacking:
        raise UseError(f"people_snaps lacks {lacking[0]!r}; snap the people to its streets")
    near: tuple[dict[int, list[Array]], dict[int, list[Array]]] = ({}, {})
    xy = shapely.get_coordinates(np.asarray(people.geometry))
    # One search serves all services of a pair: what is nearer than a shorter standard is part of it.
    for mode, of_mode in asked.groupby("mode" if networks else lambda _: "straight", sort=True):
        name = str(mode)
        roads = as_roads(networks[name]) if networks else None
        places = None if roads is None else crossing_places(roads.network, sides.borders)
        for come, rows in of_mode.groupby("come" if networks else "mode", sort=True):
            limit = np.zeros(len(sides.pair), dtype=np.int64)
            at = np.searchsorted(sides.pair, rows["pair"].to_numpy())
            np.maximum.at(limit, at, rows["limit"].to_numpy())
            used = np.unique(at)
            ends = [(sides.first[k], sides.second[k]) for k in used.tolist()]
            size = np.array([[len(part) for part in end] for end in ends])
            border = np.repeat(used, size.sum(axis=1))
            point = np.concatenate([part for end in ends for part in end])
            if roads is None or places is None:
                ms = straight_border_ms(sides.borders, xy, border=border, point=point)
            else:
                ms = border_ms(
                    roads, places, people_snaps[name], border=border, point=point,
                    limit_ms=limit, reverse=bool(come),
                )  # fmt: skip
            cuts = np.cumsum(size.ravel())[:-1]
            times, points = np.split(ms, cuts), np.split(point, cuts)
            number = np.searchsorted(used, at)
            for row, k, most, turned in zip(
                rows["row"], number.tolist(), rows["limit"], rows["turned"], strict=True
            ):
                for end in (0, 1):
                    taken = times[2 * k + end]
                    kept = points[2 * k + end][(taken >= 0) & (taken <= most)]
                    near[end ^ bool(turned)].setdefault(int(row), []).append(kept)
    first, second = (
        {
            row: held[0] if len(held) == 1 else np.unique(np.concatenate(held))
            for row, held in side.items()
        }
        for side in near
    )
    return first, second
