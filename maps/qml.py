"""The style language of QGIS: renderers, symbols and labels as XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree

# The version whose reader these files are written for; later ones read them as well.
_QGIS = "3.22.0"

Symbol = Callable[[ElementTree.Element, int], None]


def as_text(root: ElementTree.Element) -> str:
    """QML as QGIS writes it, with its document type."""
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{body}\n"


def renderer(
    kind: str, attributes: Mapping[str, str]
) -> tuple[ElementTree.Element, ElementTree.Element]:
    """An empty style and its renderer."""
    root = ElementTree.Element(
        "qgis", {"version": _QGIS, "styleCategories": "Symbology|Labeling", "labelsEnabled": "0"}
    )
    fixed = {"type": kind, "symbollevels": "0", "forceraster": "0", "enableorderby": "0"}
    return root, ElementTree.SubElement(root, "renderer-v2", {**fixed, **attributes})


def categorized(
    column: str, values: Sequence[str], symbols: Sequence[Symbol]
) -> ElementTree.Element:
    """One symbol for each value of a column."""
    root, drawing = renderer("categorizedSymbol", {"attr": column})
    categories = ElementTree.SubElement(drawing, "categories")
    drawn = ElementTree.SubElement(drawing, "symbols")
    for at, (value, symbol) in enumerate(zip(values, symbols, strict=True)):
        words = {"value": value, "label": value.replace("_", " "), "type": "string"}
        ElementTree.SubElement(
            categories, "category", {"symbol": str(at), "render": "true", **words}
        )
        symbol(drawn, at)
    return root


def graduated(
    column: str, ranges: Sequence[tuple[float, float, str]], symbols: Sequence[Symbol]
) -> ElementTree.Element:
    """One symbol for each range of a column: lower bound, upper bound, label."""
    root, drawing = renderer(
        "graduatedSymbol", {"attr": column, "graduatedMethod": "GraduatedColor"}
    )
    held = ElementTree.SubElement(drawing, "ranges")
    drawn = ElementTree.SubElement(drawing, "symbols")
    for at, ((lower, upper, label), symbol) in enumerate(zip(ranges, symbols, strict=True)):
        bounds = {"lower": f"{lower:.2f}", "upper": f"{upper:.2f}", "symbol": str(at)}
        ElementTree.SubElement(held, "range", {**bounds, "label": label, "render": "true"})
        symbol(drawn, at)
    return root


def single(symbol: Symbol) -> ElementTree.Element:
    """One symbol for everything."""
    root, drawing = renderer("singleSymbol", {})
    symbol(ElementTree.SubElement(drawing, "symbols"), 0)
    return root


def _symbol(kind: str, layer: str, properties: Mapping[str, str]) -> Symbol:
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


def fill(
    colour: str, *, opacity: int = 200, border: str = "132,149,158", border_mm: float = 0.2
) -> Symbol:
    """An area with a thin border; opacity from 0 to 255."""
    drawn = {
        "outline_color": f"{border},255",
        "outline_width": f"{border_mm:g}",
        "outline_style": "solid",
    }
    return _symbol(
        "fill",
        "SimpleFill",
        {"color": f"{colour},{opacity}", "style": "solid", **drawn, "outline_width_unit": "MM"},
    )


def outline(colour: str, *, style: str = "dash", width_mm: float = 0.5) -> Symbol:
    """An area without a fill."""
    border = {
        "outline_color": f"{colour},255",
        "outline_width": f"{width_mm:g}",
        "outline_style": style,
    }
    return _symbol(
        "fill",
        "SimpleFill",
        {"color": f"{colour},0", "style": "no", **border, "outline_width_unit": "MM"},
    )


def marker(colour: str, shape: str, *, size_mm: float = 2.4) -> Symbol:
    """A small point with a white border."""
    border = {"outline_color": "255,255,255,255", "outline_width": "0.3", "outline_style": "solid"}
    return _symbol(
        "marker",
        "SimpleMarker",
        {
            "color": f"{colour},255",
            "name": shape,
            "size": f"{size_mm:g}",
            "size_unit": "MM",
            **border,
        },
    )


def line(colour: str, width_mm: float, *, dashed: bool = False) -> Symbol:
    """A line of some width in millimetres on paper."""
    style = {"line_style": "dash" if dashed else "solid", "capstyle": "round", "joinstyle": "round"}
    width = {"line_width": f"{width_mm:.2f}", "line_width_unit": "MM"}
    return _symbol("line", "SimpleLine", {"line_color": f"{colour},255", **width, **style})


def add_labels(root: ElementTree.Element, column: str) -> None:
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


def add_option(parent: ElementTree.Element, name: str, kind: str, value: str) -> None:
    """One value of a style, as QGIS writes it."""
    ElementTree.SubElement(parent, "Option", {"type": kind, "name": name, "value": value})
