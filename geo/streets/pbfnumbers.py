"""Protobuf read in bulk: many numbers, or the fields of many messages, in a few steps of NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

#: A number takes no more bytes (protobuf.dev, "Encoding").
VARINT_BYTES: Final = 10

_VARINT, _DOUBLE, _BYTES, _FLOAT = 0, 1, 2, 5


class Spans(NamedTuple):
    """Stretches of an array, some of them empty: where each starts, and how long it is."""

    start: Ints
    size: Ints

    def of(self, rows: NDArray[Any]) -> Spans:
        """Those of some rows."""
        return Spans(self.start[rows], self.size[rows])


def as_bytes(data: bytes) -> Bytes:
    """Bytes as an array, with room behind them for the two numbers that a field begins with."""
    return np.frombuffer(data + bytes(2 * VARINT_BYTES), dtype=np.uint8)


def positions(spans: Spans) -> Ints:
    """The positions in several stretches, one after the other."""
    before = np.cumsum(spans.size) - spans.size
    at: Ints = np.arange(int(spans.size.sum())) + np.repeat(spans.start - before, spans.size)
    return at


def varints(data: Bytes) -> Ints:
    """The numbers of variable width that stand one after the other.

    Parameters
    ----------
    data
        Bytes of whole numbers, and nothing else.

    Returns
    -------
    numpy.ndarray
        Of 64 bits; what is more than that allows is negative, as protobuf writes it.

    Raises
    ------
    ValueError
        The last number breaks off, or one is too long.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.streets.pbfnumbers import varints
    >>> varints(np.array([7, 0x96, 0x01], dtype=np.uint8)).tolist()
    [7, 150]
    """
    end = np.flatnonzero(data < 128)
    if len(data) and (not len(end) or end[-1] != len(data) - 1):
        raise ValueError("a number breaks off")
    start = np.empty_like(end)
    start[:1], start[1:] = 0, end[:-1] + 1
    value = (data[start] & 127).astype(np.uint64)
    longer, byte = np.flatnonzero(end > start), 1
    while len(longer):
        if byte == VARINT_BYTES:
            raise ValueError("a number does not end")
        at = start[longer] + byte
        value[longer] |= (data[at] & 127).astype(np.uint64) << np.uint64(7 * byte)
        longer, byte = longer[end[longer] > at], byte + 1
    return value.view(np.int64)


def zigzag(value: Ints) -> Ints:
    """Signed numbers out of those they were written as: 0, -1, 1, -2 as 0, 1, 2, 3.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.streets.pbfnumbers import zigzag
    >>> zigzag(np.array([0, 1, 2, 3])).tolist()
    [0, -1, 1, -2]
    """
    half = (value.view(np.uint64) >> np.uint64(1)).view(np.int64)
    signed: Ints = half ^ -(value & 1)
    return signed


def packed(data: Bytes, spans: Spans) -> tuple[Ints, Ints]:
    """The numbers in each of several stretches.

    Parameters
    ----------
    data
        As `as_bytes` returns it.
    spans
        The stretches, each of whole numbers.

    Returns
    -------
    values, counts
        The numbers, one stretch after the other; how many there are in each.

    Raises
    ------
    ValueError
        A number breaks off, or is too long.
    """
    held = data[positions(spans)]
    last = np.cumsum(spans.size)
    if (held[last[spans.size > 0] - 1] >= 128).any():
        raise ValueError("a number breaks off")
    ends = np.zeros(len(held) + 1, dtype=np.int64)
    np.cumsum(held < 128, out=ends[1:])
    return varints(held), ends[last] - ends[last - spans.size]


def deltas(values: Ints, counts: Ints) -> Ints:
    """Numbers of which each stretch holds the first, and then the differences."""
    total = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=total[1:])
    first = np.cumsum(counts) - counts
    summed: Ints = total[1:] - np.repeat(total[first], counts)
    return summed


def parts(data: bytes) -> tuple[list[int], list[int], list[int]]:
    """The fields of a message that holds many others: number, start and end of each.

    Raises
    ------
    ValueError, IndexError
        It holds something else, or breaks off.
    """
    numbers, starts, ends = [], [], []
    at, length = 0, len(data)
    while at < length:
        key, size = data[at], data[at + 1]
        at += 2
        if key & 0x87 != _BYTES:
            raise ValueError("a field is of an unknown kind")
        if size > 127:
            size, shift = size & 127, 7
            while (byte := data[at]) > 127:
                size |= (byte & 127) << shift
                at, shift = at + 1, shift + 7
            size |= byte << shift
            at += 1
        numbers.append(key >> 3)
        starts.append(at)
        at += size
        ends.append(at)
    if at > length:
        raise ValueError("a field breaks off")
    return numbers, starts, ends


def fields(
    data: Bytes, start: Ints, end: Ints, *, numbers: Sequence[int] = (), texts: Sequence[int] = ()
) -> tuple[dict[int, Ints], dict[int, Spans], dict[int, NDArray[np.bool_]]]:
    """Some fields of many messages at once, each step taking the next field of all of them.

    Parameters
    ----------
    data
        As `as_bytes` returns it.
    start, end
        Shape (m,), where each message begins and ends.
    numbers, texts
        The fields that hold a number, and those that hold bytes.

    Returns
    -------
    values, spans, given
        By field: its number in each message, 0 where it is not given; where its bytes are, none
        where it is not given; whether it is a number that is given.

    Raises
    ------
    ValueError
        A message breaks off, or holds a field twice or of another kind.
    """
    count = len(start)
    values = {field: np.zeros(count, dtype=np.int64) for field in numbers}
    spans = {field: Spans(start.copy(), np.zeros(count, dtype=np.int64)) for field in texts}
    given = {field: np.zeros(count, dtype=bool) for field in (*numbers, *texts)}
    at = start.copy()
    live = np.flatnonzero(at < end)
    while len(live):
        keys, after = _varints_at(data, at[live])
        # most often all of them hold the same field next
        alike = bool((keys == keys[0]).all())
        for key in [int(keys[0])] if alike else np.unique(keys).tolist():
            here = slice(None) if alike else np.flatnonzero(keys == key)
            rows, field, kind = live[here], key >> 3, key & 7
            value, begin, stop = _content(data, after[here], kind)
            if (stop > end[rows]).any():
                raise ValueError("a field breaks off")
            at[rows] = stop
            if field not in given:
                continue
            if given[field][rows].any() or kind != (_BYTES if field in spans else _VARINT):
                raise ValueError("a field is given twice, or is of another kind")
            given[field][rows] = True
            if field in spans:
                spans[field].start[rows], spans[field].size[rows] = begin, value
            else:
                values[field][rows] = value
        live = live[at[live] < end[live]]
    return values, spans, given


def _content(data: Bytes, at: Ints, kind: int) -> tuple[Ints, Ints, Ints]:
    """Of fields of one kind: their number, or how many bytes they hold; where these begin, and end."""
    if kind in (_DOUBLE, _FLOAT):
        return at, at, at + (8 if kind == _DOUBLE else 4)
    if kind not in (_VARINT, _BYTES):
        raise ValueError("a field is of an unknown kind")
    value, begin = _varints_at(data, at)
    if kind == _VARINT:
        return value, begin, begin
    # a size below zero, or a huge one, would lead anywhere
    if len(value) and (value.min() < 0 or value.max() > len(data)):
        raise ValueError("a field breaks off")
    return value, begin, begin + value


def _varints_at(data: Bytes, at: Ints) -> tuple[Ints, Ints]:
    """A number of variable width at each position, and where what follows it begins."""
    byte = data[at]
    value = (byte & 127).astype(np.uint64)
    behind = at + 1
    longer, shift = np.flatnonzero(byte >= 128), 7
    while len(longer):
        if shift == 7 * VARINT_BYTES:
            raise ValueError("a number does not end")
        byte = data[behind[longer]]
        value[longer] |= (byte & 127).astype(np.uint64) << np.uint64(shift)
        behind[longer] += 1
        longer, shift = longer[byte >= 128], shift + 7
    return value.view(np.int64), behind
