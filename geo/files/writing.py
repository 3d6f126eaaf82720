"""Tables on disk: the same tables give the same bytes, in GeoParquet, GeoPackage and CSV."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from ..antimeridian import cut
from ..crs import LONLAT, to_crs

#: Stands wherever a format wants to write down the moment; the run's inputs say what the data are.
NO_DATE = "2000-01-01T00:00:00.000Z"

#: Decimals by a word of a column's name: centimetres, square metres, under a millisecond.
DECIMALS = {
    "m": 2,
    "metres": 2,
    "km2": 6,
    "km": 6,
    "minutes": 5,
    "p90": 5,
    "max": 5,
    "people": 3,
    "population": 3,
    "reached": 3,
    "shared": 3,
    "covered": 3,
    "bound": 3,
    "capacity": 6,
    "surplus": 6,
    "1000": 6,
    "gap": 6,
    "share": 6,
    "jaccard": 6,
    "balance": 6,
    "fragmentation": 6,
    "score": 6,
    "confidence": 6,
}

# A cell that begins with one of these is a formula to one spreadsheet or another.
_FORMULA = frozenset("=+-@\t\n＝＋－＠")
_GUARDED = tuple(sorted(f"'{sign}" for sign in _FORMULA))

_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,
    styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT, ui TEXT, update_time DATETIME
)
"""


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """A table with its measures rounded as they are published.

    Parameters
    ----------
    table
        Float columns with a unit in their name are rounded: metres to .01, km2 to 1e-6,
        people to .001, minutes to 1e-5. The last such word decides. Missing stays missing.
    """
    changed = {}
    for name in table.columns:
        words = reversed(str(name).split("_"))
        digits = next((DECIMALS[word] for word in words if word in DECIMALS), None)
        if digits is not None and pd.api.types.is_float_dtype(table[name].dtype):
            changed[name] = table[name].round(digits) + 0.0
    result: pd.DataFrame = table.assign(**changed)
    return result


def published(table: pd.DataFrame) -> pd.DataFrame:
    """A table as it is published: rounded, and in EPSG:4326 where it has a geometry.

    Lines and areas across 180 degrees are cut there.

    Raises
    ------
    UseError
        No operation without a grid leads there.
    """
    table = rounded(table)
    if not isinstance(table, gpd.GeoDataFrame):
        return table
    shapes = cut(to_crs(np.asarray(table.geometry), table.crs, LONLAT).shapes)
    result: pd.DataFrame = table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=LONLAT))
    return result


def write_parquet(tables: Mapping[str, pd.DataFrame], folder: Path, *, about: str = "") -> None:
    """Write each table as `<name>.parquet`; GeoParquet 1.1 with boxes where it has a geometry.

    Parameters
    ----------
    tables
        In EPSG:4326 where they have a geometry.
    folder
        An existing folder.
    about
        What the tables are of, kept in each file as `about` (pandas' `attrs`).
    """
    for name, table in tables.items():
        # Through an open file: Arrow does not take every path that the locale allows.
        with (folder / f"{name}.parquet").open("wb") as stream:
            if isinstance(table, gpd.GeoDataFrame):
                table.to_parquet(
                    stream, index=False, schema_version="1.1.0", write_covering_bbox=True
                )
            else:
                table.to_parquet(stream, index=False)


def write_geopackage(
    tables: Mapping[str, pd.DataFrame],
    path: Path,
    *,
    styles: Sequence[tuple[str, str]],
    about: str = "",
) -> None:
    """Write the tables as layers of one GeoPackage, with styles that QGIS shows at once.

    Version 1.2, which QGIS 3.22 opens without a warning.

    Parameters
    ----------
    tables
        In EPSG:4326 where they have a geometry.
    path
        A file that does not exist yet.
    styles
        Layer and QML text of each default style.
    about
        What the tables are of: the description of each layer.
    """
    with _no_date(), _for_gdal(path) as plain:
        for name, table in tables.items():
            spatial = isinstance(table, gpd.GeoDataFrame)
            pyogrio.write_dataframe(
                table,
                plain,
                layer=name,
                driver="GPKG",
                geometry_type=_geometry_type(table) if spatial else None,
                promote_to_multi=False,
                dataset_options={"VERSION": "1.2"},
            )
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(_STYLES)
        columns = dict(
            database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
        )
        database.execute("UPDATE gpkg_contents SET description = ?", [about])
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
            " styleName, styleQML, useAsDefault, description, owner, update_time)"
            " VALUES ('', '', ?, ?, ?, ?, 1, '', '', ?)",
            [(layer, columns.get(layer), layer, qml, NO_DATE) for layer, qml in styles],
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            [NO_DATE],
        )


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV in UTF-8, without geometry; missing is an empty cell.

    A text cell that a spreadsheet would take for a formula gets an apostrophe in front; line breaks
    in a cell become plain ones.
    """
    path.write_text(csv_text(table), encoding="utf-8", newline="")


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV, as `write_csv` writes it.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.writing import csv_text
    >>> print(csv_text(pd.DataFrame({"name": ["=1+1"], "minutes": [2.5]})), end="")
    name,minutes
    '=1+1,2.5
    """
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    cells = {
        name: plain[name].map(_harmless, na_action="ignore")
        for name in plain.columns
        if not pd.api.types.is_numeric_dtype(plain[name].dtype)
    }
    text = plain.assign(**cells).rename(columns=_harmless)
    return str(text.to_csv(index=False, lineterminator="\n"))


def as_written(cells: pd.Series[str]) -> pd.Series[str]:
    """Texts of a table that `write_csv` wrote and a person filled in, as they were before.

    Parameters
    ----------
    cells
        Read back; without the apostrophe that keeps a spreadsheet from running them, and with
        plain line breaks.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.writing import as_written
    >>> as_written(pd.Series(["'+Annex", "Annex"], dtype="str")).tolist()
    ['+Annex', 'Annex']
    """
    plain = cells.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    guarded = plain.str.startswith(_GUARDED, na=False)
    return plain.where(~guarded, plain.str[1:]).str.strip()


def _harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula, nor for the end of its row."""
    if not isinstance(value, str):
        return value
    # A lone carriage return would not be quoted.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text[:1] in _FORMULA else text


def _geometry_type(table: gpd.GeoDataFrame) -> str:
    """The type of a layer: the one kind it holds, or any."""
    kinds = sorted(set(table.geometry.geom_type.dropna()))
    return kinds[0] if len(kinds) == 1 else "Unknown"


@contextlib.contextmanager
def _for_gdal(path: Path) -> Iterator[Path]:
    """A path that both Python and GDAL can say: the same, or one aside that is moved to it."""
    try:
        str(path.absolute()).encode("utf-8")
    except UnicodeEncodeError:
        # pyogrio would not find the layers that are there already, and would write over them.
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / "made.gpkg"
            shutil.move(Path(folder) / "made.gpkg", path)
    else:
        yield path


@contextlib.contextmanager
def _no_date() -> Iterator[None]:
    """Keep GDAL from writing the moment into a file."""
    name = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(name)
    pyogrio.set_gdal_config_options({name: NO_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({name: before})
