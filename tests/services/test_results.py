from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest
from adjoin import Region, read_results, run
from adjoin.geo.findings import UseError
from adjoin.services.results import TABLES


@pytest.fixture(scope="module")
def made(towns, tmp_path_factory):
    """Results as a run returns them, and the folder that it left them in."""
    folder = tmp_path_factory.mktemp("results")
    return run(Region.load(towns.write_region(folder / "in")), folder / "out"), folder / "out"


def test_tables_come_back_from_disk_as_they_were(made):
    results, out = made
    back = read_results(out)
    assert list(back.tables()) == list(TABLES)
    for name, table in {**results.tables(), "roads": results.roads}.items():
        other = getattr(back, name)
        assert type(other) is type(table), name
        plain = [pd.DataFrame(t.drop(columns="geometry", errors="ignore")) for t in (other, table)]
        pd.testing.assert_frame_equal(*plain, obj=name)
        if "geometry" in table.columns:
            assert other.crs == table.crs == "EPSG:4326"
            assert other.geometry.to_wkb().equals(table.geometry.to_wkb()), name
    # lists of region.toml are tuples until they are written
    assert back.manifest == json.loads(json.dumps(results.manifest))
    assert back.timings == {}  # they tell of the run, not of the results


def test_standards_are_the_minutes_that_were_run(made):
    assert made[0].standards() == {"fire_services": 4.0, "library_services": 5.0}
    assert read_results(made[1]).standards() == made[0].standards()


def test_results_are_read_by_text_too(made):
    assert len(read_results(str(made[1])).agencies) == 4


@pytest.mark.parametrize(
    "part", ["manifest.json", "tables/findings.parquet", "state/roads.parquet"]
)
def test_a_folder_with_a_part_missing_holds_no_results(made, tmp_path, part):
    shutil.copytree(made[1], tmp_path / "out")
    (tmp_path / "out" / part).unlink()
    with pytest.raises(UseError, match=rf"holds no results of adjoin \({part} is missing\)"):
        read_results(tmp_path / "out")


def test_a_folder_that_is_not_there_holds_no_results(tmp_path):
    with pytest.raises(UseError, match="`adjoin run` makes them"):
        read_results(tmp_path / "absent")


def test_old_results_that_a_broken_run_left_beside_are_put_back(made, tmp_path):
    shutil.copytree(made[1], tmp_path / "out.old")
    assert len(read_results(tmp_path / "out").agencies) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
