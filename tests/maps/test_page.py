"""One file, the same bytes, no address to load from, and a policy that fits its own scripts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re

import folium
import pytest
from adjoin.geo.findings import UseError
from adjoin.maps.page import map_page
from adjoin.maps.shell import check_assets, folium_map, page_shell

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}{% raw"


def data_of(page):
    block = re.search(r'<script type="application/json" id="adjoin-data">(.*?)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(json.loads(block.group(1)))))


def test_the_same_bytes_twice(tables, measured, about):
    assert map_page(tables, about=about) == map_page(tables, about=about)
    assert map_page(measured, about=about) == map_page(measured, about=about)


def test_the_data_block_holds_the_names(tables, about):
    assert data_of(map_page(tables, about=about))["agencies"]["name"][0] == "Ash"


def test_nothing_is_loaded_from_anywhere(tables, about):
    page = map_page(tables, about=about)
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:link|iframe|object|embed|base)\b", markup, re.IGNORECASE)
    assert not re.search(r"""\b(?:src|srcset|action)\s*=""", markup, re.IGNORECASE)
    assert re.findall(r"""\bhref\s*=\s*"([^"]*)""", markup) == ["#findings"]
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    assert not re.search(r"<script[^>]*\bsrc", page)
    assert "sourceMappingURL" not in page


def test_the_policy_lists_every_inline_script_and_style_and_nothing_else(tables, about):
    page = map_page(tables, about=about)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page).group(1)
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts]
        assert rules[rule].split() == [f"'sha256-{digest}'" for digest in digests]
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy


def test_the_title_is_the_only_value_outside_the_block_and_is_escaped(tables, about):
    about["name"] = HOSTILE
    for name in ("agencies", "facilities"):
        tables[name]["name"] = HOSTILE
    tables["opportunities"]["reasons"] = HOSTILE
    about["services"]["fire"]["name"] = HOSTILE
    page = map_page(tables, about=about)
    assert "<img" not in page
    assert page.count("alert(1)") == 1
    assert "<title>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;{{7*7}}{% raw" in page
    # Agencies of one name are told apart.
    assert data_of(page)["agencies"]["name"][0] == f"{HOSTILE} (ash)"


def test_no_random_ids_and_a_page_that_can_be_zoomed(tables, about):
    page = map_page(tables, about=about)
    assert 'id="map_1"' in page
    assert not re.search(r"_[0-9a-f]{32}\b", page)
    assert '<html lang="en">' in page
    assert "user-scalable" not in page


def test_the_licence_of_leaflet_is_in_the_page(tables, about):
    page = map_page(tables, about=about)
    assert "BSD 2-Clause License" in page
    assert "Volodymyr Agafonkin" in page


@pytest.mark.parametrize("kind", ["default_js", "default_css"])
def test_an_asset_that_is_not_known_stops_the_build(tables, about, monkeypatch, kind):
    known = getattr(folium.Map, kind)
    monkeypatch.setattr(folium.Map, kind, [*known, ("new", "https://cdn.example/new.file")])
    with pytest.raises(UseError, match=r"https://cdn\.example/new\.file"):
        map_page(tables, about=about)


def test_another_version_of_leaflet_stops_the_build():
    rendered = folium_map().get_root().render().replace("leaflet@1.9.3", "leaflet@1.9.4")
    with pytest.raises(UseError, match="no longer for"):
        check_assets(rendered)


def test_a_page_without_a_map_stops_the_build():
    rendered = folium_map().get_root().render().replace('class="folium-map"', 'class="other"')
    with pytest.raises(UseError, match="no map was found"):
        page_shell(rendered, title="", styles="", body="", script="")


def test_a_page_without_any_data(about):
    assert data_of(map_page({}, about=about))["agencies"]["id"] == []
