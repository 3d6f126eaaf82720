"""Who does what: the matrix of agencies and services as a reader meets it."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd
import pytest

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
HOSTILE = "<img src=x onerror=document.title='owned'>{{7*7}}</script>"


def opened(open_page, tables, **context):
    one = open_page(tables, **context)
    one.page.locator("#who-open").click()
    return one


def cell(page, agency, service):
    """The button of a cell, found by what a screen reader is told."""
    return page.get_by_role("button", name=re.compile(f"^{agency}, {service}, "))


def many(tables, count):
    """So many agencies more, each buying fire services from Ash."""
    more = gpd.GeoDataFrame(
        {
            "agency_id": [f"x{n:04d}" for n in range(count)],
            "name": [f"District {n:04d}" for n in range(count)],
            "level": "special_district",
            "geometry": [None] * count,
        },
        crs=4326,
    )
    lines = pd.DataFrame({"agency_id": more["agency_id"], "service": "fire", "how": "buys"})
    lines = lines.assign(counterparty_id="ash", instrument="contract", evidence="inventory")
    return {
        **tables,
        "agencies": pd.concat([tables["agencies"], more], ignore_index=True),
        "matrix": pd.concat([tables["matrix"], lines], ignore_index=True),
    }


def test_the_table_has_a_row_for_each_agency_and_a_column_for_each_service(open_page, tables):
    one = opened(open_page, tables)
    page = one.page
    assert page.locator("#who-open").inner_text() == "Who does what 5 agencies × 3 services"
    heads = page.locator("#who-scroll thead th")
    assert heads.all_inner_texts()[0] == "Agency"
    assert page.locator(".head-text").all_inner_texts() == ["Fire services", "Libraries", "Payroll"]
    assert page.locator(".family").all_inner_texts() == ["Public safety", "Community", "Finance"]
    rows = page.locator("#who-scroll tbody th[scope=row]").all_inner_texts()
    assert rows == ["Wood County", "Ash", "Birch", "Cedar", "Lib"]
    levels = page.locator("#who-scroll tbody th[scope=rowgroup]").all_inner_texts()
    assert levels == ["Counties 1", "Cities and towns 3", "Special districts 1"]
    assert page.locator(".cell").count() == 10
    assert page.locator("#who-scroll td").count() == 15
    assert {h.get_attribute("scope") for h in heads.all()} == {"col"}
    assert len(one.asked) == 1
    assert one.said == []


def test_each_cell_says_in_words_what_its_sign_says(open_page, tables):
    page = opened(open_page, tables).page
    labels = [one.get_attribute("aria-label") for one in page.locator(".cell").all()]
    assert labels[:5] == [
        "Wood County, Fire services, Gives and gets help with Ash (mutual aid).",
        "Wood County, Payroll, Does it for Ash (memorandum of understanding).",
        "Ash, Fire services, Provides it itself at 1 site.",
        "Ash, Libraries, Provides it itself at 1 site.",
        "Ash, Payroll, Buys it from Wood County (memorandum of understanding).",
    ]
    assert cell(page, "Birch", "Fire services").locator("text").text_content() == "1"
    assert cell(page, "Birch", "Fire services").locator("svg").count() == 2
    shapes = {
        how: cell(page, *who).locator("svg").first.inner_html()
        for how, who in {
            "own": ("Lib", "Libraries"), "buys": ("Cedar", "Fire services"),
            "joint": ("Cedar", "Libraries"), "serves": ("Wood County", "Payroll"),
            "aid": ("Wood County", "Fire services"),
        }.items()
    }  # fmt: skip
    drawn = {re.sub(r"#[0-9a-f]{3,6}", "", shape) for shape in shapes.values()}
    assert len(drawn) == 5  # told apart without colour
    legend = page.locator("#who-legend li").all_inner_texts()
    assert "buys it from another agency" in legend
    assert "pays for it" not in legend  # nobody does
    assert "nothing on record, which is not “does not do it”" in legend


def test_a_cell_that_only_places_speak_for_is_drawn_open_and_said_so(open_page, tables):
    tables["facilities"]["attribution"] = ["guessed", "guessed", "column", "column", "contains"]
    tables["facilities"]["attribution_confidence"] = [0.4, 0.4, 1.0, 1.0, 0.7]
    page = opened(open_page, tables).page
    dashed = "stroke-dasharray"
    assert dashed in cell(page, "Ash", "Fire services").inner_html()
    assert dashed not in cell(page, "Birch", "Fire services").inner_html()  # in the inventory, too
    assert dashed not in cell(page, "Lib", "Libraries").inner_html()
    assert "guessed from where its sites stand" in page.locator("#who-legend").inner_text()
    assert "known only from where its sites stand" in page.locator("#who-legend").inner_text()
    cell(page, "Ash", "Fire services").click()
    told = page.locator("#who-cell").inner_text()
    assert "Station One" in told
    assert "Provider guessed from where it stands (confidence 40 of 100)" in told


def test_a_click_tells_counterparty_instrument_and_evidence_and_leads_to_the_map(open_page, tables):
    page = opened(open_page, tables).page
    button = cell(page, "Cedar", "Fire services")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    told = page.locator("#who-cell").inner_text()
    assert [line for line in told.splitlines() if line][1:3] == ["Cedar", "Fire services"]
    assert "Buys it from Birch (contract)." in told
    assert "The inventory says so." in told
    page.locator(".who-map").click()
    assert not page.locator("#who").is_visible()
    assert page.locator("#agency-chip-text").inner_text() == "Only Cedar"
    assert page.locator("#service").input_value() == "s:fire"
    assert "agency=cedar" in page.evaluate("location.hash")
    lines = page.locator("#agency .who-lines li").all_inner_texts()
    assert lines == [
        "Shares Libraries through Lib (joint powers agreement)",
        "Buys Fire services from Birch (contract)",
    ]


def test_a_service_without_a_place_is_in_the_table_and_not_among_the_filters(open_page, tables):
    page = opened(open_page, tables).page
    assert "Payroll" not in page.locator("#service").inner_text()
    cell(page, "Ash", "Payroll").click()
    page.locator(".who-map").click()
    assert page.locator("#service").input_value() == ""
    page.locator("#search").fill("payr")
    page.keyboard.press("Enter")
    assert page.locator("#who").is_visible()
    assert page.locator("th.service.on").inner_text() == "Finance\nPayroll"


def test_the_keyboard_goes_from_one_filled_cell_to_the_next(open_page, tables):
    page = open_page(tables).page
    page.locator("#who-open").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "who-title"
    focused = "document.activeElement.getAttribute('aria-label')"
    for _ in range(6):
        page.keyboard.press("Tab")
    assert page.evaluate(focused).startswith("Wood County, Fire services")
    said = []
    for key in (
        "ArrowRight",
        "ArrowDown",
        "ArrowLeft",
        "ArrowLeft",
        "ArrowUp",
        "ArrowUp",
        "End",
        "Home",
    ):
        page.keyboard.press(key)
        said.append(", ".join(page.evaluate(focused).split(", ")[:2]))
    assert said == [
        "Wood County, Payroll",
        "Ash, Payroll",
        "Ash, Libraries",
        "Ash, Fire services",
        "Wood County, Fire services",
        "Wood County, Fire services",
        "Wood County, Payroll",
        "Wood County, Fire services",
    ]
    assert page.locator('.cell[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    assert page.locator("#who-cell").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#who-cell").is_visible()
    assert page.evaluate(focused).startswith("Wood County, Fire services")
    page.keyboard.press("Escape")
    assert not page.locator("#who").is_visible()
    assert page.evaluate("document.activeElement.id") == "who-open"


def test_level_and_name_narrow_the_rows(open_page, tables):
    page = opened(open_page, tables).page
    rows = page.locator("#who-scroll tbody th[scope=row]")
    page.select_option("#who-level", "city")
    assert rows.all_inner_texts() == ["Ash", "Birch", "Cedar"]
    page.locator("#who-find").fill("CE")
    assert rows.all_inner_texts() == ["Cedar"]
    assert page.locator("#who-sub").inner_text() == "1 agency, 3 services"
    page.locator("#who-find").fill("zzz")
    assert "No agency by that name." in page.locator("#who-scroll tbody").inner_text()


def test_the_choice_of_the_page_is_marked(open_page, tables):
    page = open_page(tables, hash_="#service=library&agency=birch").page
    page.locator("#who-open").click()
    assert page.locator("#who-scroll tr.on th").inner_text() == "Birch"
    assert page.locator("th.service.on .head-text").inner_text() == "Libraries"


def test_a_long_table_holds_the_rows_in_view_under_heads_that_stay(open_page, tables):
    one = opened(open_page, many(tables, 1000))
    page = one.page
    assert page.locator(".who-table").get_attribute("aria-rowcount") == "1009"
    assert page.locator("#who-scroll tbody tr").count() < 80
    page.evaluate("document.getElementById('who-scroll').scrollTop = 20000")
    page.locator("th[scope=row]", has_text="District 0600").wait_for()
    assert page.locator("#who-scroll tbody tr").count() < 80
    head = page.locator("th.corner").bounding_box()
    frame = page.locator("#who-scroll").bounding_box()
    assert abs(head["y"] - frame["y"]) < 1
    height = page.evaluate("document.querySelector('.who-table tbody').offsetHeight")
    assert height == 1008 * 34
    page.locator(".cell").first.focus()
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    now = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert frame["y"] + 196 <= now <= frame["y"] + frame["height"]
    assert one.said == []


def test_the_first_column_stays_when_the_services_move(open_page, tables):
    page = opened(open_page, tables, **PHONE).page
    page.evaluate("document.getElementById('who-scroll').scrollLeft = 60")
    for selector in ("th.corner", "tbody th[scope=row]"):
        assert page.locator(f"#who-scroll {selector}").first.bounding_box()["x"] < 1
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.locator("#who").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    cell(page, "Ash", "Fire services").click()
    told = page.locator("#who-cell").bounding_box()
    assert told["x"] == 0
    assert told["y"] + told["height"] <= 844.5
    assert page.locator("#who-close").is_visible()


def test_hostile_names_are_text(open_page, tables, about):
    tables["agencies"]["name"] = [HOSTILE] * 5
    tables["facilities"]["name"] = HOSTILE
    tables["matrix"]["instrument"] = HOSTILE
    tables["matrix"].loc[0, ["how", "evidence"]] = HOSTILE
    tables["matrix"].loc[1, "agency_id"] = HOSTILE
    about["services"]["fire"] |= {"name": HOSTILE, "family": HOSTILE}
    one = opened(open_page, tables)
    page = one.page
    before = page.title()
    for button in page.locator(".cell").all():
        button.click()
    assert HOSTILE in page.locator("#who-cell").inner_text()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.title() == before
    assert page.locator("img, iframe").count() == 0
    assert [text for text in one.said if "owned" in text or "Refused" in text] == []
    assert len(one.asked) == 1


def test_the_table_can_be_downloaded_and_cannot_carry_a_formula(open_page, tables):
    tables["agencies"].loc[0, "name"] = "=1+1"
    page = opened(open_page, tables).page
    with page.expect_download() as waiting:
        page.locator("#who-csv").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 12
    assert lines[0] == "agency,level,service,how,counterparty,instrument,sites,evidence"
    assert "'=1+1,city,Fire services,provides,,,1,facilities" in lines


def test_the_table_is_printed_whole_when_it_is_open(open_page, tables):
    page = open_page(many(tables, 300)).page

    def pages():
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))

    page.locator("#who-open").click()
    assert pages() > 5
    page.emulate_media(media="print")
    assert page.locator("#who-sheet tbody tr").count() == 308
    assert page.locator("#who-sheet button").count() == 0
    assert not page.locator("#sheet").is_visible()
    page.emulate_media(media="null")
    page.locator("#who-close").click()
    assert pages() == 1


def test_a_run_without_a_matrix_has_no_button_for_it(open_page, tables):
    del tables["matrix"]
    one = open_page(tables, hash_="#agency=birch")
    assert not one.page.locator("#who-open").is_visible()
    assert not one.page.locator("#agency").is_visible()
    assert one.said == []


def test_an_agency_without_sharing_says_whether_anyone_has_looked(open_page, tables):
    tables["matrix"] = tables["matrix"][tables["matrix"]["agency_id"] != "lib"]
    page = open_page(tables, hash_="#agency=lib").page
    assert "Nothing on record." in page.locator("#agency").inner_text()
    tables["matrix"] = tables["matrix"][tables["matrix"]["evidence"] == "facilities"]
    page = open_page(tables, hash_="#agency=ash").page
    assert "Not known: this run has no inventory." in page.locator("#agency").inner_text()


@pytest.fixture
def reviewed(tables):
    """The first case rejected, the second accepted; the rejected one has left the ranking."""
    decided = pd.Series(["rejected", None, "accepted"], dtype="str")
    notes = pd.Series(["One crew since 2019 " + HOSTILE, None, "Talk in May"], dtype="str")
    ranked = tables["opportunities"].iloc[1:].reset_index(drop=True)
    return {
        **tables,
        "duplications": tables["duplications"].assign(review=decided, review_note=notes),
        "opportunities": ranked.assign(
            rank=[1, 2], review=["accepted", None], review_note=["Talk in May", None]
        ),
    }


def test_decisions_are_shown_and_rejected_cases_stand_apart(open_page, reviewed):
    page = open_page(reviewed).page
    assert page.locator("#list .badge").all_inner_texts() == ["1", "2"]
    assert page.locator("#list .mark").all_inner_texts() == ["accepted"]
    assert page.locator("#tally").inner_text() == (
        "All 2, from 2 cases of shared coverage; 1 rejected in review."
    )
    page.locator("#list .row").first.click()
    assert "Accepted in review: Talk in May" in page.locator("#card").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".folium-map .badge.off").count() == 1
    assert page.locator(".folium-map .badge:not(.off)").all_inner_texts() == ["1", "2"]
    assert "rejected in review" in page.locator("#legend").inner_text()
    assert not page.locator("#rejected .row").is_visible()
    page.locator("#rejected summary").click()
    page.locator("#rejected .row").click()
    card = page.locator("#card").inner_text()
    assert "Rejected in review: One crew since 2019 <img" in card
    assert "Station One" in card
    assert page.evaluate("location.hash") == "#finding=fire%3Aash%3Abirch"
    assert page.locator("img").count() == 0


def test_an_address_opens_a_rejected_case(open_page, reviewed):
    page = open_page(reviewed, hash_="#finding=fire:ash:birch").page
    assert page.locator("#rejected #card").is_visible()
    assert page.locator(".folium-map .badge.side-0").inner_text() == "A"


def test_providers_that_are_guessed_are_counted_drawn_and_said(open_page, tables):
    tables["facilities"]["attribution"] = ["guessed", "contains", "guessed", "column", "column"]
    tables["facilities"]["attribution_confidence"] = [0.4, 0.7, None, 1.0, 1.0]
    tables["facility_pairs"]["shared_already"] = [True, False]
    page = open_page(tables, hash_="#service=fire").page
    assert page.locator("#ties").inner_text() == (
        "1 of 2 providers is guessed from where the site stands; 1 more is taken from it."
    )
    legend = page.locator("#legend").inner_text()
    assert "facility, provider guessed from where it stands" in legend
    assert "facility, provider taken from where it stands" in legend
    assert page.locator("#list .mark").first.inner_text() == "shared already"
    page.locator(".row").first.click()
    card = page.locator("#card").inner_text()
    assert "Rests on a guess: the provider of 1 of their 2 sites is guessed from where it stands." in card  # fmt: skip
    assert "Provider guessed from where it stands" in card
    assert "The two sites are on record as shared already." in card
    page.select_option("#service", "s:library")
    assert not page.locator("#ties").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.select_option("#service", "s:fire")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#sheet svg path[stroke-dasharray='2 1.4']").count() == 1
