"""The same region gives the same bytes: rows mixed, sources reordered, elsewhere, threads or not."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from adjoin.geo.findings import Finding
from adjoin.pipeline import run
from adjoin.region import Region
from adjoin.services.demo.files import write_demo as write_region

# Numbers of rows and bytes, which mixing changes.
ROW = re.compile(r"\b(row|byte) [0-9]+")

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GDAL_NUM_THREADS"), "1")
FOUR_THREADS = dict.fromkeys(ONE_THREAD, "4")
# Neither Python's UTF-8 mode nor its change of the C locale hides what depends on the locale.
PLAIN_C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def started(region: Path, out: Path, *, cwd: Path, one_processor: bool = False, **settings: str):
    """A process of `adjoin run` in an environment of its own."""
    first = {min(os.sched_getaffinity(0))} if hasattr(os, "sched_getaffinity") else set()

    def on_one_processor():
        os.sched_setaffinity(0, first)

    with out.with_name(out.name + ".log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "adjoin", "run", str(region), "-o", str(out)],
            cwd=cwd,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=on_one_processor if one_processor and first else None,
        )


def ended(process: subprocess.Popen, out: Path) -> Path:
    """Wait for a run; the folder of its results."""
    log = out.with_name(out.name + ".log")
    assert process.wait(timeout=120) == 0, log.read_text(encoding="utf-8", errors="replace")
    return out


def contents(out: Path) -> dict[str, bytes]:
    """Every file of the results, but how long it took."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "timings.json"
    }


def without_rows(out: Path) -> list[list[str]]:
    """The findings with the numbers of rows taken out, in an order of their own."""
    table = pd.read_parquet(out / "tables" / "findings.parquet")
    told = table[list(Finding._fields)].to_numpy().tolist()
    return sorted([ROW.sub("row", text) for text in row] for row in told)


def described(out: Path) -> dict[str, object]:
    """The manifest but what tells the bytes of an input, the inputs in an order of their own."""
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for record in told["inputs"]:
        assert len(record.pop("sha256")) >= 1
        assert record.pop("bytes") > 0
    for sources in (told["settings"]["agencies"], told["settings"]["facilities"]):
        sources.sort(key=json.dumps)
    return told


def drawn(out: Path) -> tuple[str, object]:
    """The map's page and what it draws, without the numbers of rows."""
    page = (out / "map.html").read_text(encoding="utf-8")
    head, block, tail = re.split(r'(?<=id="adjoin-data">)"([^"]+)"', page)
    data = json.loads(gzip.decompress(base64.b64decode(block)))
    for group in data["findings"]:
        group["example"] = ROW.sub("row", group["example"])
    return head + tail, data


@pytest.fixture(scope="module")
def outs(tmp_path_factory, shuffling):
    """Results: as it is, elsewhere, and with everything in another order."""
    base = tmp_path_factory.mktemp("same")
    region = write_region(base / "region")
    far = base / "été à l’ombre"
    far.mkdir()
    assert shuffling.shuffled(region, base / "mixed") >= 12
    plain, elsewhere, other = base / "plain", far / "out put é", base / "other"
    processes = [
        started(
            Path("../region/region.toml"),
            elsewhere,
            cwd=far,
            one_processor=True,
            PYTHONHASHSEED="4242",
            TZ="Pacific/Apia",
            **PLAIN_C,
            **ONE_THREAD,
        ),
        started(
            base / "mixed" / "region.toml",
            other,
            cwd=base,
            PYTHONHASHSEED="1",
            TZ="America/St_Johns",
            **FOUR_THREADS,
            **_a_locale(),
        ),
    ]
    try:
        run(Region.load(region), plain)
        return plain, ended(processes[0], elsewhere), ended(processes[1], other)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _a_locale() -> dict[str, str]:
    """A locale with letters and numbers of its own where one is installed, else plain ASCII."""
    try:
        listed = subprocess.run(["locale", "-a"], capture_output=True, check=False).stdout
    except OSError:
        return PLAIN_C
    known = {name.lower().replace("-", ""): name for name in listed.decode("latin-1").split()}
    wanted = ("tr_tr.utf8", "de_de.utf8", "fr_fr.utf8")
    return next(({"LC_ALL": known[name]} for name in wanted if name in known), PLAIN_C)


def test_another_place_time_zone_locale_and_number_of_threads(outs):
    plain, elsewhere, _ = (contents(out) for out in outs)
    assert list(plain) == list(elsewhere)
    assert [name for name in plain if plain[name] != elsewhere[name]] == []
    assert {"results.gpkg", "map.html", "manifest.json", "tables/agencies.parquet"} <= set(plain)


def test_rows_and_sources_in_another_order(outs):
    plain, _, other = (contents(out) for out in outs)
    assert list(plain) == list(other)
    told = {"manifest.json"}  # the digests of the inputs, and the settings in their order
    if plain["findings.csv"] != other["findings.csv"]:  # they name rows
        told |= {
            "findings.csv",
            "tables/findings.parquet",
            "results.gpkg",
            "map.html",
            "review.csv",
        }
    assert {name for name in plain if plain[name] != other[name]} <= told
    assert drawn(outs[0]) == drawn(outs[2])
    assert without_rows(outs[0]) == without_rows(outs[2])
    assert described(outs[0]) == described(outs[2])


def test_the_other_order_was_another_order(outs):
    records = [
        {
            record["path"]: record["sha256"]
            for record in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["inputs"]
        }
        for out in outs
    ]
    same = [path for path in records[0] if records[0][path] == records[2][path]]
    # A file of one row has no other order.
    assert len(same) <= 1
