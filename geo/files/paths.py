"""Paths as the libraries below take them: UTF-8, whatever the locale."""

from __future__ import annotations

import os
from pathlib import Path


def utf8_path(path: Path) -> str:
    """An absolute path as text that is encoded in UTF-8 again, as GDAL and Arrow do.

    Python holds the bytes of a path that the locale cannot tell as surrogates, which those refuse.
    Absolute, so that nothing at its beginning is taken for the name of a driver.

    Parameters
    ----------
    path
        Of a file that is there, or will be.

    Raises
    ------
    UnicodeDecodeError
        The path is not UTF-8 on the disk.

    Examples
    --------
    >>> from pathlib import Path
    >>> from adjoin.geo.files.paths import utf8_path
    >>> utf8_path(Path("/data/été.gpkg"))
    '/data/été.gpkg'
    """
    return os.fsencode(path.absolute()).decode("utf-8")
