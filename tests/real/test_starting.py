"""`adjoin init` on the files of the shared data: alone and together, against what is right."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.presets import load_presets
from adjoin.services.starting.start import started
from adjoin.services.taxonomy import load_services

pytestmark = pytest.mark.real


def _starting(name):
    """A module beside the tests of services/starting; the tests are no package."""
    path = Path(__file__).parents[1] / "services" / "starting" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


answers, scoring = _starting("answers"), _starting("scoring")
TRUTH = scoring.read_truth(Path(__file__).with_name("starting_truth.toml"))
FOLDERS = ("bayarea", "national", "networks")
SERVICES, PRESETS = load_services(), load_presets()


def _started(paths, base):
    return started(paths, base=base, services=SERVICES, presets=PRESETS)


def _verdicts(truths, found, *, alone=False):
    return [
        verdict
        for truth in truths
        for verdict in scoring.scored(
            truth, found.get((Path(truth["path"]).name, truth.get("layer", "")), {}), alone=alone
        )
    ]


def _judge(verdicts):
    """At least nine of ten settings are right, and none is wrong."""
    wrong = [v for v in verdicts if v.verdict == scoring.WRONG]
    assert wrong == []
    counts = scoring.counted(verdicts)["all"]
    left = [f"{v.file}: {v.key}" for v in verdicts if v.verdict == scoring.OPEN]
    assert counts["right"] >= 0.9 * sum(counts.values()), left


def _truths(folder):
    return [truth for truth in TRUTH if truth["path"].startswith(f"{folder}/")]


@pytest.fixture(scope="module")
def together(shared_data):
    """What was started of all tables of a folder, by folder, each looked at once."""
    made = {}

    def get(folder):
        if folder not in made:
            paths = dict.fromkeys(truth["path"] for truth in _truths(folder))
            made[folder] = _started([shared_data / path for path in paths], shared_data)
        return made[folder]

    return get


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_file_alone(folder, shared_data):
    truths = _truths(folder)
    verdicts = []
    for path in dict.fromkeys(truth["path"] for truth in truths):
        found = answers.answers_of(_started([shared_data / path], shared_data), PRESETS)
        own = [truth for truth in truths if truth["path"] == path]
        verdicts += _verdicts(own, found, alone=True)
    _judge(verdicts)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_files_of_a_folder_together(folder, together):
    found = answers.answers_of(together(folder), PRESETS)
    _judge(_verdicts(_truths(folder), found))


def test_the_bay_area_can_be_read_as_it_was_started(shared_data, together, tmp_path):
    start = together("bayarea")
    assert start.runs
    region = tmp_path / "region.toml"
    text = start.text.replace('path = "', f'path = "{shared_data.as_posix()}/')
    text = text.replace('nodes = "', f'nodes = "{shared_data.as_posix()}/')
    region.write_text(text, encoding="utf-8", newline="\n")
    given = read_region(Region.load(region))
    assert [f for f in given.findings if f.severity == "error"] == []
    assert len(given.tables.agencies) > 300
    assert len(given.tables.facilities) > 1000
    assert given.tables.people is not None
