"""The page of the findings, read as a program reads it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from adjoin.geo.files.printing import LONGEST
from adjoin.geo.findings import Finding, findings_table
from adjoin.maps.findings_page import LISTED, findings_page

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '"\' onmouseover="alert(1)" x=\'',
    "{verdict} {0} {name.__class__}",
    "{{7*7}} {% raw",
    "\u202egnp.exe\u2066",
    "--> <!--",
    "&lt;b&gt;",
    "a\x00b\x1b[31m\r\nc",
]


class Read(HTMLParser):
    """Elements, ids, links and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.cells: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("th", "td"):
            self.cells.append("")
        if tag not in ("meta", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text += data
            if {"th", "td"} & set(self.open):
                self.cells[-1] += data

    def all(self, key):
        return [attrs[key] for _, attrs in self.tags if key in attrs]

    def count(self, tag):
        return sum(name == tag for name, _ in self.tags)


def repaired(rows, *, severity="warning", source="a.gpkg"):
    return [
        Finding(
            severity,
            source,
            f"row {n}",
            "geometry-repaired",
            f"the shape of 'Town {n}' is not valid; it was repaired: {n}.5 km2 before",
        )
        for n in rows
    ]


ERROR = Finding(
    "error", "b.csv", "columns.id", "column-missing", "there is no column 'ID'; name it"
)
NOTE = Finding("note", "region", "", "projection", "the region's plane is equal-area")


def page(*findings, **more):
    return findings_page(findings_table(findings), name="Wood County", **more)


@pytest.mark.parametrize(
    ("findings", "strict", "verdict"),
    [
        ([], False, "Nothing stops the run. There are 0 warnings and 0 notes."),
        ([NOTE], True, "Nothing stops the run. There are 0 warnings and 1 note."),
        (repaired([1]), False, "Nothing stops the run. There are 1 warning and 0 notes."),
        (repaired([1]), True, "1 warning stops the run; 0 errors and 0 notes do not."),
        ([ERROR, NOTE], False, "1 error stops the run; 0 warnings and 1 note do not."),
        ([ERROR, *repaired([1, 2])], True, "1 error and 2 warnings stop the run; 0 notes do not."),
    ],
)
def test_the_verdict_is_one_sentence(findings, strict, verdict):
    text = Read(page(*findings, strict=strict)).text
    assert verdict in text
    assert ("check again" in text) == (ERROR in findings)


def test_alike_findings_are_one_piece_of_work_with_all_of_them_in_it():
    read = Read(page(*repaired([30, 1, 2, 10])))
    assert read.count("article") == 1
    assert "the shape of … is not valid; it was repaired: … km2 before" in read.text
    assert "Show all 4: row 1, row 2, row 10, …" in read.text
    listed = [cell for cell in read.cells if cell.startswith("row ")]
    assert listed == ["row 1", "row 2", "row 10", "row 30"]
    assert "<b>&#x27;Town 30&#x27;</b>" in page(*repaired([30, 1]))


def test_findings_that_say_the_same_are_listed_by_their_items():
    told = [Finding("warning", "a.csv", f"row {n}", "empty", "no shape") for n in range(1, 7)]
    read = Read(page(*told))
    assert read.text.count("no shape") == 1
    assert "row 1, row 2, row 3, row 4, row 5, row 6" in read.text


def test_a_single_finding_is_told_whole():
    read = Read(page(ERROR))
    assert read.count("details") == 0
    assert "column-missing columns.id\nthere is no column 'ID'; name it\n" in read.text


def test_counts_by_source_lead_to_the_findings():
    read = Read(page(ERROR, NOTE, *repaired([1, 2, 3]), *repaired([9], source="b.csv")))
    assert read.cells[:16] == [
        *("Source", "Errors", "Warnings", "Notes"),
        *("b.csv", "1", "1", "0"),
        *("a.gpkg", "0", "3", "0"),
        *("region", "0", "0", "1"),
    ]
    ids = read.all("id")
    assert len(ids) == len(set(ids))
    links = [href.removeprefix("#") for href in read.all("href")]
    assert len(links) == 8  # past the head, three tiles, four counts
    assert set(links) <= set(ids)
    assert set(read.all("aria-labelledby")) <= set(ids)


def test_headings_and_tables_are_marked_as_such():
    read = Read(page(ERROR, *repaired(range(5))))
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert read.count("h1") == 1
    assert all("scope" in attrs for tag, attrs in read.tags if tag == "th")
    assert ("html", {"lang": "en"}) in read.tags


def test_sources_without_a_finding_are_listed_and_their_makers_named():
    inputs = [
        {"role": "agencies", "path": "a.gpkg", "date": "2020", "attribution": "Ash & Co"},
        {"role": "agencies", "path": "a.gpkg", "date": None, "attribution": "Ash & Co"},
        {"role": "streets", "path": "s.gpkg", "label": "s.gpkg (roads)", "attribution": "© OSM"},
    ]
    read = Read(page(*repaired([1]), inputs=inputs))
    assert read.cells[4:12] == [
        *("a.gpkg agencies, 2020", "0", "1", "0"),
        *("s.gpkg (roads) streets", "0", "0", "0"),
    ]
    assert "Data: Ash & Co; © OSM" in read.text


def test_a_long_list_is_cut_and_says_so():
    read = Read(page(ERROR, *repaired(range(1, LISTED + 204))))
    assert sum(cell.startswith("row ") for cell in read.cells) == LISTED
    assert "Show first 1,000 of 1,203: row 1, row 2, row 3, …" in read.text
    assert "203 more are not listed here" in read.text
    assert "203 findings of 1,204 are not listed here; adjoin check --format json" in read.text
    assert "All 1,000 findings are on this page" in Read(page(*repaired(range(LISTED)))).text


def test_a_long_text_is_cut_and_says_so():
    read = Read(page(ERROR._replace(message="x" * (LONGEST + 5))))
    assert "x" * LONGEST + "… (5 more characters)" in read.text
    assert "x" * (LONGEST + 1) not in read.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    inputs = [{"role": text, "path": text, "date": text, "attribution": text}]
    told = [Finding("error", text, text, text, text)]
    told += [Finding("warning", text, text + str(n), text, f"{text} {n}") for n in range(9)]
    one = findings_page(findings_table(told), name=text, inputs=inputs)
    plain = page(*(Finding(f.severity, "s", "i", "r", "m") for f in told))
    assert {tag for tag, _ in Read(one).tags} <= {tag for tag, _ in Read(plain).tags} | {
        *("details", "summary", "b", "wbr", "span")
    }
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", one)
    keys = {key for _, attrs in Read(one).tags for key in attrs}
    assert keys <= {
        *("lang", "charset", "http-equiv", "content", "name"),
        *("class", "id", "href", "scope", "tabindex", "aria-labelledby", "open"),
    }
    if text.isprintable():
        assert text in Read(one).text


def test_the_policy_allows_the_pages_own_style_and_nothing_else():
    one = page(ERROR)
    (style,) = re.findall(r"<style>(.*?)</style>", one, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (
        attrs["content"]
        for _, attrs in Read(one).tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "<script" not in one
    assert "://" not in one
    assert "url(" not in one
    assert "style=" not in one


def test_a_made_up_region_says_so():
    assert "Fictional region." in Read(page(NOTE, fictional=True)).text
    assert "Fictional" not in page(NOTE)


def test_the_order_of_the_findings_does_not_matter():
    table = findings_table([ERROR, NOTE, *repaired(range(20))])
    mixed = table.sample(frac=1, random_state=1).reset_index(drop=True)
    assert findings_page(mixed, name="Wood") == findings_page(table, name="Wood")


def test_ten_thousand_findings_make_a_page_that_opens():
    told = [
        found
        for source in range(20)
        for found in repaired(range(500), source=f"districts_{source}.gpkg")
    ]
    one = page(*told)
    assert one.count("<article>") == 20
    assert len(one) < 3_000_000


@pytest.fixture
def reviewed():
    """A warning accepted, a note rejected, an error accepted, and a warning that nobody looked at."""
    table = findings_table(
        [
            Finding("error", "a.csv", "row 1", "id-missing", "no id"),
            Finding("warning", "a.csv", "row 2", "sentinel", "NAME is N/A"),
            Finding("warning", "b.csv", "row 3", "far-outside", "far"),
            Finding("note", "b.csv", "", "projection", "LAEA"),
        ]
    )
    decided = ["accepted", "accepted", None, "rejected"]
    notes = ["yes", HOSTILE[0], None, None]
    return table.assign(
        review=pd.Series(decided, dtype="str"), review_note=pd.Series(notes, dtype="str")
    )


def test_what_was_looked_at_is_folded_at_the_end_and_errors_stay(reviewed):
    page = findings_page(reviewed, name="Alder")
    read = Read(page)
    ids = read.all("id")
    assert "errors" in ids
    assert "warnings" in ids
    assert "notes" not in ids
    assert ids[-1] == "looked-at"
    assert {link[1:] for link in read.all("href")} <= set(ids)
    assert "accepted in review; it still stops the run" in read.text
    folded = page[page.index('id="looked-at"') :]
    assert "sentinel" in folded
    assert "projection" in folded
    assert "far-outside" not in folded
    assert "id-missing" not in folded
    assert HOSTILE[0] in read.text
    assert "<img" not in page
    assert "1 error stops the run" in read.text
    assert findings_page(reviewed[::-1], name="Alder") == page


def test_a_table_without_decisions_is_told_as_before(reviewed):
    plain = reviewed.drop(columns=["review", "review_note"])
    empty = plain.assign(review=pd.Series(None, index=plain.index, dtype="str"), review_note=None)
    assert findings_page(plain, name="Alder") == findings_page(empty, name="Alder")
    assert "looked at" not in findings_page(plain, name="Alder").casefold()
