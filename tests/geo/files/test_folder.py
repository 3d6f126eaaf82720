"""A folder of results that is whole or absent, wherever a run is cut off."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from adjoin.geo.files.folder import MARK, check_replaceable, restore, written_whole
from adjoin.geo.findings import UseError


def mark(text: str = "") -> str:
    return json.dumps({"program": "adjoin", "name": text})


def results(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / MARK).write_text(mark(text))
    (folder / "map.html").write_text(text)
    return folder


def run(out: Path, text: str) -> None:
    with written_whole(out) as part:
        (part / MARK).write_text(mark(text))
        (part / "map.html").write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def whole(text: str, name: str = "out") -> dict[str, str]:
    return {f"{name}/{MARK}": mark(text), f"{name}/map.html": text}


def test_results_appear_at_once_and_replace_old_ones(tmp_path: Path):
    out = tmp_path / "deep" / "out"
    with written_whole(out) as part:
        (part / MARK).write_text(mark("one"))
        (part / "map.html").write_text("one")
        assert not out.exists()
    assert contents(tmp_path / "deep") == whole("one")
    run(out, "two")
    assert contents(tmp_path / "deep") == whole("two")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_leaves_the_old_results_whole(error, tmp_path: Path):
    out = results(tmp_path / "out", "old")

    def cut_off() -> None:
        with written_whole(out) as part:
            (part / MARK).write_text(mark("half"))
            raise error

    with pytest.raises(error):
        cut_off()
    assert contents(tmp_path) == whole("old")
    shutil.rmtree(out)
    with pytest.raises(error):
        cut_off()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", range(4))
def test_a_run_that_is_killed_at_any_step_loses_nothing(
    step, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Each rename and removal in turn is the last thing that happens, and happens by half."""
    out = results(tmp_path / "out", "old")
    steps = iter(range(9))

    def killed_rename(self: Path, target: Path) -> Path:
        if next(steps) == step:
            raise KeyboardInterrupt
        return real_rename(self, target)

    def killed_rmtree(path: Path) -> None:
        if next(steps) == step:
            (path / MARK).unlink()
            raise KeyboardInterrupt
        real_rmtree(path)

    real_rename, real_rmtree = Path.rename, shutil.rmtree
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed_rename)
        patch.setattr(shutil, "rmtree", killed_rmtree)
        with pytest.raises(KeyboardInterrupt):
            run(out, "new")
    assert next(steps) == step + 1
    restore(out)
    assert {name: text for name, text in contents(tmp_path).items() if name.startswith("out/")} in (
        whole("old"),
        whole("new"),
    )
    run(out, "newer")
    assert contents(tmp_path) == whole("newer")


def test_old_results_are_put_back(tmp_path: Path):
    results(tmp_path / "out.old", "old")
    restore(tmp_path / "out")
    assert contents(tmp_path) == whole("old")
    restore(tmp_path / "out")
    assert contents(tmp_path) == whole("old")


def test_nothing_is_put_back_over_results_or_from_a_foreign_folder(tmp_path: Path):
    results(tmp_path / "out", "new")
    results(tmp_path / "out.old", "old")
    restore(tmp_path / "out")
    assert contents(tmp_path) == whole("new") | whole("old", "out.old")
    (tmp_path / "other.old").mkdir()
    (tmp_path / "other.old" / "letter.txt").write_text("x")
    restore(tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("name", ["out", "out.old"])
def test_a_foreign_folder_is_refused_and_left_alone(name, tmp_path: Path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "letter.txt").write_text("dear all")
    with pytest.raises(UseError, match="no result of adjoin"):
        run(tmp_path / "out", "new")
    assert contents(tmp_path) == {f"{name}/letter.txt": "dear all"}


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{}",
        "[]",
        '"adjoin"',
        '{"program": "webpack"}',
        '{"name": "adjoin"}',
        '{"projection": 1, "inputs": 1, "counts": 1}',
        "[" * 100_000,
        "\udcff",
    ],
)
@pytest.mark.parametrize("name", ["out", "out.old"])
def test_a_manifest_of_another_program_marks_no_results(name, manifest, tmp_path: Path):
    folder = tmp_path / name
    folder.mkdir()
    (folder / MARK).write_bytes(manifest.encode(errors="surrogateescape"))
    with pytest.raises(UseError, match=r"no result of adjoin \('manifest.json'\); name another"):
        run(tmp_path / "out", "new")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (folder / MARK).read_bytes() == manifest.encode(errors="surrogateescape")


def test_results_of_earlier_versions_are_replaced(tmp_path: Path):
    out = results(tmp_path / "out", "old")
    earlier = {name: {} for name in ("version", "libraries", "projection", "inputs", "counts")}
    (out / MARK).write_text(json.dumps(earlier))
    run(out, "new")
    assert contents(tmp_path) == whole("new")


@pytest.mark.parametrize("name", ["out", "out.old", "out.adjoin-part"])
@pytest.mark.parametrize("foreign", ["thesis.doc", "notes/a.txt", "table", ".git/HEAD", "a.gpkg"])
def test_results_with_something_else_beside_them_are_left_alone(name, foreign, tmp_path: Path):
    results(tmp_path / "out", "old")
    if name != "out":
        results(tmp_path / name, "old")
    file = tmp_path / name / foreign
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    before = contents(tmp_path)
    told = f"{foreign.split('/')[0]!r} in it is no result of adjoin; move it elsewhere, or name"
    with pytest.raises(UseError, match=told):
        run(tmp_path / "out", "new")
    assert contents(tmp_path) == before


def test_what_comes_while_a_run_goes_on_is_left_alone(tmp_path: Path):
    out = results(tmp_path / "out", "old")
    with pytest.raises(UseError, match=r"'thesis.doc' in it"), written_whole(out) as part:
        (part / MARK).write_text(mark("new"))
        (out / "thesis.doc").write_text("mine")
    assert contents(tmp_path) == whole("old") | {"out/thesis.doc": "mine"}


def test_a_file_in_the_way_of_the_new_results_is_left_alone(tmp_path: Path):
    (tmp_path / "out.adjoin-part").write_text("mine")
    with pytest.raises(UseError, match="is in the way of the results"):
        run(tmp_path / "out", "new")
    assert contents(tmp_path) == {"out.adjoin-part": "mine"}


def test_all_that_a_run_or_a_look_at_its_results_leaves_is_replaced(tmp_path: Path):
    out = results(tmp_path / "out", "old")
    for name in ("results.gpkg", "results.gpkg-wal", "findings.csv", "timings.json", ".DS_Store"):
        (out / name).write_text("old")
    for name in ("tables", "state", "region"):
        (out / name).mkdir()
        (out / name / "a").write_text("old")
    shutil.copytree(out, tmp_path / "out.adjoin-part")
    (tmp_path / "out.adjoin-part" / MARK).unlink()  # it is written last
    run(out, "new")
    assert contents(tmp_path) == whole("new")


def test_a_file_is_refused_and_an_empty_folder_is_taken(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UseError, match="is a file"):
        check_replaceable(tmp_path / "file")
    (tmp_path / "out").mkdir()
    run(tmp_path / "out", "new")
    check_replaceable(tmp_path / "out")
    check_replaceable(tmp_path / "absent")
    assert contents(tmp_path / "out") == {MARK: mark("new"), "map.html": "new"}


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path):
    results(tmp_path / "disk" / "real", "old")
    link = tmp_path / "out"
    link.symlink_to(tmp_path / "disk" / "real")
    run(link, "new")
    assert link.is_symlink()
    assert contents(tmp_path / "disk") == whole("new", "real")
    (tmp_path / "disk" / "real").rename(tmp_path / "disk" / "real.old")
    restore(link)
    assert contents(tmp_path / "disk") == whole("new", "real")


def test_a_relative_path_is_one_of_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    run(Path("out"), "new")
    monkeypatch.chdir(tmp_path / "out")
    check_replaceable(Path())
    assert contents(tmp_path) == whole("new")
