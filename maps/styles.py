"""How the layers of results.gpkg look when QGIS opens them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from .qml import (
    add_labels,
    add_option,
    as_text,
    categorized,
    fill,
    graduated,
    line,
    marker,
    outline,
    single,
)

# Okabe & Ito's eight colours, told apart by colour-blind readers.
_OKABE_ITO = (
    "0,114,178",
    "213,94,0",
    "0,158,115",
    "204,121,167",
    "230,159,0",
    "86,180,233",
    "0,0,0",
    "240,228,66",
)
_SHAPES = ("circle", "square", "triangle", "diamond")
_LEVEL_FILLS = {
    "county": "236,240,243",
    "city": "221,238,233",
    "special_district": "251,236,214",
    "school_district": "246,228,238",
    "regional": "226,239,249",
    "state": "232,232,232",
    "tribal": "250,246,212",
    "nonprofit": "240,234,228",
    "other": "245,245,245",
}
_RELATION_LINES = {
    "border": "0,114,178",
    "gap": "86,180,233",
    "overlap": "213,94,0",
    "contains": "204,121,167",
    "within": "204,121,167",
    "point": "0,158,115",
    "near": "150,150,150",
}
_AUDIT_AREAS = {
    "overlap": fill("213,94,0", opacity=100, border="213,94,0", border_mm=0.3),
    "nested": fill("213,94,0", opacity=100, border="213,94,0", border_mm=0.3),
    "duplicate": fill("213,94,0", opacity=100, border="213,94,0", border_mm=0.3),
    "gap": fill("230,159,0", opacity=140, border="230,159,0", border_mm=0.3),
    "hole": outline("132,149,158"),
    "exclave": fill("86,180,233", opacity=70, border="0,114,178", border_mm=0.4),
}
# Too thin for a fill, and for a dash.
_SLIVER = outline("204,121,167", style="solid", width_mm=0.5)
_SHADES = ("217,232,227", "156,204,193", "76,155,140", "11,93,80")
#: Four equal classes of a confidence.
_CLASSES = tuple((at / 4, (at + 1) / 4, shade) for at, shade in enumerate(_SHADES))
_TRANSFER = "213,94,0"
_ASSET = "122,60,136"


def layer_styles(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    """Styles of the layers that are there, for the `layer_styles` table of a GeoPackage.

    Parameters
    ----------
    tables
        The result tables by name; one that is absent gets no style.

    Returns
    -------
    list of (layer, QML)
        Agencies filled by level with their names, facilities by service (open where the provider
        is taken or guessed from the place), agency pairs by relation, the audit by kind, facility pairs as thin lines,
        duplications by confidence, coverage by the people reached, transfers by people, agreements
        by whether the service is shared, territories as outlines by service. Only the levels, services
        and relations that occur have a class.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.maps.styles import layer_styles
    >>> [(layer, qml)] = layer_styles({"agencies": pd.DataFrame({"level": ["city"]})})
    >>> layer, "categorizedSymbol" in qml
    ('agencies', True)
    """
    makers: tuple[tuple[str, Callable[[pd.DataFrame], ElementTree.Element]], ...] = (
        ("agencies", _agencies),
        ("facilities", _facilities),
        ("agency_pairs", _agency_pairs),
        ("boundary_audit", _boundary_audit),
        ("facility_pairs", _facility_pairs),
        ("duplications", _duplications),
        ("coverage", _coverage),
        ("transfers", _transfers),
        ("agreements", _agreements),
        ("territories", _territories),
    )
    return [(layer, as_text(make(tables[layer]))) for layer, make in makers if layer in tables]


def _values(table: pd.DataFrame, column: str) -> list[str]:
    """The distinct values of a column, sorted, missing ones left out."""
    return sorted({str(value) for value in table[column].dropna()}) if column in table else []


def _agencies(table: pd.DataFrame) -> ElementTree.Element:
    """Light fill by level, names in dark grey with a white halo."""
    levels = _values(table, "level")
    symbols = [fill(_LEVEL_FILLS.get(level, _LEVEL_FILLS["other"])) for level in levels]
    root = categorized("level", levels, symbols)
    add_labels(root, "name")
    return root


def _facilities(table: pd.DataFrame) -> ElementTree.Element:
    """Points by service: eight colours, and another shape for each further eight."""
    services = _values(table, "service")
    count = len(_OKABE_ITO)
    symbols = [
        marker(_OKABE_ITO[at % count], _SHAPES[at // count % len(_SHAPES)])
        for at in range(len(services))
    ]
    root = categorized("service", services, symbols)
    if set(_values(table, "attribution")) & {"contains", "guessed"}:
        for layer in root.iter("layer"):
            _open_where_placed(layer)
    return root


def _territories(table: pd.DataFrame) -> ElementTree.Element:
    """Outlines by service in the colours of the facilities, so that several can lie over each other."""
    services = _values(table, "service")
    symbols = [outline(_OKABE_ITO[at % len(_OKABE_ITO)]) for at in range(len(services))]
    return categorized("service", services, symbols)


def _open_where_placed(layer: ElementTree.Element) -> None:
    """A ring instead of a full point where the provider is not named in the data; broken for a guess."""
    [colour] = [prop.get("v", "") for prop in layer.iter("prop") if prop.get("k") == "color"]
    placed = "\"attribution\" IN ('contains', 'guessed')"
    expressions = {
        "fillColor": f"if({placed}, '255,255,255,255', '{colour}')",
        "outlineColor": f"if({placed}, '{colour}', '255,255,255,255')",
        "outlineStyle": "if(\"attribution\" = 'guessed', 'dot', 'solid')",
        "outlineWidth": f"if({placed}, 0.5, 0.3)",
    }
    options = ElementTree.SubElement(
        ElementTree.SubElement(layer, "data_defined_properties"), "Option", {"type": "Map"}
    )
    add_option(options, "name", "QString", "")
    held = ElementTree.SubElement(options, "Option", {"type": "Map", "name": "properties"})
    for name, expression in expressions.items():
        one = ElementTree.SubElement(held, "Option", {"type": "Map", "name": name})
        add_option(one, "active", "bool", "true")
        add_option(one, "expression", "QString", expression)
        add_option(one, "type", "int", "3")
    add_option(options, "type", "QString", "collection")


def _agency_pairs(table: pd.DataFrame) -> ElementTree.Element:
    """Lines by relation; those that do not touch are dashed."""
    relations = _values(table, "relation")
    symbols = [
        line(
            _RELATION_LINES.get(name, "110,110,110"), 0.7, dashed=name in ("near", "apart", "point")
        )
        for name in relations
    ]
    return categorized("relation", relations, symbols)


def _boundary_audit(table: pd.DataFrame) -> ElementTree.Element:
    """Overlaps red, gaps orange, exclaves blue; slivers as outlines that can be seen."""
    kinds = _values(table, "kind")
    return categorized("kind", kinds, [_AUDIT_AREAS.get(kind, _SLIVER) for kind in kinds])


def _facility_pairs(table: pd.DataFrame) -> ElementTree.Element:
    """Thin dark lines, whatever the table holds."""
    del table
    return single(line("23,37,46", 0.2))


def _duplications(table: pd.DataFrame) -> ElementTree.Element:
    """Lines by confidence, four equal classes from 0 to 1."""
    del table
    ranges = [(lower, upper, f"{lower:.2f} to {upper:.2f}") for lower, upper, _ in _CLASSES]
    symbols = [line(colour, 0.5 + 0.25 * at) for at, (_, _, colour) in enumerate(_CLASSES)]
    return graduated("confidence", ranges, symbols)


def _coverage(table: pd.DataFrame) -> ElementTree.Element:
    """Points by the people that a facility reaches, the more the larger and darker."""
    ranges = _quarters(table, "people_reached")
    if not ranges:
        return single(marker(_SHADES[0], "circle"))
    symbols = [marker(_SHADES[at], "circle", size_mm=2 + at) for at in range(len(ranges))]
    return graduated("people_reached", ranges, symbols)


def _transfers(table: pd.DataFrame) -> ElementTree.Element:
    """Lines by how many people another agency reaches sooner, the more the broader."""
    ranges = _quarters(table, "people")
    if not ranges:
        return single(line(_TRANSFER, 0.4))
    return graduated(
        "people", ranges, [line(_TRANSFER, 0.3 + 0.5 * at) for at in range(len(ranges))]
    )


def _agreements(table: pd.DataFrame) -> ElementTree.Element:
    """Full lines for what is shared already, dashed ones for mutual aid and joint use."""
    del table
    told = "if(\"shared\", 'shared already', 'mutual aid or joint use')"
    symbols = [line(_ASSET, 0.7), line(_ASSET, 0.5, dashed=True)]
    return categorized(told, ["shared already", "mutual aid or joint use"], symbols)


def _quarters(table: pd.DataFrame, column: str) -> list[tuple[float, float, str]]:
    """Up to four ranges with about equally many rows each, without gaps; none without numbers."""
    values = (
        np.sort(table[column].dropna().to_numpy(dtype=float)) if column in table else np.empty(0)
    )
    if not len(values):
        return []
    # A quarter starts at one of the values; rounded outwards, so that all are within.
    inner = values[[len(values) * quarter // 4 for quarter in (1, 2, 3)]]
    edges = np.unique(np.r_[np.floor(values[0]), np.rint(inner), np.ceil(values[-1])])
    if len(edges) == 1:
        edges = np.repeat(edges, 2)
    return [
        (float(lower), float(upper), f"{lower:,.0f} to {upper:,.0f}")
        for lower, upper in itertools.pairwise(edges)
    ]
