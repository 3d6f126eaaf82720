"""The nodes, ways and relations in a block of an OpenStreetMap PBF, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .pbfblobs import fields_of
from .pbfnumbers import (
    Bytes,
    Ints,
    Spans,
    as_bytes,
    fields,
    packed,
    parts,
    positions,
    varints,
    zigzag,
)

# numbers of fields, from fileformat.proto and osmformat.proto (OpenStreetMap wiki, "PBF Format")
_TEXTS, _GROUP, _GRANULARITY, _SOUTH, _WEST = 1, 2, 17, 19, 20
_NODE, _DENSE, _WAY, _RELATION = 1, 2, 3, 4
_ID, _KEYS, _VALUES, _INFO, _LAT, _LON, _REFS = 1, 2, 3, 4, 8, 9, 8
_DENSE_INFO, _DENSE_TAGS = 5, 10
_VERSION, _VISIBLE = 1, 6

KINDS: Final = {_NODE: "node", _WAY: "way", _RELATION: "relation"}

NO_PLACE: Final = np.iinfo(np.int32).max
"""Longitude and latitude of a node without a place, in ten millionths of a degree."""


class Texts:
    """The texts of a block, which its objects name by their positions.

    Parameters
    ----------
    table
        As it stands in the block.
    """

    def __init__(self, table: bytes) -> None:
        self._table = table
        _, self._starts, self._ends = parts(table)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._starts)

    def __getitem__(self, position: int) -> bytes:
        """One of them."""
        return self._table[self._starts[position] : self._ends[position]]

    def among(self, wanted: frozenset[bytes]) -> NDArray[np.bool_]:
        """Whether each is one of some."""
        sizes = {len(text) for text in wanted}
        found = np.zeros(len(self), dtype=bool)
        for k, (start, end) in enumerate(zip(self._starts, self._ends, strict=True)):
            if end - start in sizes and self._table[start:end] in wanted:
                found[k] = True
        return found


class Tagged(NamedTuple):
    """Objects of one kind and their tags; n objects, t tags.

    Parameters
    ----------
    id, version, there
        Shape (n,); there: not marked as deleted.
    first
        Shape (n + 1,), where the tags of each begin.
    keys, values
        Shape (t,), positions among the texts, object by object.
    """

    id: Ints
    version: Ints
    there: NDArray[np.bool_]
    first: Ints
    keys: Ints
    values: Ints


class Places(NamedTuple):
    """Ids of nodes, and their places in ten millionths of a degree, `NO_PLACE` where there is none."""

    id: Ints
    lon: NDArray[np.int32]
    lat: NDArray[np.int32]


class Group(NamedTuple):
    """Objects of one kind; nodes have places, ways have the stretches of their nodes."""

    kind: str
    tagged: Tagged
    places: Places | None
    data: Bytes
    refs: Spans | None


class Block(NamedTuple):
    """A block, not yet taken apart.

    Parameters
    ----------
    table
        Its texts, as they stand in it.
    groups
        Its groups of objects.
    granularity, west, south
        What places are multiplied with, and begin at, in thousand millionths of a degree.
    """

    table: bytes
    groups: list[bytes]
    granularity: int
    west: int
    south: int


def block_of(content: bytes) -> Block:
    """The parts of a block.

    Raises
    ------
    ValueError, IndexError
        It breaks off.
    """
    table, groups, numbers = b"", [], {_GRANULARITY: 100, _SOUTH: 0, _WEST: 0}
    for number, value in fields_of(content):
        if isinstance(value, int):
            # numbers below zero are written as very large ones
            numbers[number] = value - (value >> 63 << 64)
        elif number == _TEXTS:
            table = value
        elif number == _GROUP:
            groups.append(value)
    return Block(table, groups, numbers[_GRANULARITY], numbers[_WEST], numbers[_SOUTH])


def groups_of(block: Block, *, with_tags: frozenset[str]) -> Iterator[Group]:
    """The groups of a block, one for each kind of object in it.

    Parameters
    ----------
    block
        As `block_of` returns it.
    with_tags
        The kinds (`node`, `way`, `relation`) whose tags are wanted: ways and relations of another
        kind are passed over, and nodes have no tags then.

    Raises
    ------
    ValueError, IndexError
        It holds something else, or breaks off.
    """
    for group in block.groups:
        number, starts, ends = (np.array(part, dtype=np.int64) for part in parts(group))
        data = as_bytes(group)
        for field, kind in KINDS.items():
            here = number == field
            if here.any() and (kind == "node" or kind in with_tags):
                yield _single(kind, data, starts[here], ends[here], block)
        for start, end in zip(starts[number == _DENSE], ends[number == _DENSE], strict=True):
            dense = np.array([start]), np.array([end])
            yield _dense(data, *dense, block, tags="node" in with_tags)


def _single(kind: str, data: Bytes, start: Ints, end: Ints, block: Block) -> Group:
    """Objects that are messages of their own."""
    node = kind == "node"
    values, spans, given = fields(
        data,
        start,
        end,
        numbers=(_ID, _LAT, _LON) if node else (_ID,),
        texts=(_KEYS, _VALUES, _INFO, *([_REFS] if kind == "way" else [])),
    )
    info, _, said = fields(
        data,
        spans[_INFO].start,
        spans[_INFO].start + spans[_INFO].size,
        numbers=(_VERSION, _VISIBLE),
    )
    keys, counts = packed(data, spans[_KEYS])
    texts, others = packed(data, spans[_VALUES])
    if not np.array_equal(counts, others):
        raise ValueError("an object has more keys than values, or fewer")
    first = np.concatenate([[0], np.cumsum(counts)])
    there = (info[_VISIBLE] != 0) | ~said[_VISIBLE]
    tagged = Tagged(
        zigzag(values[_ID]) if node else values[_ID],
        np.maximum(info[_VERSION], 0), there, first, keys, texts,
    )  # fmt: skip
    places = None
    if node:
        there = there & given[_LAT] & given[_LON]
        places = _places(tagged.id, zigzag(values[_LON]), zigzag(values[_LAT]), there, block)
    return Group(kind, tagged, places, data, spans.get(_REFS) if kind == "way" else None)


def _dense(data: Bytes, start: Ints, end: Ints, block: Block, *, tags: bool) -> Group:
    """Nodes that are written column by column."""
    columns = (_ID, _DENSE_INFO, _LAT, _LON, _DENSE_TAGS)
    _, spans, _ = fields(data, start, end, texts=columns)

    def numbers(span: Spans) -> Ints:
        return varints(data[int(span.start[0]) : int(span.start[0] + span.size[0])])

    ids, lat, lon = (np.cumsum(zigzag(numbers(spans[field]))) for field in (_ID, _LAT, _LON))
    if not len(ids) == len(lat) == len(lon):
        raise ValueError("nodes have more ids than places, or fewer")
    there = np.ones(len(ids), dtype=bool)
    info = spans[_DENSE_INFO]
    _, said, _ = fields(data, info.start, info.start + info.size, texts=(_VISIBLE,))
    if said[_VISIBLE].size[0]:
        there = numbers(said[_VISIBLE]) != 0
        if len(there) != len(ids):
            raise ValueError("not every node says whether it is deleted")
    mixed = numbers(spans[_DENSE_TAGS]) if tags else np.zeros(0, dtype=np.int64)
    first, keys, values = _mixed(mixed, len(ids))
    tagged = Tagged(ids, np.zeros(len(ids), dtype=np.int64), there, first, keys, values)
    return Group("node", tagged, _places(ids, lon, lat, there, block), data, None)


def _mixed(mixed: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Keys and values that take turns, with a 0 behind those of each node; nothing if none has any."""
    if not len(mixed):
        nothing = np.zeros(0, dtype=np.int64)
        return np.zeros(count + 1, dtype=np.int64), nothing, nothing
    end = np.flatnonzero(mixed == 0)
    size = np.diff(end, prepend=-1) - 1
    if (size & 1).any():
        # a value may be the empty text, which is number 0 as well
        found, at, numbers = [], 0, mixed.tolist()
        while at < len(numbers):
            stop = numbers.index(0, at)
            while (stop - at) & 1:
                stop = numbers.index(0, stop + 1)
            found.append(stop)
            at = stop + 1
        end = np.array(found)
        size = np.diff(end, prepend=-1) - 1
    if len(end) != count or end[-1] != len(mixed) - 1:
        raise ValueError("nodes and their tags do not match")
    pairs = mixed[positions(Spans(end - size, size))]
    return np.concatenate([[0], np.cumsum(size // 2)]), pairs[::2], pairs[1::2]


def _places(ids: Ints, lon: Ints, lat: Ints, there: NDArray[np.bool_], block: Block) -> Places:
    """Places out of the numbers that are written for them."""
    held = []
    for written, start, most in ((lon, block.west, 180), (lat, block.south, 90)):
        place = written
        if start or block.granularity != 100:
            fine = start + block.granularity * written
            # towards zero, as osmium rounds
            place = np.where(fine < 0, -(-fine // 100), fine // 100)
        out = ~there | (place < -most * 10_000_000) | (place > most * 10_000_000)
        held.append(np.where(out, NO_PLACE, place).astype(np.int32))
    return Places(ids, held[0], held[1])
