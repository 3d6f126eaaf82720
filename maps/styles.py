"""How the layers of results.gpkg look when QGIS opens them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree

import pandas as pd

# The version whose reader these files are written for; later ones read them as well.
_QGIS = "3.22.0"

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
_CONFIDENCE = (
    (0.0, 0.25, "217,232,227"),
    (0.25, 0.5, "156,204,193"),
    (0.5, 0.75, "76,155,140"),
    (0.75, 1.0, "11,93,80"),
)

_Symbol = Callable[[ElementTree.Element, int], None]


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
        is taken or guessed from the place), agency pairs by relation, facility pairs as thin lines,
        duplications by confidence, territories as outlines by service. Only the levels, services
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
        ("facility_pairs", _facility_pairs),
        ("duplications", _duplications),
        ("territories", _territories),
    )
    return [(layer, _text(make(tables[layer]))) for layer, make in makers if layer in tables]


def _text(root: ElementTree.Element) -> str:
    """QML as QGIS writes it, with its document type."""
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{body}\n"


def _values(table: pd.DataFrame, column: str) -> list[str]:
    """The distinct values of a column, sorted, missing ones left out."""
    return sorted({str(value) for value in table[column].dropna()}) if column in table else []


def _agencies(table: pd.DataFrame) -> ElementTree.Element:
    """Light fill by level, names in dark grey with a white halo."""
    levels = _values(table, "level")
    symbols = [_fill(_LEVEL_FILLS.get(level, _LEVEL_FILLS["other"])) for level in levels]
    root = _categorized("level", levels, symbols)
    _labels(root, "name")
    return root


def _facilities(table: pd.DataFrame) -> ElementTree.Element:
    """Points by service: eight colours, and another shape for each further eight."""
    services = _values(table, "service")
    count = len(_OKABE_ITO)
    symbols = [
        _marker(_OKABE_ITO[at % count], _SHAPES[at // count % len(_SHAPES)])
        for at in range(len(services))
    ]
    root = _categorized("service", services, symbols)
    if set(_values(table, "attribution")) & {"contains", "guessed"}:
        for layer in root.iter("layer"):
            _open_where_placed(layer)
    return root


def _territories(table: pd.DataFrame) -> ElementTree.Element:
    """Outlines by service in the colours of the facilities, so that several can lie over each other."""
    services = _values(table, "service")
    symbols = [_outline(_OKABE_ITO[at % len(_OKABE_ITO)]) for at in range(len(services))]
    return _categorized("service", services, symbols)


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
    _option(options, "name", "QString", "")
    held = ElementTree.SubElement(options, "Option", {"type": "Map", "name": "properties"})
    for name, expression in expressions.items():
        one = ElementTree.SubElement(held, "Option", {"type": "Map", "name": name})
        _option(one, "active", "bool", "true")
        _option(one, "expression", "QString", expression)
        _option(one, "type", "int", "3")
    _option(options, "type", "QString", "collection")


def _option(parent: ElementTree.Element, name: str, kind: str, value: str) -> None:
    """One value of a style, as QGIS writes it."""
    ElementTree.SubElement(parent, "Option", {"type": kind, "name": name, "value": value})


def _agency_pairs(table: pd.DataFrame) -> ElementTree.Element:
    """Lines by relation; those that do not touch are dashed."""
    relations = _values(table, "relation")
    symbols = [
        _line(
            _RELATION_LINES.get(name, "110,110,110"), 0.7, dashed=name in ("near", "apart", "point")
        )
        for name in relations
    ]
    return _categorized("relation", relations, symbols)


def _facility_pairs(table: pd.DataFrame) -> ElementTree.Element:
    """Thin dark lines, whatever the table holds."""
    del table
    root, renderer = _qgis("singleSymbol", {})
    _line("23,37,46", 0.2)(ElementTree.SubElement(renderer, "symbols"), 0)
    return root


def _duplications(table: pd.DataFrame) -> ElementTree.Element:
    """Lines by confidence, four equal classes from 0 to 1."""
    del table
    root, renderer = _qgis(
        "graduatedSymbol", {"attr": "confidence", "graduatedMethod": "GraduatedColor"}
    )
    ranges = ElementTree.SubElement(renderer, "ranges")
    symbols = ElementTree.SubElement(renderer, "symbols")
    for at, (lower, upper, colour) in enumerate(_CONFIDENCE):
        bounds = {"lower": f"{lower:.2f}", "upper": f"{upper:.2f}", "symbol": str(at)}
        label = f"{lower:.2f} to {upper:.2f}"
        ElementTree.SubElement(ranges, "range", {**bounds, "label": label, "render": "true"})
        _line(colour, 0.5 + 0.25 * at)(symbols, at)
    return root


def _qgis(
    kind: str, attributes: Mapping[str, str]
) -> tuple[ElementTree.Element, ElementTree.Element]:
    """An empty style and its renderer."""
    root = ElementTree.Element(
        "qgis", {"version": _QGIS, "styleCategories": "Symbology|Labeling", "labelsEnabled": "0"}
    )
    fixed = {"type": kind, "symbollevels": "0", "forceraster": "0", "enableorderby": "0"}
    return root, ElementTree.SubElement(root, "renderer-v2", {**fixed, **attributes})


def _categorized(
    column: str, values: Sequence[str], symbols: Sequence[_Symbol]
) -> ElementTree.Element:
    """One symbol for each value of a column."""
    root, renderer = _qgis("categorizedSymbol", {"attr": column})
    categories = ElementTree.SubElement(renderer, "categories")
    drawn = ElementTree.SubElement(renderer, "symbols")
    for at, (value, symbol) in enumerate(zip(values, symbols, strict=True)):
        words = {"value": value, "label": value.replace("_", " "), "type": "string"}
        ElementTree.SubElement(
            categories, "category", {"symbol": str(at), "render": "true", **words}
        )
        symbol(drawn, at)
    return root


def _symbol(kind: str, layer: str, properties: Mapping[str, str]) -> _Symbol:
    """Adds one symbol of one layer below an element, under a number."""

    def add(parent: ElementTree.Element, number: int) -> None:
        shape = {"type": kind, "name": str(number), "alpha": "1", "clip_to_extent": "1"}
        symbol = ElementTree.SubElement(parent, "symbol", shape)
        drawn = ElementTree.SubElement(
            symbol, "layer", {"class": layer, "enabled": "1", "pass": "0", "locked": "0"}
        )
        for key, value in properties.items():
            ElementTree.SubElement(drawn, "prop", {"k": key, "v": value})

    return add


def _fill(colour: str) -> _Symbol:
    """A light area with a thin grey border."""
    border = {"outline_color": "132,149,158,255", "outline_width": "0.2", "outline_style": "solid"}
    return _symbol(
        "fill",
        "SimpleFill",
        {"color": f"{colour},200", "style": "solid", **border, "outline_width_unit": "MM"},
    )


def _outline(colour: str) -> _Symbol:
    """An area without a fill."""
    border = {"outline_color": f"{colour},255", "outline_width": "0.5", "outline_style": "dash"}
    return _symbol(
        "fill",
        "SimpleFill",
        {"color": f"{colour},0", "style": "no", **border, "outline_width_unit": "MM"},
    )


def _marker(colour: str, shape: str) -> _Symbol:
    """A small point with a white border."""
    border = {"outline_color": "255,255,255,255", "outline_width": "0.3", "outline_style": "solid"}
    return _symbol(
        "marker",
        "SimpleMarker",
        {"color": f"{colour},255", "name": shape, "size": "2.4", "size_unit": "MM", **border},
    )


def _line(colour: str, width_mm: float, *, dashed: bool = False) -> _Symbol:
    """A line of some width in millimetres on paper."""
    style = {"line_style": "dash" if dashed else "solid", "capstyle": "round", "joinstyle": "round"}
    width = {"line_width": f"{width_mm:.2f}", "line_width_unit": "MM"}
    return _symbol("line", "SimpleLine", {"line_color": f"{colour},255", **width, **style})


def _labels(root: ElementTree.Element, column: str) -> None:
    """Switch on plain labels from a column."""
    root.set("labelsEnabled", "1")
    settings = ElementTree.SubElement(
        ElementTree.SubElement(root, "labeling", {"type": "simple"}), "settings"
    )
    font = {"fontSize": "8", "fontSizeUnit": "Point", "textColor": "34,52,63,255"}
    style = ElementTree.SubElement(
        settings, "text-style", {"fieldName": column, "isExpression": "0", **font}
    )
    halo = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    ElementTree.SubElement(style, "text-buffer", {**halo, "bufferColor": "255,255,255,255"})
    ElementTree.SubElement(settings, "placement", {"placement": "1"})
    ElementTree.SubElement(settings, "rendering", {"scaleVisibility": "0", "obstacle": "1"})
