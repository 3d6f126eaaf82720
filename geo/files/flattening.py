"""Cells of any type as values that a plain frame holds: exact whole numbers, and text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..findings import Finding

#: Beyond this not every whole number is a float.
EXACT = 2.0**53

#: What pyarrow makes of whole numbers and booleans, so that one beside a missing one stays what it is.
NULLABLE: dict[pa.DataType, Any] = {
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.UInt8Dtype(),
    pa.uint16(): pd.UInt16Dtype(),
    pa.uint32(): pd.UInt32Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def flattened(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with lists and records as JSON text, bytes as hexadecimal text.

    Nullable whole numbers and booleans without a missing one become plain ones.

    Parameters
    ----------
    frame
        As a reader gives it; geometry is left as it is.
    """
    changed: dict[str, Any] = {}
    for name, kind in frame.dtypes.items():
        values = frame[name]
        if kind == np.dtype(object):
            if any(isinstance(value, _NESTED) for value in values):
                changed[str(name)] = values.map(_flat).astype("str")
        elif kind in _NULLABLE_KINDS and not values.isna().any():
            changed[str(name)] = values.astype(kind.numpy_dtype)
    return frame.assign(**changed) if changed else frame


def lost_digits(frame: pd.DataFrame, *, source: str) -> list[Finding]:
    """Tell columns of floats that hold whole numbers too large for floats.

    Parameters
    ----------
    frame
        As a reader gives it.
    source
        What messages call the file.
    """
    findings = []
    for name, kind in frame.dtypes.items():
        if not pd.api.types.is_float_dtype(kind):
            continue
        values = frame[name].to_numpy(dtype=float, na_value=np.nan)
        count = int((np.isfinite(values) & (np.abs(values) >= EXACT)).sum())
        if count:
            message = (
                f"{count} numbers of {name} have more digits than the file's type of number keeps; "
                "where they are ids, write them as text"
            )
            findings.append(Finding("note", source, str(name), "digits-lost", message))
    return findings


_NESTED = (list, tuple, dict, set, np.ndarray, bytes, bytearray, memoryview)
_NULLABLE_KINDS = frozenset(NULLABLE.values())


def _flat(value: Any) -> Any:
    """One cell."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, _NESTED):
        return json.dumps(_plain(value), ensure_ascii=False, default=str)
    return None if value is None or value is pd.NA or value != value else str(value)


def _plain(value: Any) -> Any:
    """Lists and records that the json module knows."""
    if isinstance(value, dict):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(held) for held in value]
    return value.hex() if isinstance(value, bytes) else value
