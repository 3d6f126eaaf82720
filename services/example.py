"""The files of a small fictional region, for the demonstration and for trying things out.

Nothing in it is real: "Alder County (fictional)" has six towns, two fire districts, a library
district without boundary, some forty facilities of six services, and streets.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .example_ground import (
    COUNTY,
    DISTRICTS,
    HAMLETS,
    TOWNS,
    Array,
    Land,
    centre,
    example_land,
    to_lonlat,
)
from .example_sites import LIBRARY_DISTRICT, TABLES, Site
from .example_streets import StreetNet, example_streets

_REGION_TOML = """\
# A fictional region, made by adjoin: no place, agency or facility in it is real.
name = "Alder County (fictional)"
units = "us"                            # miles on map and report; the tables stay metric
fictional = true                        # said on every output

[[agencies]]                            # towns, and the county for all land outside them
path = "jurisdictions.geojson"
columns = { id = "id", name = "name", level = "level", population = "population" }
date = "2024"

[[agencies]]                            # these lie over towns and county
path = "fire_districts.geojson"
columns = { id = "id", name = "name" }
level = "special_district"
date = "2023"

[[agencies]]                            # an agency without a boundary
path = "library_district.csv"
columns = { id = "id", name = "name" }
level = "special_district"

[[facilities]]
path = "fire_stations.csv"
service = "fire_services"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }

[[facilities]]                          # no column says whose they are: by where they lie
path = "police_stations.csv"
service = "law_enforcement"
columns = { id = "id", name = "name", x = "lon", y = "lat" }
agency_by = "contains"

[[facilities]]                          # agencies by name
path = "libraries.csv"
service = "library_services"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }

[[facilities]]
path = "parks.csv"
service = "parks_recreation"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }

[[facilities]]
path = "clerks.csv"
service = "clerk"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }

[[facilities]]                          # services by what the table calls them
path = "yards.csv"
columns = { id = "id", name = "name", service = "type", x = "lon", y = "lat" }
agency_by = "contains"

[streets]                               # a directed edge table: one row per direction
path = "street_edges.csv.gz"
columns = { from = "from", to = "to", length_m = "length_m", speed_mph = "speed_mph" }
nodes = "street_nodes.csv.gz"
node_columns = { id = "id", x = "lon", y = "lat" }

[analysis]
minutes = { clerk = 8, fleet = 15, default = 10 }   # else the standards of `adjoin services`
"""


def write_example(folder: str | Path, *, seed: int = 7) -> Path:
    """Write the fictional region: three files of agencies, six of facilities, streets, region.toml.

    Takes about a second.

    Parameters
    ----------
    folder
        Made when it is not there; files of these names in it are replaced.
    seed
        Shakes borders and streets; the same seed gives the same bytes.

    Returns
    -------
    pathlib.Path
        The region.toml.

    Raises
    ------
    OSError
        The folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from adjoin.region import Region
    >>> from adjoin.services.example import write_example
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Region.load(write_example(folder)).name
    'Alder County (fictional)'
    """
    rng = np.random.default_rng(seed)
    land = example_land(rng)
    net = example_streets(rng)
    files = {
        **_agency_files(land),
        **_facility_files(land, net),
        **_street_files(net),
        "region.toml": _REGION_TOML.encode(),
    }
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / "region.toml"


def _agency_files(land: Land) -> dict[str, bytes]:
    """Towns and county, fire districts, and the library district."""
    governed: list[tuple[dict[str, Any], BaseGeometry]] = [
        (_governor(COUNTY, "county"), land.county)
    ]
    governed += [(_governor(t, "city"), s) for t, s in zip(TOWNS, land.towns, strict=True)]
    over = [
        ({"id": d.id, "name": d.name}, s) for d, s in zip(DISTRICTS, land.districts, strict=True)
    ]
    return {
        "jurisdictions.geojson": _geojson(governed),
        "fire_districts.geojson": _geojson(over),
        "library_district.csv": _csv(("id", "name"), [LIBRARY_DISTRICT]),
    }


def _governor(place: Any, level: str) -> dict[str, Any]:
    return {"id": place.id, "name": place.name, "level": level, "population": place.population}


def _facility_files(land: Land, net: StreetNet) -> dict[str, bytes]:
    """Tables of facilities, each beside a street and inside its agency's area."""
    areas = {COUNTY.id: land.county}
    areas |= {place.id: shape for place, shape in zip(TOWNS, land.towns, strict=True)}
    areas |= {place.id: shape for place, shape in zip(DISTRICTS, land.districts, strict=True)}
    names = {place.id: place.name for place in TOWNS} | dict([LIBRARY_DISTRICT])
    spots = _spots(net)
    free = np.ones(len(spots), dtype=bool)
    files = {}
    for file, prefix, sites, column in TABLES:
        rows = []
        for number, site in enumerate(sites, start=1):
            spot = _spot(site, spots, free, areas.get(site.on or site.agency))
            free[spot] = False
            lon, lat = to_lonlat(spots[spot])
            says = {"agency": site.agency, "AGENCY": names.get(site.agency, "")}
            says["type"] = "Vehicle maintenance"
            extra = [says[column]] if column else []
            ident = f"{prefix}-{number:02d}"
            rows.append([ident, site.name, *extra, f"{lon:.6f}", f"{lat:.6f}"])
        header = ["id", "name", *([column.lower()] if column else []), "lon", "lat"]
        files[file] = _csv(header, rows)
    return files


def _spots(net: StreetNet) -> Array:
    """Where a building could stand: 30 m to the right of the middle of each street arc, in km."""
    here = np.isin(net.kind, ["street", "avenue", "country", "main"])
    start, end = net.nodes_km[net.ends[here]].transpose(1, 0, 2)
    along = (end - start) / np.linalg.norm(end - start, axis=1)[:, None]
    spots: Array = (start + end) / 2 + 0.03 * np.stack([along[:, 1], -along[:, 0]], axis=1)
    return spots


def _spot(site: Site, spots: Array, free: Array, area: BaseGeometry | None) -> int:
    """The free spot, inside the area, that is nearest to where a facility is wanted."""
    places = {place.id or place.name: place for place in (*TOWNS, *HAMLETS)}
    wanted = centre(places[site.near]) + np.array([site.east_km, site.north_km])
    inside = free if area is None else free & shapely.contains_xy(area, to_lonlat(spots))
    distance = np.where(inside, np.linalg.norm(spots - wanted, axis=1), np.inf)
    return int(distance.argmin())


def _street_files(net: StreetNet) -> dict[str, bytes]:
    """The edge table and the node table."""
    nodes = [
        (number, f"{lon:.6f}", f"{lat:.6f}") for number, (lon, lat) in enumerate(net.nodes, start=1)
    ]
    columns = (net.ends[:, 0] + 1, net.ends[:, 1] + 1, net.length_m, net.speed_mph, net.kind)
    edges = zip(*(column.tolist() for column in columns), strict=True)
    return {
        "street_edges.csv.gz": _gz(_csv(("from", "to", "length_m", "speed_mph", "kind"), edges)),
        "street_nodes.csv.gz": _gz(_csv(("id", "lon", "lat"), nodes)),
    }


def _geojson(features: Iterable[tuple[dict[str, Any], BaseGeometry]]) -> bytes:
    """A GeoJSON file, one feature per line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": shape.__geo_interface__,
            },
            separators=(",", ":"),
        )
        for properties, shape in features
    ]
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _gz(content: bytes) -> bytes:
    """Compressed, without the time that gzip would put in."""
    return gzip.compress(content, mtime=0)
