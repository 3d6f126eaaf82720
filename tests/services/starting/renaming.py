"""The files of the fictional region under other names: what `adjoin init` has to find its way in.

`renamed_demo` takes the folder that `adjoin.services.demo.files.write_demo` writes. Files, layers and
columns get other usual names, columns and rows another order, and some CSV files become XLSX or are
parted by semicolons. `translated` says the region.toml of the old files in the new names.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pyogrio

#: Other names of files, in the order to choose from; endings of CSV files are chosen apart.
FILES = {
    "jurisdictions.gpkg": ("Admin_Areas.gpkg", "gov_boundaries_2024.gpkg"),
    "fire_districts.zip": ("Fire_Protection_Districts.zip", "fpd_boundaries.zip"),
    "school_districts.geojson": ("SchoolDist_Areas.geojson", "k12_districts.geojson"),
    "other_agencies.csv": ("JPAs_and_Authorities", "regional_bodies_list"),
    "fire_stations.csv": ("FireStations_Export", "Fire_Stn_2024"),
    "police_stations.geojson": ("Police_Facilities.geojson", "law_enforcement_sites.geojson"),
    "libraries.csv": ("Library_Outlets", "LIB_Branches"),
    "parks.csv": ("Parks_and_Pools", "ParkSites_pub"),
    "counters.csv": ("Public_Counters", "front_desks"),
    "yards.csv": ("Corp_Yards_Shops", "maintenance_sites"),
    "health_and_more.csv": ("Community_Facilities", "other_public_sites"),
    "zones.gpkg": ("TAZ_shapes.gpkg", "analysis_zones.gpkg"),
    "population.csv": ("Zone_Totals", "taz_pop"),
    "street_edges.parquet": ("road_links.parquet", "network_arcs.parquet"),
    "street_nodes.parquet": ("road_junctions.parquet", "network_points.parquet"),
    "inventory.csv": ("Service_Inventory", "who_does_what"),
}
LAYERS = {
    "cities_and_county": ("general_purpose_governments", "municipal_and_county"),
    "special_districts": ("spec_districts", "special_dist_areas"),
    "zones": ("taz", "zone_polygons"),
}

#: Other names of columns by what they hold; ten letters at most in the Shapefile.
NAMES = {
    "agency id": ("GEOID", "AGENCY_ID", "AGENCY_NO", "DIST_CODE"),
    "agency name": ("NAME", "FULL_NAME", "AGENCYNAME", "Bezeichnung"),
    "level": ("LEVEL", "GOV_LEVEL", "AGENCY_LEVEL"),
    "parent": ("PARENT_ID", "PARENT", "PARENT_AGENCY"),
    "population": ("POPULATION", "POP", "TOT_POP", "Einwohner"),
    "site id": ("FACILITYID", "SITE_ID", "FAC_NO", "codigo"),
    "site name": ("FACILITY_NAME", "SITE_NAME", "NAME", "nombre"),
    "agency": ("AGENCY", "JURISDICTION", "OPERATED_BY", "AGENCY_NAME"),
    "service": ("SERVICE", "FACILITY_TYPE", "SERVICE_TYPE"),
    "status": ("STATUS", "OP_STATUS"),
    "x": ("X", "LONGITUDE", "LON", "Long_"),  # the y of each stands at the same place
    "y": ("Y", "LATITUDE", "LAT", "Lat_"),
    "system": ("SYSTEM_KEY", "LIB_SYS_ID"),
    "outlet": ("OUTLET_SEQ", "BRANCH_SEQ"),
    "zone": ("TAZ", "ZONE_ID", "TAZ_ID"),
    "node": ("node_id", "osmid", "NODE"),
    "from": ("from_node", "u", "A_NODE"),
    "to": ("to_node", "v", "B_NODE"),
    "length": ("length_meters", "LENGTH_M", "dist_m"),
    "mph": ("SPEED_MPH", "mph", "speed_limit_mph"),
    "kind": ("ROAD_KIND", "street_type"),
    "role": ("ROLE", "Agency Role"),
    "counterparty": ("COUNTERPARTY", "OTHER_AGENCY", "Counterparty Agency"),
    "instrument": ("INSTRUMENT", "Agreement Type"),
    "cost": ("ANNUAL_COST", "Annual Cost"),
    "fte": ("FTE", "Staff FTE"),
    "start": ("START", "Start Date"),
    "end": ("END", "End Date"),
    "source": ("SOURCE", "Data Source"),
}

_SITE = {
    "id": "site id",
    "name": "site name",
    "agency": "agency",
    "type": "service",
    "lon": "x",
    "lat": "y",
}
_AGENCY = {
    "id": "agency id", "name": "agency name", "level": "level", "parent": "parent",
    "population": "population", "DIST_ID": "agency id", "DIST_NAME": "agency name",
}  # fmt: skip

#: What each column of a file holds.
HELD: Mapping[str, Mapping[str, str]] = {
    "jurisdictions.gpkg": _AGENCY,
    "fire_districts.zip": _AGENCY,
    "school_districts.geojson": _AGENCY,
    "other_agencies.csv": _AGENCY,
    "fire_stations.csv": _SITE,
    "police_stations.geojson": _SITE | {"operator": "agency"},
    "libraries.csv": {
        "FSCSKEY": "system", "FSCS_SEQ": "outlet", "LIBNAME": "site name", "SYSTEM": "agency",
        "LONGITUD": "x", "LATITUDE": "y",
    },
    "parks.csv": {
        "PARK_ID": "site id", "PARK_NAME": "site name", "OWNER": "agency", "STATUS": "status",
        "X": "x", "Y": "y",
    },
    "counters.csv": _SITE,
    "yards.csv": _SITE,
    "health_and_more.csv": _SITE,
    "zones.gpkg": {"zone": "zone"},
    "population.csv": {"zone": "zone", "population": "population"},
    "street_edges.parquet": {
        "from": "from", "to": "to", "length_m": "length", "speed_mph": "mph", "kind": "kind",
    },
    "street_nodes.parquet": {"id": "node", "lon": "x", "lat": "y"},
    "inventory.csv": {
        "agency_id": "agency", "service": "service", "role": "role",
        "counterparty_id": "counterparty", "instrument": "instrument", "annual_cost": "cost",
        "fte": "fte", "start": "start", "end": "end", "source": "source",
    },
}  # fmt: skip
_NUMBERS = {"x", "y", "population", "cost", "fte"}

#: The second of two columns that go together is called as the first is: no publisher writes X and LAT.
_PAIRS = {"y": "x", "to": "from"}


class Renamed(NamedTuple):
    """What became of the names.

    Parameters
    ----------
    files
        New name by old name.
    layers
        New layer by old file and layer; without layers there are none.
    columns
        New column by old column, by old file and layer ("" without one).
    """

    files: dict[str, str]
    layers: dict[tuple[str, str], str]
    columns: dict[tuple[str, str], dict[str, str]]


def renamed_demo(old: Path, new: Path, *, seed: int = 1) -> Renamed:
    """Write the renamed files into a folder; the region.toml is not written.

    Parameters
    ----------
    old
        The folder of the demonstration.
    new
        An empty folder.
    seed
        Chooses names, order and formats; the same seed gives the same files.
    """
    dice = random.Random(seed)
    files: dict[str, str] = {}
    layers: dict[tuple[str, str], str] = {}
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for name in sorted(FILES):
        path, chosen = old / name, dice.choice(FILES[name])
        if name.endswith(".csv"):
            chosen += dice.choice((".csv", "_semi.csv", ".xlsx"))
            columns[name, ""] = _table(path, new / chosen, dice, name)
        elif name.endswith(".geojson"):
            columns[name, ""] = _geojson(path, new / chosen, dice, name)
        elif name.endswith(".parquet"):
            frame, columns[name, ""] = _shuffled(pd.read_parquet(path), dice, name)
            frame.to_parquet(new / chosen, index=False)
        elif name.endswith(".zip"):
            frame, columns[name, ""] = _shuffled(_layer(f"/vsizip/{path}", None), dice, name)
            _shapefile(frame, new / chosen)
        else:
            for layer in sorted({*pyogrio.list_layers(path)[:, 0]} - {"layer_styles"}):
                frame, columns[name, layer] = _shuffled(_layer(path, layer), dice, name)
                layers[name, layer] = dice.choice(LAYERS[layer])
                there = {"append": True} if (new / chosen).exists() else {}
                pyogrio.write_dataframe(
                    frame, new / chosen, layer=layers[name, layer], driver="GPKG",
                    promote_to_multi=False, **there,
                )  # fmt: skip
        files[name] = chosen
    return Renamed(files, layers, columns)


def translated(document: Mapping[str, Any], names: Renamed) -> dict[str, Any]:
    """A region.toml of the old files, as tomllib reads it, in the new names.

    `where` keeps its words, with the columns renamed. An inventory, whose columns are found by the
    names that they no longer have, has them written out.
    """
    said = dict(document)
    for role in ("agencies", "facilities", "people", "provision"):
        said[role] = [_translated(source, names) for source in document[role]]
    streets = _translated(document["streets"], names)
    nodes = document["streets"]["nodes"]
    streets["nodes"] = names.files[nodes]
    columns = names.columns[nodes, ""]
    streets["node_columns"] = {
        key: columns[column] for key, column in document["streets"]["node_columns"].items()
    }
    return {**said, "streets": streets}


def _translated(source: Mapping[str, Any], names: Renamed) -> dict[str, Any]:
    path, layer = source["path"], source.get("layer")
    (only,) = [key for key in names.columns if key[0] == path and layer in (None, key[1])]
    columns = dict(names.columns[only])
    said = {**source, "path": names.files[path]}
    if layer is not None:
        said["layer"] = names.layers[only]
    if "join" in source:
        join = source["join"]
        table = names.columns[join["path"], ""]
        equals = table[join.get("equals", join["on"])]
        said["join"] = {
            "path": names.files[join["path"]], "on": columns[join["on"]], "equals": equals,
        }  # fmt: skip
        columns = table | columns
    if "where" in source:
        words = re.compile("|".join(rf"\b{re.escape(column)}\b" for column in columns))
        said["where"] = words.sub(lambda found: columns[found[0]], source["where"])
    keys = source.get("columns") or {column.removesuffix("_id"): column for column in columns}
    said["columns"] = {
        key: [columns[c] for c in named] if isinstance(named, list) else columns[named]
        for key, named in keys.items()
    }
    return said


def _new_names(held: list[str], dice: random.Random, file: str) -> dict[str, str]:
    """Another name for each column, no two the same, whatever the case of their letters."""
    chosen: dict[str, str] = {}
    longest = 10 if file.endswith(".zip") else 99
    for column in held:
        taken = {name.lower() for name in chosen.values()}
        free = [
            name
            for name in NAMES[HELD[file][column]]
            if name.lower() not in taken and name != column and len(name) <= longest
        ]
        first = next((c for c in chosen if HELD[file][c] == _PAIRS.get(HELD[file][column])), None)
        if first is None:
            chosen[column] = dice.choice(free)
            continue
        at = NAMES[HELD[file][first]].index(chosen[first])
        chosen[column] = NAMES[HELD[file][column]][at]
    return chosen


def _shuffled(frame: Any, dice: random.Random, file: str) -> tuple[Any, dict[str, str]]:
    """The frame with other names and another order; its geometry stays last."""
    held = [column for column in frame.columns if column != "geometry"]
    names = _new_names(held, dice, file)
    order = dice.sample(held, len(held)) + [c for c in frame.columns if c == "geometry"]
    rows = dice.sample(range(len(frame)), len(frame))
    return frame[order].iloc[rows].reset_index(drop=True).rename(columns=names), names


def _layer(path: Any, layer: str | None) -> Any:
    frame = pyogrio.read_dataframe(path, layer=layer)
    # whole numbers with gaps come as decimals
    counts = {c: "Int64" for c in frame.columns if c == "population"}
    return frame.astype(counts)


def _table(path: Path, new: Path, dice: random.Random, file: str) -> dict[str, str]:
    data = path.read_bytes()
    try:
        text, encoding = data.decode(), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    header, *rows = csv.reader(io.StringIO(text))
    frame, names = _shuffled(pd.DataFrame(rows, columns=header, dtype=object), dice, file)
    if new.suffix == ".xlsx":
        _workbook(frame, {names[c] for c in header if HELD[file][c] in _NUMBERS}, new)
        return names
    written = io.StringIO()
    sep = ";" if new.stem.endswith("_semi") else ","
    writer = csv.writer(written, delimiter=sep, lineterminator="\n")
    writer.writerows([frame.columns, *frame.itertuples(index=False)])
    new.write_bytes(written.getvalue().encode(encoding))
    return names


def _workbook(frame: pd.DataFrame, numbers: set[str], new: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(frame.columns))
    for row, values in enumerate(frame.itertuples(index=False), start=2):
        for at, (column, value) in enumerate(zip(frame.columns, values, strict=True), start=1):
            cell = sheet.cell(row, at, _number(value) if column in numbers else value or None)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
    book.save(new)


def _number(value: str) -> float | str | None:
    """A number as a workbook has it; what is none stays a text."""
    try:
        return float(value)
    except ValueError:
        return value or None


def _geojson(path: Path, new: Path, dice: random.Random, file: str) -> dict[str, str]:
    """Shapes stay as they are written, faults and all."""
    document = json.loads(path.read_text(encoding="utf-8"))
    features = document["features"]
    held = list(features[0]["properties"])
    names = _new_names(held, dice, file)
    order = dice.sample(held, len(held))
    document["features"] = [
        {**feature, "properties": {names[key]: feature["properties"][key] for key in order}}
        for feature in dice.sample(features, len(features))
    ]
    new.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return names


def _shapefile(frame: Any, new: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(new, "w") as archive:
        pyogrio.write_dataframe(frame, Path(folder) / f"{new.stem}.shp", driver="ESRI Shapefile")
        for part in sorted(Path(folder).iterdir()):
            archive.write(part, part.name)
