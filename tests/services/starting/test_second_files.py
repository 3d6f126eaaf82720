"""The second set of made-up files: they can be read, and their truth speaks of what they hold."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from adjoin.geo.files.reading import read_source


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


files, scoring = _beside("files"), _beside("scoring")

#: Whose settings speak of the columns of a table that is joined to them.
JOINED = {"Output_Areas_Dec_2021.geojson": "census2021-ts001-oa.csv"}


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    folder = tmp_path_factory.mktemp("second")
    return {path.name: read_source(path)[0] for path in files.write_second(folder)}


def _named(columns):
    answers = [answer for each in columns.values() for answer in each]
    return {c for a in answers for c in (a if isinstance(a, list) else [a]) if c}


def test_every_file_is_read_and_has_the_columns_of_its_truth(frames):
    assert len(frames) == len(files.second_truths()) >= 50
    for truth in files.second_truths():
        held = {*frames[truth["path"]].columns}
        if truth["path"] in JOINED:
            held |= {*frames[JOINED[truth["path"]]].columns}
        named = _named(truth.get("columns", {})) | _named(truth.get("alone", {}).get("columns", {}))
        assert named <= held, (truth["path"], sorted(named - held))


def test_ids_that_are_right_tell_rows_apart(frames):
    for truth in files.second_truths():
        for ident in filter(None, truth.get("columns", {}).get("id", [])):
            columns = ident if isinstance(ident, list) else [ident]
            assert not frames[truth["path"]].duplicated(columns).any(), (truth["path"], ident)


def test_the_right_answers_are_judged_right():
    labels = [scoring.label(truth) for truth in files.second_truths()]
    assert len({*labels}) == len(labels)
    assert not {*labels} & {scoring.label(truth) for truth in files.truths()}
    for truth in files.second_truths():
        accepted = scoring.accepted_answers(truth)
        sure = {key: answers[0] for key, answers in accepted.items() if answers and answers[0]}
        assert {v.verdict for v in scoring.scored(truth, {"sure": sure})} == {"right"}, truth
