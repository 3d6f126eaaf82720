"""What region.toml says of the streets, and how they are read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

import pyproj
from pydantic import Field

from ..crs import Bounds
from ..files.described import DescribedFile, Positive, Table, Text
from ..files.sources import Source, read_and_check
from ..findings import DataError, Finding
from .building import mode_networks, street_network
from .network import Network


class NodeColumns(Table):
    """Which column of the node table holds what."""

    id: Text
    x: Text
    y: Text


class StreetColumns(Table):
    """Which column of the streets holds what."""

    from_: Text | None = Field(
        default=None, alias="from", description="Id of the node it starts at."
    )
    to: Text | None = None
    length_m: Text | None = None
    speed_mph: Text | None = None
    speed_kmh: Text | None = None
    minutes: Text | None = None
    oneway: Text | None = None


class Streets(DescribedFile):
    """The street network: centrelines, or a directed edge table with its nodes."""

    nodes: Text | None = Field(default=None, description="File of the nodes of an edge table.")
    node_columns: NodeColumns | None = None
    columns: StreetColumns = StreetColumns()
    mode: Literal["drive", "walk"] = "drive"
    max_snap_m: Positive = 1000.0
    speed_factor: Positive = Field(default=1.0, description="Multiplies street speeds.")


def read_streets(streets: Streets | None, *, base: Path) -> list[Source]:
    """Read the streets, and their nodes where they are an edge table; nothing without streets.

    Parameters
    ----------
    streets
        As region.toml describes them.
    base
        The folder that paths are relative to.
    """
    if streets is None:
        return []
    columns = streets.columns.given()
    sources = [
        read_and_check(
            base / streets.path, path=streets.label, columns=columns, **streets.reading(base)
        )
    ]
    nodes = streets.node_columns
    if streets.nodes is not None and nodes is not None:
        sources.append(
            read_and_check(
                base / streets.nodes,
                path=streets.nodes,
                columns={"id": nodes.id},
                crs=streets.crs,
                xy=(nodes.x, nodes.y),
            )
        )
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
    try:
        network, findings = street_network(
            sources[0].rows,
            columns=streets.columns.given(),
            source=streets.label,
            plane=plane,
            bounds=bounds,
            nodes=sources[1].rows if len(sources) > 1 else None,
            node_source=streets.nodes,
            node_id=None if streets.node_columns is None else streets.node_columns.id,
            speed_factor=streets.speed_factor,
        )
    except DataError as error:
        return {}, list(error.findings)
    networks, told = mode_networks(
        network, sorted(modes), source=streets.label, speed_factor=streets.speed_factor
    )
    return networks, [*findings, *told]
