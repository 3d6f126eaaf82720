from __future__ import annotations

import pytest
from adjoin import Region, analyse, read_results
from adjoin.geo.findings import UseError
from adjoin.maps import output
from adjoin.maps.output import write_map, write_results


@pytest.fixture(scope="module")
def results(towns, tmp_path_factory):
    """What the three towns give."""
    return analyse(Region.load(towns.write_region(tmp_path_factory.mktemp("towns"))))


def _files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_results_are_replaced_whole_and_nothing_is_left_beside(results, tmp_path):
    write_results(results, tmp_path / "out")
    first = _files(tmp_path / "out")
    (tmp_path / "out" / "map.html").write_text("scribbled")
    write_results(results, tmp_path / "out")
    assert _files(tmp_path / "out") == first
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_map_drawn_again_from_disk_is_the_same(results, tmp_path):
    write_results(results, tmp_path / "out")
    write_map(read_results(tmp_path / "out"), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "out" / "map.html").read_bytes()


@pytest.mark.parametrize("step", ["write_parquet", "write_geopackage", "write_csv", "write_map"])
def test_old_results_stay_when_writing_fails(results, tmp_path, monkeypatch, step):
    write_results(results, tmp_path / "out")
    before = _files(tmp_path)

    def no_space(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(output, step, no_space)
    with pytest.raises(OSError, match="no space"):
        write_results(results, tmp_path / "out")
    assert _files(tmp_path) == before
    with pytest.raises(OSError, match="no space"):
        write_results(results, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_else_in_it_is_refused(results, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    for out in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(UseError):
            write_results(results, out)
    assert _files(tmp_path) == {"thesis.txt": b"mine"}


def test_an_empty_folder_and_one_in_a_folder_that_is_not_there_are_taken(results, tmp_path):
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "empty", tmp_path / "a" / "b"):
        write_results(results, out)
        assert (out / "manifest.json").is_file()


def test_further_files_are_left_where_they_are_told_to(results, tmp_path):
    write_results(
        results, tmp_path / "out", more={"region/a/b.csv": b"\x00x", "region/note.txt": b""}
    )
    files = _files(tmp_path / "out")
    assert (files["region/a/b.csv"], files["region/note.txt"]) == (b"\x00x", b"")
    write_results(results, tmp_path / "out")
    assert not (tmp_path / "out" / "region/note.txt").exists()
