from __future__ import annotations

import pytest
from adjoin.boundaries.agency_source import Agencies, read_agencies
from adjoin.geo.findings import DataError
from adjoin.services.facility_source import Facilities, read_facilities
from adjoin.services.preset_text import preset_facts, presets_table
from adjoin.services.presets import (
    load_presets,
    read_presets,
    with_presets,
)
from adjoin.services.taxonomy import load_services, match_service

OURS = """
[clinics]
title = "Clinics"
kind = "facilities"
attribution = "The county"
notes = ["Codes are old."]
[clinics.source]
service = "hospitals"
where = "OPEN = 'Y'"
agency_part = '^(\\w\\w)'
[clinics.source.owners]
"Private" = "none"
"County" = "county"
[clinics.source.columns]
id = { any_of = [["S", "N"], "ID"] }
name = { any_of = ["NAME", "TITLE"], optional = true }
agency = "CODE"
agency_also = "TOWN"
owner = "WHOSE"
x = { any_of = ["LON", "X"] }
y = { any_of = ["LAT", "Y"] }
"""


@pytest.fixture
def clinics(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return read_presets(path)


def _filled(presets, kind="facilities", **table):
    document = {kind: [{"path": "f.csv", **table}]}
    filled, faults = with_presets(document, presets)
    assert faults == []
    assert document == {kind: [{"path": "f.csv", **table}]}  # not changed
    return filled[kind][0]


def test_every_shipped_preset_makes_a_source_that_validates():
    presets = load_presets()
    assert list(presets) == sorted(presets)
    assert {"imls_outlets", "hifld_hospitals", "census_places", "mtc_stops"} <= set(presets)
    taxonomy = load_services()
    for preset in presets.values():
        table = _filled(presets, preset.kind, preset=preset.id)
        source = (Facilities if preset.kind == "facilities" else Agencies).model_validate(table)
        assert source.preset == preset.id
        if preset.kind == "facilities":
            assert match_service(source.service, taxonomy) == source.service
        else:
            assert source.level is not None
        assert preset.notes
        assert preset.vintages


def test_a_preset_fills_in_what_the_file_does_not_say(clinics):
    table = _filled(clinics, preset="clinics")
    assert table == {
        "path": "f.csv",
        "preset": "clinics",
        "service": "hospitals",
        "where": "OPEN = 'Y'",
        "agency_part": r"^(\w\w)",
        "attribution": "The county",
        "owners": {"Private": "none", "County": "county"},
        "columns": {
            "id": ["S", "N"], "name": "NAME", "agency": "CODE", "agency_also": "TOWN",
            "owner": "WHOSE", "x": "LON", "y": "LAT",
        },
        "alternatives": {"id": ["ID"], "name": ["TITLE"], "x": ["X"], "y": ["Y"]},
        "optional": ["name"],
    }  # fmt: skip


def test_what_the_file_says_wins_key_by_key_and_column_by_column(clinics):
    table = _filled(
        clinics,
        preset="clinics",
        attribution="Us",
        owners={"PRIVATE": "nonprofit"},
        columns={"x": "EAST", "name": "LABEL"},
    )
    assert table["attribution"] == "Us"
    assert table["owners"] == {"County": "county", "PRIVATE": "nonprofit"}
    assert (table["columns"]["x"], table["columns"]["y"]) == ("EAST", "LAT")
    assert table["alternatives"] == {"id": ["ID"], "y": ["Y"]}  # none for columns of the file's own
    assert "optional" not in table


def test_both_conditions_hold_and_an_empty_text_takes_a_key_away(clinics):
    both = _filled(clinics, preset="clinics", where="BEDS > '5' OR NAME = 'A'")
    assert both["where"] == "(OPEN = 'Y') AND (BEDS > '5' OR NAME = 'A')"
    none = _filled(clinics, preset="clinics", where="", columns={"name": ""})
    assert "where" not in none
    assert "name" not in none["columns"]
    # Where the preset has no such key, the empty text is for the model to refuse.
    assert _filled(clinics, preset="clinics", layer="")["layer"] == ""


def test_a_column_of_the_files_own_takes_away_what_tells_of_the_presets(clinics):
    table = _filled(clinics, preset="clinics", columns={"agency": "BODY", "service": "KIND"})
    assert "agency_part" not in table
    assert "agency_also" not in table["columns"]
    assert "service" not in table
    owner = _filled(clinics, preset="clinics", columns={"owner": "BY"})
    assert "owners" not in owner


def test_unknown_presets_and_those_of_the_other_kind_are_faults():
    document = {
        "facilities": [
            {"path": "a", "preset": "hifld_hospital"},
            {"path": "b", "preset": "census_places"},
            {"path": "c", "preset": 5},
        ]
    }
    filled, faults = with_presets(document, load_presets())
    assert faults == [
        (
            "facilities[0].preset",
            "unknown-preset",
            "'hifld_hospital' is no known preset; did you mean 'hifld_hospitals'?",
        ),
        (
            "facilities[1].preset",
            "unknown-preset",
            "'census_places' is of agencies; put it under [[agencies]]",
        ),
    ]
    assert filled == document


@pytest.mark.parametrize("document", [{}, {"facilities": {"preset": "x"}}, {"agencies": ["x", 3]}])
def test_a_document_of_another_shape_is_left_for_the_model(document):
    assert with_presets(document, load_presets()) == (document, [])


def test_faults_of_a_users_file_are_told_together_with_their_keys(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(
        'loose = 1\n[a]\nkind = "facilities"\n[a.source]\n[b]\ntitle = "B"\nkind = "agencies"\n'
        '[b.source]\nlevel = "village"\n[b.source.columns]\nid = "I"\nnmae = "N"\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        read_presets(path)
    assert [(f.item, f.rule) for f in caught.value.findings] == [
        ("a.title", "missing-key"),
        ("b.source.columns.nmae", "unknown-key"),
        ("b.source.level", "wrong-value"),
        ("loose", "unknown-key"),
    ]


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"[a", "toml-syntax"), (b"a = '\xff'", "encoding"), (None, "missing-file")],
)
def test_a_file_that_is_none_is_one_error(tmp_path, content, rule):
    path = tmp_path / "ours.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_presets(path)
    assert [f.rule for f in caught.value.findings] == [rule]


def test_the_table_and_the_facts_show_what_a_preset_does(clinics):
    table = presets_table(clinics)
    assert table.loc[0, ["preset", "kind", "delivers", "title"]].tolist() == [
        "clinics", "facilities", "hospitals", "Clinics",
    ]  # fmt: skip
    assert table["publisher"].isna().all()
    facts = dict(preset_facts(clinics["clinics"]))
    assert facts["columns.id"] == "S and N or ID"
    assert facts["columns.name"] == "NAME or TITLE, where the file has it"
    assert facts["owners.Private"] == "none"
    assert facts["note"] == "Codes are old."
    assert presets_table({}).columns.tolist() == table.columns.tolist()


def _read(tmp_path, presets, text, **table):
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    source = Facilities.model_validate(_filled(presets, **table))
    return read_facilities(source, base=tmp_path, taxonomy=load_services())[0]


def test_the_names_that_the_file_has_are_taken_and_left_out_rows_counted(tmp_path, clinics):
    text = (
        "ID,TITLE,CODE,TOWN,WHOSE,X,Y,OPEN\n"
        "1,North,AB1,Alder,County,-80,38,Y\n"
        "2,South,??,Birch,private,-80,38,Y\n"
        "3,East,CD1,Birch,State,-80,38,Y\n"
        "4,West,CD1,Birch,County,-80,38,N\n"
    )
    source = _read(tmp_path, clinics, text, preset="clinics")
    rows = source.rows
    assert rows[["facility_id", "name", "agency_text", "agency_also_text"]].values.tolist() == [
        ["1", "North", "AB", "Alder"],
        ["3", "East", "CD", "Birch"],
    ]
    assert rows["owner_level"].tolist()[0] == "county"
    assert rows["owner_level"].isna().tolist() == [False, True]
    assert [(f.severity, f.item, f.rule) for f in source.findings] == [
        ("note", "where", "rows-left-out"),
        ("note", "columns.owner", "owner-private"),
        ("warning", "row 3", "owner-unknown"),
    ]
    assert source.findings[0].message.startswith("1 of 4 rows are left out by where")
    assert source.findings[1].message.startswith("1 of 3 rows are of owners")


def test_a_file_with_none_of_the_names_is_told_all_of_them(tmp_path, clinics):
    source = _read(tmp_path, clinics, "A,B\n1,2\n", preset="clinics")
    told = {f.item: f.message for f in source.findings if f.severity == "error"}
    assert sorted(told) == ["columns.agency", "columns.agency_also", "columns.id", "columns.owner"]
    assert "'S-N', 'ID'" in told["columns.id"]


def test_agencies_take_alternatives_and_count_what_is_left_out(tmp_path):
    (tmp_path / "f.csv").write_text(
        "GEOID20,NAME20,CLASSFP\n0600135,Acalanes Ridge,U1\n0600562,Alameda,C1\n", encoding="utf-8"
    )
    table = _filled(load_presets(), "agencies", preset="census_places")
    source = read_agencies(Agencies.model_validate(table), base=tmp_path)
    assert source.rows[["agency_id", "name", "level"]].values.tolist() == [
        ["0600562", "Alameda", "city"]
    ]
    assert [f.rule for f in source.findings] == ["rows-left-out"]
