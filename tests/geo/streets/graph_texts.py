"""GraphML as OSMnx saves it, out of a few nodes and edges, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

KEYS = (
    "x", "y", "length", "highway", "oneway", "maxspeed", "speed_kph", "travel_time", "geometry", "name",
)  # fmt: skip

NODES = {"1": ("0.0", "0.0"), "2": ("0.01", "0.0"), "3": ("0.02", "0.0")}

Edge = tuple[str, str, Mapping[str, str]]


def graphml(
    path: Path,
    edges: Sequence[Edge],
    *,
    nodes: Mapping[str, tuple[str, str]] = NODES,
    crs: str | None = "epsg:4326",
    directed: bool = True,
    before: str = "",
) -> Path:
    """Write a graph as OSMnx does; `c` is the key of the graph's crs."""

    def data(held: Mapping[str, str]) -> str:
        return "".join(f'<data key="{key}">{escape(value)}</data>' for key, value in held.items())

    keys = "".join(f'<key id="{key}" for="edge" attr.name="{key}"/>' for key in KEYS)
    body = "" if crs is None else f'<data key="c">{crs}</data>'
    body += "".join(
        f'<node id="{k}">{data({"x": x, "y": y})}</node>' for k, (x, y) in nodes.items()
    )
    body += "".join(
        f'<edge source="{tail}" target="{head}" id="0">{data(held)}</edge>'
        for tail, head, held in edges
    )
    kind = "directed" if directed else "undirected"
    path.write_text(
        f'<?xml version="1.0"?>{before}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'<key id="c" for="graph" attr.name="crs"/>{keys}<graph edgedefault="{kind}">{body}</graph></graphml>',
        encoding="utf-8",
    )
    return path
