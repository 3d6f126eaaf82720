"""Large OpenStreetMap files cut to an area before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from ...geo.crs import LONLAT, to_crs
from ...geo.files.reading import read_source
from ...geo.findings import UseError
from ...geo.osm.cutting import Cut, area_by_name, cut_extract
from ...geo.osm.opening import is_osm
from .start import files_of


class CutFile(NamedTuple):
    """A file that was cut, and what is left of it."""

    path: Path
    out: Path
    cut: Cut


def cut_files(
    files: Sequence[Path], *, within: str, folder: Path
) -> tuple[list[Path], list[CutFile]]:
    """Put a smaller file in place of each OpenStreetMap file.

    Parameters
    ----------
    files
        Of any format, or folders of them; those that are not of OpenStreetMap stay as they are.
    within
        A file of areas; else the name of an administrative boundary, or its id, in the first of
        the files of OpenStreetMap.
    folder
        Where the smaller files are written, named after theirs and the area.

    Returns
    -------
    files
        To go on with.
    cut
        What was made.

    Raises
    ------
    UseError
        No file is of OpenStreetMap, nothing or several are called so, a smaller file is there
        already, or two would be one.
    DataError
        A file cannot be read.
    """
    files = list(files_of(files))
    extracts = list(dict.fromkeys(file for file in files if is_osm(file.name)))
    if not extracts:
        raise UseError("--within cuts files of OpenStreetMap, and none is given; leave it out")
    area = _area(within, extracts[0])
    label = re.sub(r"[^\w]+", "-", Path(within).name.split(".")[0]).strip("-").casefold()
    made: dict[Path, Path] = {}
    for file in extracts:
        out = folder / f"{file.name.split('.')[0]}-{label}.osm.pbf"
        if out.exists():
            raise UseError(f"{str(out)!r} is there already; move it away, or give it as the file")
        if out in made.values():
            raise UseError(
                f"two files would be cut to {str(out)!r}; rename one, or give one of them"
            )
        made[file] = out
    done = [CutFile(file, out, cut_extract(file, out, within=area)) for file, out in made.items()]
    return [made.get(file, file) for file in files], done


def area_name(within: str) -> str | None:
    """The name that an area is given by; None where a file or an id gives it.

    Parameters
    ----------
    within
        As for `cut_files`.

    Examples
    --------
    >>> from adjoin.services.starting.within import area_name
    >>> area_name("Monaco"), area_name("relation/2220322")
    ('Monaco', None)
    """
    is_id = re.fullmatch(r"(relation|way)/-?\d+", within) is not None
    return None if is_id or Path(within).is_file() else within


def _area(within: str, extract: Path) -> Any:
    """The area, in degrees: of a file, or of a boundary by its name."""
    if not Path(within).is_file():
        return area_by_name(extract, within)
    frame, _ = read_source(within, source=within)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise UseError(
            f"{within!r} holds no areas; give a file of polygons, or the name of a boundary"
        )
    shapes = np.asarray(frame.geometry, dtype=object)
    shapes = shapes[shapely.get_dimensions(shapes) == 2]
    moved = to_crs(shapes, frame.crs, LONLAT).shapes
    return shapely.union_all(shapely.make_valid(moved))
