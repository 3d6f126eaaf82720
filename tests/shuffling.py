"""A region written again, its rows and its sources in another order, in the formats it had."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pyogrio


def shuffled(region: Path, folder: Path) -> int:
    """Write a region of any format to a new folder; how many files were mixed."""
    folder.mkdir()
    makers = {
        ".csv": _csv,
        ".geojson": _geojson,
        ".gpkg": _geopackage,
        ".zip": _zipped_shapefile,
        ".parquet": _parquet,
    }
    count = 0
    for path in sorted(region.parent.iterdir()):
        order = random.Random(path.name)
        if path.name == region.name:
            text = reordered(path.read_text(encoding="utf-8"))
            (folder / path.name).write_text(text, encoding="utf-8")
            continue
        make = makers[path.with_name(path.name.removesuffix(".gz")).suffix]
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.compress(make(gzip.decompress(content), path, order), mtime=0)
        else:
            content = make(content, path, order)
        (folder / path.name).write_bytes(content)
        count += 1
    return count


def reordered(text: str) -> str:
    """A region.toml with its tables in the opposite order, the keys of the file first."""
    head, *tables = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    return head + "\n".join(table.rstrip("\n") + "\n" for table in reversed(tables))


def _csv(content: bytes, path: Path, order: random.Random) -> bytes:
    # Byte for byte, whatever the encoding.
    head, *rows = csv.reader(io.StringIO(content.decode("latin-1")))
    order.shuffle(rows)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([head, *rows])
    return written.getvalue().encode("latin-1")


def _geojson(content: bytes, path: Path, order: random.Random) -> bytes:
    collection = json.loads(content)
    order.shuffle(collection["features"])
    return json.dumps(collection).encode()


def _mixed(frame: pd.DataFrame, order: random.Random) -> pd.DataFrame:
    rows = list(range(len(frame)))
    order.shuffle(rows)
    return frame.iloc[rows].reset_index(drop=True)


def _geopackage(content: bytes, path: Path, order: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / path.name
        for layer, _ in pyogrio.list_layers(path):
            frame = pyogrio.read_dataframe(path, layer=layer)
            pyogrio.write_dataframe(_mixed(frame, order), made, layer=layer)
        return made.read_bytes()


def _zipped_shapefile(content: bytes, path: Path, order: random.Random) -> bytes:
    frame = pyogrio.read_dataframe(f"/vsizip/{path}")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "mixed.shp"
        pyogrio.write_dataframe(_mixed(frame, order), made, encoding="ISO-8859-1")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
        return packed.getvalue()


def _parquet(content: bytes, path: Path, order: random.Random) -> bytes:
    written = io.BytesIO()
    _mixed(pd.read_parquet(io.BytesIO(content)), order).to_parquet(written, index=False)
    return written.getvalue()
