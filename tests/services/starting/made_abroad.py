"""Made-up files as portals of other countries lay them out, in their languages."""

from __future__ import annotations

from making import Made, areas, bodies, chance, layer, lonlat, moved, people, points, sites, table

ORTE = (
    "Altdorf",
    "Bergheim",
    "Dornbach",
    "Eichstätt",
    "Fürstenau",
    "Grünwald",
    "Höhenberg",
    "Königsfeld",
)
PUEBLOS = (
    "San Martín",
    "Peñalba",
    "Villanueva",
    "El Álamo",
    "Santa Lucía",
    "Río Seco",
    "Las Peñas",
    "Montes",
)
VILLES = (
    "Saint-Étienne",
    "Beaumont",
    "Villeneuve",
    "L'Épine",
    "Châteauroux",
    "Mézières",
    "Bréal",
    "Pont-Réan",
)
CIDADES = (
    "São João",
    "Conceição",
    "Água Boa",
    "Itajaí",
    "Ribeirão",
    "Santo André",
    "Araçá",
    "Mauá",
)
MACHI = ("青葉", "泉", "若林", "宮城野", "太白", "松島", "利府", "富谷")
TABLE_CRS = ["", "EPSG:4326"]


def _at(i: int, lon: float, lat: float) -> tuple[float, float]:
    """The i-th place of the county, moved to another part of the world."""
    x, y = lonlat(i)
    return round(x + 122.9 + lon, 6), round(y - 38.2 + lat, 6)


def _comma(value: float) -> str:
    return f"{value:.6f}".replace(".", ",")


def places() -> list[Made]:
    """Places of service."""
    german = [_at(i, 11.2, 48.1) for i in range(8)]
    french = [_at(i, 2.4, 47.1) for i in range(8)]
    return [
        table(
            "feuerwehrhaeuser.csv",  # semicolons and decimal commas
            "Nr|Bezeichnung|Träger|Straße|PLZ|Ort|Länge|Breite",
            [
                (i + 1, f"Feuerwehrhaus {ort}", f"Gemeinde {ort}", f"Hauptstraße {i + 3}", f"8{2300 + i}",
                 ort, _comma(german[i][0]), _comma(german[i][1]))
                for i, ort in enumerate(ORTE)
            ],
            sites(["fire_services"], ["column", "operator"], {
                "id": ["Nr"], "name": ["Bezeichnung"], "agency": ["Träger", ""],
                "operator": ["", "Träger"], "x": ["Länge"], "y": ["Breite"], "address": ["Straße", ""],
                "never": ["PLZ", "Ort"],
            }, crs=TABLE_CRS),
            sep=";",
        ),
        table(
            "schulen_utm.csv",  # UTM 32, as German offices have it
            "Schulnummer;Schulname;Schulträger;Schulform;Schülerzahl;Rechtswert;Hochwert".replace(";", "|"),
            [
                (f"18{5000 + i}", f"Grundschule {ort}", f"Stadt {ort}", "Grundschule", 120 + 10 * i,
                 *moved(i, 25832, german[i]))
                for i, ort in enumerate(ORTE)
            ],
            sites(["schools"], ["column", "operator"], {
                "id": ["Schulnummer"], "name": ["Schulname"], "agency": ["Schulträger", ""],
                "operator": ["", "Schulträger"], "x": ["Rechtswert"], "y": ["Hochwert"],
                "capacity": ["Schülerzahl", ""], "never": ["Schulform"],
            }, crs=["EPSG:25832", "EPSG:32632"]),
            sep=";",
        ),
        table(
            "bibliotecas.csv",
            "codigo|nombre|titular|municipio|direccion|cp|telefono|latitud|longitud",
            [
                (f"BIB{i:03}", f"Biblioteca Municipal de {p}", f"Ayuntamiento de {p}", p, f"C/ Mayor {i + 1}",
                 f"28{100 + i}", f"91 555 0{100 + i}", *_at(i, -3.7, 40.3)[::-1])
                for i, p in enumerate(PUEBLOS)
            ],
            sites(["library_services"], ["column", "operator"], {
                "id": ["codigo"], "name": ["nombre"], "agency": ["titular", ""],
                "operator": ["", "titular"], "owner": ["", "titular"], "x": ["longitud"],
                "y": ["latitud"], "address": ["direccion", ""], "never": ["municipio", "cp"],
            }, crs=TABLE_CRS),
            encoding="latin-1",
        ),
        table(
            "casernes_pompiers.csv",  # Lambert 93 without saying so
            "id_caserne|nom_caserne|code_insee|commune|sdis|x_l93|y_l93",
            [
                (f"C{i:02}", f"Centre de secours de {v}", f"18{100 + i:03}", v, "SDIS 18",
                 *moved(i, 2154, french[i]))
                for i, v in enumerate(VILLES)
            ],
            sites(["fire_services"], ["column", "operator", "contains"], {
                "id": ["id_caserne"], "name": ["nom_caserne"], "agency": ["sdis", ""],
                "operator": ["", "sdis"], "x": ["x_l93"], "y": ["y_l93"],
                "never": ["code_insee", "commune"],
            }, crs=["EPSG:2154"]),
            sep=";",
        ),
        table(
            "escolas.csv",
            "CO_ENTIDADE|NO_ENTIDADE|TP_DEPENDENCIA|CO_MUNICIPIO|NO_MUNICIPIO|QT_MATRICULAS|LATITUDE|LONGITUDE",
            [
                (f"3500{100 + i}", f"EMEF {c}", "Municipal", f"35{50308 + i}", c, 300 + i,
                 *_at(i, -46.6, -23.5)[::-1])
                for i, c in enumerate(CIDADES)
            ],
            sites(["schools"], ["contains", "column", "operator"], {
                "id": ["CO_ENTIDADE"], "name": ["NO_ENTIDADE"],
                "agency": ["", "CO_MUNICIPIO", "NO_MUNICIPIO"], "operator": ["", "NO_MUNICIPIO"],
                "owner": ["", "TP_DEPENDENCIA"], "x": ["LONGITUDE"], "y": ["LATITUDE"],
                "capacity": ["QT_MATRICULAS", ""], "never": ["TP_DEPENDENCIA"],
            }, crs=TABLE_CRS),
            sep=";",
        ),
        table(
            "消防署一覧.csv",
            "番号|名称|管轄|住所|電話番号|緯度|経度",
            [
                (i + 1, f"{m}消防署", "仙台市消防局" if i < 5 else f"{m}町消防本部", f"宮城県{m}{i + 1}丁目",
                 f"022-555-0{100 + i}", *_at(i, 140.8, 38.2)[::-1])
                for i, m in enumerate(MACHI)
            ],
            sites(["fire_services"], ["column", "operator"], {
                "id": ["番号"], "name": ["名称"], "agency": ["管轄", ""], "operator": ["", "管轄"],
                "x": ["経度"], "y": ["緯度"], "address": ["住所", ""], "never": ["電話番号"],
            }, crs=TABLE_CRS),
        ),
        layer(
            "centros_salud.geojson",
            "CLUES|NOMBRE_UNIDAD|INSTITUCION|NIVEL_ATENCION|CONSULTORIOS",
            [
                (f"MCSSA00{100 + i}", f"Centro de Salud {p}", "Secretaría de Salud", "Primer nivel", 2 + i)
                for i, p in enumerate(PUEBLOS)
            ],
            points(8),
            sites(["public_health"], ["column", "operator", "contains"], {
                "id": ["CLUES"], "name": ["NOMBRE_UNIDAD"], "agency": ["INSTITUCION", ""],
                "operator": ["", "INSTITUCION"], "capacity": ["CONSULTORIOS", ""],
                "never": ["NIVEL_ATENCION"],
            }),
        ),
        table(
            "recyclinghoefe_gk.csv",  # names of things in German, places in degrees
            "OBJECTID|NAME|BETREIBER|ADRESSE|GEO_LAENGE|GEO_BREITE",
            [
                (i + 1, f"Wertstoffhof {ort}", f"Landkreis {ort}", f"Am Bahnhof {i}", *german[i])
                for i, ort in enumerate(ORTE)
            ],
            sites(["solid_waste"], ["operator", "column"], {
                "id": ["OBJECTID"], "name": ["NAME"], "operator": ["BETREIBER", ""],
                "agency": ["", "BETREIBER"], "x": ["GEO_LAENGE"], "y": ["GEO_BREITE"],
                "address": ["ADRESSE", ""],
            }, crs=TABLE_CRS),
        ),
    ]  # fmt: skip


def governments() -> list[Made]:
    """Agencies."""
    dice = chance("abroad")
    counts = [dice.randint(900, 40000) for _ in range(8)]
    return [
        layer(
            "gemeinden.geojson",
            "OBJID|AGS|GEN|BEZ|EWZ|KFL|WSK",
            [
                (f"DEBKGVG{i:04}", f"0918{1000 + i}", ort, "Gemeinde", counts[i], 21.5 + i, "2020-01-01")
                for i, ort in enumerate(ORTE)
            ],
            areas(8),
            bodies(["city"], {
                "id": ["AGS"], "name": ["GEN"], "population": ["EWZ"], "never": ["OBJID", "KFL", "BEZ"],
            }),
            crs=4326,
        ),
        layer(
            "communes.geojson",
            "insee|nom|wikipedia|surf_ha",
            [(f"18{100 + i}", v, f"fr:{v}", 1200.0 + i) for i, v in enumerate(VILLES)],
            areas(8),
            bodies(["city"], {
                "id": ["insee"], "name": ["nom"], "never": ["wikipedia", "surf_ha"],
            }),
        ),
        layer(
            "municipios.gpkg",
            "CVEGEO|CVE_ENT|CVE_MUN|NOMGEO|POBTOT|VIVTOT",
            [
                (f"15{i + 1:03}", "15", f"{i + 1:03}", p, counts[i], counts[i] // 4)
                for i, p in enumerate(PUEBLOS)
            ],
            areas(8),
            bodies(["city"], {
                "id": ["CVEGEO", "CVE_MUN", ["CVE_ENT", "CVE_MUN"]], "name": ["NOMGEO"],
                "population": ["POBTOT"], "never": ["CVE_ENT", "VIVTOT"],
            }),
            crs=6372,
        ),
        layer(
            "N03-20_04_200101.geojson",  # administrative areas of Japan, by the state's own names
            "N03_001|N03_002|N03_003|N03_004|N03_007",
            [("宮城県", "", "", f"{m}市", f"04{101 + i}") for i, m in enumerate(MACHI)],
            areas(8),
            bodies(["city"], {
                "id": ["N03_007"], "name": ["N03_004"], "never": ["N03_001"],
            }),
            crs=6668,
        ),
        table(
            "zweckverbaende.csv",
            "Kennung|Name des Verbands|Aufgabe|Gründungsjahr",
            [
                (f"ZV-{i:02}", f"Zweckverband Wasserversorgung {ort}", "Wasserversorgung", 1960 + i)
                for i, ort in enumerate(ORTE)
            ],
            bodies(["special_district"], {
                "id": ["Kennung"], "name": ["Name des Verbands"], "never": ["Aufgabe", "Gründungsjahr"],
            }),
            sep=";",
        ),
    ]  # fmt: skip


def inhabitants() -> list[Made]:
    """People."""
    dice = chance("inhabitants")
    counts = [dice.randint(3, 400) for _ in range(16)]
    return [
        table(
            "zensus_gitter_1km.csv",  # ETRS89-LAEA without saying so
            "Gitter_ID_1km|x_mp_1km|y_mp_1km|Einwohner",
            [
                (f"1kmN27{i:02}E43{i:02}", 4_300_500 + 1000 * (i % 4), 2_700_500 + 1000 * (i // 4), count)
                for i, count in enumerate(counts)
            ],
            people({
                "weight": ["Einwohner"], "id": ["Gitter_ID_1km", ""], "x": ["x_mp_1km"],
                "y": ["y_mp_1km"],
            }, crs=["EPSG:3035"]),
            sep=";",
        ),
        layer(
            "secciones_censales.geojson",
            "CUSEC|NMUN|Poblacion|Hogares|Renta_media",
            [
                (f"2807901{i:03}", PUEBLOS[i % 8], 10 * count, 4 * count, 12000 + i)
                for i, count in enumerate(counts)
            ],
            areas(16, 0.01),
            people({
                "weight": ["Poblacion"], "id": ["CUSEC"], "never": ["Hogares", "Renta_media", "NMUN"],
            }),
        ),
        table(
            "setores_censitarios.csv",
            "CD_SETOR|NM_MUN|V0001_POPULACAO|DOMICILIOS|LAT_CENTRO|LONG_CENTRO",
            [
                (f"35503080500{i:04}", CIDADES[i % 8], 9 * count, 3 * count, *_at(i, -46.6, -23.5)[::-1])
                for i, count in enumerate(counts)
            ],
            people({
                "weight": ["V0001_POPULACAO"], "id": ["CD_SETOR"], "x": ["LONG_CENTRO"],
                "y": ["LAT_CENTRO"], "never": ["DOMICILIOS", "NM_MUN"],
            }),
        ),
    ]  # fmt: skip


def files() -> list[Made]:
    """All of them."""
    return [*places(), *governments(), *inhabitants()]
