"""The rows of a frame for which an SQL condition is true."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from ..findings import DataError, Finding
from .columns import column
from .printing import clipped


def sql_name(name: str) -> str:
    """The name of a column or table as SQL writes it: between quotes, its own ones doubled.

    Examples
    --------
    >>> from adjoin.geo.files.conditions import sql_name
    >>> sql_name('a "new" id')
    '"a ""new"" id"'
    """
    return '"' + name.replace('"', '""') + '"'


def rows_where(frame: Any, where: str, *, source: str) -> Any:
    """Keep the rows for which an SQL condition on the attributes is true.

    Parameters
    ----------
    frame
        As a reader gives it, with or without geometry.
    where
        A condition in the SQL of DuckDB; it reaches neither files nor settings.
    source
        What messages call the file.

    Returns
    -------
    DataFrame or GeoDataFrame
        The rows in their order, with their index.

    Raises
    ------
    DataError
        The condition cannot be evaluated; a message about a column names the nearest ones.
    """
    import duckdb  # here, for it is slow to import and few sources have a condition

    geometry = [
        name for name, kind in frame.dtypes.items() if isinstance(kind, gpd.array.GeometryDtype)
    ]
    attributes = pd.DataFrame(frame.drop(columns=geometry))
    with duckdb.connect(
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": "1",
        }
    ) as connection:
        connection.execute("SET lock_configuration = true")
        try:
            table = pa.Table.from_pandas(
                attributes.assign(_adjoin_row=np.arange(len(frame))), preserve_index=False
            )
            # Parsed as one expression, and the connection can reach neither files nor settings.
            kept = connection.from_arrow(table).filter(where).project('"_adjoin_row"').fetchall()
        except (duckdb.Error, pa.ArrowException, ValueError) as error:
            raise DataError(
                [
                    Finding(
                        "error",
                        source,
                        "where",
                        "where-unreadable",
                        _told(error, where, attributes, source),
                    )
                ]
            ) from error
    return frame.iloc[np.sort(np.array([row for (row,) in kept], dtype=np.int64))]


def _told(error: Exception, where: str, attributes: pd.DataFrame, source: str) -> str:
    """Why a condition cannot be evaluated, and what would help."""
    first = clipped((str(error).splitlines() or ["no reason is given"])[0], longest=300)
    where = clipped(where, longest=300)
    unknown = re.search(r'Referenced column "(.+?)" (?:was )?not found', first)
    if unknown is not None:
        try:
            column(attributes, unknown[1], key="where", source=source)
        except DataError as missing:
            return (
                f"{where!r} cannot be evaluated: {missing.findings[0].message}; text stands in "
                "single quotes, as in NAME = 'x'"
            )
    held = [str(name) for name in attributes.columns]
    shown = ", ".join(held[:30]) + (" ..." if len(held) > 30 else "")
    return (
        f"{where!r} cannot be evaluated ({first}); text stands in single quotes, as in "
        f"NAME = 'x', and the columns are {shown}"
    )
