"""A folder of results that is whole or absent, whenever a run is cut off."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..findings import UseError

#: The file by which a folder is known to be one of ours, and may be replaced.
MARK = "manifest.json"


def check_new(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises
    ------
    UseError
        It is a file, or is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UseError(f"{str(folder)!r} is no empty folder; name a new one for the region's files")


def restore(out: Path) -> None:
    """Put back the old results that an interrupted run left beside `out`.

    Parameters
    ----------
    out
        The folder of results. Nothing happens when it is there, or when nothing is beside it.
    """
    old = _beside(out, ".old")
    out = out.resolve()
    if not out.exists() and (old / MARK).is_file():
        old.rename(out)


@contextlib.contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """Give a folder to write into; put it in the place of `out` only when all went well.

    The old results stay whole until the new ones are: they are moved to `out` + `.old`, the new
    ones take their place, and only then are the old ones removed.

    Parameters
    ----------
    out
        The folder of results; it may exist when it is empty or holds results of adjoin.

    Raises
    ------
    UseError
        `out`, or `out` + `.old`, is a file or a folder with something else in it.
    """
    out = out.resolve()
    restore(out)
    check_replaceable(out)
    part, old = _beside(out, ".adjoin-part"), _beside(out, ".old")
    check_replaceable(old)
    for leftover in (part, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    part.mkdir(parents=True)
    try:
        yield part
    except BaseException:
        shutil.rmtree(part)
        raise
    if out.exists():
        out.rename(old)
    part.rename(out)
    if old.exists():
        # Under this name what is left of it, should the removal be cut off, goes with the next run.
        old.rename(part)
        shutil.rmtree(part)


def check_replaceable(out: Path, *, keep: Iterable[Path] = ()) -> None:
    """Refuse a place whose contents are not ours to replace.

    Parameters
    ----------
    out
        The folder of results.
    keep
        Files that must not lie in it.

    Raises
    ------
    UseError
        `out` is a file, or a folder with something else or with a file of `keep` in it.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise UseError(f"{str(out)!r} is a file; name a folder for the results")
    if any(out.iterdir()) and not (out / MARK).is_file():
        raise UseError(
            f"{str(out)!r} holds something that is no result of adjoin; name another folder, or empty it"
        )
    for file in keep:
        if file.resolve().is_relative_to(out.resolve()):
            raise UseError(
                f"{str(out)!r} is replaced by each run, and {str(file)!r} of the region lies in it; "
                "name another folder for the results"
            )


def _beside(out: Path, ending: str) -> Path:
    """The folder beside `out` with an ending added to its name."""
    return out.resolve().with_name(out.resolve().name + ending)
