"""The truth of the shared data speaks of all its tables, and of columns that they have."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

pytestmark = pytest.mark.real

TRUTH = tomllib.loads(Path(__file__).with_name("starting_truth.toml").read_text("utf-8"))["file"]
NO_TABLES = (".osm.pbf", ".osm.gz", ".h5.zip")


def _columns(path: Path, layer: str | None) -> set[str]:
    if ".csv" in path.name:
        return set(pd.read_csv(path, nrows=1, encoding="utf-8-sig").columns)
    if path.suffix == ".parquet":
        return set(pq.read_schema(path).names)
    packed = {".gz": "/vsigzip/", ".zip": "/vsizip/"}.get(path.suffix, "")
    return set(pyogrio.read_info(f"{packed}{path}", layer=layer)["fields"])


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: Path(truth["path"]).name)
def test_columns_are_there(truth, shared_data):
    held = _columns(shared_data / truth["path"], truth.get("layer"))
    for join in truth.get("join", []):
        table = _columns(shared_data / join["path"], None)
        assert {join["on"]} <= held
        assert {join["equals"]} <= table
        held |= table
    parts = (truth.get("columns", {}), truth.get("alone", {}).get("columns", {}))
    answers = [answer for part in parts for each in part.values() for answer in each]
    named = {c for a in answers for c in (a if isinstance(a, list) else [a]) if c}
    assert named <= held


def test_no_table_is_forgotten(shared_data):
    there = {
        path.relative_to(shared_data).as_posix()
        for folder in ("bayarea", "national", "networks")
        for path in (shared_data / folder).iterdir()
        if not path.name.endswith(NO_TABLES)
    }
    assert there == {truth["path"] for truth in TRUTH}
