"""What `adjoin init` writes of real files can be taken over, suggestions and all."""

from __future__ import annotations

import tomllib

import pytest
from adjoin.geo.findings import DataError
from adjoin.region import Region
from adjoin.services.starting.start import started

pytestmark = pytest.mark.real


def rules(folder, text: str) -> set[str]:
    """What region.toml is told before any file is read; an own name for what is no TOML."""
    tomllib.loads(text)
    (folder / "region.toml").write_text(text, encoding="utf-8")
    try:
        Region.load(folder / "region.toml")
    except DataError as error:
        return {finding.rule for finding in error.findings}
    return set()


@pytest.mark.parametrize(
    ("names", "suggests"),
    [
        (["bayarea"], True),
        (["bayarea/santa_rosa_osm_drive_2000m.gpkg", "bayarea/bayarea_region_county.shp.zip"], True),
        (["bayarea/bayarea_region_county.shp.zip", "bayarea/felton.osm.pbf"], False),
        (["networks/coquimbo_links.parquet", "networks/coquimbo_zones.parquet"], False),
    ],
    ids=["all", "streets", "county", "coquimbo"],
)  # fmt: skip
def test_suggestions_are_settings(names, suggests, shared_data, tmp_path):
    start = started([shared_data / name for name in names], base=tmp_path)
    taken = "\n".join(line.removeprefix("#? ") for line in start.text.splitlines())
    assert (taken + "\n" != start.text) == suggests
    # Without agencies it does not run; every line that is there must be one that is known.
    assert rules(tmp_path, start.text) <= {"missing-key"}
    assert rules(tmp_path, taken) <= {"missing-key", "conflicting-keys", "contradiction"}
