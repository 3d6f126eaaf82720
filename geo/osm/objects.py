"""The objects of an OpenStreetMap file that tags or ids name, each in its newest version.

osmium looks at tags and ids itself, so that Python only sees what is asked for; the file is read
from end to end once for each question, which costs less than keeping what nobody wants.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

import osmium
from osmium.osm import NODE, RELATION, WAY

from ..findings import Finding
from .selecting import Tags, matches, tag_filters

Kind = Literal["node", "way", "relation"]
Member = tuple[Kind, int, str]
Key = tuple[Kind, int]

KINDS: Final[tuple[Kind, ...]] = ("node", "way", "relation")

Place = tuple[float, float]

_STRETCH: Final = 25
_STRETCHES: Final = 16
_MOST_PASSES: Final = 4

#: A thousand times as many as there are in OpenStreetMap, at 8 bytes for each stretch below.
_HIGHEST: Final = 1 << 43

_BITS: Final[Mapping[Kind, Any]] = {"node": NODE, "way": WAY, "relation": RELATION}
_LETTERS: Final[Mapping[str, Kind]] = {"n": "node", "w": "way", "r": "relation"}


class Thing(NamedTuple):
    """One object.

    Parameters
    ----------
    kind, id, version
        The version is 0 where the file has none.
    deleted
        Whether the file marks it as deleted.
    tags
        Values by key.
    nodes
        Ids of the nodes of a way, in order.
    members
        Kind, id and role of the members of a relation, in order.
    lonlat
        Degrees of a node; None where it has no valid place, and of other kinds.
    """

    kind: Kind
    id: int
    version: int
    deleted: bool
    tags: Tags
    nodes: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    lonlat: Place | None = None

    @property
    def osm_id(self) -> str:
        """As in `relation/36990`."""
        return f"{self.kind}/{self.id}"

    @property
    def order(self) -> tuple[int, int]:
        """Nodes first, then ways, then relations, each by id."""
        return KINDS.index(self.kind), self.id


class Things(NamedTuple):
    """Objects by kind and id, and what was passed over for them."""

    held: dict[Key, Thing]
    older: int
    deleted: int

    def findings(self, source: str) -> list[Finding]:
        """That a file holds several versions, which are rarely of one time."""
        if not (self.older or self.deleted):
            return []
        message = (
            f"the file holds deleted objects ({self.deleted}) or older versions ({self.older}) of those that are "
            "used; the newest count: give a file of one date"
        )
        return [Finding("warning", source, "", "osm-versions", message)]


def tagged_things(file: osmium.io.File, selectors: Collection[str]) -> Things:
    """The objects whose newest version matches any of some selectors.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    selectors
        As for `adjoin.geo.osm.selecting.matches`.
    """
    found = list(_tagged(file, selectors))
    things = _newest(found)
    if not is_sorted(file):
        # An older version may have had the tags, and a newer one be deleted.
        things = things_by_id(file, {(thing.kind, thing.id) for thing in found})
    return things._replace(
        held={key: thing for key, thing in things.held.items() if matches(thing.tags, selectors)}
    )


def things_by_id(file: osmium.io.File, keys: Iterable[Key]) -> Things:
    """Objects by kind and id, those that are there and not deleted.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    keys
        Which are wanted.
    """
    wanted: dict[Kind, set[int]] = {kind: set() for kind in KINDS}
    for kind, number in keys:
        wanted[kind].add(number)
    return _newest(_read(file, wanted))


def node_places(file: osmium.io.File, ids: Collection[int]) -> tuple[dict[int, Place], Things]:
    """Degrees of nodes, those that have a valid place.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    ids
        Which nodes are wanted.

    Returns
    -------
    places
        By id.
    things
        The nodes as objects where the file may hold several versions of one, else none.
    """
    if not ids:
        return {}, Things({}, 0, 0)
    if min(ids) < 0 or not is_sorted(file):
        things = things_by_id(file, [("node", number) for number in ids])
        return {t.id: t.lonlat for t in things.held.values() if t.lonlat is not None}, things
    # The places of all nodes, 16 bytes each, without an object of Python for any of them.
    table = osmium.index.create_map("flex_mem")
    keep = osmium.NodeLocationsForWays(table)
    with osmium.io.Reader(file, NODE) as reader:
        osmium.apply(reader, keep)
    places: dict[int, Place] = {}
    for number in ids:
        try:
            place = table.get(number)
        except KeyError:
            continue
        if place.valid():
            places[number] = (place.lon, place.lat)
    return places, Things({}, 0, 0)


def is_sorted(file: osmium.io.File) -> bool:
    """Whether a file says that its objects stand in order, each once."""
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        header = reader.header()
        return bool(
            header.get("sorting") == "Type_then_ID" and not header.has_multiple_object_versions
        )


def _newest(versions: Iterable[Thing]) -> Things:
    """The newest version of each object, without those that are deleted."""
    newest: dict[Key, Thing] = {}
    older = 0
    for found in versions:
        key = (found.kind, found.id)
        other = newest.get(key)
        older += other is not None and other != found and not (other.deleted or found.deleted)
        if other is None or _age(other) < _age(found):
            newest[key] = found
    held = {key: thing for key, thing in newest.items() if not thing.deleted}
    order = sorted(held, key=lambda key: held[key].order)
    return Things({key: held[key] for key in order}, older, len(newest) - len(held))


def _age(thing: Thing) -> Any:
    """What says which of two objects of one id is newer, whatever their order in the file."""
    return (
        thing.version, thing.deleted, sorted(thing.tags.items()), thing.nodes, thing.members,
        thing.lonlat or (),
    )  # fmt: skip


def _tagged(file: osmium.io.File, selectors: Collection[str]) -> Iterator[Thing]:
    """What has the tags, in any of its versions; once for each filter that it passes."""
    for chosen in tag_filters(selectors):
        with osmium.io.Reader(file) as reader:
            for found in osmium.OsmFileIterator(reader, chosen):
                yield _thing(found, _LETTERS[found.type_str()])


def _read(file: osmium.io.File, wanted: Mapping[Kind, set[int]]) -> Iterator[Thing]:
    """Every version of what is wanted."""
    for kind, ids in wanted.items():
        if not ids:
            continue
        # osmium's sets of ids take 4 MiB for each stretch that they touch.
        parts = _stretches(ids) if in_sets(ids) else []
        filters: list[Any] = [osmium.filter.IdFilter(part) for part in parts]
        if not 0 < len(parts) <= _MOST_PASSES:
            filters = [osmium.filter.EntityFilter(_BITS[kind])]
        for chosen in filters:
            with osmium.io.Reader(file, _BITS[kind]) as reader:
                for found in osmium.OsmFileIterator(reader, chosen):
                    if found.id in ids:
                        yield _thing(found, kind)


def in_sets(ids: Collection[int]) -> bool:
    """Whether osmium's sets of ids hold some ids: none below 0, and memory grows with the highest.

    Parameters
    ----------
    ids
        At least one.
    """
    return min(ids) >= 0 and max(ids) < _HIGHEST


def _stretches(ids: set[int]) -> list[list[int]]:
    """Ids in parts, each of which touches a few stretches only."""
    parts: dict[int, list[int]] = {}
    places: dict[int, int] = {}
    for number in sorted(ids):
        place = places.setdefault(number >> _STRETCH, len(places))
        parts.setdefault(place // _STRETCHES, []).append(number)
    return list(parts.values())


def _thing(found: Any, kind: Kind) -> Thing:
    """A copy of an object that osmium lends."""
    lonlat = None
    nodes: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    if kind == "node":
        place = found.location
        lonlat = (place.lon, place.lat) if place.valid() else None
    elif kind == "way":
        nodes = tuple(node.ref for node in found.nodes)
    else:
        members = tuple((_LETTERS[m.type], m.ref, m.role) for m in found.members)
    return Thing(
        kind, found.id, found.version, found.deleted, dict(found.tags), nodes, members, lonlat
    )
