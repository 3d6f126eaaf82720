"""TopoJSON unfolded: every arc put back where it is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..findings import DataError, Finding
from .layernames import chosen_layer

#: An arc takes room once and may be used any number of times; more points than this, and than 50
#: for every 16 bytes of the file, are refused.
POINTS = 5_000_000

Points = list[list[float]]


class _Arcs(NamedTuple):
    """The arcs of a topology, which of them have heights, and how a point of its own is placed."""

    points: list[Points]
    high: list[bool]
    to_plane: Callable[[Any], list[float]]


def unfolded(content: bytes, *, layer: str | None, source: str) -> tuple[bytes, list[Finding]]:
    """One object of a topology as GeoJSON, geometry by geometry.

    GDAL's own reader passes over geometries of type null; here each stays a row. The member `id`
    of a geometry becomes a property where it has none of that name. A third coordinate is left
    out and told.

    Parameters
    ----------
    content
        The TopoJSON.
    layer
        The object to read, needed where there are several.
    source
        What messages call the file.

    Returns
    -------
    content
        The GeoJSON.
    findings
        How many shapes have a third coordinate.

    Raises
    ------
    DataError
        It is no topology, has no such object, a geometry uses an arc that is not there, or arcs
        are used so often that the shapes would fill the memory.
    """
    try:
        topology = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _broken(source, "", f"the file cannot be read as TopoJSON ({error})") from error
    if not isinstance(topology, dict) or topology.get("type") != "Topology":
        raise _broken(source, "", 'the file is no TopoJSON: its "type" is not "Topology"')
    objects = topology.get("objects")
    if not isinstance(objects, dict):
        raise _broken(source, "", 'the TopoJSON has no "objects"; export it again')
    names = list(objects)
    chosen = objects[names[chosen_layer(names, layer, source=source)]]
    try:
        to_plane = _to_plane(topology.get("transform"))
        arcs = [_arc(arc, topology.get("transform")) for arc in topology.get("arcs", [])]
        high = [any(len(point) > 2 for point in arc) for arc in topology.get("arcs", [])]
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise _broken(source, "", f"the arcs of the TopoJSON cannot be read ({error})") from error
    members = [chosen]
    if isinstance(chosen, dict) and chosen.get("type") == "GeometryCollection":
        members = chosen.get("geometries", [])
    most = max(POINTS, 50 * len(content) // 16)
    members = members if isinstance(members, list) else [None]
    features, heights = _features(members, _Arcs(arcs, high, to_plane), most, source)
    try:
        collection = {"type": "FeatureCollection", "features": features}
        plain = json.dumps(collection, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        row = next((k for k, one in enumerate(features, start=1) if not _is_json(one)), 0)
        message = f"the TopoJSON holds what no number is ({error}); mend it, or export it again"
        raise _broken(source, f"row {row}" if row else "", message) from error
    if not heights:
        return plain, []
    message = (
        f"{heights} shapes have heights (Z), which are left out: places are two-dimensional here"
    )
    return plain, [Finding("note", source, "", "third-dimension", message)]


def _is_json(feature: Any) -> bool:
    """Whether a feature can be written as JSON, which has no infinite numbers."""
    try:
        json.dumps(feature, allow_nan=False)
    except (ValueError, RecursionError):
        return False
    return True


def _features(members: list[Any], arcs: _Arcs, most: int, source: str) -> tuple[list[Any], int]:
    """Geometries as features, and how many have heights."""
    features = []
    points = heights = 0
    for row, member in enumerate(members, start=1):
        try:
            size, raised = _extent(member, arcs)
            points, heights = points + size, heights + raised
            if points <= most:
                features.append(_feature(member, arcs.points, arcs.to_plane))
        except (
            TypeError,
            ValueError,
            KeyError,
            IndexError,
            AttributeError,
            RecursionError,
        ) as error:
            told = f"the geometry of the TopoJSON cannot be put together ({type(error).__name__}: {error})"
            raise _broken(source, f"row {row}", told) from error
        if points > most:
            message = (
                f"the arcs of the TopoJSON are used so often that its shapes have more than {most} "
                "points; split it, or export it as GeoPackage"
            )
            raise DataError([Finding("error", source, f"row {row}", "file-too-large", message)])
    return features, heights


def _extent(member: Any, arcs: _Arcs) -> tuple[int, bool]:
    """How many points a geometry has once its arcs are put back, and whether any has a height."""
    kind = member.get("type")
    if kind is None:
        return 0, False
    if kind == "GeometryCollection":
        parts = [_extent(part, arcs) for part in member.get("geometries", [])]
        return sum(size for size, _ in parts), any(high for _, high in parts)
    if "coordinates" in member:
        points = [member["coordinates"]] if kind == "Point" else member["coordinates"]
        return len(points), any(len(point) > 2 for point in points)
    uses = list(_uses(member.get("arcs", [])))
    places = [use if use >= 0 else ~use for use in uses]
    return sum(len(arcs.points[k]) for k in places), any(arcs.high[k] for k in places)


def _uses(nested: Any) -> Iterator[int]:
    """The numbers of the arcs of a geometry, however they are nested."""
    for part in nested:
        if isinstance(part, list):
            yield from _uses(part)
        else:
            yield part


def _broken(source: str, item: str, message: str) -> DataError:
    """Build the error for a topology that cannot be read."""
    return DataError([Finding("error", source, item, "file-unreadable", message)])


def _to_plane(transform: Any) -> Callable[[Any], list[float]]:
    """How a point of its own is placed: quantised ones are scaled and shifted."""
    if transform is None:
        return lambda point: [float(point[0]), float(point[1])]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    return lambda point: [point[0] * sx + tx, point[1] * sy + ty]


def _arc(arc: Any, transform: Any) -> Points:
    """The points of an arc; quantised ones are steps from one to the next."""
    points: NDArray[np.float64] = np.array([point[:2] for point in arc], dtype=np.float64)
    if points.shape != (len(arc), 2):
        raise ValueError(f"an arc of {len(arc)} points is not made of pairs")
    if transform is not None:
        # What is too large for a number is refused with the whole, not warned of here.
        with np.errstate(over="ignore", invalid="ignore"):
            points = points.cumsum(axis=0) * transform["scale"] + transform["translate"]
    placed: Points = points.tolist()
    return placed


def _feature(member: Any, arcs: list[Points], to_plane: Callable[[Any], list[float]]) -> Any:
    """One geometry of the object as a feature."""
    properties = dict(member.get("properties") or {})
    if "id" in member:
        properties.setdefault("id", member["id"])
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": _geometry(member, arcs, to_plane),
    }


def _geometry(member: Any, arcs: list[Points], to_plane: Callable[[Any], list[float]]) -> Any:
    """The geometry itself, null where it has no type."""
    kind = member.get("type")
    if kind is None:
        return None
    if kind == "GeometryCollection":
        parts = [_geometry(part, arcs, to_plane) for part in member.get("geometries", [])]
        return {"type": kind, "geometries": [part for part in parts if part is not None]}
    if kind == "Point":
        return {"type": kind, "coordinates": to_plane(member["coordinates"])}
    if kind == "MultiPoint":
        return {"type": kind, "coordinates": [to_plane(point) for point in member["coordinates"]]}
    depths = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
    if kind not in depths:
        raise ValueError(f"{kind!r} is no type of geometry")
    return {"type": kind, "coordinates": _lines(member["arcs"], depths[kind], arcs)}


def _lines(uses: Any, depth: int, arcs: list[Points]) -> Any:
    """Lines made of arcs, nested as the type of geometry asks."""
    if depth:
        return [_lines(part, depth - 1, arcs) for part in uses]
    line: Points = []
    for use in uses:
        # A negative number is an arc that is run through backwards.
        arc = arcs[use] if use >= 0 else arcs[~use][::-1]
        line += arc[1:] if line else arc
    return line
