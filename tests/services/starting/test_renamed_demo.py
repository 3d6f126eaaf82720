"""The files of the fictional region under other names, with nothing said of them, come back whole."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from adjoin.pipeline import analyse, read_region
from adjoin.region import Region
from adjoin.services.demo.files import write_demo
from adjoin.services.starting.start import started

_SPEC = importlib.util.spec_from_file_location("renaming", Path(__file__).with_name("renaming.py"))
renaming = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(renaming)

#: What no file says and a person wrote, beside the dates of sources.
UNSAID = {"name", "units", "fictional", "analysis"}

#: Where init says the same in other words, and why.
OTHER_WORDS = {
    # The author took the places that are open; init leaves out those that are closed.
    ("parks.csv", "where"),
}

#: Left open on purpose: a column whose words are nobody's classes of streets is of no use.
OPEN = "columns.class"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def original(demo):
    return read_region(Region.load(demo))


@pytest.fixture(scope="module", params=[1, 2])
def found(request, demo, tmp_path_factory):
    """What was started, the region.toml that was written, and how the files were renamed."""
    folder = tmp_path_factory.mktemp(f"renamed{request.param}")
    names = renaming.renamed_demo(demo.parent, folder, seed=request.param)
    start = started([folder], base=folder)
    (folder / "region.toml").write_text(start.text, encoding="utf-8", newline="\n")
    return start, folder / "region.toml", names


def _sources(document):
    """Every source by role, path and layer."""
    roles = ("agencies", "facilities", "people", "provision")
    each = [(role, source) for role in roles for source in document[role]]
    each.append(("streets", document["streets"]))
    return {(role, s["path"], s.get("layer")): s for role, s in each}


def test_every_file_has_its_role_and_nothing_is_left_open(found):
    start, _, names = found
    assert start.runs
    assert [line for line in start.decide if OPEN not in line] == []
    assert start.unreadable == []
    used = {draft.layer.path for draft in start.drafts if draft.role != "none"}
    used |= {draft.nodes.layer.path for draft in start.drafts if draft.nodes is not None}
    assert used == set(names.files.values())


def test_the_settings_are_those_of_the_author(demo, found):
    _, path, names = found
    wanted = renaming.translated(tomllib.loads(demo.read_text(encoding="utf-8")), names)
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(wanted) - set(given) == UNSAID - {"name"}
    assert set(given) <= set(wanted)
    ours, theirs = _sources(given), _sources(wanted)
    assert set(ours) == set(theirs)
    old = {new: name for name, new in names.files.items()}
    for source, said in theirs.items():
        file, here = old[source[1]], ours[source]
        for key in (said.keys() | here.keys()) - {"date", "columns"}:
            if (file, key) not in OTHER_WORDS:
                assert _plain(here.get(key)) == _plain(said.get(key)), (file, key)
        given, wanted = dict(here.get("columns", {})), dict(said["columns"])
        if source[0] == "provision":  # columns with a name of the template need not be named
            wanted = {key: wanted[key] for key in given}
        assert given == wanted, file


def _plain(value):
    """A setting without what means the same: `equals` as `on`."""
    if isinstance(value, dict) and "on" in value:
        return {**value, "equals": value.get("equals", value["on"])}
    return value


def test_the_same_region_is_read(original, found):
    _, path, _ = found
    new = read_region(Region.load(path))
    for name in ("agencies", "facilities", "people"):
        ours, theirs = getattr(new.tables, name), getattr(original.tables, name)
        assert list(ours.columns) == list(theirs.columns)
        # What says where it was read: the file's name, the row, and the date that no file tells.
        unsaid = [c for c in ("date", "source", "row") if c in ours.columns]
        pd.testing.assert_frame_equal(
            pd.DataFrame(ours).drop(columns=unsaid), pd.DataFrame(theirs).drop(columns=unsaid)
        )
    assert set(new.networks) == set(original.networks)
    errors = [finding for finding in new.findings if finding.severity == "error"]
    assert errors == []


def test_the_same_results(demo, found):
    """Of one service, as a run of all takes long; its files are those that are least clear."""
    _, path, _ = found
    services = ["library_services"]
    ours, theirs = (analyse(Region.load(p), services=services) for p in (path, demo))
    for name in ("agencies", "facilities", "duplications", "provision"):
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(ours, name)), pd.DataFrame(getattr(theirs, name))
        )
