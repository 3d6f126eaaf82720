"""The shapes of agencies: what is none is told, and what is not valid is repaired."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.files.printing import clipped
from ..geo.findings import Finding
from ..geo.rowfindings import EACH, row_findings
from ..geo.validity import Repaired, fault_in_words, repair_polygons

Array = NDArray[Any]

#: A repair that changes the area by more than this share, or by more than this much, is told apart.
CHANGED_SHARE: Final = 0.01
CHANGED_KM2: Final = 1.0

#: An agency with less ground than this, which tables round to 0, or with less than this share of
#: the square of its outline's length (4 cm to a length of 10 km), is told: it is a spot, or a line.
TINY_M2: Final = 0.5
THIN: Final = 1e-6


def shapeless_findings(rows: pd.DataFrame, empty: pd.Series[bool], *, source: str) -> list[Finding]:
    """Tell rows of one source whose shape is missing, or is a point or a line.

    Parameters
    ----------
    rows
        agency_id, row and geometry, as read.
    empty
        By row, whether it has no shape and is left out for that.
    source
        What messages call the file.
    """
    shapes = np.asarray(rows["geometry"], dtype=object)
    other = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    other &= shapely.get_dimensions(shapes) != 2
    without = rows[empty]
    findings = row_findings(
        without["row"],
        [
            f"the agency {_called(id_)} has no shape, or none that can be read; the row is "
            "left out: draw it, or list the agency in a table without shapes"
            for id_ in without["agency_id"]
        ],
        source=source,
        rule="geometry-empty",
    )
    return findings + row_findings(
        rows["row"][other],
        [
            f"the shape of {_called(id_)} is no area but a {shape.geom_type}; the agency is kept without "
            "boundary: draw its area, or leave the row out with where"
            for id_, shape in zip(rows["agency_id"][other], shapes[other], strict=True)
        ],
        source=source,
        rule="geometry-not-areal",
    )


def _called(agency_id: Any) -> str:
    """The id of an agency as a message shows it."""
    return "without id" if pd.isna(agency_id) else repr(clipped(agency_id, longest=60))


def repaired_shapes(rows: gpd.GeoDataFrame) -> tuple[Array, list[Finding]]:
    """The shapes of rows as valid polygons, and what that changed.

    Parameters
    ----------
    rows
        Of `adjoin.boundaries.agencies.agency_rows`, in a plane in metres: agency_id, name, source,
        row, fault (why the shape is not valid as the file has it, missing where it is) and geometry.

    Returns
    -------
    shapes
        One for each row; missing where nothing of it is an area.
    findings
        Warnings. `geometry-repaired` for each shape that is not valid in its file or in the plane,
        with its area before and after; a shape whose fault is gone with the digits that projecting
        rounds is left as it is, and told all the same. `repair-changed-area` where that is more than
        1 % or 1 km2. `geometry-collapsed` where nothing is left, and the agency is kept without
        boundary. `parts-dropped` of lines, points and flat parts. `geometry-tiny` of what is
        hardly more than a spot or a line. And a note, `repairs`, with the
        sums of a source that has more than 20 repairs.
    """
    found = repair_polygons(np.asarray(rows.geometry))
    told = _told(rows, found)
    findings: list[Finding] = []
    for source, group in told.groupby("source", sort=True):
        findings += _repairs(str(source), group)
    at = sorted(found.dropped)
    for source, group in (
        rows.iloc[at].assign(what=[found.dropped[k] for k in at]).groupby("source")
    ):
        messages = [
            f"the shape of {clipped(name, longest=60)!r} holds what is no area ({what}), which is left out"
            for name, what in zip(group["name"], group["what"], strict=True)
        ]
        findings += row_findings(group["row"], messages, source=str(source), rule="parts-dropped")
    return found.shapes, findings + _tiny(rows, found.shapes)


def _tiny(rows: gpd.GeoDataFrame, shapes: Array) -> list[Finding]:
    """Tell shapes that are hardly more than a spot or a line."""
    findings = []
    area, outline = shapely.area(shapes), shapely.length(shapes)
    sizes = rows[["source", "row", "name"]].assign(area=area, outline=outline)
    tiny = sizes[(area < TINY_M2) | (area < THIN * outline**2)]
    for source, group in tiny.groupby("source", sort=True):
        messages = [
            f"the shape of {clipped(name, longest=60)!r} is hardly more than a spot or a line ({has:.3g} m2 "
            f"in an outline of {around:,.0f} m); check its coordinates, or leave the row out with where"
            for name, has, around in zip(
                group["name"], group["area"], group["outline"], strict=True
            )
        ]
        findings += row_findings(group["row"], messages, source=str(source), rule="geometry-tiny")
    return findings


def _told(rows: gpd.GeoDataFrame, found: Repaired) -> pd.DataFrame:
    """The rows to tell of: fault, km2 before and after, and whether the shape was changed."""
    reasons: dict[int, str] = dict(zip(found.changed.tolist(), found.reasons, strict=True))
    # Where the file says it, the place is one that its owner can go to.
    faults = rows["fault"].to_numpy(dtype=object)
    as_written = {k: str(faults[k]) for k in np.flatnonzero(pd.notna(faults)).tolist()}
    at = sorted({*reasons, *as_written})
    shapes = np.asarray(rows.geometry)[at]
    with np.errstate(over="ignore", invalid="ignore"):  # of coordinates that are no numbers
        before = np.nan_to_num(shapely.area(shapes) / 1e6, posinf=0, neginf=0)
    told = rows.iloc[at][["source", "row", "name"]].assign(
        fault=[
            fault_in_words(as_written[k])
            # The plane's own coordinates say nothing to the owner of the file.
            if k in as_written and "[" in reasons.get(k, "[")
            else reasons[k].split("[")[0].strip()
            for k in at
        ],
        before=before,
        after=np.nan_to_num(shapely.area(found.shapes[at]) / 1e6),
        changed=[k in reasons for k in at],
        # What is no area in the file has been told as such.
        gone=shapely.is_missing(found.shapes[at]),
        hopeless=[k in reasons and "[" not in reasons[k] and found.shapes[k] is None for k in at],
    )
    areal: pd.DataFrame = told[shapely.get_dimensions(shapes) == 2]
    return areal


def _repairs(source: str, told: pd.DataFrame) -> list[Finding]:
    """The findings about the repairs of one source."""
    findings = []
    for row, name, fault, before, after, changed, gone, hopeless in zip(
        *(told[column] for column in told.columns.drop("source")), strict=True
    ):
        told_of = f"the shape of {clipped(name, longest=60)!r} is not valid"
        areas = f"{before:.6f} km2 before, {after:.6f} km2 after"
        rule = "geometry-repaired"
        if gone:
            rule = "geometry-collapsed"
            why = "it was not repaired" if hopeless else "nothing of it is an area"
            message = (
                f"{told_of} ({fault}), and {why}: {areas}; the agency is kept without boundary, mend the "
                "shape in the file"
            )
        elif changed:
            message = f"{told_of} ({fault}); it was repaired: {areas}"
        else:
            message = (
                f"{told_of} in the file ({fault}), and is valid once projected; it is left as it is: "
                f"{areas}"
            )
        findings.append(Finding("warning", source, f"row {row}", rule, message))
        if not gone and abs(after - before) > min(CHANGED_KM2, CHANGED_SHARE * after):
            message = _changed_area(name, before, after)
            findings.append(
                Finding("warning", source, f"row {row}", "repair-changed-area", message)
            )
    if len(told) > EACH:
        before, after = told["before"].sum(), told["after"].sum()
        message = (
            f"{len(told)} shapes are not valid, {int(told['changed'].sum())} of them were changed: "
            f"{before:.6f} km2 before, {after:.6f} km2 after ({after - before:+.6f})"
        )
        findings.append(Finding("note", source, "", "repairs", message))
    return findings


def _changed_area(name: str, before: float, after: float) -> str:
    """What a repair that changed the area much did to it."""
    # Of a bow tie hardly anything is there before, and no share says anything.
    share = f", {abs(after - before) / before:.1%}" if before > after / 100 else ""
    why = (
        "ground that stood twice in it counts once"
        if after < before
        else "rings that cross, overlap or lie outside had taken it off"
    )
    return (
        f"the repair of {clipped(name, longest=60)!r} changed its area by {after - before:+.6f} km2{share}: {why}; "
        "look at it, and mend the shape in the file where that is wrong"
    )
