"""What the drawing says: colours, overlaps, legend, the sheet and the phone."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def overlapping(tables):
    """Two more cities: Oak holds Ash and Birch whole, Elm is a spot inside Ash; Oak comes last."""
    more = gpd.GeoDataFrame(
        {
            "agency_id": ["elm", "oak"],
            "name": ["Elm", "Oak"],
            "level": "city",
            "geometry": [
                box(-121.96, 38.06, -121.94, 38.08),
                box(-122.0, 38.0, -121.8, 38.1),
            ],
        },
        crs=4326,
    )
    agencies = pd.concat([tables["agencies"], more], ignore_index=True)
    return {**tables, "agencies": agencies}


def fills(page, selector=".leaflet-shade-pane path.shaded"):
    """Fill and opacity of each shaded path in the order of drawing."""
    return page.eval_on_selector_all(
        selector,
        "paths => paths.map((p) => [p.getAttribute('fill'), p.getAttribute('fill-opacity') || '1'])",
    )


def spot(page, lng, lat):
    """Pixel of a place; found by the map itself."""
    x, y, left, top = page.evaluate(
        """([lat, lng]) => {
          const node = document.querySelector('.folium-map');
          const p = window[node.id].latLngToContainerPoint([lat, lng]);
          const box = node.getBoundingClientRect();
          return [p.x, p.y, box.left, box.top];
        }""",
        [lat, lng],
    )
    return x + left, y + top


def legend_colours(page):
    rgb = page.eval_on_selector_all(
        "#legend-body > ul:first-of-type .swatch",
        "all => all.map((n) => getComputedStyle(n).backgroundColor)",
    )
    return ["#" + "".join(f"{int(v):02x}" for v in re.findall(r"\d+", one)) for one in rgb]


@pytest.mark.parametrize("hash_", ["", "#finding=fire:ash:birch"])
def test_every_colour_on_the_map_is_one_of_the_legend(open_page, overlapping, hash_):
    page = open_page(overlapping, hash_=hash_).page
    drawn = fills(page)
    assert len(drawn) == 5
    assert {opacity for _, opacity in drawn} == {"1"}
    assert {colour for colour, _ in drawn} <= set(legend_colours(page))
    assert len({colour for colour, _ in drawn}) == 4  # none, 1, 2 and 3 cases


def test_large_agencies_are_drawn_first_on_screen_and_sheet(open_page, overlapping):
    page = open_page(overlapping).page
    widths = "paths => paths.map((p) => Math.round(p.getBBox().width))"
    on_screen = page.eval_on_selector_all(".leaflet-shade-pane path.shaded", widths)
    assert on_screen[0] == max(on_screen) > on_screen[1]
    assert on_screen[-1] == min(on_screen) < on_screen[-2]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert fills(page, "#sheet svg path.shaded") == fills(page)


def test_the_smallest_agency_under_the_pointer_answers_and_the_next_click_the_next(
    open_page, overlapping
):
    page = open_page(overlapping).page
    where = spot(page, -121.95, 38.07)
    page.mouse.move(*where)
    tip = page.locator(".leaflet-tooltip").inner_text()
    assert tip.startswith("Elm")
    assert "Also here: Ash, Oak." in tip
    chosen = []
    for _ in range(4):
        page.mouse.click(*where)
        chosen.append(page.locator("#agency-chip-text").inner_text())
    assert chosen == ["Only Elm", "Only Ash", "Only Oak", "Only Elm"]
    focused = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(focused) == "none"
    page.mouse.move(*spot(page, -121.75, 37.95))  # county land only
    page.locator(".leaflet-tooltip").wait_for(state="detached", timeout=2000)


def many(tables, count=25):
    """As many opportunities, with names that fill their lines."""
    tables["agencies"]["name"] += " Consolidated Metropolitan Fire Protection and Library District"
    found = [tables["opportunities"].iloc[[0]].assign(rank=rank + 1) for rank in range(count)]
    ids = [f"o{rank}" for rank in range(count)]
    return {**tables, "opportunities": pd.concat(found).assign(opportunity_id=ids)}


@pytest.mark.parametrize("height", [680, 726])
def test_the_sheet_lists_ten_whole_rows_and_no_other_number(open_page, tables, height):
    """680 px is 180 mm, less than either paper leaves; the made-up region adds a banner."""
    page = open_page(many(tables)).page
    page.locator("#more").click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1000, "height": height})
    rows = page.locator(".sheet-list li")
    assert rows.count() == 10
    floor = page.locator(".sheet-list").bounding_box()
    last = rows.last.bounding_box()
    assert last["y"] + last["height"] <= floor["y"] + floor["height"] + 0.5
    inside = page.eval_on_selector_all(
        ".sheet-list li",
        "all => all.every((n) => n.scrollHeight <= n.clientHeight + 1)",
    )
    assert inside
    numbers = page.locator("#sheet svg text[font-size='12']").all_text_contents()
    assert sorted(numbers, key=int) == [str(n) for n in range(1, 11)]


def test_on_a_phone_the_drawn_pair_and_the_card_are_seen_together(open_page, tables):
    page = open_page(many(tables), **PHONE).page
    assert not page.locator("#legend-body").is_visible()
    page.locator(".row").nth(5).tap()
    page.wait_for_timeout(800)  # the smooth scroll
    sheet = page.locator(".folium-map").bounding_box()
    assert sheet["y"] >= 0
    assert sheet["y"] + sheet["height"] < 400
    for side in ("side-0", "side-1"):
        mark = page.locator(f".folium-map .badge.{side}").bounding_box()
        assert sheet["y"] <= mark["y"]
        assert mark["y"] + mark["height"] <= sheet["y"] + sheet["height"]
    row = page.locator(".open .row").bounding_box()
    assert sheet["y"] + sheet["height"] <= row["y"] < 600
    page.locator("#legend-fold").tap()
    assert "A: Ash" in page.locator("#legend-body").inner_text()


def test_the_legend_explains_an_open_finding_and_can_be_folded(open_page, tables):
    page = open_page(tables).page
    legend = page.locator("#legend-body")
    assert "A: Ash" not in legend.inner_text()
    page.locator(".row").first.click()
    for words in ("A: Ash", "B: Birch", "their shared border", "the two facilities compared"):
        assert words in legend.inner_text()
    outlines = page.eval_on_selector_all(
        "#legend-body .outline", "all => all.map((n) => getComputedStyle(n).borderColor)"
    )
    assert outlines == ["rgb(0, 114, 178)", "rgb(213, 94, 0)"]
    page.locator("#legend-fold").click()
    assert not legend.is_visible()
    assert page.locator("#legend-fold").get_attribute("aria-expanded") == "false"
    page.select_option("#service", "s:fire")
    assert not legend.is_visible()


def test_no_label_lies_on_the_marks_of_the_two_facilities(open_page, tables):
    page = open_page(tables, hash_="#finding=fire:ash:birch").page
    boxes = "all => all.map((n) => n.getBoundingClientRect().toJSON())"
    marks = page.eval_on_selector_all(".folium-map .badge[class*=side]", boxes)
    labels = page.eval_on_selector_all(".leaflet-labels-pane .label", boxes)
    assert len(marks) == 2
    assert labels
    for a in marks:
        for b in labels:
            beside = a["right"] <= b["left"] or b["right"] <= a["left"]
            assert beside or a["bottom"] <= b["top"] + 3 or b["bottom"] <= a["top"] + 3


def test_without_boundaries_all_facilities_are_drawn_and_nothing_is_covered(
    open_page, empty_tables
):
    page = open_page(empty_tables("agencies", "opportunities", "duplications")).page
    notice = page.locator(".mapbox .notice").bounding_box()
    assert page.locator(".search").bounding_box()["y"] >= notice["y"] + notice["height"]
    assert page.locator("#legend-body").inner_text() == "facility"
    page.mouse.move(*spot(page, -121.95, 38.02))
    assert "Ash Library" in page.locator(".leaflet-tooltip").inner_text()


def test_the_sources_tell_names_not_paths_and_only_what_occurs(open_page, tables, about):
    about["sources"][0]["path"] = "/home/someone/secret/a.gpkg"
    about["sources"].append(
        {"role": "nodes", "path": "C:\\maps\\n.csv", "date": None, "attribution": None}
    )
    tables["findings"].loc[:1, "source"] = "../../data/fire.csv"
    page = open_page(tables).page
    assert "odes undated" not in page.locator("#facts").inner_text()
    page.locator("#sources-open").click()
    text = page.locator("#sources-body").inner_text()
    for words in (
        "Agencies · a.gpkg · describes 2020-01-01",
        "Street nodes · n.csv",
        "2 warnings, fire.csv, for example: f3 lies in no agency.",
        "1 note, region.toml: LAEA.",
        "one-way streets",
        "Fire services: Minutes used: 4, by car. Usual standard: a made-up source",
        "Proximity:",
    ):
        assert words in text
    for words in ("/home", "C:", "../", "Catchment overlap", "Below scale"):
        assert words not in text
    assert "someone" not in page.content()


def test_straight_minutes_are_not_explained_by_streets(open_page, tables):
    tables["facility_pairs"]["clock"] = "straight"
    page = open_page(tables).page
    page.locator("#sources-open").click()
    assert "one-way" not in page.locator("#sources-body").inner_text()


def test_a_name_that_is_only_the_id_is_no_name(open_page, tables):
    tables["facilities"].loc[0, "name"] = "f1"
    page = open_page(tables).page
    page.locator(".row").first.click()
    assert "unnamed (id f1)" in page.locator("#card").inner_text()
