"""What does a county manager open from an e-mail? One file, finished here."""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from .payload import map_payload
from .shell import folium_map, licence, own_file, page_shell

# The order matters: later files use the names of earlier ones.
_SCRIPTS = (
    "data.js",
    "words.js",
    "kinds.js",
    "draw.js",
    "agreements.js",
    "labels.js",
    "service.js",
    "panel.js",
    "tips.js",
    "signs.js",
    "matrix_data.js",
    "matrix_cell.js",
    "matrix.js",
    "find.js",
    "print.js",
    "page.js",
)


def map_page(tables: Mapping[str, pd.DataFrame], *, about: Mapping[str, Any]) -> str:
    """The leadership map as the text of one HTML file that needs no network.

    Parameters
    ----------
    tables
        The result tables by name, as `adjoin.maps.payload.map_payload` takes them.
    about
        name, units, fictional, version, services, sources and counts of the run.

    Returns
    -------
    str
        HTML, the same bytes for the same tables. Leaflet's licence is in the page.

    Raises
    ------
    UseError
        When the installed folium asks for an asset that is not known.

    Notes
    -----
    folium runs attribute values as template code, so no value of the data ever enters a folium
    object: the finished page gets the data as one packed block, which the page's own script
    unpacks and writes as text nodes. The title is the only value outside the block, escaped.
    """
    shell = page_shell(
        folium_map().get_root().render(),
        title=f"{about['name']}: shared coverage of public services",
        styles="".join(map(own_file, ("page.css", "matrix.css", "service.css"))),
        body=own_file("page.html").replace("{leaflet_licence}", html.escape(licence()), 1),
        script="(() => {\n" + "\n".join(own_file(name) for name in _SCRIPTS) + "\n})();",
    )
    block = _packed(map_payload(tables, about=about))
    data = f'<script type="application/json" id="adjoin-data">"{block}"</script>\n'
    # Before the scripts, so that they find it; base64 cannot end the element early.
    head, mark, tail = shell.partition("<script>")
    return head + data + mark + tail


def _packed(payload: Mapping[str, Any]) -> str:
    """JSON, gzip without a time, base64."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = bytearray(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    packed[9] = 255  # "unknown system": Python versions differ in what they write here
    return base64.b64encode(packed).decode("ascii")
