from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from importlib.metadata import entry_points, version

import pandas as pd
import pytest
from adjoin import cli, read_results
from adjoin.services.service_file import read_services
from adjoin.services.taxonomy import load_services

ESCAPE = "\x1b"


@pytest.fixture
def adjoin(monkeypatch, capsys):
    """The command line in this process: exit code, what it printed, and what it told."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["adjoin", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as left:
            code = left.code or 0
        printed, told = capsys.readouterr()
        assert ESCAPE not in printed + told
        return code, printed, told

    return call


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    """`python -m adjoin` in a process of its own, in a folder of its own."""
    folder = tmp_path_factory.mktemp("process")

    def call(*words, **environment):
        return subprocess.run(
            [sys.executable, "-m", "adjoin", *map(str, words)],
            cwd=folder, capture_output=True, text=True, check=False, timeout=120,
            env={**os.environ, **environment},
        )  # fmt: skip

    return folder, call


@pytest.fixture(scope="module")
def out(towns, tmp_path_factory):
    """The results of the three towns."""
    folder = tmp_path_factory.mktemp("cli")
    region = towns.write_region(folder / "in")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sys, "argv", ["adjoin", "run", str(region), "-o", str(folder / "out"), "--quiet"]
        )
        with pytest.raises(SystemExit) as left:
            cli.main()
    assert not left.value.code
    return folder / "out"


# --- as users call it


def test_demo_makes_a_fictional_region_and_runs_it(process):
    folder, call = process
    done = call("demo", FORCE_COLOR="1", NO_COLOR="1")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Alder County (fictional): 30 agencies, ")
    assert lines[-1] == "open adjoin-demo/map.html"
    assert ESCAPE not in done.stdout
    results = read_results(folder / "adjoin-demo")
    assert str(len(results.duplications)) in lines[0]
    assert (folder / "adjoin-demo" / "region" / "region.toml").is_file()
    page = (folder / "adjoin-demo" / "map.html").read_text()
    assert "fictional" in page


def test_the_package_runs_as_a_module_and_as_a_script_with_the_same_entry(process):
    _, call = process
    done = call("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, version("adjoin") + "\n", "")
    (script,) = (e for e in entry_points(group="console_scripts") if e.name == "adjoin")
    assert script.load() is cli.main


def test_wrong_use_leaves_with_2_and_says_so_on_stderr_without_colour(process):
    _, call = process
    done = call("run", "--frobnicate", TERM="xterm-256color")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--frobnicate" in done.stderr
    assert ESCAPE not in done.stderr
    assert "Traceback" not in done.stderr


# --- check


def test_check_prints_findings_and_leaves_with_0_when_none_is_an_error(adjoin, towns, tmp_path):
    fire = (*towns.FIRE, ("f-far", "Far", "A", (300, 1)))
    region = towns.write_region(tmp_path, fire=fire)
    before = sorted(tmp_path.iterdir())
    code, printed, told = adjoin("check", region)
    assert (code, told) == (0, "")
    lines = printed.splitlines()
    assert lines[0].split() == ["warning", "fire.csv"]
    assert lines[1].split() == ["far-outside:", "row", "4"]
    assert lines[2].split()[:2] == ["'Far'", "lies"]
    assert lines[-1] == "0 errors, 1 warning, 1 note"
    assert sorted(tmp_path.iterdir()) == before
    assert adjoin("check", region, "--strict")[0] == 1


def test_check_prints_every_error_as_records_and_leaves_with_1(adjoin, towns, tmp_path):
    toml = towns.TOML.replace("fire.csv", "absent.csv").replace('level = "level"', 'level = "lvl"')
    code, printed, told = adjoin(
        "check", towns.write_region(tmp_path, toml=toml), "--format", "json"
    )
    assert (code, told) == (1, "")
    records = json.loads(printed)
    assert [(r["severity"], r["source"], r["rule"]) for r in records] == [
        ("error", "absent.csv", "file-missing"),
        ("error", "agencies.geojson", "column-missing"),
    ]
    assert records[1]["message"] == "there is no column 'lvl'; the file has id, name, level"


def test_check_of_a_region_file_with_faults_or_of_none_leaves_with_1(adjoin, towns, tmp_path):
    toml = towns.TOML.replace("[[facilities]]", "[[facility]]").replace("Three", "Two")
    code, printed, _ = adjoin("check", towns.write_region(tmp_path, toml=toml))
    assert code == 1
    assert "'facility' is not known here; did you mean 'facilities'?" in printed
    code, printed, _ = adjoin("check", tmp_path / "nowhere.toml")
    assert code == 1
    assert "cannot be read" in printed


# --- run


def test_run_prints_what_it_found_and_where(adjoin, towns, tmp_path):
    region = towns.write_region(tmp_path / "in")
    code, printed, told = adjoin("run", region, "-o", tmp_path / "out")
    assert (code, told) == (0, "")
    lines = printed.splitlines()
    assert lines[0] == ("Three Towns: 4 agencies, 5 facilities, 2 facility pairs, 2 duplications")
    assert lines[1].startswith("  Fire Services: Alder + Birch (their areas share a border; ")
    assert lines[-3:] == [
        "findings in the data: 0 errors, 0 warnings, 1 note",
        f"all of them: {tmp_path / 'out' / 'findings.csv'}",
        f"open {tmp_path / 'out' / 'map.html'}",
    ]
    assert len(read_results(tmp_path / "out").duplications) == 2


def test_run_of_some_services_by_name_or_alias_quietly(adjoin, towns, tmp_path):
    region = towns.write_region(tmp_path / "in")
    options = ("--service", "Library Services", "--quiet")
    assert adjoin("run", region, "-o", tmp_path / "out", *options) == (0, "", "")
    assert set(read_results(tmp_path / "out").facilities["service"]) == {"library_services"}


def test_a_dry_run_writes_nothing(adjoin, towns, tmp_path):
    region = towns.write_region(tmp_path / "in")
    code, printed, _ = adjoin("run", region, "-o", tmp_path / "out", "--dry-run")
    assert code == 0
    assert "open" not in printed
    assert not (tmp_path / "out").exists()


def test_bad_data_leave_with_1_and_every_finding_on_stderr(adjoin, towns, tmp_path):
    fire = (*towns.FIRE, ("f-a", "Again", "A", "x"), ("f-far", "Far", "A", (300, 1)))
    region = towns.write_region(tmp_path / "in", fire=fire)
    code, printed, told = adjoin("run", region, "-o", tmp_path / "out")
    assert (code, printed) == (1, "")
    lines = told.splitlines()
    assert lines[0] == "error  fire.csv"
    assert lines[1].split() == ["facility-id-repeated:", "f-a"]
    assert lines[2].split()[:5] == ["the", "id", "stands", "2", "times"]
    assert "  far-outside: row 5" in lines
    assert lines[-1] == "adjoin: 1 error, 1 warning, 1 note; nothing was written"
    assert not (tmp_path / "out").exists()


def test_strict_says_that_warnings_stopped_the_run(adjoin, towns, tmp_path):
    fire = (*towns.FIRE, ("f-far", "Far", "A", (300, 1)))
    region = towns.write_region(tmp_path / "in", fire=fire)
    code, _, told = adjoin("run", region, "-o", tmp_path / "out", "--strict")
    assert code == 1
    assert told.splitlines()[-1] == (
        "adjoin: 0 errors, 1 warning, 1 note; nothing was written (--strict: warnings stop the run)"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-o", "in"), "of the region lies in it; name another folder"),
        (("-o", "in/fire.csv"), "is a file; name a folder for the results"),
        (("-o", "out", "--service", "fire brigade"), "'fire brigade' is no service"),
    ],
)
def test_wrong_use_of_run_leaves_with_2(adjoin, towns, tmp_path, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    towns.write_region(tmp_path / "in")
    code, printed, told = adjoin("run", "in/region.toml", *options)
    assert (code, printed) == (2, "")
    assert told.startswith("adjoin: ")
    assert message in told


def test_results_of_the_demo_are_not_replaced_by_a_run_of_the_region_in_them(
    adjoin, towns, tmp_path
):
    region = towns.write_region(tmp_path / "demo" / "region")
    (tmp_path / "demo" / "manifest.json").write_text('{"program": "adjoin"}')
    code, _, told = adjoin("run", region, "-o", tmp_path / "demo")
    assert code == 2
    assert "name another folder for the results" in told
    assert region.is_file()


def test_a_failed_run_leaves_with_3_and_an_interrupted_one_with_130(
    adjoin, towns, tmp_path, monkeypatch
):
    region = towns.write_region(tmp_path / "in")

    def fail(error):
        def write(*_, **__):
            raise error

        monkeypatch.setattr(cli, "write_results", write)
        return adjoin("run", region, "-o", tmp_path / "out")

    code, printed, told = fail(OSError(28, "No space left on device"))
    assert (code, printed) == (3, "")
    assert told == "adjoin: the run failed: [Errno 28] No space left on device\n"
    code, _, told = fail(KeyboardInterrupt())
    assert code == 130
    assert "Traceback" not in told


# --- demo, map, services, schema


def test_only_the_data_of_the_demo(adjoin, tmp_path):
    code, printed, told = adjoin("demo", "--only-data", "-o", tmp_path / "region")
    path = tmp_path / "region" / "region.toml"
    assert (code, told) == (0, "")
    assert printed == f"a fictional region: {path}\nrun it with: adjoin run {path} -o OUT\n"
    assert adjoin("check", path)[0] == 0
    for taken in (tmp_path / "region", path):
        code, _, told = adjoin("demo", "--only-data", "-o", taken)
        assert code == 2
        assert "is no empty folder" in told
    assert adjoin("demo", "-o", tmp_path / "region")[0] == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--seed", "-1"), "--seed is -1; give 0 or more"),
        (("--agencies", "0"), "--agencies is 0; give 1 to 5,000"),
        (("--agencies", "3", "--street-nodes", "1"), "give 200 to 1,000,000 for 3 agencies"),
        (("--facilities", "100000000000"), "give 0 to 100,000"),
    ],
)
def test_a_demo_that_cannot_be_made_leaves_with_2(adjoin, tmp_path, options, message):
    for more in ((), ("--only-data",)):
        code, printed, told = adjoin("demo", *options, *more, "-o", tmp_path / "region")
        assert (code, printed) == (2, "")
        assert told.startswith("adjoin: --")
        assert message in told
    assert not (tmp_path / "region").exists()


def test_the_demo_never_replaces_files_of_others(adjoin, tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "thesis.doc").write_text("x")
    code, _, told = adjoin("demo", "-o", tmp_path)
    assert code == 2
    assert "no result of adjoin ('thesis.doc'); name another folder" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manifest.json", "thesis.doc"]


def test_map_draws_the_same_page_again(adjoin, out):
    before = (out / "map.html").read_bytes()
    (out / "map.html").unlink()
    assert adjoin("map", out) == (0, f"{out / 'map.html'}\n", "")
    assert (out / "map.html").read_bytes() == before


def test_map_and_run_for_the_public_leave_single_removals_out(adjoin, out, towns, tmp_path):
    before = (out / "map.html").read_bytes()
    assert adjoin("map", out, "--public")[0] == 0
    assert (out / "map.html").read_bytes() != before
    assert "people_lost" in read_results(out).coverage  # the tables stay as they are
    assert adjoin("map", out)[0] == 0
    assert (out / "map.html").read_bytes() == before
    region = towns.write_region(tmp_path / "in")
    assert adjoin("run", region, "-o", tmp_path / "open", "--public", "--quiet") == (0, "", "")
    assert "people_lost" not in read_results(tmp_path / "open").coverage
    assert json.loads((tmp_path / "open" / "manifest.json").read_text("utf-8"))["public"] is True
    code, _, told = adjoin(
        "query", tmp_path / "open", "--table", "coverage", "--sort", "people_lost"
    )
    assert code == 2
    assert "no column 'people_lost'" in told


def test_services_lists_the_taxonomy_and_shows_one_whole(adjoin):
    code, printed, _ = adjoin("services", "--format", "json")
    records = json.loads(printed)
    assert code == 0
    assert [record["id"] for record in records] == list(load_services())
    assert adjoin("services")[1].count("\n") == len(records) + 1
    table = pd.read_csv(io.StringIO(adjoin("services", "--format", "csv")[1]), index_col="id")
    assert table.loc["fire_services", "osm"] == "amenity=fire_station;building=fire_station"
    code, printed, _ = adjoin("services", "fire station", "--format", "csv")
    assert printed.startswith("field,value\nid,fire_services\n")
    code, printed, _ = adjoin("services", "Fire Dept.", "--format", "json")
    assert json.loads(printed) == records[11]
    assert records[11]["standards"][0]["value"] == 4
    code, printed, _ = adjoin("services", "fire")
    assert "\nstandards           4 min 1st engine, travel (standard: NFPA 1710)\n" in printed
    assert max(map(len, printed.splitlines())) <= 100
    assert adjoin("services", "fire", "--format", "geojson")[0] == 2
    code, _, told = adjoin("services", "teleportation")
    assert (code, told) == (
        2,
        "adjoin: 'teleportation' is no service; `adjoin services` lists them\n",
    )


def test_services_as_toml_can_be_laid_over(adjoin, tmp_path):
    code, printed, _ = adjoin("services", "--format", "toml")
    path = tmp_path / "ours.toml"
    path.write_text(printed, encoding="utf-8")
    assert code == 0
    assert read_services(path, label="ours.toml") == tuple(load_services().values())
    code, printed, _ = adjoin("services", "clerk", "--format", "toml")
    assert printed.startswith('[[services]]\nid = "clerk"\nnumber = 6\n')
    assert printed.count("[[services]]") == 1


def test_schema_is_json(adjoin):
    code, printed, _ = adjoin("schema")
    assert code == 0
    assert json.loads(printed)["title"] == "region.toml of adjoin"


def test_without_a_command_the_commands_are_listed(adjoin):
    _, printed, told = adjoin("--help")
    for command in ("demo", "check", "run", "query", "map", "services", "presets", "template"):
        assert f"\n  {command} " in printed + told


# --- query


def test_query_prints_duplications_and_takes_every_option(adjoin, out):
    code, printed, told = adjoin(
        "query", out, "--service", "Fire Services", "--agency", "alder", "--agency", "B",
        "--adjacent-to", "A", "--within", "2", "--relation", "border", "--kind", "proximity",
        "--sort", "-minutes", "--limit", "1", "--format", "csv",
    )  # fmt: skip
    assert (code, told) == (0, "")
    expected = read_results(out).duplications
    [row] = csv.DictReader(io.StringIO(printed))
    assert list(row) == [name for name in expected.columns if name != "geometry"]
    assert (row["duplication_id"], row["minutes"]) == ("fire_services:A:B", "2.0")
    assert row["kinds"] == "adjacent_provision;proximity"
    assert (row["overlap_people"], row["review"]) == ("", "")  # the towns name no people


def test_query_sorts_and_puts_coverage_beside_pairs(adjoin, out):
    minutes = []
    for words in (
        ("--sort", "minutes"),
        ("--sort", "-minutes"),
        ("--sort", "minutes", "--descending"),
    ):
        asked = ("query", out, "--table", "facility_pairs", *words, "--format", "json")
        code, printed, _ = adjoin(*asked, "--with-coverage")
        assert code == 0
        minutes.append([row["minutes"] for row in json.loads(printed)])
        assert {"people_lost_a", "people_lost_b"} <= set(json.loads(printed)[0])
    assert minutes[0] == sorted(minutes[0])
    assert minutes[1] == minutes[2] == minutes[0][::-1]


def test_query_prints_in_each_format(adjoin, out):
    expected = read_results(out).facility_pairs

    def printed(form):
        code, text, told = adjoin("query", out, "--table", "facility_pairs", "--format", form)
        assert (code, told) == (0, "")
        return text

    ids = list(expected["facility_a"])
    assert [row["facility_a"] for row in json.loads(printed("json"))] == ids
    features = json.loads(printed("geojson"))["features"]
    assert [f["properties"]["facility_a"] for f in features] == ids
    assert [f["geometry"]["type"] for f in features] == ["LineString"] * len(ids)
    table = printed("table").splitlines()
    named = [name for name in table[0].split() if name not in ("name_a", "name_b")]
    assert named == [name for name in expected.columns if name != "geometry"]
    assert "  Alder  " in table[1]
    assert [line.split()[1] for line in table[1:]] == ids
    assert [line.split("|")[2].strip() for line in printed("markdown").splitlines()[2:]] == ids
    assert printed("csv").count("\n") == 1 + len(ids)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--within", "6"), "--within 6 is above the minutes that were run"),
        (("--agency", "Aldr"), "did you mean Alder?"),
        (("--service", "hospitals"), "no service of this run"),
        (("--table", "findings", "--format", "geojson"), "no geometry"),
        (("--table", "transfer"), "did you mean 'transfers'?"),
        (("--table", "agencies", "--with-coverage"), "goes with the tables facility_pairs"),
        (("--kind", "near"), "no kind of duplication"),
        (("--sort", "-cost"), "no column 'cost' to sort by"),
    ],
)
def test_questions_without_an_answer_leave_with_2(adjoin, out, options, message):
    code, printed, told = adjoin("query", out, *options)
    assert (code, printed) == (2, "")
    assert message in told


def test_a_folder_without_results_leaves_with_2(adjoin, tmp_path):
    for command in ("query", "map"):
        code, _, told = adjoin(command, tmp_path)
        assert code == 2
        assert "holds no results of adjoin" in told


def test_a_fault_of_the_program_is_shown_whole_and_leaves_with_3(
    adjoin, towns, tmp_path, monkeypatch
):
    def broken(*_args, **_options):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(cli, "analyse", broken)
    code, printed, told = adjoin("run", towns.write_region(tmp_path), "-o", tmp_path / "out")
    assert (code, printed) == (3, "")
    assert "ZeroDivisionError: a fault of ours" in told


def test_damaged_results_are_wrong_use(adjoin, towns, tmp_path):
    adjoin("run", towns.write_region(tmp_path), "-o", tmp_path / "out")
    (tmp_path / "out" / "tables" / "agencies.parquet").write_bytes(b"PAR1 and no more")
    code, printed, told = adjoin("query", tmp_path / "out")
    assert (code, printed) == (2, "")
    assert "damaged results" in told


def test_query_knows_a_service_of_the_region_by_its_name(adjoin, towns, tmp_path):
    own = '[[services]]\nid = "first_response"\nname = "Police Department"\nprimary_mode = "RESP"\n'
    toml = towns.TOML.replace('service = "fire_services"', 'service = "first_response"') + own
    adjoin("run", towns.write_region(tmp_path, toml=toml), "-o", tmp_path / "out")
    asked = ("query", tmp_path / "out", "--table", "facilities", "--format", "csv", "--service")
    code, printed, _ = adjoin(*asked, "police department")
    assert (code, printed.count("first_response")) == (0, 3)


def test_a_name_cannot_steer_the_terminal(adjoin, towns, tmp_path):
    toml = towns.TOML.replace('name = "Three Towns"', 'name = "Three\\u001b[31m Towns"')
    code, printed, _ = adjoin(
        "run", towns.write_region(tmp_path, toml=toml), "-o", tmp_path / "out"
    )
    assert code == 0
    assert "\x1b" not in printed


def test_a_region_wider_than_half_the_globe_is_refused(adjoin, towns, tmp_path):
    region = towns.write_region(tmp_path)
    file = tmp_path / "agencies.geojson"
    agencies = json.loads(file.read_text())
    # One third of the way round to either side.
    for feature, west in zip(agencies["features"], (118.0, -2.0), strict=False):
        ring = [[west, -1.0], [west + 1, -1.0], [west + 1, 1.0], [west, -1.0]]
        feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    file.write_text(json.dumps(agencies))
    code, printed, _ = adjoin("check", region, "--format", "csv")
    assert code == 1
    assert "region-too-wide" in printed
    assert "on both sides of the equator" in printed
