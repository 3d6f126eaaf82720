"""Files whose columns are called differently from year to year: which of the names is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import Field

from ..findings import DataError, Finding
from .columns import column
from .conditions import rows_where
from .described import Columns, DescribedFile, Text

Named = str | Sequence[str]

#: Columns that a message lists.
_SHOWN = 12


class NamedDifferently(DescribedFile):
    """A file that may be one of several vintages of a known publication."""

    preset: Text | None = Field(
        default=None, description="A known publication; see `adjoin presets`."
    )
    alternatives: dict[Text, Annotated[tuple[Columns, ...], Field(strict=False)]] | None = Field(
        default=None,
        description="Other names of a column, by its key in columns; the first that is there counts.",
    )
    optional: Annotated[tuple[Text, ...], Field(strict=False)] | None = Field(
        default=None, description="Keys of columns that the file may lack."
    )


def chosen_columns(
    held: Collection[str],
    columns: Mapping[str, Named],
    *,
    alternatives: Mapping[str, Sequence[Named]] | None = None,
    optional: Collection[str] | None = None,
    source: str,
) -> tuple[dict[str, Named], list[Finding]]:
    """The columns that a file has, of all names that they may bear.

    Parameters
    ----------
    held
        The names of the file's columns.
    columns
        The column, or columns joined by `-`, by key.
    alternatives
        What else it may be called, by key, in the order to try.
    optional
        Keys that the file may lack.
    source
        What messages call the file.

    Returns
    -------
    columns
        By key; optional ones only where the file has them.
    findings
        A note that names the optional ones that it lacks.

    Raises
    ------
    DataError
        Columns that are not there: all of them, each with all of its names.

    Examples
    --------
    >>> from adjoin.geo.files.alternatives import chosen_columns
    >>> chosen_columns(
    ...     ["ID", "LONGITUDE"], {"id": "ID", "x": "LONGITUD"},
    ...     alternatives={"x": ["LONGITUDE", "LON"]}, source="f.csv",
    ... )
    ({'id': 'ID', 'x': 'LONGITUDE'}, [])
    """
    chosen: dict[str, Named] = {}
    missing: list[Finding] = []
    lacking: list[str] = []
    for key, named in columns.items():
        choices = [named, *(alternatives or {}).get(key, ())]
        there = [choice for choice in choices if _parts(choice) <= set(held)]
        if there:
            parts = there[0]
            chosen[key] = parts if isinstance(parts, str) or len(parts) > 1 else parts[0]
        elif key in (optional or ()):
            lacking.append(f"{key} ({_listed(choices)})")
        elif len(choices) > 1:
            message = (
                f"there is none of the columns {_listed(choices)}; name the one that holds it as "
                f"columns.{key}; the file has {', '.join(sorted(map(str, held))[:_SHOWN])}"
            )
            missing.append(Finding("error", source, f"columns.{key}", "column-missing", message))
        else:
            missing += _missing(held, named, key, source)
    if missing:
        raise DataError(missing)
    if not lacking:
        return chosen, []
    message = f"the file has no column for {', '.join(lacking)}; it is used without"
    return chosen, [Finding("note", source, "columns", "column-optional", message)]


def chosen_places(
    frame: Any,
    columns: Mapping[str, Named],
    *,
    alternatives: Mapping[str, Sequence[Named]] | None,
    source: str,
) -> tuple[str, str] | None:
    """The columns of x and y; None where the frame's own shapes are the places.

    Columns that may bear several names stand for a publication that comes with and without
    shapes: shapes win there.

    Parameters
    ----------
    frame
        As it was read.
    columns, alternatives, source
        As for `chosen_columns`.

    Raises
    ------
    DataError
        As `chosen_columns`.
    """
    wanted = {key: columns[key] for key in ("x", "y") if key in columns}
    # Not `notna`, which warns of empty shapes.
    shaped = isinstance(frame, gpd.GeoDataFrame) and not bool(
        shapely.is_missing(np.asarray(frame.geometry)).all()
    )
    if len(wanted) < 2 or (shaped and {"x", "y"} & set(alternatives or ())):
        return None
    chosen, _ = chosen_columns(
        list(frame.columns), wanted, alternatives=alternatives, source=source
    )
    return str(chosen["x"]), str(chosen["y"])


def counted_where(frame: Any, where: str | None, *, source: str) -> tuple[Any, list[Finding]]:
    """The rows for which a condition is true, and a note how many others there were.

    For a condition that a person did not write, as that of a preset.

    Parameters
    ----------
    frame, where, source
        As for `adjoin.geo.files.conditions.rows_where`.

    Raises
    ------
    DataError
        The condition cannot be evaluated.
    """
    if where is None:
        return frame, []
    kept = rows_where(frame, where, source=source)
    if len(kept) == len(frame):
        return kept, []
    message = f"{len(frame) - len(kept)} of {len(frame)} rows are left out by where ({where})"
    return kept, [Finding("note", source, "where", "rows-left-out", message)]


def _parts(named: Named) -> set[str]:
    return {named} if isinstance(named, str) else set(named)


def _listed(choices: Sequence[Named]) -> str:
    """All names of a column, joined ones with their hyphens."""
    return ", ".join(repr(c if isinstance(c, str) else "-".join(c)) for c in choices)


def _missing(held: Collection[str], named: Named, key: str, source: str) -> list[Finding]:
    """The errors for a column of one name, with the nearest that are there."""
    nothing = pd.DataFrame(columns=list(held))
    findings: list[Finding] = []
    for name in [named] if isinstance(named, str) else named:
        try:
            column(nothing, name, key=f"columns.{key}", source=source)
        except DataError as error:
            findings += error.findings
    return findings
