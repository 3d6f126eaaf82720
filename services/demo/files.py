"""The files of a fictional region, for the demonstration, for trials and for benchmarks.

Agencies, facilities, people and streets come in the formats that they usually come in, so that the
demonstration reads most of them. The same seed and size give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from ...geo.crs import LONLAT
from ...geo.files.writing import write_geopackage
from .areas import Areas, areas
from .dirt import soiled
from .generated import generated_facilities
from .inventory import Row, inventory
from .large import check_asked, large_plan
from .places import site_places
from .plan import Plan, Size, demo_plan
from .region_toml import demo_toml, large_toml
from .sites import TABLES, Site
from .streets import StreetNet, demo_streets
from .zones import Zones, zones

_ZIP_DATE = (2022, 1, 1, 0, 0, 0)
_DBF_DATE = "2022-01-01"
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

_Places = Mapping[str, tuple[float, float] | None]


def write_demo(folder: str | Path, *, size: Size | None = None, seed: int = 7) -> Path:
    """Write a fictional region: agencies, facilities, people, streets, inventory and region.toml.

    Parameters
    ----------
    folder
        Made when it is not there; files of these names in it are replaced.
    size
        How large a region to generate; None for the demonstration, Alder County, whose places and
        facilities are chosen by hand. That takes about a second; a million street nodes a minute.
    seed
        0 or more. Shakes borders, streets and figures; the same seed and size give the same bytes.

    Returns
    -------
    pathlib.Path
        The region.toml.

    Raises
    ------
    UseError
        A size or seed that is out of its limits, see `large.large_plan`.
    OSError
        The folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from adjoin.region import Region
    >>> from adjoin.services.demo.files import write_demo
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Region.load(write_demo(folder)).name
    'Alder County (fictional)'
    """
    check_asked(size, seed=seed)
    plan = demo_plan(seed=seed) if size is None else large_plan(size, seed=seed)
    clean = areas(plan)
    net = demo_streets(plan)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    frame = _agencies(plan, clean)
    if size is None:
        _write_demo_agencies(frame, folder)
        files = _site_files(site_places(plan, net, clean, _in_order()))
        text = demo_toml(plan.name)
    else:
        text = large_toml(plan.name, agencies=_write_large_agencies(frame, folder))
        made = generated_facilities(plan, net, clean)
        header = ("id", "name", "service", "agency", "lon", "lat")
        rows = [(*f[:4], f"{f.lon:.6f}", f"{f.lat:.6f}") for f in made]
        files = {"facilities.csv": _csv(header, rows)}
    files["inventory.csv"] = _csv(Row._fields, inventory(plan, clean))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    _write_zones(zones(plan, clean), folder)
    _write_streets(net, folder)
    path = folder / "region.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _agencies(plan: Plan, clean: Areas) -> gpd.GeoDataFrame:
    """All agencies with their areas, faults included."""
    table = pd.DataFrame(clean.agencies)
    columns = {
        "id": table["id"].astype("str"),
        "name": table["name"].astype("str"),
        "level": table["level"].astype("str"),
        "parent": table["parent_id"].astype("str"),
        "population": table["population"].astype("Int64"),
        "kind": table["kind"].astype("str"),
        "unbounded": [shape is None for shape in clean.shapes],
    }
    shapes = soiled(plan, clean.agencies, clean.shapes)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=LONLAT))


def _write_demo_agencies(frame: gpd.GeoDataFrame, folder: Path) -> None:
    """Cities and county, districts, fire and school districts, and agencies without boundary."""
    governs = frame["kind"].isin(["county", "city"])
    fire, school = frame["kind"] == "fire", frame["level"] == "school_district"
    bounded = ~frame["unbounded"]
    others = bounded & ~governs & ~fire & ~school
    layers = {
        "cities_and_county": frame.loc[governs, ["id", "name", "level", "population", "geometry"]],
        "special_districts": frame.loc[others, ["id", "name", "parent", "geometry"]],
    }
    _write_gpkg(layers, folder / "jurisdictions.gpkg")
    districts = frame.loc[fire, ["id", "name", "geometry"]]
    renamed = districts.rename(columns={"id": "DIST_ID", "name": "DIST_NAME"})
    (folder / "fire_districts.zip").write_bytes(_zipped_shapefile(renamed, "fire_districts"))
    rows = frame.loc[school, ["id", "name", "geometry"]].itertuples(index=False)
    (folder / "school_districts.geojson").write_bytes(
        _geojson(({"id": r.id, "name": r.name}, r.geometry.__geo_interface__) for r in rows)
    )
    _write_unbounded(frame[~bounded], folder)


def _write_large_agencies(frame: gpd.GeoDataFrame, folder: Path) -> list[str]:
    """Cities and counties, districts, and agencies without boundary; which of them there are."""
    governs = frame["kind"].isin(["county", "city"])
    bounded = ~frame["unbounded"]
    layers = {
        "cities_and_counties": frame.loc[
            governs, ["id", "name", "level", "population", "geometry"]
        ],
        "districts": frame.loc[bounded & ~governs, ["id", "name", "level", "parent", "geometry"]],
    }
    layers = {name: layer for name, layer in layers.items() if len(layer)}
    _write_gpkg(layers, folder / "jurisdictions.gpkg")
    if bounded.all():
        return list(layers)
    _write_unbounded(frame[~bounded], folder)
    return [*layers, "other_agencies"]


def _write_unbounded(frame: gpd.GeoDataFrame, folder: Path) -> None:
    header = ["id", "name", "level"]
    content = _csv(header, frame[header].itertuples(index=False))
    (folder / "other_agencies.csv").write_bytes(content)


def _in_order() -> list[Site]:
    return [site for table in TABLES for site in table.sites]


def _site_files(places: _Places) -> dict[str, bytes]:
    """The demonstration's files of facilities."""
    sites = {table.name: table.sites for table in TABLES}

    def table(name: str, header: Sequence[str], row: Callable[[Site], Sequence[str]]) -> bytes:
        return _csv(header, [(*row(site), *_lonlat(site, places)) for site in sites[name]])

    typed = ("id", "name", "agency", "type", "lon", "lat")
    return {
        "fire_stations.csv": table(
            "fire_stations",
            ("id", "name", "agency", "lon", "lat"),
            lambda site: (site.id, site.name, site.agency),
        ),
        "police_stations.geojson": _geojson(
            (
                {"id": site.id, "name": site.name, "operator": site.agency},
                {"type": "Point", "coordinates": places[site.id]},
            )
            for site in sites["police_stations"]
        ),
        "libraries.csv": table(
            "libraries",
            ("FSCSKEY", "FSCS_SEQ", "LIBNAME", "SYSTEM", "LONGITUD", "LATITUDE"),
            lambda site: (*site.id.split("-"), site.name, site.agency),
        )
        .decode()
        .encode("latin-1"),
        "parks.csv": table(
            "parks",
            ("PARK_ID", "PARK_NAME", "OWNER", "STATUS", "X", "Y"),
            lambda site: (site.id, site.name, site.agency, site.kind or "open"),
        ),
        "counters.csv": table(
            "counters", typed, lambda site: (site.id, site.name, site.agency, site.kind)
        ),
        "yards.csv": table(
            "yards",
            ("id", "name", "type", "lon", "lat"),
            lambda site: (site.id, site.name, site.kind),
        ),
        "health_and_more.csv": table(
            "health_and_more", typed, lambda site: (site.id, site.name, site.agency, site.kind)
        ),
    }


def _lonlat(site: Site, places: _Places) -> tuple[str, str]:
    """Longitude and latitude of a site as they stand in its file."""
    if site.written is not None:
        return site.written
    place = places[site.id]
    return ("", "") if place is None else (f"{place[0]:.6f}", f"{place[1]:.6f}")


def _write_zones(people: Zones, folder: Path) -> None:
    """The zones, and their people in a second file."""
    ids = pd.Series([ident or None for ident in people.ids], dtype="str")
    layer = gpd.GeoDataFrame({"zone": ids}, geometry=gpd.GeoSeries(people.shapes, crs=LONLAT))
    _write_gpkg({"zones": layer}, folder / "zones.gpkg")
    rows = [
        (ident, "" if np.isnan(count) else int(count))
        for ident, count in zip(people.ids, people.people, strict=True)
        if ident
    ]
    (folder / "population.csv").write_bytes(_csv(("zone", "population"), rows))


def _write_streets(net: StreetNet, folder: Path) -> None:
    """The edge table and the node table."""
    edges = pd.DataFrame(
        {
            "from": net.ends[:, 0].astype(np.int32) + 1,
            "to": net.ends[:, 1].astype(np.int32) + 1,
            "length_m": net.length_m,
            "speed_mph": net.speed_mph.astype(np.int16),
            "kind": pd.Series(net.kind.astype(object), dtype="str"),
        }
    )
    nodes = pd.DataFrame(
        {
            "id": np.arange(1, len(net.nodes) + 1, dtype=np.int32),
            "lon": net.nodes[:, 0],
            "lat": net.nodes[:, 1],
        }
    )
    for name, table in (("street_edges", edges), ("street_nodes", nodes)):
        table.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")


def _write_gpkg(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    path.unlink(missing_ok=True)
    write_geopackage(layers, path, styles=())


def _zipped_shapefile(frame: gpd.GeoDataFrame, name: str) -> bytes:
    """A Shapefile with Latin-1 text in a .zip, without the times that both formats hold."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        pyogrio.write_dataframe(
            frame,
            Path(folder) / f"{name}.shp",
            driver="ESRI Shapefile",
            encoding="ISO-8859-1",
            layer_options={"DBF_DATE_LAST_UPDATE": _DBF_DATE},
        )
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for ending in _SHAPEFILE_PARTS:
                member = zipfile.ZipInfo(f"{name}{ending}", date_time=_ZIP_DATE)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system = 3  # the same on every platform
                archive.writestr(member, (Path(folder) / f"{name}{ending}").read_bytes())
    return packed.getvalue()


def _geojson(features: Iterable[tuple[dict[str, Any], Mapping[str, Any]]]) -> bytes:
    """A GeoJSON file, one feature per line."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": geometry},
            separators=(",", ":"),
            ensure_ascii=False,
        )
        for properties, geometry in features
    ]
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
