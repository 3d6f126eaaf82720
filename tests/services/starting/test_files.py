"""The made-up files: they can be read, and their truth speaks of what they hold."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pyogrio
import pytest


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


files, scoring = _beside("files"), _beside("scoring")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("heap")
    files.write_files(made)
    return made


def _columns(path: Path, layer: str = "") -> list[str]:
    if path.suffix == ".xlsx":
        return list(pd.read_excel(path, nrows=1).columns)
    if path.suffix == ".csv":
        data = path.read_bytes()
        try:
            first = data.decode().splitlines()[0]
        except UnicodeDecodeError:
            first = data.decode("latin-1").splitlines()[0]
        return first.split(";" if first.count(";") > first.count(",") else ",")
    source = f"/vsizip/{path}" if path.suffix == ".zip" else path
    if path.suffix == ".parquet":
        return list(pd.read_parquet(path).columns)
    return list(pyogrio.read_info(source, layer=layer or None)["fields"])


def test_the_truth_speaks_of_columns_that_are_there(folder):
    joined = {"zones_only.gpkg": folder / "zone_totals.csv"}
    for truth in files.truths():
        held = set(_columns(folder / truth["path"], truth.get("layer", "")))
        if truth["path"] in joined:
            held |= set(_columns(joined[truth["path"]]))
        named = dict(truth.get("columns", {}))
        more = truth.get("alone", {}).get("columns", {})
        answers = [a for part in (named, more) for each in part.values() for a in each]
        flat = {c for a in answers for c in (a if isinstance(a, list) else [a]) if c}
        assert flat <= held, (truth["path"], sorted(flat - held))


def test_every_file_has_a_truth_and_a_role():
    labels = [scoring.label(truth) for truth in files.truths()]
    assert len(labels) == len(set(labels)) >= 70
    roles = {truth["role"][0] for truth in files.truths()}
    assert roles == {
        "agencies", "facilities", "people", "streets", "nodes", "provision", "join", "none",
    }  # fmt: skip
    for truth in files.truths():
        accepted = scoring.accepted_answers(truth)
        first = {key: answers[0] for key, answers in accepted.items() if answers}
        sure = {key: value for key, value in first.items() if value != ""}
        assert {v.verdict for v in scoring.scored(truth, {"sure": sure})} == {"right"}, truth


def test_ids_that_are_right_tell_rows_apart(folder):
    for truth in files.truths():
        path = folder / truth["path"]
        ids = [a for a in truth.get("columns", {}).get("id", []) if a]
        if path.suffix != ".csv" or not ids or truth["role"][0] == "join":
            continue
        sep = ";" if ";" in path.read_bytes().decode("latin-1").splitlines()[0] else ","
        frame = pd.read_csv(path, sep=sep, dtype=str, encoding="latin-1", encoding_errors="strict")
        frame.columns = _columns(path)
        for ident in ids:
            columns = ident if isinstance(ident, list) else [ident]
            assert not frame.duplicated(columns).any(), (truth["path"], ident)
