"""Kinds, the panel of a service, agreements and offices without roads, in a real browser."""

from __future__ import annotations

import re

import pandas as pd
import pytest

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=document.title='owned'>{{7*7}}{% raw"


def titles(page):
    return page.locator("#list .row-title").all_inner_texts()


def test_the_filter_knows_all_kinds_and_says_what_they_mean(open_page, measured):
    one = open_page(measured)
    page = one.page
    assert page.locator("#kind option").all_inner_texts() == [
        "All kinds", "Adjacent provision (2)", "Catchment overlap (1)", "Double provision (0)",
        "Proximity (2)", "Below scale (1)",
    ]  # fmt: skip
    page.select_option("#kind", "sub_scale")
    assert titles(page) == ["Birch and Cedar"]
    assert page.evaluate("location.hash") == "#kind=sub_scale"
    assert "below scale" in page.locator(".legend-sub").inner_text()
    page.select_option("#kind", "double_provision")
    assert "None of this kind" in page.locator("#list").inner_text()
    page.locator("#kind-words summary").focus()
    page.keyboard.press("Enter")
    words = page.locator("#kind-list li").all_inner_texts()
    assert len(words) == 5
    assert words[1].startswith("Catchment overlap: some people are within")
    again = open_page(measured, hash_="#kind=proximity&agreements=no").page
    assert len(titles(again)) == 2
    assert not again.locator("#assets").is_checked()
    assert one.said == []


def test_a_card_tells_each_kind_with_its_figures_and_how_sure_it_is(open_page, measured):
    page = open_page(measured).page
    page.locator(".row").first.click()
    card = page.locator("#card")
    text = card.inner_text()
    for words in (
        "About 1,200 people within the standard of sites of both: 50% of all whom the smaller",
        "That is 25% of what Ash reaches, and 50% of what Birch does.",
        "9.0 km long (30% of the shorter outline)",
        "about 120 people on the side of Ash, and about 340 people on that of Birch",
        "The two quickest sites are 3.0 min apart.",
        "Stands, by one kind or another, whatever is varied.",
        "May go on beyond the region",
    ):
        assert words in text
    assert card.locator(".mark.near").count() == 1
    kinds = card.locator(".kinds > li")
    assert kinds.locator("strong").all_inner_texts() == [
        "Adjacent provision", "Catchment overlap", "Proximity",
    ]  # fmt: skip
    what, sure = (kinds.nth(2).locator("summary").nth(at) for at in (0, 1))
    assert sure.inner_text() == "How sure: Low (45 of 100)"
    for one in (what, sure):
        one.focus()
        page.keyboard.press("Space")
    told = kinds.nth(2).inner_text()
    assert "A site of each lies within the service’s travel standard" in told
    assert re.search(r"The same with a standard or speed a fifth less or more\s+50", told)
    assert "not found with a standard a fifth shorter and streets a fifth slower." in told
    assert kinds.nth(1).locator("summary").count() == 1  # no evidence, no figure made up


def test_offices_that_nobody_drives_between_are_listed_drawn_and_opened(open_page, measured):
    one = open_page(measured)
    page = one.page
    assert page.locator(".folium-map .badge").all_inner_texts() == ["1", "2", "3", "4"]
    row = page.locator("#list .row", has_text="Payroll")
    assert "2,000\npeople served by the smaller" in row.inner_text()
    row.click()
    card = page.locator("#card").inner_text()
    assert "Birch serves 2,000 people, Cedar a number of people that is not known." in card
    assert "costs per head level off is 60,000 people" in card
    assert "No travel standard was run for this service." in card
    assert page.locator(".leaflet-assets-pane path").count() == 0  # none of payroll has a line
    assert page.locator(".leaflet-chosen-pane path[stroke-width='4']").count() == 1  # the border
    assert "their shared border" in page.locator("#legend").inner_text()
    assert one.said == []


def test_two_without_a_common_border_are_joined_by_a_line(open_page, measured):
    measured["duplications"].loc[3, ["agency_a", "agency_b"]] = ["ash", "cedar"]
    measured["opportunities"].loc[3, "agencies"] = "ash;cedar"
    measured["duplications"]["geometry"] = None
    page = open_page(measured, hash_="#finding=payroll:birch:cedar").page
    assert page.locator(".leaflet-chosen-pane path[stroke-dasharray='10 6']").count() == 1
    assert "the two agencies compared" in page.locator("#legend").inner_text()


def test_the_panel_of_a_service_shows_gaps_as_well_as_overlaps(open_page, measured):
    one = open_page(measured)
    page = one.page
    panel = page.locator("#service-panel")
    assert not panel.is_visible()
    page.select_option("#service", "s:fire")
    assert page.locator(".reach-list li").all_inner_texts() == [
        "1,000 by two agencies or more (25%)", "2,000 by one agency (50%)", "1,000 by none (25%)",
    ]  # fmt: skip
    widths = page.eval_on_selector_all(
        ".reach-bar span", "all => all.map((n) => n.getBoundingClientRect().width)"
    )
    assert abs(widths[0] - widths[2]) < 1
    assert widths[1] > 1.5 * widths[0]
    assert "2 agencies produce Fire services for 4,000 people." in panel.inner_text()
    panel.locator("summary").focus()
    page.keyboard.press("Enter")
    text = panel.inner_text()
    for words in (
        "Fewest existing sites that keep today’s cover: 2 of 3",
        "(proved to be the fewest)",
        "two stations within 8.0 min, which about 2,500 people have today: 3 (the fewest that were "
        "found, not proved: up to 25% fewer might do)",
        "single ones never add up",
        "About 700 people of Birch: Ash is quicker, 1.3 min sooner on average; about as many the",
        "About 5 people of Ash: Birch is quicker, no site of their own is in reach; nobody the "
        "other way; already under an agreement.",
        "2 more between other agencies.",
        "Ash and Birch: mutual aid, since 2008",
        "Birch and Cedar: contract through Wood County, until 2029-06-30",
        "Double provision: the ground of 1 of 3 agencies is not known.",
        "Capacity: crews drive out.",
    ):
        assert words in text
    assert re.search(r"Standard\s+0\.8×\s*1\s+1×\s*2\s+1\.2×\s*5", text)
    assert "redundan" not in text.lower()
    page.locator("#minutes").fill("3")
    assert panel.locator("details").get_attribute("open") is not None  # stays as it was left
    page.select_option("#service", "s:library")
    assert not panel.is_visible()
    assert one.said == []


def test_agreements_are_lines_with_a_toggle_and_a_legend(open_page, measured):
    page = open_page(measured).page
    lines = page.locator(".leaflet-assets-pane path.asset")
    assert lines.count() == 2
    assert [lines.nth(at).get_attribute("stroke-dasharray") for at in (0, 1)] == ["7 5", None]
    assert page.locator("#assets-count").inner_text() == "(2)"
    assert "mutual aid, or a site that both use" in page.locator("#legend").inner_text()
    page.locator("#assets").uncheck()
    assert lines.count() == 0
    assert "mutual aid" not in page.locator("#legend").inner_text()
    assert page.evaluate("location.hash") == "#agreements=no"
    page.locator("#assets").check()
    page.select_option("#service", "s:library")
    assert lines.count() == 0


def test_a_site_tells_whom_it_alone_reaches_but_not_to_the_public(open_page, measured, about):
    def pinned(tables):
        page = open_page(tables).page
        page.locator("#search").fill("station o")
        page.keyboard.press("Enter")
        return page.locator(".pinned").inner_text()

    told = pinned(measured)
    assert "Reaches about 1,000 people within the standard." in told
    assert "About 100 people of them reached only by it; 90% have a second site" in told
    kept = measured["coverage"].drop(columns=["people_lost", "second_due_share"])
    told = pinned({**measured, "coverage": kept})
    assert "Reaches about 1,000 people" in told
    assert "only by it" not in told
    assert "Version for the public" not in open_page(measured).page.locator("#facts").inner_text()
    about["public"] = True
    assert "Version for the public" in open_page(measured).page.locator("#facts").inner_text()


def test_the_sheet_says_in_words_what_cannot_be_opened_on_paper(open_page, measured):
    page = open_page(measured, hash_="#service=fire").page
    pdf = page.pdf(print_background=True, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1000, "height": 720})
    assert "by none 1,000 (25%)" in page.locator(".sheet-service").inner_text()
    kinds = page.locator(".sheet-kinds li").all_inner_texts()
    assert [words.split(":")[0] for words in kinds] == [
        "Adjacent provision", "Catchment overlap", "Proximity",
    ]  # fmt: skip
    clipped = "n => n.scrollHeight > n.clientHeight + 1"
    assert not page.locator(".sheet-kinds").evaluate(clipped)
    assert page.locator("#sheet svg path[stroke='#7a3c88']").count() == 2


def test_on_a_phone_the_panel_and_the_open_card_do_not_overflow(open_page, measured):
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = open_page(measured, hash_="#service=fire&finding=fire:ash:birch", **phone).page
    page.eval_on_selector_all("#findings details", "all => all.forEach((n) => { n.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#list").bounding_box()["y"] < page.locator("#filters").bounding_box()["y"]


def test_hostile_words_of_the_new_tables_are_text(open_page, measured, about):
    measured["agreements"]["instrument"] = HOSTILE
    measured["agreements"]["via"] = [HOSTILE, "wood", None]
    measured["agreements"]["start"] = HOSTILE
    measured["fragmentation"]["sentence"] = HOSTILE
    measured["tests"]["reason"] = HOSTILE
    measured["tests"].loc[0, "test"] = HOSTILE
    measured["duplications"].loc[0, "kinds"] = f"proximity;{HOSTILE}"
    measured["transfers"]["other_agency"] = "birch"
    measured["agencies"]["name"] = HOSTILE
    measured["joint_coverage"]["keeps"] = HOSTILE
    one = open_page(measured, hash_="#service=fire")
    page = one.page
    before = page.title()
    page.locator("#list .row").first.click()
    page.eval_on_selector_all("#findings details", "all => all.forEach((n) => { n.open = true; })")
    assert HOSTILE in page.locator("#service-panel").inner_text()
    assert page.locator("#kind option", has_text="owned").count() == 1
    page.locator("#search").fill("station o")
    page.keyboard.press("Enter")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.title() == before
    assert page.locator("img, iframe").count() == 0
    assert [text for text in one.said if "owned" in text or "Refused" in text] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def contrast(page, selector):
    """The least contrast of the texts of a kind against their backgrounds."""
    return page.evaluate(
        """(selector) => {
          const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
          const light = (c) => c.slice(0, 3).map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = (node) => {
            for (let n = node; n; n = n.parentElement) {
              const c = rgb(getComputedStyle(n).backgroundColor);
              if (c.length < 4 || c[3] > 0) return c;
            }
            return [255, 255, 255];
          };
          return Math.min(...[...document.querySelectorAll(selector)].map((node) => {
            const [p, q] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
            return (Math.max(p, q) + 0.05) / (Math.min(p, q) + 0.05);
          }));
        }""",
        selector,
    )


def test_new_words_can_be_read(open_page, measured):
    page = open_page(measured, hash_="#service=fire&finding=fire:ash:birch").page
    page.eval_on_selector_all("#findings details", "all => all.forEach((n) => { n.open = true; })")
    for selector in (".service p", ".service li", ".service .factor", ".what p", ".what summary",
                     ".mark.near", ".more-facts summary", ".guard", "#kind-list li"):  # fmt: skip
        assert contrast(page, selector) >= 4.5, selector
    several = pd.Series(page.eval_on_selector_all("[id]", "all => all.map((n) => n.id)"))
    assert several.is_unique
