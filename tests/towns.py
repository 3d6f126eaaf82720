"""A region small enough to work out by hand: three towns in a county, and four streets."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import shapely

WEST, SOUTH = -122.0, 38.0

#: Id, name, level and area in hundredths of a degree from the corner.
AGENCIES = (
    ("K", "King County", "county", (-1, -1, 11, 3)),
    ("A", "Alder", "city", (0, 0, 2, 2)),
    ("B", "Birch", "city", (2, 0, 4, 2)),
    ("C", "Cedar", "city", (8, 0, 10, 2)),
)

#: Where streets meet, in hundredths of a degree; a, b and c are the middles of the towns.
NODES = {"a": (1, 1), "b": (3, 1), "c": (9, 1), "x": (2, 2)}

#: From, to and kilometres, all at 60 km/h, so a kilometre is a minute; a to b is one way.
EDGES = (
    ("a", "b", 2),
    ("b", "x", 3),
    ("x", "a", 3),
    ("b", "c", 5),
    ("c", "b", 5),
)

FIRE = (("f-a", "Alder 1", "A", "a"), ("f-b", "Birch 1", "B", "b"), ("f-c", "Cedar 1", "C", "c"))
LIBRARIES = (
    ("l-b", "Birch Library", "Birch", "b"),
    ("l-c", "Cedar Library", "Cedar", "c"),
)

TOML = """\
name = "Three Towns"
[[agencies]]
path = "agencies.geojson"
columns = { id = "id", name = "name", level = "level" }
[[facilities]]
path = "fire.csv"
service = "fire_services"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }
[[facilities]]
path = "libraries.csv"
service = "library_services"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }
"""

STREETS = """\
[streets]
path = "edges.csv"
nodes = "nodes.csv.gz"
node_columns = { id = "id", x = "lon", y = "lat" }
columns = { from = "from", to = "to", length_m = "m", speed_kmh = "kmh" }
"""

ANALYSIS = """\
[analysis]
minutes = { fire_services = 4, library_services = 5 }
"""


def lonlat(place):
    """A place in degrees: a node's name, or hundredths of a degree."""
    east, north = NODES[place] if isinstance(place, str) else place
    return round(WEST + east / 100, 6), round(SOUTH + north / 100, 6)


def write_region(
    folder,
    *,
    agencies=AGENCIES,
    fire=FIRE,
    libraries=LIBRARIES,
    edges=EDGES,
    toml=TOML + STREETS + ANALYSIS,
):
    """Write the files of the region; its region.toml is given back."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    features = [
        {
            "type": "Feature",
            "properties": {"id": ident, "name": name, "level": level},
            "geometry": None if box is None else shapely.box(
                *lonlat(box[:2]), *lonlat(box[2:])
            ).__geo_interface__,
        }
        for ident, name, level, box in agencies
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "agencies.geojson").write_text(text)
    for file, sites in (("fire.csv", fire), ("libraries.csv", libraries)):
        rows = [(*site[:3], *lonlat(site[3])) for site in sites]
        write_csv(folder / file, ("id", "name", "agency", "lon", "lat"), rows)
    rows = [(start, end, km * 1000, 60) for start, end, km in edges]
    write_csv(folder / "edges.csv", ("from", "to", "m", "kmh"), rows)
    rows = [(node, *lonlat(node)) for node in NODES]
    write_csv(folder / "nodes.csv.gz", ("id", "lon", "lat"), rows)
    (folder / "region.toml").write_text(toml)
    return folder / "region.toml"


def write_csv(path, header, rows):
    """Write a table, packed where the name says so."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
