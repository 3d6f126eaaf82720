"""What OpenStreetMap files yield as regions: boundaries, facilities, whose they are, streets; and how fast.

python benchmarks/osm_regions.py [--copies N] FILE.osm.pbf ...

Each file is read in a process of its own, agencies of the levels that are guessed for it, so that the
memory is that of one file. Seconds are of the clock: of reading agencies and facilities, and
of all that `adjoin check` does, streets too. With `--copies`, also a file of so many copies of the
first, beside each other and with ids of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from adjoin.boundaries.osm_levels import guessed_levels
from adjoin.geo.findings import DataError
from adjoin.geo.streets.osmfile import read_osm
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.facility_source import Facilities, read_facilities
from adjoin.services.taxonomy import load_services
from osm_networks import copies


def measured(path: Path) -> dict[str, Any]:
    """What one file yields."""
    before = _peak_mb()
    start = time.perf_counter()
    guess, seen = guessed_levels(path)
    levels_s = time.perf_counter() - start
    start = time.perf_counter()
    source, _ = read_facilities(
        Facilities(path=path.name), base=path.parent, taxonomy=load_services()
    )
    facilities_s = time.perf_counter() - start
    mb = _peak_mb()
    ways, _ = read_osm(path, source=path.name)
    services = Counter(source.rows["service"]) if len(source.rows) else Counter()
    start = time.perf_counter()
    attribution = _attribution(path, guess.value) if guess.value else {}
    return {
        "file": path.name,
        "mb_file": path.stat().st_size / 1e6,
        "boundaries": "; ".join(f"{one.admin_level}: {one.whole} of {one.areas}" for one in seen),
        "levels": guess.value,
        "facilities": len(source.rows),
        "services": dict(sorted(services.items(), key=lambda pair: (-pair[1], pair[0]))),
        "attribution": attribution,
        "ways": len(ways),
        "read_s": levels_s + facilities_s,
        "check_s": time.perf_counter() - start if guess.value else None,
        "read_mb": mb - before,
        "peak_mb": _peak_mb(),
    }


def _attribution(path: Path, levels: dict[str, str]) -> dict[str, int]:
    """How the facilities of a region of one file are tied to agencies."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = ", ".join(f'"{key}" = "{value}"' for key, value in levels.items())
        name = json.dumps(str(path.absolute()))
        text = (
            f'name = "{path.name}"\n[[agencies]]\npath = {name}\nlevels = {{ {pairs} }}\n'
            f"[[facilities]]\npath = {name}\n[streets]\npath = {name}\n"
        )
        region = Path(folder) / "region.toml"
        region.write_text(text, encoding="utf-8")
        try:
            table = read_region(Region.load(region)).tables.facilities
        except DataError as error:
            return {error.findings[-1].rule: 0}
    tied = table["attribution"].where(table["agency_id"].notna(), "none")
    return dict(sorted(Counter(tied).items()))


def _sorted(path: Path, target: Path) -> Path:
    """A file whose objects stand in order, as one that says so, as extracts for download do."""
    import osmium

    header = osmium.io.Header()
    header.set("sorting", "Type_then_ID")
    with (
        osmium.SimpleWriter(str(target), header=header) as writer,
        osmium.io.Reader(str(path)) as reader,
    ):
        osmium.apply(reader, writer)
    return target


def _peak_mb() -> float:
    """The most memory that this process has had, of Linux."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def row(found: dict[str, Any]) -> str:
    """A row of the table."""
    services = [f"{name} {count}" for name, count in found["services"].items()]
    tied = ", ".join(f"{how} {count}" for how, count in found["attribution"].items())
    check = "" if found["check_s"] is None else f"{found['check_s']:.1f}"
    return (
        f"| {found['file']} ({found['mb_file']:.1f} MB) | {found['boundaries'] or 'none'} "
        f"| {found['facilities']}: {', '.join(services[:5])}{' ...' if len(services) > 5 else ''} "
        f"| {tied or 'no agencies'} | {found['ways']:,} | {found['read_s']:.1f} | {check} "
        f"| {found['read_mb']:.0f} | {found['peak_mb']:.0f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=0)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.files[0])))
        return
    print(
        "| file | boundaries, whole of all by admin_level | facilities by service | tied | streets, ways "
        "| s to read both | s of `check` | MB to read both | MB at most |"
    )
    print("|---|---|---|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        files = list(given.files)
        if given.copies:
            plain = copies(files[0], Path(folder) / "plain.osm.pbf", given.copies)
            files.append(_sorted(plain, Path(folder) / f"{given.copies}-times-{files[0].name}"))
        for file in files:
            command = [sys.executable, __file__, "--one", str(file)]
            told = subprocess.run(command, check=True, capture_output=True, text=True)
            print(row(json.loads(told.stdout.splitlines()[-1])), flush=True)


if __name__ == "__main__":
    main()
