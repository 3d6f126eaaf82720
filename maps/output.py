"""What a run leaves behind: tables, GeoPackage, CSVs, manifest and map, in one whole folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..geo.files.folder import MARK, written_whole
from ..geo.files.writing import write_csv, write_geopackage, write_parquet
from ..services.results import Results
from .manifest import SETTINGS
from .page import map_page
from .styles import layer_styles


def write_results(
    results: Results, out: str | Path, *, more: Mapping[str, bytes] | None = None
) -> None:
    """Write everything into a folder that is whole or not there.

    Parameters
    ----------
    results
        As `adjoin.pipeline.analyse` returns them.
    out
        The folder; results of an earlier run in it are replaced when the new ones are whole.
    more
        Further files to leave in it, by path, under `region/`.

    Raises
    ------
    UseError
        The folder holds something that is not ours to replace.
    """
    tables = results.tables()
    with written_whole(Path(out)) as folder:
        (folder / "tables").mkdir()
        (folder / "state").mkdir()
        write_parquet(tables, folder / "tables", about=results.label)
        write_parquet({"roads": results.roads, "routes": results.routes}, folder / "state")
        write_geopackage(
            tables, folder / "results.gpkg", styles=layer_styles(tables), about=results.label
        )
        alone = {name: tables[name] for name in ("opportunities", "findings")}
        for name, table in {**alone, **results.sheets}.items():
            # A table that travels alone must not be taken for a real one.
            fictional = {"region": results.label} if results.manifest["fictional"] else {}
            write_csv(table.assign(**fictional), folder / f"{name}.csv")
        write_map(results, folder / "map.html")
        for path, content in (more or {}).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        _write_json(results.timings, folder / "timings.json")
        _write_json(results.manifest, folder / MARK)


def write_map(results: Results, path: Path) -> None:
    """Draw the map.

    Parameters
    ----------
    results
        As a run or `adjoin.services.results.read_results` returns them.
    path
        The page to write.
    """
    tables = {**results.tables(), "roads": results.roads, "routes": results.routes}
    inputs = results.manifest["inputs"]
    sources = [record for record in inputs if record["role"] not in SETTINGS]
    page = map_page(tables, about={**results.manifest, "sources": sources})
    # Written aside and moved, so that there is a whole page at every moment.
    part = path.with_name(path.name + ".part")
    part.write_text(page, encoding="utf-8", newline="\n")
    part.replace(path)


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write JSON that people can read."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
