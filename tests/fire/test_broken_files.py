"""Broken files of every format: each is read or refused with its reason, soon, in little memory."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import re
from pathlib import Path

import harness
import pytest

from adjoin.geo.files.opening import SUFFIXES  # isort: skip

PAGE = Path(__file__).resolve().parents[2] / "docs" / "broken-inputs.md"


def test_every_broken_input_is_read_or_refused_with_its_reason(tried):
    faulty = [
        f"{r.group}: {r.name}: {fault}"
        for r in tried
        for fault in r.faults
        if not harness.is_known(r)
    ]
    assert not faulty, "\n".join(faulty[:40])


def test_every_kind_of_input_is_tried(corpus, tried):
    assert {result.group for result in tried} == {case.group for case in corpus}


def test_every_format_is_among_them(tried):
    names = " ".join(result.name for result in tried if result.group == "not broken")
    assert all(suffix in names for suffix in SUFFIXES)


def test_no_two_cases_have_one_name(corpus):
    names = [(case.group, case.name) for case in corpus]
    assert len(set(names)) == len(names)


def test_the_page_tells_what_was_tried(corpus, tried):
    rows = page_rows()
    assert {group: int(row[1]) for group, row in rows.items()} == counts(corpus)
    for result in tried:
        told = set(re.findall(r"`([\w-]+)`", rows[result.group][5]))
        assert set(result.rules) <= told or harness.is_known(result), (result.group, result.name)


def test_the_page_is_the_table_of_the_whole_corpus(tried, corpus):
    if len(tried) < len(corpus):
        pytest.skip("a sample was tried; ADJOIN_FIRE=all tries the whole corpus")
    assert harness.table(tried) in PAGE.read_text(encoding="utf-8")


def counts(cases) -> dict[str, int]:
    """How many cases each kind has."""
    groups = [case.group for case in cases]
    return {group: groups.count(group) for group in groups}


def page_rows() -> dict[str, list[str]]:
    """The rows of the page's table, by kind of input."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]  # fmt: skip
    return {row[0]: row for row in cells if row[1].isdigit()}
