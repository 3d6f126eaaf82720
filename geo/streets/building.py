"""From a source of streets to the networks that facilities travel on."""

from __future__ import annotations

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
from .cellunits import column_costs
from .centrelines import streets_from_lines
from .edgetable import streets_from_edges
from .network import Network, Parts, largest_parts
from .streetrows import StreetRows, driving, on_foot

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
        Which column is `from`, `to`, `oneway`, `class`, the length, speed and time in any of the
        units of `adjoin.geo.streets.cellunits`; and of centrelines `level`, `level_from`,
        `level_to`, `bridge`, `tunnel`.
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
        Rows left out, speeds filled in, cells with several values.

    Raises
    ------
    DataError
        A column is not there, or centrelines have no geometry.
    """

    def values(key: str) -> Any:
        if key not in columns:
            return None
        return column(frame, columns[key], key=f"columns.{key}", source=source).to_numpy(object)

    numbers = frame.index.to_numpy() if frame.index.name == "row" else None
    costs, findings = column_costs(columns, values, len(frame), source=source, row_numbers=numbers)
    length_m = costs.pop("length_m")
    options: dict[str, Any] = {
        **costs,
        "road_class": values("class"),
        "oneway": values("oneway"),
        "speed_factor": speed_factor,
        "source": source,
        "row_numbers": numbers,
    }
    lines = None
    if isinstance(frame, gpd.GeoDataFrame):
        lines = to_crs(np.asarray(frame.geometry), frame.crs, plane, region=bounds).shapes
    if nodes is not None:
        places = to_crs(np.asarray(nodes.geometry), nodes.crs, plane, region=bounds).shapes
        found, told = streets_from_edges(
            text_column(frame, columns["from"], key="columns.from", source=source).to_numpy(object),
            text_column(frame, columns["to"], key="columns.to", source=source).to_numpy(object),
            length_m,
            node_id=text_column(
                nodes, str(node_id), key="node_columns.id", source=node_source or source
            ).to_numpy(object),
            node_xy=np.column_stack([shapely.get_x(places), shapely.get_y(places)]),
            lines=lines,
            node_source=node_source,
            **options,
        )
        return found, [*_unused(columns, crossings, source), *told, *findings]
    if lines is None:
        message = "the streets have no geometry; name their nodes (nodes, node_columns), or give centrelines"
        raise DataError([Finding("error", source, "nodes", "place-missing", message)])
    found, told = streets_from_lines(
        lines,
        length_m=length_m,
        crossings=crossings,
        join_m=join_m,
        **{key: values(key) for key in HEIGHTS},
        **options,
    )
    return found, [*told, *findings]


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
