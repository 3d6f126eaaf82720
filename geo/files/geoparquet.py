"""A GeoParquet file, or a plain Parquet table."""

from __future__ import annotations

import io
import json
import re
import warnings
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet
import pyproj.exceptions
import shapely
import shapely.errors

from ..findings import DataError, Finding
from .dimensions import in_two_dimensions
from .flattening import NULLABLE
from .opening import Opened
from .printing import clipped
from .rings import built_shapes

#: A file that says it has more rows than this is refused: equal values take no room in Parquet,
#: so that a small file can fill the memory.
ROWS = 100_000_000

#: Text and shapes that take more memory than this, and than 50 times the file, are refused for the
#: same reason.
TEXT_BYTES = 256 * 1024**2

#: Collections within collections beyond this: GEOS calls itself for each, until the stack is full.
NESTED = 500

# How a collection begins in WKB: byte order, then its type, with heights and measures or without.
_COLLECTION = re.compile(
    rb"\x01(?:\x07\x00|\xef\x03|\xd7\x07|\xbf\x0b)\x00[\x00-\xe0]"
    rb"|\x00[\x00-\xe0]\x00(?:\x00\x07|\x03\xef|\x07\xd7|\x0b\xbf)"
)

_ERRORS = (
    pa.ArrowException, shapely.errors.ShapelyError, pyproj.exceptions.CRSError, ValueError, KeyError,
    TypeError, AttributeError, OSError, NotImplementedError, OverflowError, RecursionError,
)  # fmt: skip


def read_parquet(
    opened: Opened, *, source: str
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, list[Finding]]:
    """Read a GeoParquet file, or a plain Parquet table.

    Whole numbers stay exact beside missing ones (nullable columns); an index with a name that
    pandas has put away becomes a column again.

    Parameters
    ----------
    opened
        The file.
    source
        What messages call it.

    Returns
    -------
    frame
        With `geometry`, in two dimensions, where the file has the metadata of GeoParquet.
    findings
        Rings that were closed, shapes that cannot be built, heights and measures that were left out.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    plain = opened.for_reader()
    data: Any = plain if isinstance(plain, str) else io.BytesIO(plain)
    notes: list[Finding] = []
    try:
        described = pa.parquet.read_metadata(data)
        if described.num_rows > ROWS:
            message = f"the file says it has {described.num_rows} rows, more than {ROWS}; split it"
            raise DataError([Finding("error", source, "", "file-too-large", message)])
        size = opened.path.stat().st_size if isinstance(plain, str) else len(plain)
        _refuse_deadly(pa.parquet.ParquetFile(data), max(TEXT_BYTES, 50 * size), source)
        if b"geo" not in (described.metadata or {}):
            # The file alone: a folder that is called like year=2020 adds no column.
            table = pa.parquet.ParquetFile(data).read()
            return _with_index(table.to_pandas(types_mapper=NULLABLE.get)), []
        options = {"types_mapper": NULLABLE.get}
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                frame = gpd.read_parquet(data, to_pandas_kwargs=options)
            except (shapely.errors.ShapelyError, NotImplementedError):
                data, notes = _built(data, source)
                frame = gpd.read_parquet(data, to_pandas_kwargs=options)
            frame = _with_index(frame)
        # Of coordinates that are no numbers, which are told as such, NumPy warns as well.
        texts = {str(warning.message) for warning in told}
        for text in sorted(text for text in texts if "encountered in" not in text):
            notes.append(Finding("note", source, "", "reader-note", clipped(text)))
        if frame.geometry.name != "geometry":
            frame = frame.rename_geometry("geometry")
        frame, findings = in_two_dimensions(frame, source=source)
    except _ERRORS as error:
        if isinstance(error, DataError):
            raise
        message = f"the Parquet file cannot be read: {clipped(str(error), longest=1000)}"
        raise DataError([Finding("error", source, "", "file-unreadable", message)]) from error
    return frame, [*notes, *findings]


def _refuse_deadly(file: pa.parquet.ParquetFile, most: int, source: str) -> None:
    """Refuse text that is no UTF-8 or fills the memory, and shapes that GEOS would crash on.

    Raises
    ------
    ArrowInvalid
        Text is not UTF-8.
    DataError
        A shape is nested too deeply, or text and shapes take more than `most` bytes.
    """
    kinds = {field.name: field.type for field in file.schema_arrow}
    binary = [n for n, t in kinds.items() if pa.types.is_binary(t) or pa.types.is_large_binary(t)]
    text = [n for n, t in kinds.items() if pa.types.is_string(t) or pa.types.is_large_string(t)]
    held = 0
    # Few rows at a time: one long text that all of them share is written out for each.
    for batch in file.iter_batches(batch_size=1024, columns=[*binary, *text]):
        held += batch.nbytes
        if held > most:
            message = (
                f"text and shapes take more than {most // 1024**2} MiB of memory; split the file"
            )
            raise DataError([Finding("error", source, "", "file-too-large", message)])
        batch.validate(full=True)
        for name in binary:
            cells = batch.column(batch.schema.get_field_index(name))
            long = cells.filter(pa.compute.greater(pa.compute.binary_length(cells), 9 * NESTED))
            for shape in long.to_pylist():
                if _COLLECTION.match(shape) and len(_COLLECTION.findall(shape)) > NESTED:
                    message = f"a shape in {name} has more than {NESTED} collections in it; export it again"
                    raise DataError([Finding("error", source, "", "file-unreadable", message)])


def _built(data: Any, source: str) -> tuple[io.BytesIO, list[Finding]]:
    """The file with the shapes that could not be built, where they can be, else without them."""
    table = pa.parquet.ParquetFile(data).read()
    described = json.loads(table.schema.metadata[b"geo"])
    findings: list[Finding] = []
    for name, about in described["columns"].items():
        if about.get("encoding") != "WKB":
            continue
        shapes, told = built_shapes(
            table[name].to_pylist(), range(1, table.num_rows + 1), source=source
        )
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), [shapely.to_wkb(shapes).tolist()])
        if name == described["primary_column"]:
            findings = told
    content = io.BytesIO()
    pa.parquet.write_table(table, content)
    content.seek(0)
    return content, findings


def _with_index(frame: Any) -> Any:
    """The columns that pandas keeps as an index, put back among the others."""
    return frame if frame.index.names == [None] else frame.reset_index()
