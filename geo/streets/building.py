"""From a source of streets to the networks that facilities travel on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..crs import Bounds, to_crs
from ..files.columns import column, text_column
from ..findings import DataError, Finding
from .arccosts import read_numbers
from .centrelines import streets_from_lines
from .edgetable import streets_from_edges
from .network import Network, Parts, largest_parts
from .streetrows import StreetRows, driving, on_foot

KMH_PER_MPH = 1.609344

_SPEED = re.compile(r"([0-9]+(?:[.][0-9]+)?) *(mph|km/h|kmh|kph|)", re.IGNORECASE)

#: Columns of how lines pass over each other; an edge table says which meet.
HEIGHTS = ("level", "level_from", "level_to", "bridge", "tunnel")

#: The map shows no more streets than this behind the data: the fastest ones.
MAIN_ROADS = 12_000


def street_rows(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, str],
    source: str,
    plane: pyproj.CRS,
    bounds: Bounds,
    nodes: gpd.GeoDataFrame | None = None,
    node_id: str | None = None,
    node_source: str | None = None,
    crossings: Literal["join", "keep"] | None = None,
    join_m: float = 0.5,
    speed_factor: float = 1.0,
) -> tuple[StreetRows, list[Finding]]:
    """Build the streets of a source, before a mode of travel is chosen.

    Parameters
    ----------
    frame
        Centrelines, or an edge table, as `adjoin.geo.files.reading.read_source` returns them. Its
        index, where it is called `row`, holds what findings call the rows; else 1, 2, 3, ….
    columns
        Which column is `from`, `to`, `length_m`, `speed_mph`, `speed_kmh`, `minutes`, `oneway`,
        `back_speed_mph`, `back_speed_kmh`, `back_minutes`, `class`; and of centrelines `level`,
        `level_from`, `level_to`, `bridge`, `tunnel`.
    source
        What messages call the file.
    plane, bounds
        The region's plane, and its bounds in degrees.
    nodes
        The nodes of an edge table, as points; without them `frame` holds centrelines.
    node_id
        The column of `nodes` that `from` and `to` refer to.
    node_source
        What messages call the file of the nodes; `source` when not given.
    crossings, join_m
        How centrelines meet (see `streets_from_lines`); read of centrelines only.
    speed_factor
        Multiplies the speeds.

    Returns
    -------
    streets
        All that could be used, with every part that is not connected.
    findings
        Rows left out, speeds filled in.

    Raises
    ------
    DataError
        A column is not there, or centrelines have no geometry.
    """

    def values(key: str) -> Any:
        if key not in columns:
            return None
        return column(frame, columns[key], key=f"columns.{key}", source=source).to_numpy(object)

    options: dict[str, Any] = {
        "speed_kmh": _kmh(values("speed_kmh"), len(frame), 1.0),
        "back_speed_kmh": _kmh(values("back_speed_kmh"), len(frame), 1.0),
        "minutes": values("minutes"),
        "back_minutes": values("back_minutes"),
        "road_class": values("class"),
        "oneway": values("oneway"),
        "speed_factor": speed_factor,
        "source": source,
        "row_numbers": frame.index.to_numpy() if frame.index.name == "row" else None,
    }
    for way in ("", "back_"):
        if f"{way}speed_mph" in columns:
            given = values(f"{way}speed_mph")
            options[f"{way}speed_kmh"] = _kmh(given, len(frame), KMH_PER_MPH)
    lines = None
    if isinstance(frame, gpd.GeoDataFrame):
        lines = to_crs(np.asarray(frame.geometry), frame.crs, plane, region=bounds).shapes
    if nodes is not None:
        places = to_crs(np.asarray(nodes.geometry), nodes.crs, plane, region=bounds).shapes
        found, told = streets_from_edges(
            text_column(frame, columns["from"], key="columns.from", source=source).to_numpy(object),
            text_column(frame, columns["to"], key="columns.to", source=source).to_numpy(object),
            values("length_m"),
            node_id=text_column(
                nodes, str(node_id), key="node_columns.id", source=node_source or source
            ).to_numpy(object),
            node_xy=np.column_stack([shapely.get_x(places), shapely.get_y(places)]),
            lines=lines,
            node_source=node_source,
            **options,
        )
        return found, [*_unused(columns, crossings, source), *told]
    if lines is None:
        message = "the streets have no geometry; name their nodes (nodes, node_columns), or give centrelines"
        raise DataError([Finding("error", source, "nodes", "place-missing", message)])
    found, told = streets_from_lines(
        lines,
        length_m=values("length_m"),
        crossings=crossings,
        join_m=join_m,
        **{key: values(key) for key in HEIGHTS},
        **options,
    )
    return found, list(told)


def _unused(columns: Mapping[str, str], crossings: str | None, source: str) -> list[Finding]:
    """Tell of settings that are of centrelines only."""
    given = [f"columns.{key}" for key in HEIGHTS if key in columns]
    if crossings is not None:
        given.append("crossings")
    if not given:
        return []
    message = (
        f"{', '.join(given)} of the streets mean nothing beside nodes: an edge table says itself "
        "which streets meet; leave them out, or leave out the nodes"
    )
    return [Finding("warning", source, given[0], "setting-unused", message)]


def _kmh(given: Any, rows: int, kmh_per_unit: float) -> Any:
    """Speeds in km/h; a unit behind the number counts, of several in one cell the smallest does.

    What is no speed stays as it stands.
    """
    if given is None:
        return None
    read = read_numbers(given, rows)
    kmh, unreadable = read.numbers * kmh_per_unit, read.unreadable.copy()
    for row in np.flatnonzero(unreadable):
        speeds = _speeds(str(read.as_given[row]), kmh_per_unit)
        if speeds:
            kmh[row], unreadable[row] = min(speeds), False
    return np.where(unreadable, read.as_given, kmh)


def _speeds(text: str, kmh_per_unit: float) -> list[float]:
    """The speeds of a cell in km/h: one, or a list as OSMnx writes it; none where one is none."""
    text = text.strip()
    parts = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else [text]
    found = [_SPEED.fullmatch(part.strip(" \"'")) for part in parts]
    units = {"": kmh_per_unit, "mph": KMH_PER_MPH}
    speeds = [float(m[1]) * units.get(m[2].lower(), 1.0) for m in found if m]
    return speeds if len(speeds) == len(parts) else []


def mode_networks(
    streets: StreetRows, modes: Collection[str], *, source: str, speed_factor: float = 1.0
) -> tuple[dict[str, Network], list[Finding]]:
    """The part of the streets that each mode of travel uses.

    Parameters
    ----------
    streets
        As `street_rows` returns them.
    modes
        `drive`, `walk`.
    source
        What messages call the file.
    speed_factor
        Multiplies the walking speed; that of cars is in `streets` already.

    Returns
    -------
    networks
        By mode; only strongly connected parts of at least 500 nodes, or the largest.
    findings
        What is not connected, counted; an error for a mode that has no street left.
    """
    networks: dict[str, Network] = {}
    findings: list[Finding] = []
    for mode in sorted(set(modes)):
        whole = on_foot(streets, speed_factor=speed_factor) if mode == "walk" else driving(streets)
        networks[mode], parts = largest_parts(whole)
        if not parts.arcs_used:
            findings.append(_unusable(whole, mode, source))
        elif parts.arcs_left_out:
            findings.append(_left_out(parts, mode, source))
    return networks, findings


def main_roads(networks: Mapping[str, Network], *, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """The fastest streets, each once, for the background of a map.

    Parameters
    ----------
    networks
        As `mode_networks` returns them; those for driving are shown, else those for walking.
    crs
        The plane they are in.

    Returns
    -------
    geopandas.GeoDataFrame
        speed_kmh and geometry, fastest first; no rows without streets.
    """
    if not networks:
        return gpd.GeoDataFrame({"speed_kmh": np.zeros(0)}, geometry=gpd.GeoSeries([], crs=crs))
    network = networks.get("drive", networks[min(networks)])
    seconds = np.maximum(network.arc_ms, 1) / 1000
    speed = np.round(network.arc_mm / 1000 / seconds * 3.6, 1)
    ends = np.sort(np.column_stack([network.arc_from, network.arc_to]), axis=1)
    # Both directions of a street are one line, whichever of them the rows have first.
    lines = shapely.normalize(network.lines)[network.arc_street]
    xy = np.round(shapely.bounds(lines), 2)
    start_y = shapely.get_y(shapely.get_point(lines, 0))
    order = np.lexsort((start_y, *xy.T[::-1], network.arc_mm, -speed))
    _, first = np.unique(ends[order], axis=0, return_index=True)
    chosen = order[np.sort(first)][:MAIN_ROADS]
    return gpd.GeoDataFrame({"speed_kmh": speed[chosen]}, geometry=lines[chosen], crs=crs)


def _unusable(network: Network, mode: str, source: str) -> Finding:
    """Tell that nobody can travel on the streets."""
    rows = len(network.arc_ms)
    fact = (
        f"none of the {rows} directed edges can be reached and left again by {mode}; mend the one-way codes "
        "and where streets meet"
        if rows
        else f"no street is left to travel on by {mode}; mend what the other findings leave out"
    )
    message = f"{fact}, or leave out [streets] to have straight lines"
    return Finding("error", source, "", "streets-unusable", message)


def _left_out(parts: Parts, mode: str, source: str) -> Finding:
    """Tell what is cut off from the network."""
    message = (
        f"{parts.parts_left_out} parts of the streets ({parts.nodes_left_out} nodes, {parts.arcs_left_out} "
        f"directed edges) cannot be reached and left again by {mode}; {parts.nodes_used} nodes are used"
    )
    return Finding("note", source, "", "streets-cut-off", message)
