"""How folium's page becomes one file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from importlib import metadata, resources
from pathlib import Path

import folium

from ..geo.findings import UseError

# Leaflet alone is drawn with; the rest serves folium's own markers and popups, which the page
# does not use. An asset that is in neither list stops the build: folium may have changed.
_LEAFLET = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "leaflet.css",
}
_LEFT_OUT = frozenset(
    {
        "https://code.jquery.com/jquery-3.7.1.min.js",
        "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js",
        "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/css/bootstrap.min.css",
        "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js",
        "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css",
        "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css",
        "https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@6.2.0/css/all.min.css",
        "https://cdn.jsdelivr.net/gh/python-visualization/folium/folium/templates/leaflet.awesome.rotate.min.css",
    }
)
_TAG = re.compile(r"<(script|link)\b([^>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:src|href)\s*=\s*(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_RANDOM_ID = re.compile(r"\b([a-z_]+)_[0-9a-f]{32}\b")
_POLICY_PLACE = "<!--policy-->"

_LEAFLET_LICENCE = """Leaflet 1.9.3, leafletjs.com

BSD 2-Clause License

Copyright (c) 2010-2022, Volodymyr Agafonkin
Copyright (c) 2010-2011, CloudMade
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE."""


def folium_map() -> folium.Map:
    """The bare folium map of the page: no tiles, no layer, no value of the data."""
    return folium.Map(
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=120,
    )


def page_shell(rendered: str, *, title: str, styles: str, body: str, script: str) -> str:
    """One self-contained page around a rendered folium map.

    Parameters
    ----------
    rendered
        The text of a folium figure that holds one map and nothing else.
    title
        Plain text; escaped here.
    styles, script
        The page's own style sheet and script, without tags.
    body
        HTML with the place `<!--map-->` for folium's map element.

    Returns
    -------
    str
        HTML without any address to load from, with a content security policy that allows its own
        inline scripts and styles by hash and nothing else. Same bytes for the same input.

    Raises
    ------
    UseError
        When folium asks for an asset that is not known here, or its page has no map.
    """
    check_assets(rendered)
    element, start = _map_parts(_numbered(rendered))
    leaflet_css = _without_addresses(leaflet_file("leaflet.css"))
    page = "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            _POLICY_PLACE,
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{html.escape(title)}</title>",
            f"<style>{leaflet_css}</style>",
            f"<style>{styles}</style>",
            "</head>",
            "<body>",
            body.replace("<!--map-->", element, 1),
            f"<script>{leaflet_file('leaflet.js')}</script>",
            f"<script>{start}</script>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )
    return page.replace(_POLICY_PLACE, _policy(page), 1)


def check_assets(rendered: str) -> None:
    """Raise when a page asks for anything that is neither inlined nor left out on purpose.

    Raises
    ------
    UseError
        Naming each unknown address.
    """
    asked = [
        match.group(2)
        for tag in _TAG.finditer(rendered)
        for match in [_ADDRESS.search(tag.group(2))]
        if match
    ]
    unknown = sorted(
        {address for address in asked if address not in _LEAFLET and address not in _LEFT_OUT}
    )
    missing = sorted(address for address in _LEAFLET if address not in asked)
    if unknown or missing:
        raise UseError(
            f"The map cannot be made offline: folium {metadata.version('folium')} asks for "
            f"{', '.join(unknown) or 'nothing unknown'} and no longer for "
            f"{', '.join(missing) or 'nothing known'}. Install folium 0.20."
        )


def leaflet_file(name: str) -> str:
    """Text of one file of the installed Leaflet package."""
    folder = resources.files("xstatic.pkg.leaflet") / "data"
    text = (folder / name).read_text(encoding="utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).strip()


def own_file(name: str) -> str:
    """Text of one file that lies beside this module."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def licence() -> str:
    """Licence text of Leaflet, which the page carries."""
    return _LEAFLET_LICENCE


def _numbered(rendered: str) -> str:
    """Give branca's random element ids a number by first appearance."""
    numbers: dict[str, int] = {}

    def name(match: re.Match[str]) -> str:
        number = numbers.setdefault(match.group(0), len(numbers) + 1)
        return f"{match.group(1)}_{number}"

    return _RANDOM_ID.sub(name, rendered)


def _map_parts(rendered: str) -> tuple[str, str]:
    """The map's element and the script that starts it."""
    element = re.search(r'<div class="folium-map" id="map_1"\s*>\s*</div>', rendered)
    start = re.search(r"var map_1 = L\.map\(.*?\);\s*(?=</script>)", rendered, re.DOTALL)
    if element is None or start is None:
        raise UseError(
            f"folium {metadata.version('folium')} writes a page in which no map was found. Install folium 0.20."
        )
    return element.group(0), re.sub(r"\s+", " ", start.group(0)).strip()


def _without_addresses(css: str) -> str:
    """Drop the rules' pictures: they belong to controls that the page does not use."""
    return re.sub(r"^\s*[a-z-]+:\s*url\([^)]*\);?\s*$", "", css, flags=re.MULTILINE)


def _policy(page: str) -> str:
    """Content security policy with the hashes of the page's inline scripts and styles."""
    hashes: Mapping[str, list[str]] = {"script": [], "style": []}
    for match in _INLINE.finditer(page):
        digest = hashlib.sha256(match.group(2).encode()).digest()
        hashes[match.group(1)].append(f"'sha256-{base64.b64encode(digest).decode()}'")
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes['script'])}; "
        f"style-src {' '.join(hashes['style'])}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
