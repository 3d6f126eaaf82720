"""Answers in pieces: each origin in one, none too large, told of, and never all at once."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel import denseways, fastways, ways
from adjoin.geo.travel.pairs import pairs_in_pieces, pairs_within
from adjoin.geo.travel.questions import Asked
from adjoin.geo.travel.roads import Roads
from adjoin.geo.travel.ways import ways_between

ENGINES = ("scipy", "buckets", "hierarchy")
GROUPS = np.array([0] * 20 + [1] * 30 + [2] + [5] * 9)


@pytest.fixture(scope="module")
def town():
    rng = np.random.default_rng(11)
    tail, head = rng.integers(0, 50, (2, 250))
    network, _ = network_from_edges(
        tail.astype(str), head.astype(str), rng.integers(0, 3000, 250), speed_kmh=50,
        node_id=np.arange(50).astype(str), node_xy=rng.uniform(0, 4000, (50, 2)),
    )  # fmt: skip
    return network, snap(network, rng.uniform(0, 4000, (60, 2)), max_snap_m=np.inf)


def _pieces(roads, points, **options):
    size = len(points.snapped)
    codes = {"group": GROUPS, "owner": np.arange(size) // 2, "limit_ms": 400_000}
    return pairs_in_pieces(roads, points, **(codes | options))


def _small(monkeypatch, piece):
    """Pieces of at most so many ways."""
    monkeypatch.setattr(ways, "PIECE", piece)
    monkeypatch.setattr(denseways, "_CELLS", piece)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("piece", [1, 60, 200])
def test_all_ways_of_an_origin_are_in_one_small_piece(town, monkeypatch, engine, piece):
    network, points = town
    codes = {"group": GROUPS, "owner": np.arange(60) // 2, "limit_ms": 400_000}
    whole = pairs_within(network, points, **codes, engine=engine)
    assert len(whole.i) > 500
    _small(monkeypatch, piece)
    for workers in (1, 3):
        found = list(_pieces(Roads(network, workers=workers), points, engine=engine))
        seen = np.concatenate([np.unique(part.i) for part in found])
        assert len(seen) == len(np.unique(seen))
        for part in found:
            assert len(part.i) <= piece or len(np.unique(part.i)) == 1
            assert len(np.unique(GROUPS[part.i])) <= 1
        assert len(found) >= (50 if piece == 1 else 6)
        rows = sorted(row for part in found for row in zip(*part, strict=True))
        assert rows == list(zip(*whole, strict=True))


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_a_few_at_a_time_change_nothing(town, monkeypatch, engine):
    network, points = town
    expected = sorted(
        row for part in _pieces(network, points, engine=engine) for row in zip(*part, strict=True)
    )
    for batch, numbers in ((1, 10**9), (10**9, 1), (10, 150)):
        monkeypatch.setattr(fastways, "BATCH", batch)
        monkeypatch.setattr(fastways, "_NUMBERS", numbers)
        found = _pieces(network, points, engine=engine)
        assert sorted(row for part in found for row in zip(*part, strict=True)) == expected


@pytest.mark.parametrize(
    ("engine", "searched"),
    [("scipy", "ways.ways_by_scipy"), ("buckets", "fastways.ways_by_buckets"),
     ("hierarchy", "fastways.ways_by_meetings")],
)  # fmt: skip
def test_pieces_are_made_when_they_are_asked_for(town, monkeypatch, engine, searched):
    network, points = town
    _small(monkeypatch, 1)
    module = {"ways": ways, "fastways": fastways}[searched.split(".")[0]]
    name = searched.split(".")[1]
    search, calls = getattr(module, name), []

    def counted(*given):
        calls.append(given)
        return search(*given)

    monkeypatch.setattr(module, name, counted)
    found = _pieces(Roads(network, workers=2), points, engine=engine)
    next(found)
    assert 1 <= len(calls) <= 6  # of 58: a few ahead, so that no thread waits
    found.close()
    before = len(calls)
    assert before <= 6


@pytest.mark.parametrize("engine", ENGINES)
def test_progress_is_told_every_other_second(town, monkeypatch, engine):
    network, points = town
    _small(monkeypatch, 60)
    told, clock = [], iter(np.arange(0, 1000, 0.75).tolist())
    monkeypatch.setattr(ways, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    found = list(_pieces(Roads(network, workers=2, tell=told.append), points, engine=engine))
    assert len(found) // 5 <= len(told) <= len(found) // 2
    total = len(np.flatnonzero(GROUPS != 2))
    done = [int(line.split()[3]) for line in told]
    assert done == sorted(set(done))
    assert told[0] == f"travel times from {done[0]} of {total} places"
    assert 0 < done[0] < done[-1] <= total


def test_what_is_quick_tells_nothing(town):
    told = []
    list(_pieces(Roads(town[0], tell=told.append), town[1], engine="buckets"))
    assert told == []


@pytest.mark.parametrize("engine", ENGINES)
def test_backwards_is_forwards_from_the_other_side(town, engine):
    network, points = town
    size = len(points.snapped)
    zero = np.zeros(size, dtype=np.int64)
    some, others = np.arange(size) < 25, np.arange(size) >= 20
    one, other = (Asked(points, zero, zero - 1, chosen) for chosen in (some, others))

    def rows(from_, to, reverse):
        return sorted(
            (int(b), int(a), int(ms), int(mm)) if reverse else (int(a), int(b), int(ms), int(mm))
            for part in ways_between(
                Roads(network), from_, to, limit_ms=zero + 300_000, reverse=reverse, engine=engine
            )
            for a, b, ms, mm in zip(*part, strict=True)
        )

    there = rows(one, other, reverse=False)
    assert len(there) > 100
    assert rows(other, one, reverse=True) == there


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_asked_is_nothing_found(town, engine):
    network, points = town
    zero = np.zeros(len(points.snapped), dtype=np.int64)
    all_ = Asked(points, zero, zero - 1, zero == 0)
    nobody = all_._replace(chosen=zero > 0)
    for from_, to in ((nobody, all_), (all_, nobody), (nobody, nobody)):
        assert list(ways_between(Roads(network), from_, to, limit_ms=zero, engine=engine)) == []
    # a limit of nothing: only what is at one place
    assert all(
        (part.ms == 0).all()
        for part in ways_between(Roads(network), all_, all_, limit_ms=zero, engine=engine)
    )
