"""The second set: places of service of other countries."""

from __future__ import annotations

from making import TOWNS, Made, guid, layer, lonlat, moved, phone, points, sites, table  # fmt: skip

CRS = ["", "EPSG:4326", "EPSG:4269"]
RUN_BY = ["column", "operator"]


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _at(i: int, lon: float, lat: float) -> tuple[float, float]:
    """The i-th place, moved to another part of the world."""
    x, y = lonlat(i)
    return round(x + 122.9 + lon, 6), round(y - 38.2 + lat, 6)


def _run_by(column: str) -> dict[str, list[str]]:
    """Who runs it stands in one column, which may be set as either."""
    return {"agency": [column, ""], "operator": ["", column]}


def files() -> list[Made]:
    """Places of service."""
    boroughs = ("Norham", "Eastleigh Vale", "Cromer", "Wyre Hill")
    return [
        table(
            "Libraries_basic_dataset_2022.csv",
            "Reporting service|Library name|Type of library|Statutory|Postcode|UPRN|Easting|Northing",
            [
                (boroughs[i // 4], f"{_t(i)} Library", ("LAL", "CRL")[i % 2], "Yes", f"NR{i + 1} 1AA",
                 f"1000{2300 + i}", *moved(i, 27700, _at(i, -1.5, 52.2)))
                for i in range(16)
            ],
            sites(["library_services"], RUN_BY, {
                "id": ["UPRN"], "name": ["Library name"], **_run_by("Reporting service"),
                "x": ["Easting"], "y": ["Northing"], "never": ["Type of library", "Statutory"],
            }, crs=["EPSG:27700"]),
        ),
        table(
            "ubs_cnes.csv",
            "CNES|UF|IBGE|NOME|LOGRADOURO|BAIRRO|LATITUDE|LONGITUDE",
            [
                (f"{2700100 + 7 * i}", 42, 420230 + i // 5, f"UBS {_t(i).upper()}", "RUA SÃO JOÃO, S/N",
                 "CENTRO", *(f"{v:.6f}".replace(".", ",") for v in _at(i, -48.7, -27.4)[::-1]))
                for i in range(15)
            ],
            sites(["public_health", ""], ["contains", "column"], {
                "id": ["CNES"], "name": ["NOME"], "agency": ["", "IBGE"], "x": ["LONGITUDE"],
                "y": ["LATITUDE"], "address": ["LOGRADOURO", ""], "state": ["UF", ""],
                "never": ["BAIRRO"],
            }, crs=["", "EPSG:4326", "EPSG:4674"]),
            sep=";",
        ),
        layer(
            "police_thana.geojson",
            "sr_no|ps_name|ps_code|district|state|contact",
            [
                (i + 1, f"{_t(i)} PS", f"P{300 + i}", f"{_t(i // 6)} District", "Kerala", phone(i))
                for i in range(14)
            ],
            points(14),
            sites(["law_enforcement", ""], ["contains", "column", "operator"], {
                "id": ["ps_code", "sr_no"], "name": ["ps_name"], "agency": ["", "district"],
                "operator": ["", "district"], "county": ["", "district"], "state": ["state", ""],
            }),
        ),
        table(
            "emergency_facilities_au.csv",
            "featureid|facility_name|facility_operational_status|agency_abbrev|brigade_type|"
            "facility_lat|facility_long|revised",
            [
                (guid(i), f"{_t(i)} Fire Station", "Operational", ("CFA", "FRV", "RFS")[i % 3],
                 "Volunteer", *_at(i, 145.1, -37.8)[::-1], "2021-02-11")
                for i in range(15)
            ],
            sites(["fire_services"], RUN_BY, {
                "id": ["featureid"], "name": ["facility_name"], **_run_by("agency_abbrev"),
                "x": ["facility_long"], "y": ["facility_lat"], "never": ["brigade_type"],
            }, crs=["", "EPSG:4326", "EPSG:7844", "EPSG:4283"]),
        ),
        table(
            "palvelupisteet.csv",
            "tunniste|nimi_fi|nimi_sv|palvelu|jarjestaja|osoite|E|N",
            [
                (f"tprek:{800 + i}", f"{_t(i)}n kirjasto", f"{_t(i)} bibliotek", "Kirjasto",
                 f"{_t(i // 3)}n kaupunki", f"Kirkkotie {i + 1}", *moved(i, 3067, _at(i, 24.9, 60.2)))
                for i in range(12)
            ],
            sites(["library_services", ""], RUN_BY, {
                "id": ["tunniste"], "name": ["nimi_fi", "nimi_sv"], "service": ["", "palvelu"],
                **_run_by("jarjestaja"), "x": ["E"], "y": ["N"], "address": ["osoite", ""],
            }, crs=["EPSG:3067"]),
        ),
        table(
            "jednostki_osp.csv",  # in Poland's plane, whose x is often north: these are named so
            "lp|nazwa_jednostki|gmina|powiat|ksrg|wsp_x_wschod|wsp_y_polnoc",
            [
                (i + 1, f"OSP {_t(i)}", f"Gmina {_t(i // 2)}", "łódzki", "TAK" if i % 2 else "NIE",
                 *moved(i, 2180, _at(i, 19.4, 51.7)))
                for i in range(14)
            ],
            sites(["fire_services", ""], [*RUN_BY, "contains"], {
                "id": ["lp"], "name": ["nazwa_jednostki"], "agency": ["gmina", ""],
                "operator": ["", "gmina"], "county": ["", "powiat"], "x": ["wsp_x_wschod"],
                "y": ["wsp_y_polnoc"], "never": ["ksrg"],
            }, crs=["EPSG:2180"]),
            sep=";",
        ),
        layer(
            "stzh_wertstoffsammelstellen.gpkg",
            "objid|poi_id|bezeichnung|adresse|plz|betreiber|metall|oel",
            [
                (i + 50, f"wsh{i:03}", f"Sammelstelle {_t(i)}", f"Seestrasse {i}", "8000",
                 f"Gemeinde {_t(i // 4)}", "X", "" if i % 2 else "X")
                for i in range(12)
            ],
            points(12),
            sites(["solid_waste", ""], RUN_BY, {
                "id": ["poi_id", "objid"], "name": ["bezeichnung"], **_run_by("betreiber"),
                "address": ["adresse", ""], "never": ["plz", "metall"],
            }),
        ),
        table(
            "publicly_funded_schools.xlsx",
            "Region|Board Number|Board Name|School Number|School Name|School Level|Enrolment|Latitude|"
            "Longitude",
            [
                ("East", f"B{66000 + i // 4}", f"{_t(i // 4)} District School Board", 7000 + i,
                 f"{_t(i)} Public School", "Elementary", 200 + i, *_at(i, -79.6, 44.1)[::-1])
                for i in range(16)
            ],
            sites(["schools"], RUN_BY, {
                "id": ["School Number"], "name": ["School Name"],
                "agency": ["Board Number", "Board Name"], "operator": ["", "Board Name"],
                "x": ["Longitude"], "y": ["Latitude"], "capacity": ["Enrolment", ""],
                "never": ["School Level", "Region"],
            }, crs=CRS),
        ),
        table(
            "clinics_za.csv",
            "OrgUnitID|OrgUnitName|Province|LocalMunicipality|Ownership|Classification|Lat|Lon",
            [
                (f"ou{i:05}", f"{_t(i)} Clinic", "Eastern Cape", f"{_t(i // 4)} Local Municipality",
                 "Provincial" if i % 2 else "Municipal", "Clinic", *_at(i, 27.9, -32.9)[::-1])
                for i in range(14)
            ],
            sites(["public_health"], [*RUN_BY, "contains"], {
                "id": ["OrgUnitID"], "name": ["OrgUnitName"], "agency": ["", "LocalMunicipality"],
                "operator": ["", "LocalMunicipality"], "owner": ["", "Ownership"], "x": ["Lon"],
                "y": ["Lat"], "county": ["", "LocalMunicipality"], "state": ["", "Province"],
            }, crs=CRS),
        ),
    ]  # fmt: skip
