"""A TOML file as a document, or why there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from adjoin.geo.files.toml_text import LARGEST_BYTES, LONGEST_LINE, read_toml
from adjoin.geo.findings import DataError, Finding


def _told(path: Path) -> Finding:
    with pytest.raises(DataError) as raised:
        read_toml(path, label="a label", wanted="a recipe")
    [finding] = raised.value.findings
    assert (finding.severity, finding.source) == ("error", "a label")
    return finding


def test_a_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = [\r\n  'x',\r\n]\r\n")
    assert read_toml(path, label="a", wanted="a recipe") == {"a": 1, "b": ["x"]}


@pytest.mark.parametrize(
    ("content", "item", "rule", "words"),
    [
        (b"a = 1\nb = \n", "line 2", "toml-syntax", "texts need quotes"),
        (b"a = 'x", "end of file", "toml-syntax", "is not TOML"),
        (b"a = '\xff'", "byte 5", "encoding", "save it as UTF-8"),
        (b"a = " + b"[" * 5000, "", "toml-syntax", "too deeply"),
        (b"a = " + b"9" * 5000, "", "toml-syntax", "cannot be read as TOML"),
        (b"#" * (LONGEST_LINE + 1), "", "toml-syntax", "a line of 10001 letters"),
        (b"#\n" * (LARGEST_BYTES // 2) + b"#", "", "toml-syntax", "give the path of a recipe"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, content: bytes, item: str, rule: str, words: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    finding = _told(path)
    assert (finding.item, finding.rule) == (item, rule)
    assert words in finding.message


def test_the_longest_line_and_the_largest_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    line = b"#" * LONGEST_LINE + b"\n"
    path.write_bytes(line * (LARGEST_BYTES // len(line)))
    assert read_toml(path, label="a", wanted="a recipe") == {}


def test_no_file_at_all(tmp_path: Path) -> None:
    assert _told(tmp_path / "gone.toml").rule == "missing-file"
    assert _told(tmp_path).rule == "missing-file"
    os.mkfifo(tmp_path / "pipe")
    assert "a pipe or a device; give the path of a recipe" in _told(tmp_path / "pipe").message
