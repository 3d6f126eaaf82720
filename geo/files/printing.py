"""A table as text: for people, spreadsheets and programs."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..crs import LONLAT
from ..findings import UseError
from .writing import csv_text, published

Format = Literal["table", "csv", "json", "geojson", "markdown"]

#: Characters of one text that are shown where findings are read.
LONGEST = 2000

FORMATS: tuple[Format, ...] = ("table", "csv", "json", "geojson", "markdown")


def as_text(table: pd.DataFrame, *, form: Format = "table", width: int | None = None) -> str:
    """A table in one of the formats, ending in a line break.

    Parameters
    ----------
    table
        Any table of results; its geometry is shown in `geojson` only.
    form
        `table` for people, `csv`, `json` (a list of records), `geojson` or `markdown`.
    width
        Characters in a line of `table`; as many as are needed when not given.

    Raises
    ------
    UseError
        `geojson` of a table without geometry, or an unknown format.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.printing import as_text
    >>> print(as_text(pd.DataFrame({"service": ["clerk"], "minutes": [3.5]}), form="csv"), end="")
    service,minutes
    clerk,3.5
    """
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    if form == "csv":
        return csv_text(plain)
    if form == "json":
        return json.dumps(_records(plain), ensure_ascii=False, indent=1, default=str) + "\n"
    if form == "geojson":
        return _geojson(table)
    if form == "markdown":
        return _markdown(plain)
    if form == "table":
        return _table(plain, width)
    raise UseError(f"{form!r} is no format; there are {', '.join(FORMATS)}")


def _records(plain: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; missing is None."""
    return [
        {str(name): None if _missing(value) else value for name, value in row.items()}
        for row in plain.to_dict(orient="records")
    ]


def _geojson(table: pd.DataFrame) -> str:
    """A table with a geometry as GeoJSON."""
    if not isinstance(table, gpd.GeoDataFrame):
        raise UseError("the table has no geometry; ask for csv or json")
    shown: Any = table if table.crs in (None, LONLAT) else published(table)
    return str(shown.to_json(drop_id=True, ensure_ascii=False)) + "\n"


def _missing(value: object) -> bool:
    """Whether a value is missing; a list never is."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))  # type: ignore[call-overload]


def _cell(value: object) -> str:
    """A value as people read it: missing is empty."""
    if _missing(value):
        return ""
    return harmless(f"{value:.10g}" if isinstance(value, float) else str(value))


def harmless(text: str) -> str:
    """Text in which nothing can steer a terminal or break a line."""
    return "".join(
        character
        if character.isprintable()
        else " "
        if character.isspace()
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def clipped(text: str, *, longest: int = LONGEST) -> str:
    """Text that says how much of it is left out, when it is longer than anyone would read.

    Examples
    --------
    >>> from adjoin.geo.files.printing import clipped
    >>> clipped("a very long text", longest=6)
    'a very… (10 more characters)'
    """
    more = len(text) - longest
    return f"{text[:longest]}… ({more:,} more characters)" if more > 0 else text


def _markdown(plain: pd.DataFrame) -> str:
    """A Markdown table."""
    rows: list[Iterable[object]] = [plain.columns, *plain.itertuples(index=False)]
    # A backslash before a sign that would else end the cell, or begin a link, a tag or code.
    lines = [
        "| " + " | ".join(re.sub(r"([\\|<\[`])", r"\\\1", _cell(value)) for value in row) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + " --- |" * len(plain.columns))
    return "\n".join(lines) + "\n"


def _table(plain: pd.DataFrame, width: int | None) -> str:
    """An aligned table for a terminal."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in plain.columns:
        number = pd.api.types.is_numeric_dtype(plain[name].dtype)
        shown.add_column(Text(_cell(name)), justify="right" if number else "left", overflow="fold")
    for row in plain.itertuples(index=False):
        shown.add_row(*(Text(_cell(value)) for value in row))
    widest = width or max(80, Console(width=10_000).measure(shown).maximum)
    console = Console(
        file=io.StringIO(), width=widest, color_system=None, highlight=False, emoji=False
    )
    console.print(shown)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "".join(line.rstrip() + "\n" for line in lines)
