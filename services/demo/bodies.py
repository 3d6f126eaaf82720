"""The districts and other bodies that every county of a fictional region has beside its cities.

Places are named by their number within the county: 0 the seat, 1 its neighbour, 2 the port, 3 the
contract city, 4 and 5 towns in the south, 6 and 7 towns on both shores of the lake, 8 a town in the
north-west, 9 to 11 hamlets.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "county",
    "city",
    "fire",
    "water",
    "sanitation",
    "library",
    "school_elementary",
    "school_high",
    "school_unified",
    "recreation",
    "csa",
    "cemetery",
    "jpa",
    "transit",
    "nonprofit",
]


class Agency(NamedTuple):
    """An agency of a fictional region.

    Parameters
    ----------
    kind
        What it is or does.
    level
        As everywhere in adjoin.
    parent_id
        Of a dependent agency.
    population
        Of counties (outside the cities) and cities; others have none.
    members
        Ids of the members of an authority.
    county
        Index into the plan's counties.
    """

    id: str
    name: str
    level: str
    kind: Kind
    parent_id: str | None
    population: int | None
    members: tuple[str, ...]
    county: int


class Body(NamedTuple):
    """One body of every county: what it is, and where it lies.

    Parameters
    ----------
    kind
        What it does.
    level
        Its level as an agency.
    id, name
        In the demonstration.
    pattern
        Its name in a larger region: `{c}` is the county's name, `{0}` the seat's, and so on.
    near
        The places it lies around: one, or the line between two; of a part of a partition, the
        places that are its middle.
    reach_km
        How far from there.
    holds
        Cities that are in it as far as it reaches; else it has only land outside the cities.
    edges
        Cities whose outskirts it kept when they were annexed.
    rivals
        Bodies of the same word share out the land between them and do not overlap.
    partition
        It holds all that is nearer to it than to its rivals, cities or not.
    parts
        Bodies of this table that it is the union of.
    members
        Bodies and cities that it is an authority of: numbers of places, ids of `BODIES`.
    dependent
        It is a part of its county's government.
    bounded
        Whether it has an area at all.
    """

    kind: Kind
    level: str
    id: str
    name: str
    pattern: str
    near: tuple[int, ...] = ()
    reach_km: float = 0.0
    holds: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    rivals: str = ""
    partition: bool = False
    parts: tuple[int, ...] = ()
    members: tuple[int | str, ...] = ()
    dependent: bool = False
    bounded: bool = True


_S, _E = "special_district", "school_district"

BODIES: tuple[Body, ...] = (
    Body(
        "fire",
        _S,
        "alder-valley-fpd",
        "Alder Valley Fire Protection District",
        "{3} Fire Protection District",
        near=(3, 5),
        reach_km=5.6,
        holds=(3,),
        edges=(0,),
        rivals="fire",
    ),
    Body(
        "fire",
        _S,
        "north-fork-fpd",
        "North Fork Fire Protection District",
        "{6} Fire Protection District",
        near=(6, 7),
        reach_km=7.0,
        holds=(6, 7),
        edges=(1,),
        rivals="fire",
    ),
    Body(
        "fire",
        _S,
        "lorne-coast-fpd",
        "Lorne Coast Fire Protection District",
        "{2} Coast Fire Protection District",
        near=(2, 8),
        reach_km=6.4,
        holds=(8,),
        edges=(2,),
        rivals="fire",
    ),
    Body(
        "water",
        _S,
        "alder-valley-water",
        "Alder Valley Water District",
        "{3} Valley Water District",
        near=(3, 0),
        reach_km=4.8,
        holds=(3,),
        edges=(0,),
        rivals="water",
    ),
    Body(
        "water",
        _S,
        "lorne-bay-mwd",
        "Lorne Bay Municipal Water District",
        "{2} Municipal Water District",
        near=(2,),
        reach_km=4.6,
        holds=(2,),
        rivals="water",
    ),
    Body(
        "sanitation",
        _S,
        "millbrook-heron-sd",
        "Millbrook-Heron Sanitary District",
        "{1}-{7} Sanitary District",
        near=(1, 7),
        reach_km=2.7,
        holds=(1, 7),
        rivals="sanitation",
    ),
    Body(
        "sanitation",
        _S,
        "san-nicolas-sd",
        "San Nicolás Sanitation District",
        "{4} Sanitation District",
        near=(4,),
        reach_km=3.1,
        holds=(4,),
        rivals="sanitation",
    ),
    Body(
        "library",
        _S,
        "alder-library",
        "Alder Free Library District",
        "{c} Free Library District",
        holds=(1, 3, 4, 5, 6, 7, 8),
        rivals="library",
    ),
    Body(
        "school_elementary",
        _E,
        "alder-union-esd",
        "Alder Union Elementary School District",
        "{0} Union Elementary School District",
        near=(0, 1, 3, 6),
        rivals="school",
        partition=True,
    ),
    Body(
        "school_elementary",
        _E,
        "quarry-hill-esd",
        "Quarry Hill Elementary School District",
        "{9} Elementary School District",
        near=(5, 7, 9, 11),
        rivals="school",
        partition=True,
    ),
    Body(
        "school_unified",
        _E,
        "lorne-coast-usd",
        "Lorne Coast Unified School District",
        "{2} Unified School District",
        near=(2, 8),
        rivals="school",
        partition=True,
    ),
    Body(
        "school_unified",
        _E,
        "san-nicolas-usd",
        "San Nicolás Unified School District",
        "{4} Unified School District",
        near=(4, 10),
        rivals="school",
        partition=True,
    ),
    Body(
        "school_high",
        _E,
        "alder-valley-hsd",
        "Alder Valley Joint Union High School District",
        "{c} Joint Union High School District",
        parts=(8, 9),
        rivals="school_high",
    ),
    Body(
        "recreation",
        _S,
        "fennel-creek-rpd",
        "Fennel Creek Recreation & Park District",
        "{5} Recreation & Park District",
        near=(5,),
        reach_km=4.4,
        holds=(5,),
        rivals="recreation",
    ),
    Body(
        "csa",
        _S,
        "csa-7",
        "Sand Point County Service Area 7",
        "{10} County Service Area",
        near=(10,),
        reach_km=1.8,
        rivals="csa",
        dependent=True,
    ),
    Body(
        "jpa",
        "regional",
        "alder-comms",
        "Alder Regional Communications Authority",
        "{c} Regional Communications Authority",
        members=(0, 1, 3, "alder-valley-fpd", "north-fork-fpd"),
        bounded=False,
    ),
    Body(
        "transit",
        _S,
        "alder-transit",
        "Alder Transit Authority",
        "{c} Transit Authority",
        bounded=False,
    ),
    Body(
        "nonprofit",
        "nonprofit",
        "library-friends",
        "Friends of <img src=x onerror=alert(1)> Libraries",
        "Friends of {c} Libraries",
        bounded=False,
    ),
    Body(
        "nonprofit",
        "nonprofit",
        "parks-foundation",
        """The "Old Mill" {{7*7}} Parks Foundation of O'Leary's""",
        "{c} Parks Foundation",
        bounded=False,
    ),
    Body(
        "cemetery",
        _S,
        "quarry-hill-cemetery",
        "Quarry Hill Cemetery District",
        "{9} Cemetery District",
        near=(9,),
        reach_km=4.6,
        rivals="cemetery",
    ),
)
"""In the order in which a county gets them when it may not have all."""
