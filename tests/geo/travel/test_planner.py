"""Which search is chosen: small regions load no compiled code, large ones use what is at hand."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.network import network_of_streets
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel import planner
from adjoin.geo.travel.costs import LIMIT_MS
from adjoin.geo.travel.pairs import pairs_within
from adjoin.geo.travel.planner import packable, plan
from adjoin.geo.travel.questions import Asked, questions
from adjoin.geo.travel.roads import Roads


def _grid(side, *, ms=60_000, mm=100_000):
    """A square grid of streets of 100 m and a minute."""
    node = np.arange(side * side).reshape(side, side)
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * 100.0
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    many, yes = len(tail), np.ones(len(tail), dtype=bool)
    return network_of_streets(
        shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1)), tail, head, node_xy=xy,
        arc_ms=np.full(many, ms), arc_mm=np.full(many, mm), along=yes, against=yes,
    )  # fmt: skip


@pytest.fixture(scope="module")
def town():
    return _grid(250)


def _asked(network, points, limit_ms):
    rng = np.random.default_rng(points)
    width = network.node_xy.max()
    snapped = snap(network, rng.uniform(width * 0.3, width * 0.7, (points, 2)))
    zero = np.zeros(points, dtype=np.int64)
    side = Asked(snapped, zero, np.arange(points), zero == 0)
    return questions(network, side, side, limit_ms=zero + limit_ms)


HOUR = 3_600_000


def test_a_small_region_loads_no_compiled_code():
    code = """
        import sys
        from adjoin.geo.streets.edgetable import network_from_edges
        from adjoin.geo.streets.snapping import snap
        from adjoin.geo.travel.areas import service_areas, streets_within
        from adjoin.geo.travel.nearest import nearest_owners, nearest_pairs
        from adjoin.geo.travel.pairs import pairs_within, times_for
        from adjoin.geo.travel.roads import Roads
        from adjoin.geo.travel.routes import routes

        network, _ = network_from_edges(
            ["a", "b"], ["b", "a"], [600, 600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
            speed_kmh=36,
        )
        roads = Roads(network)
        points = snap(network, [(100.0, 0.0), (500.0, 25.0)])
        asked = {"group": [0, 0], "owner": [0, 1], "limit_ms": 43_000}
        assert len(pairs_within(roads, points, **asked).i) == 2
        assert times_for(roads, points, [0], [1], first_limit_ms=1)[0].tolist() == [43_000]
        assert len(nearest_pairs(roads, points, **asked, k=1).i) == 2
        assert [f.ms.tolist() for f in nearest_owners(roads, points, points, **asked, k=2)]
        assert [len(f.ms) for f in service_areas(roads, points, points, limit_ms=1000)] == [1]
        assert len(streets_within(roads, points, 0, limit_ms=1000).street) == 2
        assert routes(roads, points, [0], [1])[0].length == 400
        assert "numba" not in sys.modules, sorted(m for m in sys.modules if "adjoin" in m)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(autouse=True)
def nothing_compiled_runs(monkeypatch):
    """As in a process of its own, whatever other tests have loaded."""
    monkeypatch.setattr(planner, "_running", lambda _: False)


def test_little_work_is_not_thought_about(town):
    chosen = plan(Roads(town, workers=2), _asked(town, 40, HOUR))
    assert chosen.engine == "scipy"
    assert set(chosen.seconds) == {"scipy"}


def test_much_work_goes_to_buckets_while_no_hierarchy_is_at_hand(town, monkeypatch):
    monkeypatch.setattr(planner, "_code", lambda _: 1.0)
    chosen = plan(Roads(town, workers=2), _asked(town, 240, 2 * HOUR))
    assert chosen.engine == "buckets"
    assert chosen.seconds["buckets"] == min(chosen.seconds.values())
    assert set(chosen.seconds) == {"scipy", "buckets", "hierarchy"}


def test_and_to_the_hierarchy_where_there_is_one(town, monkeypatch, tmp_path):
    monkeypatch.setattr(planner, "_code", lambda _: 1.0)
    asked = _asked(town, 3000, 2 * HOUR)
    in_memory = Roads(town, workers=2)
    in_memory.hierarchy = object()
    held = plan(in_memory, asked)
    assert held.engine == "hierarchy"
    monkeypatch.setattr("adjoin.geo.travel.roads.kept", lambda *_: True)
    on_disk = Roads(town, workers=2, cache=tmp_path)
    read = plan(on_disk, asked)
    assert read.engine == "hierarchy"
    assert "hierarchy" not in on_disk.__dict__  # to plan is not to load
    none = plan(Roads(town, workers=2), asked)
    assert held.seconds["hierarchy"] < read.seconds["hierarchy"] < none.seconds["hierarchy"]
    assert held.seconds["buckets"] == none.seconds["buckets"]


def test_code_that_must_be_compiled_first_counts(town, monkeypatch):
    asked = _asked(town, 240, 2 * HOUR)
    seconds = {}
    for ready in (True, False):
        monkeypatch.setattr("adjoin.geo.travel.compiled.is_ready", lambda *_, ready=ready: ready)
        seconds[ready] = plan(Roads(town, workers=2), asked).seconds
    assert seconds[False]["scipy"] == seconds[True]["scipy"]
    for engine in ("buckets", "hierarchy"):
        assert seconds[False][engine] > seconds[True][engine] + 4


def test_more_threads_shorten_what_is_shared_out(town, monkeypatch):
    monkeypatch.setattr(planner, "_code", lambda _: 0.0)
    asked = _asked(town, 240, 2 * HOUR)
    one, four = (plan(Roads(town, workers=n), asked).seconds["buckets"] for n in (1, 4))
    assert one == pytest.approx(4 * four)


def test_limits_that_do_not_pack_go_to_scipy(town):
    roads = Roads(town)
    asked = _asked(town, 400, LIMIT_MS + 1)
    assert plan(roads, asked).engine == "scipy"
    assert packable(roads, _asked(town, 4, LIMIT_MS))
    assert not packable(roads, asked)


def test_streets_and_points_that_do_not_pack():
    flights = Roads(_grid(30, ms=1, mm=10**9))  # 1,000 km a millisecond
    asked = _asked(flights.network, 5, HOUR)
    assert not packable(flights, asked)
    small = Roads(_grid(3))
    asked = _asked(small.network, 5, HOUR)
    assert packable(small, asked)
    # an access leg that is longer than the Earth is round
    far = asked._replace(leave=asked.leave._replace(mm=asked.leave.mm + 2**36))
    assert not packable(small, far)


def test_an_engine_that_cannot_hold_the_numbers_is_refused():
    network = _grid(4)
    points = snap(network, [(10.0, 0.0), (250.0, 0.0)])
    asked = {"group": [0, 0], "owner": [0, 1]}
    for engine in ("buckets", "hierarchy"):
        with pytest.raises(UseError, match=f"too long for '{engine}'"):
            pairs_within(network, points, **asked, limit_ms=LIMIT_MS + 1, engine=engine)
    answers = [
        pairs_within(network, points, **asked, limit_ms=limit, engine=engine).ms.tolist()
        for engine, limit in (("auto", LIMIT_MS + 1), ("scipy", 2**40), ("buckets", LIMIT_MS))
    ]
    assert answers == [[144_000, 144_000]] * 3


def test_little_questions_that_are_many_pay_for_compiled_code(town, monkeypatch):
    asked = _asked(town, 40, HOUR)
    roads = Roads(town, workers=2)
    roads.dense_s = 100.0
    assert plan(roads, asked).engine != "scipy"
    monkeypatch.setattr(planner, "_running", lambda _: True)
    assert plan(Roads(town, workers=2), asked).engine != "scipy"
