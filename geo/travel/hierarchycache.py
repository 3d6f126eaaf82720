"""Hierarchies on disk, by what they were made of."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import platformdirs
from numpy.typing import NDArray

from .adjacency import Adjacency, Arcs
from .telling import Tell, silent

if TYPE_CHECKING:
    from .hierarchy import Hierarchy

VERSION: Final = 2
"""Counts up when the way of contracting or the layout of the file changes."""

MOST_BYTES: Final = 2_000_000_000
"""What the folder may hold; the files used longest ago go first."""

_NAMES: Final = ("graph", "place", "up_first", "up_arc", "down_first", "down_arc")

_DAMAGE: Final = (
    OSError, ValueError, KeyError, EOFError, MemoryError,
    RuntimeError,  # of zipfile: said to be encrypted, or packed in a way that it does not know
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def cache_folder() -> Path:
    """Where hierarchies are kept: ADJOIN_CACHE, else the user's folder for caches."""
    given = os.environ.get("ADJOIN_CACHE")
    if given:
        return Path(given)
    return Path(platformdirs.user_cache_dir("adjoin", appauthor=False)) / "streets"


def kept(near: Adjacency, folder: Path) -> bool:
    """Whether there is a file for a graph; it may still turn out to be damaged."""
    return _path(near, folder).is_file()


def load(near: Adjacency, folder: Path, *, tell: Tell = silent) -> Hierarchy | None:
    """The hierarchy of a graph from the folder, or None when there is none that can be used.

    Parameters
    ----------
    near
        The graph.
    folder
        Need not be there.
    tell
        Is told about a file that is damaged; what is made instead takes its place.
    """
    path = _path(near, folder)
    try:
        with zipfile.ZipFile(path) as held:
            arrays = {name: _array(held, name) for name in _NAMES}
    except FileNotFoundError:
        return None
    except _DAMAGE as error:
        tell(f"{path} cannot be read ({error}); what it held is made again")
        return None
    if not (np.array_equal(arrays["graph"], _digest(near)) and _sound(arrays, len(near.place))):
        tell(f"{path} does not hold what it should; that is made again")
        return None
    # a folder that others fill may be read and not written
    with contextlib.suppress(OSError):
        os.utime(path)
    from .hierarchy import Hierarchy

    return Hierarchy(
        arrays["place"],
        Arcs(arrays["up_first"], arrays["up_arc"]),
        Arcs(arrays["down_first"], arrays["down_arc"]),
    )


def store(near: Adjacency, made: Hierarchy, folder: Path, *, tell: Tell = silent) -> None:
    """Keep a hierarchy; what does not fit into the folder goes, what was used longest ago first.

    Parameters
    ----------
    near, made
        The graph and its hierarchy.
    folder
        Made if need be.
    tell
        Is told when the folder cannot be written: then nothing is kept.
    """
    values = (_digest(near), made.place, *made.up, *made.down)
    arrays: dict[str, Any] = dict(zip(_NAMES, values, strict=True))
    path = _path(near, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # whole or not at all: another run may be reading
        with tempfile.TemporaryDirectory(dir=folder, prefix="part-") as part:
            np.savez(Path(part) / path.name, allow_pickle=False, **arrays)
            (Path(part) / path.name).replace(path)
        _make_room(folder)
    except OSError as error:
        tell(f"the prepared streets cannot be kept for the next run ({error})")


def _make_room(folder: Path) -> None:
    """Take the oldest files away until the rest fits."""
    held = [(file.stat().st_mtime, file) for file in folder.glob("*.npz")]
    total = sum(file.stat().st_size for _, file in held)
    for _, file in sorted(held):
        if total <= MOST_BYTES:
            break
        total -= file.stat().st_size
        file.unlink(missing_ok=True)


def _path(near: Adjacency, folder: Path) -> Path:
    """The file of a graph: its name holds a hash of all its nodes, arcs and costs."""
    return folder / f"{_digest(near).tobytes().hex()[:32]}.npz"


def _digest(near: Adjacency) -> NDArray[np.uint8]:
    """A hash of a graph and of the layout of files."""
    digest = hashlib.sha256(f"adjoin hierarchy {VERSION}".encode())
    for values in (near.place, near.out.first, near.out.arc):
        digest.update(np.ascontiguousarray(values).data)
    return np.frombuffer(digest.digest(), dtype=np.uint8)


def _array(held: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """One array of the file; its checksum is compared when it is read to the end."""
    with held.open(f"{name}.npy") as file:
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
        if file.read(1):
            raise ValueError(f"{name} is longer than it says")
    return array


def _sound(arrays: dict[str, NDArray[Any]], nodes: int) -> bool:
    """Whether every index is within: compiled loops do not look."""
    place = arrays["place"]
    if place.dtype != np.int32 or place.shape != (nodes,):
        return False
    if not np.array_equal(np.sort(place), np.arange(nodes)):
        return False
    for way in ("up", "down"):
        first, arc = arrays[f"{way}_first"], arrays[f"{way}_arc"]
        if first.dtype != np.int32 or first.shape != (nodes + 1,):
            return False
        if arc.dtype != np.int64 or arc.ndim != 2 or arc.shape[1] != 2:
            return False
        if first[0] != 0 or first[-1] != len(arc) or (np.diff(first) < 0).any():
            return False
        tail = np.repeat(np.arange(nodes), np.diff(first))
        # arcs only climb, and cost something that can be added up
        if not ((arc[:, 1] >= 0) & (arc[:, 1] < tail) & (arc[:, 0] >= 0)).all():
            return False
        if len(arc) and int(arc[:, 0].max()) >= 2**63 // 2:
            return False
    return True
