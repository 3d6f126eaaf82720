"""The tutorial as a newcomer follows it: every command is run, every quoted line compared."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from adjoin.region import Region

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "tutorial.md"

_SPEC = importlib.util.spec_from_file_location(
    "osm_xml", Path(__file__).parent / "geo" / "osm" / "osm_xml.py"
)
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")


def fences(text: str) -> list[tuple[str, list[str]]]:
    """The fenced blocks of a page: their language, and their lines."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return [(language, body.splitlines()) for language, body in found]


def quoted(lines: list[str]) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that the page quotes of its output."""
    starts = [k for k, line in enumerate(lines) if line.startswith("$ ")]
    assert starts[:1] == [0], lines
    return [
        (lines[a].removeprefix("$ "), [line for line in lines[a + 1 : b] if line != "..."])
        for a, b in pairwise([*starts, len(lines)])
    ]


def in_order(wanted: list[str], said: str) -> list[str]:
    """The lines that are not in an output, or not in that order."""
    lines = iter([line.rstrip() for line in said.splitlines()])
    return [line for line in wanted if line.rstrip() not in lines]


def two_towns(folder: Path) -> None:
    """An OpenStreetMap file of a county with two towns in northern California."""
    west, south = -123.4, 39.4
    objects = [*osm.square(10, west, south, 0.04), *osm.square(20, west + 0.04, south, 0.04)]
    for k, (first, name) in enumerate(((10, "Millbrook"), (20, "Heron Point")), start=1):
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": name}
        tags["nist:fips_code"] = f"06{k:05}"  # tells the country, and so what level 8 is
        objects += [osm.way(k, osm.ring(first)), osm.relation(k, [("way", k, "outer")], tags)]
    objects += [osm.node(100 + k, west + 0.001 + k * 0.002, south + 0.02) for k in range(40)]
    objects += [
        osm.way(50, list(range(100, 140)), {"highway": "primary", "maxspeed": "30 mph"}),
        osm.node(60, west + 0.035, south + 0.02, {"amenity": "fire_station", "name": "Station 1"}),
        osm.node(61, west + 0.045, south + 0.02, {"amenity": "fire_station", "name": "Station 2"}),
    ]
    osm.as_pbf(osm.write(folder / "made.osm", objects), folder / "region.osm.pbf")


def decided(region: Path, before: list[str], after: list[str]) -> None:
    """Edit region.toml as the page asks for, and look whether it then says what the page shows."""
    text = region.read_text(encoding="utf-8")
    begins = [line for line in before if line != "..."]
    held = text.splitlines()
    places = [next(k for k, line in enumerate(held) if line.startswith(each)) for each in begins]
    assert places == sorted(places)
    block = held[places[0] + 1 : held.index("", places[0])]
    assert all(line.startswith("#? ") for line in block)
    for line in block:
        text = text.replace(line, line.removeprefix("#? "))
    text = re.sub(r'^name = ".*?"', after[0], text, count=1, flags=re.MULTILINE)
    region.write_text(text, encoding="utf-8")
    assert not [line for line in after if f"\n{line}" not in text]


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """Runs a command where `adjoin` is this one, in a folder with an OpenStreetMap file."""
    folder = tmp_path_factory.mktemp("tutorial")
    two_towns(folder)
    tools = tmp_path_factory.mktemp("bin")
    (tools / "adjoin").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m adjoin "$@"\n')
    (tools / "adjoin").chmod(0o755)
    paths = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", command], cwd=folder, env={**os.environ, **paths}, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300,
        )  # fmt: skip

    return folder, run


def test_every_command_does_what_the_page_says(shell):
    folder, run = shell
    blocks = fences(PAGE.read_text(encoding="utf-8"))
    assert {language for language, _ in blocks} == {"console", "toml"}
    settings = [lines for language, lines in blocks if language == "toml"]
    assert len(settings) == 2
    commands = 0
    for language, lines in blocks:
        if language == "toml":
            if lines is settings[1]:
                decided(folder / "region.toml", *settings)
            continue
        for command, wanted in quoted(lines):
            done = run(command)
            assert done.returncode == 0, (command, done.stdout)
            assert in_order(wanted, done.stdout) == [], (command, done.stdout)
            commands += 1
    assert commands >= 12
    assert (folder / "results" / "map.html").is_file()
    assert (folder / "osm-results" / "map.html").is_file()
    assert Region.load(folder / "region.toml").name == "Alder County"
    assert Region.load(folder / "millbrook.toml").agencies


@pytest.mark.parametrize("page", ["tutorial.md", "starting.md"])
def test_what_a_page_links_to_is_there(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    assert links
    missing = [link for link in links if not (ROOT / "docs" / link).resolve().exists()]
    assert missing == []
