"""Which layer of a file is meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from ..findings import DataError, Finding

#: A message lists no more layers than this.
SHOWN = 20


class SeveralLayersError(DataError):
    """A file whose layers must be told apart, and was read without naming one.

    Parameters
    ----------
    findings
        As for `DataError`.
    layers
        Those that hold data, in the order of the file; none where it has none.
    """

    def __init__(self, findings: Iterable[Finding], layers: Sequence[str]) -> None:
        super().__init__(findings)
        self.layers = tuple(layers)


def chosen_layer(
    names: Sequence[str],
    wanted: str | None,
    *,
    data: Sequence[int] | None = None,
    word: str = "layer",
    source: str,
) -> int:
    """Pick a layer: the one that was named, or the only one that holds data.

    Parameters
    ----------
    names
        All layers of the file, in its order.
    wanted
        The one that the user named.
    data
        Positions of those that hold data; all of them when not given. Others can be named.
    word
        What the format calls a layer.
    source
        What messages call the file.

    Returns
    -------
    int
        Its position: GDAL gives a layer without a name another one each time that bytes are opened.

    Raises
    ------
    SeveralLayersError
        None was named, and several hold data, or none.
    DataError
        There is no such layer.
    """
    holding = list(range(len(names))) if data is None else list(data)
    if wanted is None and len(holding) == 1:
        return holding[0]
    shown = [names[position] for position in holding]
    held = ", ".join(shown[:SHOWN]) + (" ..." if len(shown) > SHOWN else "") if shown else "none"
    if wanted is None:
        count = f"{len(shown)} {word}s" if len(shown) != 1 else f"1 {word}"
        way = "name one as layer" if shown else "export it again"
        message = f"the file has {count} ({held}); {way}"
        found = Finding("error", source, "layer", "layer-missing", message)
        raise SeveralLayersError([found], shown)
    if wanted not in names:
        near = difflib.get_close_matches(wanted, list(names), n=1) if len(shown) > SHOWN else []
        hint = f"; the nearest is {near[0]}" if near else ""
        message = f"there is no {word} {wanted!r}; the file has {held}{hint}"
        raise DataError([Finding("error", source, "layer", "layer-missing", message)])
    return list(names).index(wanted)
