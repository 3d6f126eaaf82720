"""The page of the findings as a reader meets it: from disk, offline, by keyboard, on a phone."""

from __future__ import annotations

import pytest
from adjoin.geo.findings import Finding, findings_table
from adjoin.maps.findings_page import findings_page

pytestmark = pytest.mark.browser

# Contrast of each text with what is behind it, as WCAG 2 defines it.
CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim()) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(behind(node))];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), walk.currentNode.data]);
  }
  return found;
}"""


@pytest.fixture
def findings():
    told = [
        Finding("error", "folder/sub/stops.csv", str(n), "facility-id-repeated", f"{n} times")
        for n in range(1, 1202)
    ]
    told += [
        Finding("warning", "towns.gpkg", f"row {n}", "empty", "no shape; leave it out")
        for n in range(1, 60)
    ]
    told += [
        Finding("note", "n" * 300, "i" * 300, "r" * 300, "m" * 300 + "<img src=x onerror=alert(1)>")
    ]
    return findings_table(told)


@pytest.fixture
def opened(browser, tmp_path, findings):
    """The page, what it asked for and what the browser complained of."""
    contexts = []

    def open_page(**options):
        path = tmp_path / "findings.html"
        text = findings_page(findings, name="Wood " + "long" * 60, fictional=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        contexts.append(browser.new_context(offline=True, **options))
        page = contexts[-1].new_page()
        heard: list[str] = []
        page.on("request", lambda request: heard.append(request.url))
        page.on("console", lambda message: heard.append(message.text))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.goto(path.as_uri())
        return page, heard

    yield open_page
    for context in contexts:
        context.close()


def test_it_asks_for_nothing_and_its_style_is_applied(opened):
    page, heard = opened(viewport={"width": 1200, "height": 900})
    assert len(heard) == 1
    assert heard[0].startswith("file:")
    assert page.eval_on_selector("h1", "node => getComputedStyle(node).fontSize") == "30px"
    assert page.locator(".verdict").inner_text() == (
        "1,201 errors stop the run; 59 warnings and 1 note do not."
    )


def test_a_count_leads_to_its_findings(opened):
    page, _ = opened(viewport={"width": 1200, "height": 400}, reduced_motion="reduce")
    page.get_by_role("link", name="59", exact=True).click()
    heading = page.get_by_role("heading", name="towns.gpkg")
    assert heading.bounding_box()["y"] < 60


def test_the_keyboard_skips_the_head_and_opens_a_list(opened):
    page, _ = opened(viewport={"width": 1200, "height": 900})
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the findings"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Show first 1,000 of 1,201: 1, 2, 3, …"
    last = page.get_by_role("rowheader", name="1000", exact=True)
    assert not last.is_visible()
    page.keyboard.press("Enter")
    assert last.is_visible()


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_nothing_hangs_over_the_edge(opened, width):
    page, _ = opened(viewport={"width": width, "height": 700})
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_text_can_be_read(opened):
    page, _ = opened(viewport={"width": 1200, "height": 900})
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    found = page.evaluate(CONTRAST)
    assert len(found) > 1000
    assert min(found)[0] >= 4.5, min(found)


def test_on_paper_the_lists_that_are_open_break_over_pages(opened):
    page, _ = opened(viewport={"width": 1200, "height": 900})
    closed = page.pdf().count(b"/Type /Page\n")
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    page.emulate_media(media="print")
    assert not page.locator(".skip").is_visible()
    assert 1 <= closed <= 3
    assert page.pdf().count(b"/Type /Page\n") > 10
