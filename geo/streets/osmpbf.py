"""An OpenStreetMap PBF in one pass: the ways that may be streets, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .osmpasses import NOWHERE, Passes
from .osmtags import KEYS, NODE_KEYS, WayUse, judge_way, stops_cars
from .pbfblobs import fields_of, pbf_blocks
from .pbfnumbers import Ints, deltas, packed, zigzag
from .pbfobjects import NO_PLACE, Group, Places, Tagged, Texts, block_of, groups_of

_FEATURES: Final = frozenset({b"OsmSchema-V0.6", b"DenseNodes", b"HistoricalInformation"})
_REQUIRED: Final = 4

_WAY_KEYS: Final = frozenset({b"highway", b"route"})
_JUDGED_KEYS: Final = frozenset(key.encode() for key in KEYS)
_NODE_KEYS: Final = frozenset(key.encode() for key in NODE_KEYS)
_TURN_KEYS: Final = frozenset(
    {b"barrier", b"restriction", b"restriction:motorcar", b"restriction:conditional"}
)

_Tags = tuple[tuple[bytes, bytes], ...]


class _Read(NamedTuple):
    """What was read so far."""

    places: list[Places]
    ways: list[NDArray[np.int64]]  # id, version, use, vertices of the used ways
    nodes: list[Ints]
    uses: list[WayUse]
    judged: dict[_Tags, int]  # position in uses; -1: no street at all
    stops: dict[_Tags, bool]
    barriers: list[Ints]
    counts: dict[str, int]  # turn restrictions, deleted ways


def read_pbf(path: Path, *, only_cars: bool = False) -> Passes:
    """Read a PBF in one pass, as columns.

    osmium hands its objects to Python one by one, or as text; the blocks of a PBF are columns
    already, or nearly so, and are read as such here. What comes out is the same.

    Parameters
    ----------
    path
        The file. Its objects may stand in any order and have negative ids.
    only_cars
        The vertices of ways that no car uses are left out.

    Raises
    ------
    OSError
        The file cannot be read.
    ValueError, IndexError
        It is broken, or something else.
    """
    read = _Read([], [], [], [], {}, {}, [], {"restrictions": 0, "deleted": 0})
    expected = b"OSMHeader"
    for kind, content in pbf_blocks(path):
        if kind != expected:
            raise ValueError(f"a blob of the kind {kind!r} stands where {expected!r} should")
        if kind == b"OSMHeader":
            _check_features(content)
            expected = b"OSMData"
        else:
            _read_block(content, read, only_cars=only_cars)
    if expected == b"OSMHeader":
        raise ValueError("it is empty")
    nodes = _joined(read.nodes)
    way_id, version, use, size = np.concatenate(
        [np.zeros((4, 0), dtype=np.int64), *read.ways], axis=1
    )
    return Passes(
        way_id=way_id,
        version=version,
        use=use,
        size=size,
        nodes=nodes,
        lonlat=_lonlat(read.places, nodes),
        uses=read.uses,
        barriers=_joined(read.barriers),
        restrictions=read.counts["restrictions"],
        deleted=read.counts["deleted"],
    )


def _check_features(header: bytes) -> None:
    """Refuse what only a reader of something else would understand."""
    for number, value in fields_of(header):
        if number == _REQUIRED and value not in _FEATURES:
            raise ValueError(f"it needs a reader that knows {value!r}")


def _joined(arrays: Iterable[Ints]) -> Ints:
    """Arrays one after the other."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def _read_block(content: bytes, read: _Read, *, only_cars: bool) -> None:
    """Read what matters of a block."""
    block = block_of(content)
    with_tags = set()
    if b"barrier" in block.table:
        with_tags.add("node")
    if any(key in block.table for key in _WAY_KEYS):
        with_tags.add("way")
    if b"restriction" in block.table:
        with_tags.add("relation")
    texts = Texts(block.table if with_tags else b"")
    for group in groups_of(block, with_tags=frozenset(with_tags)):
        tagged = group.tagged
        if group.places is not None:
            read.places.append(group.places)
        if len(tagged.keys) and max(tagged.keys.max(), tagged.values.max()) >= len(texts):
            raise ValueError("a text is not in its table")
        if group.kind == "node":
            read.barriers.append(_barriers(tagged, texts, read))
        elif group.kind == "way":
            _take_ways(group, texts, read, only_cars=only_cars)
        else:
            read.counts["restrictions"] += _restrictions(tagged, texts)


def _having(tagged: Tagged, wanted: NDArray[np.bool_]) -> Ints:
    """The objects that have one of some keys."""
    hits = np.zeros(len(tagged.keys) + 1, dtype=np.int64)
    np.cumsum(wanted[tagged.keys], out=hits[1:])
    rows: Ints = np.flatnonzero(hits[tagged.first[1:]] > hits[tagged.first[:-1]])
    return rows


def _barriers(tagged: Tagged, texts: Texts, read: _Read) -> Ints:
    """Ids of the nodes that stop cars."""
    rows = _having(tagged, texts.among(frozenset({b"barrier"})))
    rows = rows[tagged.there[rows]]

    def judge(tags: _Tags) -> int:
        if tags not in read.stops:
            read.stops[tags] = stops_cars(_as_text(tags))
        return read.stops[tags]

    stops = _judged(tagged, rows, texts, texts.among(_NODE_KEYS), judge)
    ids: Ints = tagged.id[rows[stops > 0]]
    return ids


def _restrictions(tagged: Tagged, texts: Texts) -> int:
    """How many turn restrictions there are."""
    rows = _having(tagged, texts.among(_TURN_KEYS))
    rows = rows[tagged.there[rows]]

    def judge(tags: _Tags) -> int:
        return bool(tags) and tags[0][1].startswith(b"restriction")

    return int(_judged(tagged, rows, texts, texts.among(frozenset({b"type"})), judge).sum())


def _take_ways(group: Group, texts: Texts, read: _Read, *, only_cars: bool) -> None:
    """Judge ways by their tags, each set of them once, and keep the nodes of those that are used."""
    tagged, refs = group.tagged, group.refs
    rows = _having(tagged, texts.among(_WAY_KEYS))
    read.counts["deleted"] += int((~tagged.there[rows]).sum())
    rows = rows[tagged.there[rows]]
    if refs is None or not len(rows):
        return
    matters = texts.among(_JUDGED_KEYS)
    use = _judged(tagged, rows, texts, matters, lambda tags: _use_of(tags, read))
    rows, use = rows[use >= 0], use[use >= 0]
    if not len(rows):
        return
    used = np.array([way.driven if only_cars else way.used for way in read.uses])[use]
    size = np.zeros(len(rows), dtype=np.int64)
    values, size[used] = packed(group.data, refs.of(rows[used]))
    read.nodes.append(deltas(zigzag(values), size[used]))
    read.ways.append(np.stack([tagged.id[rows], tagged.version[rows], use, size]))


def _judged(
    tagged: Tagged,
    rows: Ints,
    texts: Texts,
    matters: NDArray[np.bool_],
    judge: Callable[[_Tags], int],
) -> Ints:
    """What is to be said of the tags of some objects that matter, once for each set of them."""
    hits = matters[tagged.keys]
    before = np.concatenate([[0], np.cumsum(hits)])
    pairs = np.stack([tagged.keys[hits], tagged.values[hits]], axis=1)
    held, step = pairs.tobytes(), pairs.itemsize * 2
    starts = (before[tagged.first[rows]] * step).tolist()
    ends = (before[tagged.first[rows + 1]] * step).tolist()
    known: dict[bytes, int] = {}
    found = []
    for start, end in zip(starts, ends, strict=True):
        given = held[start:end]
        if given not in known:
            numbers = np.frombuffer(given, dtype=pairs.dtype).reshape(-1, 2).tolist()
            known[given] = judge(tuple((texts[key], texts[value]) for key, value in numbers))
        found.append(known[given])
    return np.array(found, dtype=np.int64)


def _use_of(tags: _Tags, read: _Read) -> int:
    """The position of what the tags of a way say; -1: no street at all."""
    if tags not in read.judged:
        found = judge_way(_as_text(tags))
        read.judged[tags] = -1 if found is None else len(read.uses)
        if found is not None:
            read.uses.append(found)
    return read.judged[tags]


def _as_text(tags: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Tags as text; what is not UTF-8 is replaced."""
    return {key.decode("utf-8", "replace"): value.decode("utf-8", "replace") for key, value in tags}


def _lonlat(places: list[Places], nodes: Ints) -> NDArray[np.float64]:
    """The places of nodes in degrees; of a node that is given several times, the last one."""
    lonlat = np.full((len(nodes), 2), NOWHERE)
    ids = _joined(part.id for part in places)
    if not len(ids):
        return lonlat
    east, north = (
        np.concatenate([getattr(part, axis) for part in places]) for axis in ("lon", "lat")
    )
    if (ids[1:] <= ids[:-1]).any():
        order = np.argsort(ids, kind="stable")
        order = order[(east[order] != NO_PLACE) & (north[order] != NO_PLACE)]
        ids, east, north = ids[order], east[order], north[order]
    at = np.searchsorted(ids, nodes, side="right") - 1
    found = (at >= 0) & (ids[at] == nodes) if len(ids) else np.zeros(len(nodes), dtype=bool)
    found[found] &= (east[at[found]] != NO_PLACE) & (north[at[found]] != NO_PLACE)
    lonlat[found, 0], lonlat[found, 1] = east[at[found]] / 1e7, north[at[found]] / 1e7
    return lonlat
