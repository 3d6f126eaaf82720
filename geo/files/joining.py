"""Attributes from a second table, matched by a key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from ..findings import DataError, Finding
from .columns import text_column

#: How many values a message lists.
SHOWN = 5


class Join(NamedTuple):
    """A second table whose columns are put beside those of a source.

    Parameters
    ----------
    file
        Where the table is.
    path
        What messages call it.
    on
        The column of the source that says which row of the table belongs to it.
    equals
        The column of the table that it must equal; of the same name when not given.
    layer
        The layer or sheet of the table, needed where its file has several.
    """

    file: Path
    path: str
    on: str
    equals: str | None = None
    layer: str | None = None


def joined(
    frame: pd.DataFrame, table: pd.DataFrame, join: Join, *, source: str
) -> tuple[Any, list[Finding]]:
    """Put the columns of a table beside those of a source; rows are never more or fewer.

    Keys are compared as text without white space around it, whole numbers without decimals.

    Parameters
    ----------
    frame
        The source, with or without geometry.
    table
        The second table; its geometry is left out.
    join
        Which columns must be equal.
    source
        What messages call the source.

    Returns
    -------
    frame
        The source's own columns, then those of the table, missing where no row of it matches;
        the index stays.
    findings
        Rows of either side without a match, columns that stand in both.

    Raises
    ------
    DataError
        A key column is not there, a key stands in several rows of the table, or nothing matches.
    """
    wanted = join.equals or join.on
    keys, theirs, missing = _keys(frame, table, join, source)
    if missing:
        raise DataError(missing)
    known = theirs.dropna()
    repeated = sorted(set(known[known.duplicated()]))
    if repeated:
        message = (
            f"{len(repeated)} values of {wanted!r} stand in several rows of the table "
            f"({_listed(repeated)}); a source's row can have only one of them"
        )
        raise DataError([Finding("error", join.path, wanted, "join-repeated", message)])
    rows = pd.Series(range(len(known)), index=pd.Index(known.to_numpy(), dtype="object"))
    place = keys.map(rows)
    if len(frame) and not place.notna().any():
        raise DataError([_nothing(keys, theirs, join, source)])
    geometry = [
        name for name, kind in table.dtypes.items() if isinstance(kind, gpd.array.GeometryDtype)
    ]
    attributes = pd.DataFrame(table.drop(columns=[*geometry, wanted])).loc[known.index]
    both = [name for name in attributes.columns if name in frame.columns]
    beside = attributes.drop(columns=both).reset_index(drop=True)
    beside = beside.reindex(place.fillna(-1).astype("int64").to_numpy())
    beside.index = frame.index
    result = pd.concat([frame, beside], axis=1)
    if isinstance(frame, gpd.GeoDataFrame):
        result = gpd.GeoDataFrame(result, geometry="geometry", crs=frame.crs)
    findings = _unmatched(keys, place, theirs, join, source)
    if both:
        message = (
            f"{_listed(both)} of {join.path} stand in the source as well; the source's own are kept"
        )
        findings.append(Finding("note", source, "join", "join-same-column", message))
    return result, findings


def _keys(
    frame: pd.DataFrame, table: pd.DataFrame, join: Join, source: str
) -> tuple[pd.Series[str], pd.Series[str], list[Finding]]:
    """The keys of both sides as text, and what is wrong with either."""
    sides: list[pd.Series[str]] = []
    missing: list[Finding] = []
    for side, name, key, path in (
        (frame, join.on, "join.on", source),
        (table, join.equals or join.on, "join.equals", join.path),
    ):
        try:
            sides.append(text_column(side, name, key=key, source=path))
        except DataError as error:
            missing += error.findings
            sides.append(pd.Series(dtype="str"))
    return sides[0], sides[1], missing


def _unmatched(
    keys: pd.Series[str], place: pd.Series[Any], theirs: pd.Series[str], join: Join, source: str
) -> list[Finding]:
    """Tell rows of the source and of the table that have no match."""
    findings = []
    alone = place.isna()
    if alone.any():
        values = sorted(set(keys[alone].dropna()))
        empty = int((alone & keys.isna()).sum())
        parts = [_listed(values)] if values else []
        parts += [f"{empty} without a value"] if empty else []
        message = (
            f"{int(alone.sum())} of {len(keys)} rows find no row in {join.path} ({'; '.join(parts)}); they "
            "have none of its attributes"
        )
        findings.append(Finding("warning", source, join.on, "join-unmatched", message))
    unused = theirs[~theirs.isin(keys.dropna())]
    if len(unused):
        values = sorted(unused.dropna())
        empty = int(unused.isna().sum())
        parts = [_listed(values)] if values else []
        parts += [f"{empty} without a value"] if empty else []
        message = (
            f"{len(unused)} of {len(theirs)} rows of the table belong to no row of {source} "
            f"({'; '.join(parts)})"
        )
        findings.append(Finding("note", join.path, join.equals or join.on, "join-unused", message))
    return findings


def _nothing(keys: pd.Series[str], theirs: pd.Series[str], join: Join, source: str) -> Finding:
    """The error for a table of which nothing matches, with the usual cause where that is it."""
    ours, others = sorted(set(keys.dropna())), sorted(set(theirs.dropna()))
    message = (
        f"no value of {join.on!r} ({_listed(ours) or 'all are empty'}) equals one of "
        f"{(join.equals or join.on)!r} in {join.path} ({_listed(others) or 'all are empty'})"
    )
    short_ours, short_others = ({key.lstrip("0") for key in side} for side in (ours, others))
    if short_ours & short_others:
        zeros = [sum(key.startswith("0") for key in side) for side in (ours, others)]
        lost_in = source if zeros[0] < zeros[1] else join.path
        message += f"; leading zeros were lost in {lost_in}: write the ids as text there"
    else:
        message += "; name the columns that hold the same ids as join.on and join.equals"
    return Finding("error", source, join.on, "join-nothing", message)


def _listed(values: list[str]) -> str:
    """The first values of many."""
    return ", ".join(map(str, values[:SHOWN])) + (" ..." if len(values) > SHOWN else "")
