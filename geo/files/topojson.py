"""TopoJSON unfolded: every arc put back where it is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..findings import DataError, Finding
from .layernames import chosen_layer

Points = list[list[float]]


def unfolded(content: bytes, *, layer: str | None, source: str) -> bytes:
    """One object of a topology as GeoJSON, geometry by geometry.

    GDAL's own reader passes over geometries of type null; here each stays a row. The member `id`
    of a geometry becomes a property where it has none of that name. A third coordinate is left
    out.

    Parameters
    ----------
    content
        The TopoJSON.
    layer
        The object to read, needed where there are several.
    source
        What messages call the file.

    Raises
    ------
    DataError
        It is no topology, has no such object, or a geometry uses an arc that is not there.
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
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise _broken(source, "", f"the arcs of the TopoJSON cannot be read ({error})") from error
    members = [chosen]
    if isinstance(chosen, dict) and chosen.get("type") == "GeometryCollection":
        members = chosen.get("geometries", [])
    features = []
    for row, member in enumerate(members if isinstance(members, list) else [None], start=1):
        try:
            features.append(_feature(member, arcs, to_plane))
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
    try:
        collection = {"type": "FeatureCollection", "features": features}
        return json.dumps(collection, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise _broken(source, "", f"the TopoJSON holds what no number is ({error})") from error


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
