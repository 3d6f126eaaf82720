"""What region.toml says of the streets, and how they are read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import pyproj
from pydantic import Field

from ..crs import Bounds
from ..files.described import DescribedFile, Positive, Table, Text
from ..files.sources import Source, read_and_check
from ..findings import DataError, Finding
from .building import mode_networks, street_rows
from .network import Network
from .osmfile import is_osm
from .osmnoding import streets_of_ways
from .overture import holds_segments, overture_streets
from .streetrows import StreetRows
from .wholefiles import graph_columns, is_graphml, read_whole


class NodeColumns(Table):
    """Which column of the node table holds what."""

    id: Text
    x: Text | None = Field(
        default=None, description="For tables; without x and y the points of the layer count."
    )
    y: Text | None = None

    def xy(self) -> tuple[str, str] | None:
        """Both columns; None where they are not named."""
        return None if self.x is None or self.y is None else (self.x, self.y)


class StreetColumns(Table):
    """Which column of the streets holds what."""

    from_: Text | None = Field(
        default=None, alias="from", description="Id of the node it starts at."
    )
    to: Text | None = None
    length_m: Text | None = None
    length_km: Text | None = None
    length_mi: Text | None = None
    length_ft: Text | None = None
    speed_mph: Text | None = None
    speed_kmh: Text | None = None
    speed_ms: Text | None = Field(default=None, description="Metres a second.")
    minutes: Text | None = None
    seconds: Text | None = None
    oneway: Text | None = None
    back_speed_mph: Text | None = Field(default=None, description="Speed against the line.")
    back_speed_kmh: Text | None = None
    back_speed_ms: Text | None = None
    back_minutes: Text | None = None
    back_seconds: Text | None = None
    class_: Text | None = Field(
        default=None, alias="class", description="Road class as OpenStreetMap has it."
    )
    level: Text | None = Field(default=None, description="Level of the line, 0 the ground.")
    level_from: Text | None = Field(default=None, description="Level of its start.")
    level_to: Text | None = None
    bridge: Text | None = None
    tunnel: Text | None = None


class Streets(DescribedFile):
    """The street network: centrelines, OpenStreetMap, OSMnx GraphML, or an edge table."""

    nodes: Text | None = Field(default=None, description="File of the nodes of an edge table.")
    nodes_layer: Text | None = Field(
        default=None, description="Where the file of the nodes has several."
    )
    node_columns: NodeColumns | None = None
    columns: StreetColumns = StreetColumns()
    mode: Literal["drive", "walk"] = "drive"
    crossings: Literal["join", "keep"] | None = Field(
        default=None, description="Centrelines that cross without a common vertex."
    )
    join_m: Annotated[float, Field(ge=0)] = Field(
        default=0.5, description="Metres between ends of centrelines that meet."
    )
    max_snap_m: Positive = 1000.0
    speed_factor: Positive = Field(default=1.0, description="Multiplies street speeds.")

    @property
    def nodes_label(self) -> str:
        """What messages call the file of the nodes; empty without one."""
        layer = self.nodes_layer
        return (self.nodes or "") if layer is None else f"{self.nodes}[{layer}]"


def read_streets(streets: Streets | None, *, base: Path) -> list[Source]:
    """Read the streets, and their nodes where they have a table; nothing without streets.

    Files of OpenStreetMap (`adjoin.geo.streets.osmfile.SUFFIXES`) and GraphML say themselves what
    is what; settings that only tables need are refused.

    Parameters
    ----------
    streets
        As region.toml describes them.
    base
        The folder that paths are relative to.
    """
    if streets is None:
        return []
    if is_osm(streets.path) or is_graphml(streets.path):
        return read_whole(
            base / streets.path, source=streets.label, crs=streets.crs, idle=_idle(streets)
        )
    columns = streets.columns.given()
    sources = [
        read_and_check(
            base / streets.path, path=streets.label, columns=columns, **streets.reading(base)
        )
    ]
    if streets.nodes is not None and streets.node_columns is not None:
        sources.append(_read_nodes(streets, streets.nodes, streets.node_columns, base))
    return sources


def built_networks(
    streets: Streets | None,
    sources: list[Source],
    modes: Collection[str],
    *,
    plane: pyproj.CRS,
    bounds: Bounds,
) -> tuple[dict[str, Network], list[Finding]]:
    """The streets of each mode of travel, in the plane; none without streets.

    Parameters
    ----------
    streets
        As region.toml describes them.
    sources
        As `read_streets` returns them.
    modes
        `drive`, `walk`: those that are travelled by.
    plane, bounds
        The region's plane, and its bounds in degrees.

    Returns
    -------
    networks
        By mode; none when the streets cannot be used, which is then among the findings.
    findings
        What was left out or filled.
    """
    if streets is None:
        return {}, []
    where: dict[str, Any] = {
        "plane": plane,
        "bounds": bounds,
        "speed_factor": streets.speed_factor,
    }
    built: StreetRows
    try:
        if is_osm(streets.path):
            built, findings = streets_of_ways(sources[0].rows, source=streets.label, **where)
        elif _undescribed(streets) and holds_segments(sources[0].rows):
            built, findings = overture_streets(sources[0].rows, source=streets.label, **where)
        else:
            built, findings = street_rows(
                sources[0].rows, source=streets.label, **_tables(streets, sources), **where
            )
    except DataError as error:
        return {}, list(error.findings)
    networks, told = mode_networks(
        built, sorted(modes), source=streets.label, speed_factor=streets.speed_factor
    )
    return networks, [*findings, *told]


def _read_nodes(streets: Streets, path: str, columns: NodeColumns, base: Path) -> Source:
    """Read the nodes of an edge table: two columns of places, or the points of a layer."""
    name = streets.nodes_label
    source = read_and_check(
        base / path,
        path=name,
        columns={"id": columns.id},
        layer=streets.nodes_layer,
        crs=streets.crs,
        xy=columns.xy(),
    )
    if any(finding.severity == "error" for finding in source.findings):
        # which layer of the nodes is another setting than which layer of the edges
        told = [
            finding._replace(
                item="nodes_layer",
                message=finding.message.replace("name one as layer", "name one as nodes_layer"),
            )
            if finding.item == "layer"
            else finding
            for finding in source.findings
        ]
        return replace(source, findings=told)
    if source.crs is None:
        message = "the nodes have no places; name their coordinates as node_columns.x and y"
        finding = Finding("error", name, "node_columns.x", "place-missing", message)
        return replace(source, rows=source.rows.iloc[:0], findings=[*source.findings, finding])
    return source


def _undescribed(streets: Streets) -> bool:
    """Whether nothing is said of the columns, the nodes and the crossings: the file says it itself."""
    return not streets.columns.given() and streets.nodes is None and streets.crossings is None


def _idle(streets: Streets) -> list[str]:
    """The settings that mean nothing to a file that says itself what is what."""
    given = {
        "layer": streets.layer,
        "where": streets.where,
        "join": streets.join,
        "columns": streets.columns.given(),
        "nodes": streets.nodes,
        "nodes_layer": streets.nodes_layer,
        "node_columns": streets.node_columns,
        "crossings": streets.crossings,
    }
    if is_osm(streets.path):
        given["crs"] = streets.crs
    return [key for key, value in given.items() if value]


def _tables(streets: Streets, sources: list[Source]) -> dict[str, Any]:
    """Which columns hold what, and the nodes of an edge table."""
    if is_graphml(streets.path):
        return {
            "columns": graph_columns(sources[0].rows),
            "nodes": sources[1].rows,
            "node_id": "id",
            "node_source": streets.path,
        }
    return {
        "columns": streets.columns.given(),
        "nodes": sources[1].rows if len(sources) > 1 else None,
        "node_source": streets.nodes_label or None,
        "node_id": None if streets.node_columns is None else streets.node_columns.id,
        "crossings": streets.crossings,
        "join_m": streets.join_m,
    }
