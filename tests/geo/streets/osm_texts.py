"""OpenStreetMap files out of a few nodes and ways, for tests."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

# a hundredth of a degree is 1,112 m along a meridian
STEP = 0.01

Nodes = Mapping[int, tuple[float, float]]
Way = tuple[int, Sequence[int], Mapping[str, str]]


def row_of_nodes(*ids: int, lat: float = 0.0) -> dict[int, tuple[float, float]]:
    """Nodes from west to east, a hundredth of a degree apart."""
    return {node: (k * STEP, lat) for k, node in enumerate(ids)}


def write_xml(
    path: Path,
    nodes: Nodes,
    ways: Sequence[Way],
    *,
    tags: Mapping[int, Mapping[str, str]] | None = None,
    relations: Sequence[Mapping[str, str]] = (),
    seed: int | None = None,
) -> Path:
    """Write a file; nodes first, unless a seed shuffles the objects."""

    def held(pairs: Mapping[str, str]) -> str:
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in pairs.items())

    objects = [
        f'<node id="{node}" lon="{lon:.7f}" lat="{lat:.7f}">{held((tags or {}).get(node, {}))}</node>'
        for node, (lon, lat) in nodes.items()
    ]
    for number, refs, pairs in ways:
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        objects.append(f'<way id="{number}">{inner}{held(pairs)}</way>')
    for number, pairs in enumerate(relations, start=1):
        objects.append(f'<relation id="{number}">{held(pairs)}</relation>')
    if seed is not None:
        random.Random(seed).shuffle(objects)
    body = "".join(objects)
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', encoding="utf-8")
    return path
