"""OpenStreetMap files out of a few objects, for tests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import osmium

Tags = Mapping[str, str]


def node(number: int, lon: float, lat: float, tags: Tags | None = None, **more: object) -> str:
    """A node; further attributes by keyword."""
    return f'<node id="{number}" lon="{lon:.7f}" lat="{lat:.7f}"{_more(more)}>{_tags(tags)}</node>'


def way(number: int, refs: Sequence[int], tags: Tags | None = None, **more: object) -> str:
    """A way."""
    inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{number}"{_more(more)}>{inner}{_tags(tags)}</way>'


def relation(
    number: int, members: Sequence[tuple[str, int, str]], tags: Tags, **more: object
) -> str:
    """A relation; members are kind, id, role."""
    inner = "".join(
        f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members
    )
    return f'<relation id="{number}"{_more(more)}>{inner}{_tags(tags)}</relation>'


def square(first: int, west: float, south: float, size: float) -> list[str]:
    """Four nodes with ids from `first` on, anticlockwise (clockwise ids below 0 go down)."""
    step = 1 if first > 0 else -1
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    return [
        node(first + step * k, west + x * size, south + y * size)
        for k, (x, y) in enumerate(corners)
    ]


def ring(first: int) -> list[int]:
    """The closed ring of the nodes of `square`."""
    step = 1 if first > 0 else -1
    return [first, first + step, first + 2 * step, first + 3 * step, first]


def write(path: Path, objects: Iterable[str], *, seed: int | None = None) -> Path:
    """Write objects as XML, in their order unless a seed shuffles them."""
    held = list(objects)
    if seed is not None:
        random.Random(seed).shuffle(held)
    text = f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{"".join(held)}</osm>'
    path.write_text(text, encoding="utf-8")
    return path


def as_pbf(path: Path, out: Path, *, is_sorted: bool = False) -> Path:
    """The same objects as PBF; `is_sorted` says so in its header."""
    header = osmium.io.Header()
    if is_sorted:
        header.set("sorting", "Type_then_ID")
    with (
        osmium.SimpleWriter(str(out), header=header) as writer,
        osmium.io.Reader(str(path)) as reader,
    ):
        osmium.apply(reader, writer)
    return out


def _more(more: Mapping[str, object]) -> str:
    return "".join(f" {key}={quoteattr(str(value))}" for key, value in more.items())


def _tags(tags: Tags | None) -> str:
    return "".join(
        f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in (tags or {}).items()
    )
