"""What people decide, from file to file: names, duplications and findings looked at, hidden sites."""

from __future__ import annotations

import base64
import gzip
import re
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from adjoin import Region, read_results, run
from adjoin.geo.findings import DataError

INVENTORY = """
[[provision]]
path = "inventory.csv"
"""


def _everything(folder: Path) -> str:
    """All that stands in the files of a folder, packed or not, as text."""
    texts = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            read = gpd.read_parquet if b"geo" in path.read_bytes()[-5000:] else pd.read_parquet
            frame = read(path)
            texts.append(frame.to_csv())
        elif path.suffix == ".gpkg":
            for layer, _ in pyogrio.list_layers(path):
                frame = pyogrio.read_dataframe(path, layer=layer)
                texts.append(frame.to_csv())
        else:
            content = path.read_bytes()
            texts.append(content.decode("utf-8", errors="replace"))
            for block in re.findall(rb'id="adjoin-data">"(.*?)"</script>', content):
                texts.append(gzip.decompress(base64.b64decode(block)).decode())
    return "\n".join(texts)


def _call(*words, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "adjoin", *map(str, words)],
        cwd=cwd, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


SECRET = ("Willow House Refuge", "f-hush-77", "Quiet Trust", "-121.9654321", "38.0123456")
TRACES = ("Willow", "hush-77", "Quiet Trust", "121.965", "38.0123", "12196543", "3801234")


@pytest.fixture
def with_secret(towns, tmp_path):
    """The three towns with a confidential site, and a stray and a nameless one beside it."""
    region = towns.write_region(tmp_path / "in")
    fire = tmp_path / "in" / "fire.csv"
    lines = fire.read_text().splitlines()
    name, ident, agency, x, y = SECRET
    lines = [f"{lines[0]},secret", *(f"{line}," for line in lines[1:])]
    lines += [f"{ident},{name},{agency},{x},{y},yes", "f-far,Far,A,-100,38,"]
    fire.write_text("\n".join(lines) + "\n")
    return region


@pytest.mark.parametrize("way", ["column", "review"])
def test_a_hidden_site_stands_in_no_output(with_secret, tmp_path, way):
    text = with_secret.read_text()
    if way == "column":
        text = text.replace('agency = "agency", x', 'agency = "agency", hide = "secret", x', 1)
    else:
        text = 'review = "review.csv"\n' + text
        decision = f"table,id,decision,note\nfacilities,fire_services:{SECRET[1]},hide,shelter\n"
        (tmp_path / "in" / "review.csv").write_text(decision)
    with_secret.write_text(text)
    out = tmp_path / "out"
    code, printed = _call("run", with_secret, "-o", out, cwd=tmp_path)
    assert code == 0, printed
    for form in ("json", "html"):
        printed += _call("check", with_secret, "--format", form, cwd=tmp_path)[1]
    printed += _call("query", out, "--table", "facilities", "--format", "geojson", cwd=tmp_path)[1]
    _call("template", with_secret, "-o", tmp_path / "inventory.csv", cwd=tmp_path)
    printed += (tmp_path / "inventory.csv").read_text()
    written = _everything(out)
    assert "f-a" in written
    assert "Far" in printed
    for trace in TRACES:
        assert trace not in written, trace
        assert trace not in printed, trace
    assert "hidden" in read_results(out).findings["message"].str.cat()


def test_what_was_decided_of_a_site_before_it_was_hidden_is_not_repeated(towns, tmp_path):
    jail = "Willow House Detention Facility"
    fire = (*towns.FIRE, ("f-hush-77", "Cell block", jail, (3, 1.2)))
    region = towns.write_region(tmp_path / "in", fire=fire)
    (tmp_path / "in" / "aliases.csv").write_text(f"text,agency_id\n{jail},own\n")
    (tmp_path / "in" / "review.csv").write_text(
        "table,id,decision,note\n"
        f"findings,agency-undecided|fire.csv|{jail},accepted,call them\n"
        "findings,agency-unknown|fire.csv|row 99,accepted,was mended\n"
        "facilities,Fire Department:f-hush-77,hide,\n"  # a service by another of its names
    )
    region.write_text(
        'aliases = "aliases.csv"\nreview = "review.csv"\n' + region.read_text(), encoding="utf-8"
    )
    code, printed = _call("run", region, "-o", tmp_path / "out", cwd=tmp_path)
    assert code == 0, printed
    written = _everything(tmp_path / "out")
    for trace in ("Willow", "hush-77", "Cell block", "call them"):
        assert trace not in written + printed, trace
    assert "was mended" in written


def test_a_hidden_site_of_an_unknown_service_stops_the_run(towns, tmp_path):
    region = towns.write_region(tmp_path / "in")
    text = "table,id,decision,note\nfacilities,firr:f-a,hide,\n"
    (tmp_path / "in" / "review.csv").write_text(text)
    region.write_text('review = "review.csv"\n' + region.read_text())
    with pytest.raises(DataError) as caught:
        run(Region.load(region), tmp_path / "out")
    (error,) = [f for f in caught.value.findings if f.severity == "error"]
    assert error.rule == "hide-service-unknown"


def test_what_one_file_hides_no_other_shows(towns, tmp_path):
    region = towns.write_region(tmp_path / "in")
    text = region.read_text()
    second = text[text.index("[[facilities]]") : text.index("[[facilities]]", 200)]
    fire = (tmp_path / "in" / "fire.csv").read_text().splitlines()
    (tmp_path / "in" / "more.csv").write_text("\n".join(fire) + "\n")
    lines = [f"{fire[0]},secret", *(f"{x},{'yes' * ('f-a' in x)}" for x in fire[1:])]
    (tmp_path / "in" / "fire.csv").write_text("\n".join(lines) + "\n")
    hiding = text.replace('agency = "agency", x', 'agency = "agency", hide = "secret", x', 1)
    region.write_text(hiding + second.replace("fire.csv", "more.csv"))
    results = run(Region.load(region), tmp_path / "out")
    assert "f-a" not in set(results.facilities["facility_id"])
    assert {"f-b", "f-c"} <= set(results.facilities["facility_id"])


def test_the_same_site_would_be_everywhere(with_secret, tmp_path):
    run(Region.load(with_secret), tmp_path / "out")
    written = _everything(tmp_path / "out")
    assert all(trace in written for trace in ("Willow", "hush-77", "Quiet Trust"))


def test_names_left_open_are_settled_on_the_next_run(towns, tmp_path):
    fire = (
        ("f-a", "Alder 1", "A", "a"),
        ("f-b", "Birch 1", "Birch Volunteer Fire Company", "b"),
        ("f-c", "Cedar 1", "Cedar State University Fire", "c"),
    )
    region = towns.write_region(tmp_path / "in", fire=fire)
    results = run(Region.load(region), tmp_path / "out")
    assert results.facilities.set_index("facility_id")["agency_id"].isna()["f-b"]
    sheet = pd.read_csv(tmp_path / "out" / "aliases.csv", dtype="str")
    assert sheet["text"].tolist() == ["Birch Volunteer Fire Company"]
    assert sheet["choices"].tolist() == ["B = Birch (0.75)"]
    sheet.assign(agency_id="B").to_csv(tmp_path / "in" / "aliases.csv", index=False)
    region.write_text('aliases = "aliases.csv"\n' + region.read_text())
    again = run(Region.load(region), tmp_path / "out")
    facilities = again.facilities.set_index("facility_id")
    assert facilities.loc["f-b", ["agency_id", "attribution_confidence"]].tolist() == ["B", 1.0]
    assert facilities.loc["f-c", "agency_id"] == "Cedar State University"
    kept = pd.read_csv(tmp_path / "out" / "aliases.csv", dtype="str")
    assert kept[["text", "agency_id"]].to_numpy().tolist() == [
        ["Birch Volunteer Fire Company", "B"]
    ]
    assert "aliases.csv" in {record["path"] for record in again.manifest["inputs"]}


def test_what_was_looked_at_is_kept_and_what_was_rejected_leaves_the_ranking(towns, tmp_path):
    region = towns.write_region(tmp_path / "in")
    run(Region.load(region), tmp_path / "out")
    sheet = pd.read_csv(tmp_path / "out" / "review.csv", dtype="str")
    first = sheet["id"] == "fire_services:A:B"
    sheet.loc[first, ["decision", "note"]] = ["rejected", "shared training since 2019"]
    sheet.to_csv(tmp_path / "in" / "review.csv", index=False)
    region.write_text('review = "review.csv"\n' + region.read_text())
    results = run(Region.load(region), tmp_path / "out")
    found = results.duplications.set_index("duplication_id")
    assert found.loc["fire_services:A:B", "review"] == "rejected"
    assert found.loc["fire_services:A:B", "review_note"] == "shared training since 2019"
    assert "fire_services:A:B" not in set(results.opportunities["opportunity_id"])
    assert results.opportunities["rank"].tolist() == list(range(1, len(found)))
    again = pd.read_csv(tmp_path / "out" / "review.csv", dtype="str").set_index("id")
    assert again.loc["fire_services:A:B", "decision"] == "rejected"


def test_a_contract_city_and_a_joint_body_are_sharing_from_file_to_map(towns, tmp_path):
    rows = (
        "agency,service,role,counterparty,instrument,annual_cost\n"
        "Birch,fire services,buys,Alder,contract 2019-114,\n"
        "A,Fire Department,produces,B,contract,120000\n"
    )
    region = towns.write_region(
        tmp_path / "in", toml=towns.TOML + towns.STREETS + towns.ANALYSIS + INVENTORY
    )
    (tmp_path / "in" / "inventory.csv").write_text(rows)
    results = run(Region.load(region), tmp_path / "out")
    pairs = results.facility_pairs.set_index(["service", "facility_a", "facility_b"])
    assert pairs.loc[("fire_services", "f-a", "f-b"), "shared_already"]
    assert "fire_services:A:B" not in set(results.duplications["duplication_id"])
    provision = results.provision
    assert provision["instrument"].tolist() == ["contract", "contract"]
    assert provision["annual_cost"].isna().tolist() == [False, True]
    how = results.matrix.set_index(["agency_id", "service", "how"])["counterparty_id"]
    assert how["B", "fire_services", "buys"] == "A"
    assert how["A", "fire_services", "serves"] == "B"
    ground = results.territories.set_index(["service", "agency_id"])
    assert ("fire_services", "B") not in ground.index
    assert "contract" in ground.loc[("fire_services", "A"), "origin"]
    wide = pd.read_csv(tmp_path / "out" / "matrix.csv").set_index("agency_id")
    assert wide.loc["B", "fire_services"].startswith("buys from Alder")
