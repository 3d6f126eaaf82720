"""How the made-up files are made: tables and layers with their truth, of a made-up county."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
from shapely.geometry import LineString, Point, Polygon, box

TOWNS = (
    "Ashford", "Bellmont", "Cedar Grove", "Dunmore", "Eastvale", "Fairhaven", "Granite Falls",
    "Harlow", "Iron Springs", "Juniper", "Kenwick", "Lakeside", "Marlin", "North Fork", "Oakdale",
    "Pine Ridge", "Quarry Hill", "Red Bluff Landing", "Stonebridge", "Tamarack",
)  # fmt: skip
STREETS = ("Main St", "Oak Ave", "2nd Street", "Mill Road", "County Road 12", "Elm Street")
WEST, SOUTH = -122.9, 38.2


class Made(NamedTuple):
    """A made-up file, or one layer of it."""

    path: str
    write: Callable[[Path], None]
    truth: dict[str, Any]


def chance(path: str) -> random.Random:
    """Chance of its own for each file, the same in every run."""
    return random.Random(path)


def lonlat(i: int) -> tuple[float, float]:
    """Where the i-th thing of the county is, in degrees."""
    return round(WEST + 0.037 * (i % 5) + 0.0017 * i, 6), round(
        SOUTH + 0.041 * (i // 5) + 0.0013 * i, 6
    )


def moved(i: int, crs: int, at: tuple[float, float] | None = None) -> tuple[float, float]:
    """The same place in another CRS, to two decimals."""
    to = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    x, y = to.transform(*(at or lonlat(i)))
    return round(x, 2), round(y, 2)


def phone(i: int) -> str:
    return f"({700 + i % 3}) 555-{1000 + 37 * i}"


def street(i: int) -> str:
    return f"{100 + 17 * i} {STREETS[i % len(STREETS)]}"


def zipcode(i: int) -> str:
    return f"95{400 + i}"


def guid(i: int) -> str:
    return f"{{{(0x5F3A91C7 * (i + 3)) % 2**32:08X}-9B1C-4E2D-A0F{i % 10}-{(i + 11) * 7919:012X}}}"


def table(
    path: str,
    header: str,
    rows: Iterable[Sequence[Any]],
    truth: dict[str, Any],
    *,
    sep: str = ",",
    encoding: str = "utf-8",
) -> Made:
    """A table: CSV, or XLSX by its name. The header's columns are parted by `|`."""
    names, rows = header.split("|"), [list(row) for row in rows]
    if any(len(row) != len(names) for row in rows):
        raise ValueError(f"{path}: {len(names)} columns, rows of {sorted({len(r) for r in rows})}")

    def write(folder: Path) -> None:
        if path.endswith(".xlsx"):
            pd.DataFrame(rows, columns=names).to_excel(folder / path, index=False)
            return
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n", delimiter=sep)
        writer.writerows([names, *rows])
        (folder / path).write_bytes(text.getvalue().encode(encoding))

    return Made(path, write, {"path": path, **truth})


def layer(
    path: str,
    header: str,
    rows: Iterable[Sequence[Any]],
    shapes: Sequence[Any],
    truth: dict[str, Any],
    *,
    crs: int | None = 4326,
    name: str = "",
) -> Made:
    """A layer: GeoJSON, GPKG (`name` where it has several), GeoParquet or zipped Shapefile."""
    names, rows = header.split("|"), [list(row) for row in rows]
    if any(len(row) != len(names) for row in rows) or len(rows) != len(shapes):
        raise ValueError(f"{path}: rows do not fit the header or the shapes")

    def write(folder: Path) -> None:
        frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=names), geometry=list(shapes), crs=4326)
        frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
        if path.endswith(".shp.zip"):
            _zipped(frame, folder / path)
        elif path.endswith(".parquet"):
            frame.to_parquet(folder / path)
        else:
            more = {"append": True} if (folder / path).exists() else {}
            driver = "GPKG" if path.endswith(".gpkg") else "GeoJSON"
            kept = {"layer": name or Path(path).stem} if driver == "GPKG" else {}
            pyogrio.write_dataframe(frame, folder / path, driver=driver, **kept, **more)

    return Made(path, write, {"path": path, **({"layer": name} if name else {}), **truth})


def _zipped(frame: gpd.GeoDataFrame, path: Path) -> None:
    stem = path.name.removesuffix(".shp.zip")
    made = path.with_name(f"{stem}_parts")
    made.mkdir()
    pyogrio.write_dataframe(frame, made / f"{stem}.shp", driver="ESRI Shapefile")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(made.iterdir()):
            archive.write(part, part.name)
            part.unlink()
    made.rmdir()


def points(n: int) -> list[Point]:
    return [Point(lonlat(i)) for i in range(n)]


def areas(n: int, size: float = 0.03) -> list[Polygon]:
    return [box(x, y, x + size, y + size) for x, y in map(lonlat, range(n))]


def lines(n: int) -> list[LineString]:
    """Streets that meet end to end."""
    at = [lonlat(i) for i in range(n + 1)]
    return [LineString([at[i], at[i + 1]]) for i in range(n)]


# ---- truth ----------------------------------------------------------------------------------


def none(*others: str, why: str = "") -> dict[str, Any]:
    """A file that is none of a region's, or that may also pass for another role."""
    return {"role": ["none", *others], "why": why}


def sites(
    service: list[str], by: list[str], columns: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """The truth of facilities; columns that are not named are left out of it, x and y never are."""
    agency_by = {"agency_by": by}
    held = {"x": [], "y": [], "service": [], "capacity": [], "annual_cost": []} | columns
    if "agency" not in held:
        held["agency"] = []
    if "operator" not in held:
        held["operator"] = []
    given = {"role": ["facilities"], "preset": [], "service": service, **agency_by}
    return {**given, **more, "columns": held}


def bodies(level: list[str], columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The truth of agencies."""
    held = {"level": [], "population": [], "parent": []} | columns
    return {"role": ["agencies"], "preset": [], "level": level, **more, "columns": held}


def people(columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The truth of people."""
    return {"role": ["people"], "join": [], **more, "columns": {"x": [], "y": []} | columns}


def roads(columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The truth of streets."""
    empty = ("from", "to", "length_m", "speed_mph", "speed_kmh", "minutes", "oneway", "class")
    return {"role": ["streets"], **more, "columns": {key: [] for key in empty} | columns}


def inventory(columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The truth of an inventory; a column of the very name need not be said."""
    return {"role": ["provision"], **more, "columns": columns}
