"""The page as a reader meets it: opened from disk, offline, in a real browser."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

NAMES = [
    "<img src=x onerror=document.title='owned'>",
    "{{7*7}}",
    "{% raw",
    "</script><script>document.title='owned'</script>",
    "\"' onmouseover=\"document.title='owned'\" x='",
    "`${document.title='owned'}`",
    "ن" + "ب" * 40,
    "long " * 100,
]


def titles(page):
    return page.locator(".row-title").all_inner_texts()


def test_no_request_and_no_complaint(open_page, tables):
    one = open_page(tables)
    one.page.locator(".row").first.click()
    one.page.locator("#sources-open").click()
    assert len(one.asked) == 1
    assert one.asked[0].startswith("file:")
    assert one.said == []


def test_the_first_view_says_what_it_is(open_page, tables):
    page = open_page(tables).page
    assert page.locator("h1").inner_text() == "Wood"
    assert page.locator("#fictional").is_visible()
    assert titles(page) == ["Ash and Birch", "Ash and Birch", "Birch and Cedar"]
    assert page.locator(".folium-map .badge").all_inner_texts() == ["1", "2", "3"]
    foot = page.locator("#facts").inner_text()
    assert "driving minutes on the street network" in foot
    assert "0 errors, 2 warnings, 1 note" in foot
    assert "© OpenStreetMap contributors" in foot
    assert page.locator("#level").input_value() == "city"


def test_choosing_a_service_changes_list_legend_and_numbers_at_once(open_page, tables):
    page = open_page(tables).page
    page.select_option("#service", "s:library")
    assert page.locator(".row-sub").all_inner_texts() == ["Libraries · 11.1 km border"]
    assert page.locator(".folium-map .badge").all_inner_texts() == ["2"]
    assert "Libraries" in page.locator("#legend").inner_text()
    assert (
        "Minutes used: 10, by car. Usual standard: a made-up source"
        in page.locator("#standard").inner_text()
    )
    assert page.evaluate("location.hash") == "#service=library"


def shades(page):
    """Fill of each city in the order of the table."""
    return page.eval_on_selector_all(
        ".leaflet-shade-pane path.shaded",
        "paths => paths.map((p) => p.getAttribute('fill'))",
    )


def test_minutes_filter_the_list_and_the_shading(open_page, tables):
    page = open_page(tables).page
    assert len(set(shades(page))) == 3  # Ash 2, Birch 3, Cedar 1
    page.locator("#minutes").fill("5")
    assert titles(page) == ["Ash and Birch"]
    ash, birch, cedar = shades(page)
    assert ash == birch != cedar
    page.locator("#minutes").fill("0")
    assert "None at this setting" in page.locator("#list").inner_text()
    page.locator("#minutes").fill("10")
    assert len(titles(page)) == 3


def test_a_finding_opens_its_card(open_page, tables):
    page = open_page(tables).page
    row = page.locator(".row").first
    row.click()
    card = page.locator("#card").inner_text()
    for words in (
        "Station One",
        "unnamed (id f2)",
        "3.3 min",
        "3.0 min",
        "1.8 km along the streets",
        "They share 11.1 km of border.",
        "Adjacent provision",
        "High (90 of 100)",
        "Stations three minutes apart.",
        "People and cost are not in this run",
    ):
        assert words in card
    assert "redundant" not in card.lower()
    assert page.locator(".row").first.get_attribute("aria-expanded") == "true"
    assert page.locator(".folium-map .badge.side-0").inner_text() == "A"
    assert page.locator(".folium-map .badge.side-1").inner_text() == "B"
    page.keyboard.press("Escape")
    assert page.locator("#card").count() == 0
    assert page.evaluate("document.activeElement.className") == "row"


def test_a_number_on_the_map_opens_the_same_card(open_page, tables):
    page = open_page(tables).page
    page.locator(".folium-map .badge", has_text="2").click()
    assert "Lib Branch" in page.locator("#card").inner_text()


def test_us_units(open_page, tables, about):
    about["units"] = "us"
    page = open_page(tables).page
    page.locator(".row").first.click()
    card = page.locator("#card").inner_text()
    assert "1.1 mi along the streets" in card
    assert "6.9 mi of border" in card


def test_an_address_restores_the_view(open_page, tables):
    first = open_page(tables).page
    first.select_option("#service", "s:fire")
    first.locator("#minutes").fill("6.5")
    first.locator(".row").first.click()
    link = first.evaluate("location.hash")
    page = open_page(tables, hash_=link).page
    assert page.locator("#service").input_value() == "s:fire"
    assert page.locator("#minutes-out").inner_text() == "6.5 min"
    assert "Station One" in page.locator("#card").inner_text()
    assert page.evaluate("location.hash") == link


def test_an_address_of_another_run_is_ignored(open_page, tables):
    page = open_page(tables, hash_="#service=nope&finding=nope&minutes=abc&level=x&agency=y").page
    assert len(titles(page)) == 3


def test_search_finds_agencies_facilities_and_services(open_page, tables):
    page = open_page(tables).page
    page.locator("#search").fill("cedar")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert titles(page) == ["Birch and Cedar"]
    page.locator("#agency-clear").click()
    page.locator("#search").fill("station o")
    page.keyboard.press("Enter")
    assert page.locator("#service").input_value() == "s:fire"
    tip = page.locator(".pinned").inner_text()
    assert "Station One" in tip
    assert "because it stands inside that boundary" in tip


def test_the_list_can_be_downloaded_and_cannot_carry_a_formula(open_page, tables):
    tables["agencies"].loc[0, "name"] = "=HYPERLINK(1)"
    tables["opportunities"].loc[0, "reasons"] = '+1, "quoted"'
    one = open_page(tables)
    with one.page.expect_download() as waiting:
        one.page.locator("#csv").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "'=HYPERLINK(1); Birch" in lines[1]
    assert lines[1].endswith('"\'+1, ""quoted"""')
    assert lines[3].split(",")[5] == ""  # no minutes, not 0
    assert one.said == []


def test_hostile_names_are_text(open_page, tables, about):
    about["name"] = NAMES[0]
    about["services"]["fire"]["name"] = NAMES[3]
    about["sources"][1]["attribution"] = "©" + NAMES[0]
    tables["agencies"]["name"] = [NAMES[0], NAMES[3], NAMES[4], NAMES[1], NAMES[7]]
    tables["facilities"]["name"] = [NAMES[5], NAMES[6], NAMES[2], NAMES[0], NAMES[3]]
    tables["opportunities"]["reasons"] = NAMES[0]
    tables["findings"]["message"] = NAMES[3]
    one = open_page(tables)
    page = one.page
    before = page.title()
    page.locator(".row").first.click()
    card = page.locator("#card").inner_text()
    assert NAMES[0] in card
    assert NAMES[5] in card
    page.locator("#search").fill("img")
    page.locator("#hits li").first.click()
    page.select_option("#service", "s:fire")
    box = page.locator(".folium-map").bounding_box()
    for x in range(10, 100, 20):
        page.mouse.move(box["x"] + box["width"] * x / 100, box["y"] + box["height"] / 2)
    page.locator("#sources-open").click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.title() == before
    assert page.locator("img, iframe").count() == 0
    assert page.locator(f"text={NAMES[0]}").count() > 0
    assert [text for text in one.said if "owned" in text or "Refused" in text] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("opportunities", "duplications"), "No sharing opportunity was found"),
        (("facilities", "facility_pairs"), "Ash and Birch"),
        (("agencies",), "Agencies not in the tables"),
        (
            (
                "agencies",
                "facilities",
                "facility_pairs",
                "duplications",
                "opportunities",
                "findings",
                "roads",
            ),
            "It holds no facilities",
        ),
    ],
)
def test_empty_tables_are_said_and_break_nothing(open_page, empty_tables, names, words):
    one = open_page(empty_tables(*names))
    assert words in one.page.locator("#list").inner_text()
    if "agencies" in names:
        assert "no boundaries" in one.page.locator(".mapbox .notice").inner_text()
    rows = one.page.locator(".row")
    if rows.count():
        rows.first.click()
        assert one.page.locator("#card").is_visible()
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert one.said == []


def test_a_phone_shows_the_list_before_the_filters_without_overflow(open_page, tables):
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = open_page(tables, **phone).page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#list").bounding_box()["y"] < page.locator("#filters").bounding_box()["y"]


@pytest.mark.parametrize(
    "paper", [{"format": "Letter", "landscape": True}, {"prefer_css_page_size": True}]
)
def test_print_is_one_page_with_map_and_list(open_page, tables, paper):
    page = open_page(tables).page
    pdf = page.pdf(print_background=True, **paper)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.emulate_media(media="print")
    assert page.locator("#sheet svg path").count() >= 4
    assert page.locator("#sheet .sheet-list li").count() == 3
    assert not page.locator(".app").is_visible()


def test_keyboard_reaches_the_findings_and_every_control_has_a_name(open_page, tables):
    page = open_page(tables).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "findings"
    assert page.locator(".row").count() == 3  # the jump is not taken for a link to a view
    unnamed = page.eval_on_selector_all(
        "input, select, button",
        "all => all.filter((n) => !(n.labels && n.labels.length) && !n.textContent.trim()).length",
    )
    assert unnamed == 0
