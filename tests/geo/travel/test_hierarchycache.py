"""Hierarchies on disk: kept, found again, and made again whatever is wrong with the file."""

from __future__ import annotations

import importlib.util
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel import hierarchycache
from adjoin.geo.travel.adjacency import adjacency
from adjoin.geo.travel.costs import UNREACHED
from adjoin.geo.travel.graph import search_graph
from adjoin.geo.travel.hierarchy import contracted
from adjoin.geo.travel.hierarchycache import cache_folder, kept, load, store
from adjoin.geo.travel.pairs import pairs_within
from adjoin.geo.travel.roads import Roads


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


plain_search = _beside("plain_search")


def _network(ms=60_000):
    return plain_search.network_of_arcs(plain_search.grid(4, ms=ms), 16)


@pytest.fixture(scope="module")
def near():
    return adjacency(search_graph(_network()))


@pytest.fixture(scope="module")
def made():
    return contracted(search_graph(_network()))


def _parts(hierarchy):
    return [part.tolist() for part in (hierarchy.place, *hierarchy.up, *hierarchy.down)]


def _told_roads(folder, ms=60_000):
    told = []
    return Roads(_network(ms), cache=folder, tell=told.append), told


def _answer(roads):
    points = snap(roads.network, roads.network.node_xy[::3])
    size = len(points.snapped)
    found = pairs_within(
        roads, points, group=[0] * size, owner=range(size), limit_ms=200_000, engine="hierarchy"
    )
    return [column.tolist() for column in found]


def _file(folder):
    (path,) = folder.glob("*.npz")
    return path


def test_kept_and_found_again(near, made, tmp_path):
    folder = tmp_path / "not" / "there yet"
    told = []
    assert load(near, folder, tell=told.append) is None
    assert not kept(near, folder)
    store(near, made, folder, tell=told.append)
    assert kept(near, folder)
    found = load(near, folder, tell=told.append)
    assert _parts(found) == _parts(made)
    assert [part.dtype for part in (found.place, *found.up, *found.down)] == [
        part.dtype for part in (made.place, *made.up, *made.down)
    ]
    assert told == []
    assert [file.name for file in folder.iterdir()] == [_file(folder).name]


def test_the_next_run_reads_what_this_one_made(tmp_path, monkeypatch):
    roads, told = _told_roads(tmp_path)
    assert not roads.has_hierarchy
    answer = _answer(roads)
    again, told_again = _told_roads(tmp_path)
    assert again.has_hierarchy

    def refuse(*_, **__):
        raise AssertionError("made again")

    monkeypatch.setattr("adjoin.geo.travel.hierarchy.contracted_arcs", refuse)
    assert _answer(again) == answer
    assert told == told_again == []


def test_two_networks_are_two_files(near, tmp_path):
    for ms in (60_000, 60_001):
        _answer(_told_roads(tmp_path, ms)[0])
    assert len(list(tmp_path.glob("*.npz"))) == 2
    other = adjacency(search_graph(_network(60_001)))
    assert _parts(load(near, tmp_path)) != _parts(load(other, tmp_path))


def _rewritten(path, **changes):
    with np.load(path) as held:
        arrays = dict(held)
    for name, change in changes.items():
        arrays[name] = change(arrays[name].copy())
    np.savez(path, **{name: values for name, values in arrays.items() if values is not None})


def _set(index, value):
    def change(values):
        values[index] = value
        return values

    return change


DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "no zip": lambda path: path.write_bytes(b"nodes" * 1000),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "nothing in it": lambda path: zipfile.ZipFile(path, "w").close(),
    "a part is missing": lambda path: _rewritten(path, up_arc=lambda _: None),
    "of another graph": lambda path: _rewritten(path, graph=lambda v: v[::-1]),
    "not said of which": lambda path: _rewritten(path, graph=lambda _: None),
    "place twice": lambda path: _rewritten(path, place=_set(0, 1)),
    "place beyond": lambda path: _rewritten(path, place=_set(0, 16)),
    "place in 64 bits": lambda path: _rewritten(path, place=lambda v: v.astype(np.int64)),
    "fewer nodes": lambda path: _rewritten(path, place=lambda v: v[:-1]),
    "up leads beyond": lambda path: _rewritten(path, up_arc=_set((0, 1), 16)),
    "down leads below": lambda path: _rewritten(path, down_arc=_set((-1, 1), -1)),
    "up leads down": lambda path: _rewritten(path, up_arc=_set((0, 1), 15)),
    "costs less than nothing": lambda path: _rewritten(path, up_arc=_set((0, 0), -1)),
    "costs too much": lambda path: _rewritten(path, up_arc=_set((0, 0), UNREACHED)),
    "arcs that are not there": lambda path: _rewritten(path, up_first=_set(-1, 10**6)),
    "arcs from below": lambda path: _rewritten(path, up_first=_set(0, -1)),
    "arcs backwards": lambda path: _rewritten(path, down_first=_set(8, 10**6)),
    "fewer arcs": lambda path: _rewritten(path, down_arc=lambda v: v[:-1]),
    "arcs in a row": lambda path: _rewritten(path, down_arc=lambda v: v.ravel()),
    "arcs of decimals": lambda path: _rewritten(path, up_arc=lambda v: v.astype(float)),
    "pickled": lambda path: _rewritten(path, up_arc=lambda v: v.astype(object)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_told_and_made_again(tmp_path, damage):
    answer = _answer(_told_roads(tmp_path)[0])
    path = _file(tmp_path)
    before = path.read_bytes()
    DAMAGES[damage](path)
    assert path.read_bytes() != before
    roads, told = _told_roads(tmp_path)
    assert _answer(roads) == answer
    assert len(told) == 1
    assert str(path) in told[0]
    assert "made again" in told[0]
    # and is sound now
    healed, told = _told_roads(tmp_path)
    assert _answer(healed) == answer
    assert told == []


def test_no_flipped_byte_is_believed(near, made, tmp_path):
    store(near, made, tmp_path)
    path, parts = _file(tmp_path), _parts(made)
    whole, told, refused = path.read_bytes(), [], 0
    for at in range(0, len(whole), 7):
        for flip in (0xFF, 1 << at % 8):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
            found = load(near, tmp_path, tell=told.append)
            # dates and the like may be anything
            assert found is None or _parts(found) == parts
            refused += found is None
    assert refused == len(told) > len(whole) / 7


def test_a_file_cut_short_anywhere_is_not_believed(near, made, tmp_path):
    store(near, made, tmp_path)
    whole = _file(tmp_path).read_bytes()
    for size in range(0, len(whole), 7):
        _file(tmp_path).write_bytes(whole[:size])
        assert load(near, tmp_path) is None


def test_another_version_is_another_file(near, made, tmp_path, monkeypatch):
    store(near, made, tmp_path)
    monkeypatch.setattr(hierarchycache, "VERSION", hierarchycache.VERSION + 1)
    assert not kept(near, tmp_path)
    assert load(near, tmp_path) is None
    # nor is one believed that was given the name of the other
    old = _file(tmp_path)
    store(near, made, tmp_path)
    (new,) = set(tmp_path.glob("*.npz")) - {old}
    monkeypatch.undo()
    new.replace(old)
    told = []
    assert load(near, tmp_path, tell=told.append) is None
    assert len(told) == 1


def test_a_folder_that_cannot_be_written_is_told_and_the_run_goes_on(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    for folder in (blocked, blocked / "below"):
        roads, told = _told_roads(folder)
        assert _answer(roads) == _answer(_told_roads(None)[0])
        assert "cannot be kept" in told[-1]
    assert blocked.read_text() == "not a folder"


def test_a_full_disk_leaves_nothing_half_written(near, made, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    told = []
    store(near, made, tmp_path, tell=told.append)
    assert "No space left" in told[0]
    assert list(tmp_path.iterdir()) == []


def test_what_others_have_kept_is_read_though_it_cannot_be_touched(
    near, made, tmp_path, monkeypatch
):
    store(near, made, tmp_path)

    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refuse)
    told = []
    assert _parts(load(near, tmp_path, tell=told.append)) == _parts(made)
    assert told == []


def test_what_was_used_longest_ago_goes_first(tmp_path, monkeypatch):
    nears = [adjacency(search_graph(_network(ms))) for ms in (1000, 2000, 3000)]
    hierarchies = [contracted(search_graph(_network(ms))) for ms in (1000, 2000, 3000)]
    for age, (near, made) in enumerate(zip(nears[:2], hierarchies[:2], strict=True)):
        store(near, made, tmp_path)
        for file in tmp_path.glob("*.npz"):
            if file.stat().st_mtime > 10**9:
                os.utime(file, (age + 1000, age + 1000))
    other = tmp_path / "somebody's notes.txt"
    other.write_text("x" * 10_000)
    assert load(nears[0], tmp_path) is not None  # used now: the other one is older
    size = _total(tmp_path) // 2
    monkeypatch.setattr(hierarchycache, "MOST_BYTES", 2 * size + size // 2)
    store(nears[2], hierarchies[2], tmp_path)
    assert [kept(near, tmp_path) for near in nears] == [True, False, True]
    monkeypatch.setattr(hierarchycache, "MOST_BYTES", 0)
    store(nears[2], hierarchies[2], tmp_path)
    assert _total(tmp_path) == 0
    assert other.exists()


def _total(folder):
    return sum(file.stat().st_size for file in folder.glob("*.npz"))


def test_where_the_folder_is(monkeypatch, tmp_path):
    monkeypatch.setenv("ADJOIN_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    for unset in (lambda: monkeypatch.setenv("ADJOIN_CACHE", ""),
                  lambda: monkeypatch.delenv("ADJOIN_CACHE")):  # fmt: skip
        unset()
        assert cache_folder().parts[-2:] == ("adjoin", "streets")
        assert cache_folder().is_absolute()
