"""A folder of results that is whole or absent, whenever a run is cut off."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ..findings import UseError

MARK: Final = "manifest.json"
"""The file by which a folder is known to be one of ours: it names `PROGRAM` as its program."""

PROGRAM: Final = "adjoin"

WRITTEN: Final = frozenset(
    {
        "tables",
        "state",
        "region",
        "results.gpkg",
        "opportunities.csv",
        "findings.csv",
        "matrix.csv",
        "aliases.csv",
        "review.csv",
    }
    | {"map.html", "timings.json", MARK}
)
"""What runs leave in a folder of results. A folder with anything else in it is not replaced."""

# Left beside these files by a map being drawn, by what shows a GeoPackage and by what shows a folder.
_BESIDE = frozenset(
    {"map.html.part", "results.gpkg-wal", "results.gpkg-shm", "results.gpkg-journal"}
    | {".DS_Store", "Thumbs.db", "desktop.ini"}
)

# What manifests had together before they named the program.
_EARLIER = frozenset({"projection", "inputs", "counts", "libraries"})


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
        The folder of results. Nothing happens when it is there, or when no results are beside it.
    """
    old = _beside(out, ".old")
    out = out.resolve()
    if not out.exists() and _marked(old):
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
        `out`, `out` + `.old` or the folder that a run cut off has left to write into is a file, or
        has something in it that no run writes; also when that comes while the run goes on.
    """
    out = out.resolve()
    restore(out)
    check_replaceable(out)
    part, old = _beside(out, ".adjoin-part"), _beside(out, ".old")
    check_replaceable(old)
    # A run that is cut off leaves any part of its files there, most often without the manifest.
    _check_only_ours(part)
    for leftover in (part, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    part.mkdir(parents=True)
    try:
        yield part
        check_replaceable(out)
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

    Results are ours to replace when their manifest names adjoin, or has what manifests of earlier
    versions had, and nothing that no run writes lies beside it.

    Parameters
    ----------
    out
        The folder of results; it may be absent or empty.
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
    for file in keep:
        if file.resolve().is_relative_to(out.resolve()):
            raise UseError(
                f"{str(out)!r} is replaced by each run, and {str(file)!r} of the region lies in it; "
                "name another folder for the results"
            )
    if not any(out.iterdir()):
        return
    if not _marked(out):
        name = _first(out, WRITTEN | _BESIDE) or _first(out, frozenset())
        raise UseError(
            f"{str(out)!r} holds something that is no result of adjoin ({name!r}); "
            "name another folder, or empty it"
        )
    _check_only_ours(out)


def _marked(folder: Path) -> bool:
    """Whether a folder has a manifest of adjoin."""
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and (told.get("program") == PROGRAM or told.keys() >= _EARLIER)


def _check_only_ours(folder: Path) -> None:
    """Refuse a folder, if it is there, with something in it that no run writes."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UseError(f"{str(folder)!r} is in the way of the results; move it elsewhere")
    foreign = _first(folder, WRITTEN | _BESIDE)
    if foreign is not None:
        raise UseError(
            f"{str(folder)!r} is replaced by each run, and {foreign!r} in it is no result of adjoin; "
            "move it elsewhere, or name another folder for the results"
        )


def _first(folder: Path, known: frozenset[str]) -> str | None:
    """The first name in a folder beside known ones."""
    return min((path.name for path in folder.iterdir() if path.name not in known), default=None)


def _beside(out: Path, ending: str) -> Path:
    """The folder beside `out` with an ending added to its name."""
    return out.resolve().with_name(out.resolve().name + ending)
