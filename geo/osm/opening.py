"""An OpenStreetMap file as osmium takes it, and what osmium refuses told as findings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import osmium

from ..findings import DataError, Finding
from ..streets.osmfile import is_osm as is_osm
from ..streets.osmpasses import osm_file
from ..streets.pbfblobs import pbf_trouble


@contextmanager
def opened_osm(path: Path, *, source: str) -> Iterator[osmium.io.File]:
    """A file to read from, as often as is needed.

    Parameters
    ----------
    path
        PBF, or XML as it is or packed with gzip or bzip2.
    source
        What messages call the file.

    Raises
    ------
    DataError
        The file is missing, breaks off, declares entities, or is something else; also for what
        is found out while it is read.
    """
    if not path.is_file():
        message = f"there is no file {str(path)!r}; paths are relative to region.toml"
        raise DataError([Finding("error", source, "", "file-missing", message)])
    try:
        trouble = pbf_trouble(path) if path.name.lower().endswith(".pbf") else None
        if trouble is None:
            yield osm_file(path)
    except DataError:
        raise
    except (RuntimeError, ValueError, IndexError, OSError, osmium.InvalidLocationError) as error:
        raise _unreadable(error, source) from error
    if trouble is not None:
        raise _unreadable(trouble, source)


def _unreadable(reason: object, source: str) -> DataError:
    """The error for a file that osmium refuses."""
    message = f"the file cannot be read ({reason}); export or download it again"
    return DataError([Finding("error", source, "", "file-unreadable", message)])
