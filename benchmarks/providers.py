"""Whose each facility is, for the nation's files: seconds, memory, and what naive matching would do.

Needs the real data beside the repository. Run: python benchmarks/providers.py [NAME ...]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
from adjoin import Region
from adjoin.pipeline import read_region
from rapidfuzz import fuzz, process

DATA = Path(__file__).parents[2] / "shared/data/national"

# Without the counties across 180 degrees and in the far Pacific, which one plane cannot hold.
COUNTIES = """
[[agencies]]
path = "{data}/us_counties_2016_500k.parquet"
preset = "census_counties"
where = "GEOID <> '02016' AND STATEFP NOT IN ('60', '66', '69')"
"""
SYSTEMS = """
[[agencies]]
path = "{data}/us_library_agencies_pls_fy2022.csv.gz"
preset = "imls_systems"
"""
FILES = {
    "hospitals": ("us_hospitals_hifld.csv.gz", "hifld_hospitals", ""),
    "police": ("us_law_enforcement_hifld.csv.gz", "hifld_police", ""),
    "outlets": ("us_library_outlets_pls_fy2017.csv.gz", "imls_outlets", SYSTEMS),
}


def measured(name: str) -> None:
    """Read and tie one file, and print what it took."""
    file, preset, more = FILES[name]
    text = f'name = "{name}"\n{COUNTIES}{more}\n[[facilities]]\npath = "{{data}}/{file}"\n'
    text = text.replace("{data}", str(DATA)) + f'preset = "{preset}"\n'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "region.toml"
        path.write_text(text, encoding="utf-8")
        wall, processor = time.perf_counter(), time.process_time()
        given = read_region(Region.load(path))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facilities = given.facilities
    tied = facilities["agency_id"].notna().mean()
    ways = facilities["attribution"].value_counts().to_dict()
    print(
        f"{name}: {len(facilities)} sites, {len(given.agencies)} agencies, {tied:.1%} tied {ways}"
    )
    print(f"  {wall:.1f} s, {processor:.1f} s of CPU, peak so far {peak:.0f} MiB")


def naive() -> None:
    """What the best fuzzy match says of the Bay Area's police, beside whose they are."""
    bay = DATA.parent / "bayarea"
    labels = Path(__file__).parents[1] / "tests/real/police_providers.csv"
    sites = pd.read_csv(bay / "law_enforcement_hifld.csv", dtype="str")
    sites = sites.merge(pd.read_csv(labels, dtype="str"), on="ID")
    names = gpd.read_file(f"zip://{bay}/bayarea_jurisdictions_2020.shp.zip")["jurisdicti"]
    plain = {
        name.upper().replace("UNINCORPORATED ", "") + " COUNTY" * ("Uninc" in name): name
        for name in names
    }
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio, fuzz.partial_ratio):
        best = [process.extractOne(name, list(plain), scorer=scorer) for name in sites["NAME"]]
        taken = [plain[found] if score >= 85 else None for found, score, _ in best]
        own = sites["kind"] == "own"
        wrong = sum(
            t is not None and t != a for t, a in zip(taken, sites["agency"].fillna(""), strict=True)
        )
        right = sum(t == a for t, a in zip(taken, sites["agency"], strict=True))
        print(
            f"rapidfuzz {scorer.__name__} at 85: {right} of {int((~own).sum())} right, {wrong} wrong"
        )


if __name__ == "__main__":
    for chosen in sys.argv[1:] or FILES:
        measured(chosen)
    naive()
