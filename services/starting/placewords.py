"""Words by which files and places speak of a service, beside the aliases of the taxonomy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Words that are in the names of services and say nothing by themselves.
PLAIN: Final = frozenset((
    "and", "of", "the", "services", "service", "public", "city", "county", "district", "districts", "local",
    "center", "centers", "department", "facilities", "facility", "system", "systems", "general", "community",
    "development", "management", "control", "state", "records", "information", "office", "offices", "program",
    "programs", "operations", "areas", "area", "sites", "site", "points", "support", "administration",
    "housing units", "households", "water", "lines", "roads", "streets", "road", "street", "land", "finance",
    "data", "open data", "risk", "it", "gis", "law", "clerk", "court", "central", "elections", "mail",
    "grounds", "fleet", "transit", "senior center", "senior centers", "building permits",
))  # fmt: skip

#: What the places of a service are called, beside its aliases; each for one service.
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "fire_services": (
        "fire station", "fire stations", "firestation", "firestations", "fire house", "firehouse", "firehouses",
        "fire dept", "fire department", "fire departments", "fire rescue", "feuerwehr", "feuerwachen",
        "feuerwehrhaus", "bomberos", "bombeiros", "pompiers", "sapeurs pompiers", "casernes",
        "caserne", "parques de bomberos", "vigili del fuoco", "brandstation", "fire",
    ),
    "law_enforcement": (
        "police", "police station", "police stations", "sheriff", "sheriffs", "police department",
        "police departments", "constable", "polizei", "policia", "commissariat", "gendarmerie", "law enforcement",
        "marshal", "precinct house",
    ),
    "library_services": (
        "library", "libraries", "branch library", "library branches", "public libraries", "bibliothek",
        "bibliotheken", "biblioteca", "bibliotecas", "bibliotheque", "bibliotheques", "mediatheque",
    ),
    "schools": (
        "school", "schools", "public schools", "elementary", "high school", "middle school", "elementary school",
        "schule", "schulen", "grundschule", "escuela", "escuelas", "ecole", "ecoles", "escola", "escolas", "college",
        "colleges", "lycee",
    ),
    "hospitals": (
        "hospital", "hospitals", "medical center", "krankenhaus", "krankenhaeuser", "hospitales", "hopital",
        "hopitaux", "klinikum",
    ),
    "transportation_transit": (
        "transit stop", "transit stops", "bus stop", "bus stops", "stops", "gtfs stops", "haltestellen", "paradas",
        "arrets",
    ),
    "parks_recreation": (
        "park", "parks", "playground", "playgrounds", "recreation center", "recreation centers", "spielplatz",
        "spielplaetze", "parques", "community park", "neighborhood park", "golf course",
    ),
    "solid_waste": ("landfill", "landfills", "transfer station", "transfer stations", "recycling centers"),
    "sewer": ("wwtp", "wwtps", "wastewater treatment plants", "sewage treatment plants"),
    "water_wastewater": ("water treatment plants",),
    "public_health": ("health center", "health centers", "clinics", "health clinics"),
    "ems_ambulance": ("ems station", "ems stations", "ambulance stations", "ems", "ambulance", "ambulances"),
    "public_safety_dispatch": ("psap", "psaps", "dispatch center", "dispatch centers", "emergency communications"),
    "single_purpose_districts": ("cemetery", "cemeteries"),
    "roads": ("maintenance yard", "maintenance yards", "public works yards", "road yards"),
    "fleet": ("vehicle shop", "vehicle shops", "fleet shop", "fleet shops", "garages"),
    "facilities": ("town halls", "rathaus", "rathaeuser"),
    "animal_control": ("animal shelter", "animal shelters", "animal control", "animal services", "humane society"),
}  # fmt: skip


#: Beginnings of words, in languages that write words together, or without gaps.
BEGINNINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("feuerwehr", "brandweer", "pompier", "bombero", "bombeiro", "消防"), "fire_services"),
    **dict.fromkeys(("polizei", "politie", "policia", "gendarmer", "警察"), "law_enforcement"),
    **dict.fromkeys(("bibliot", "mediathe", "図書館", "图书馆"), "library_services"),
    **dict.fromkeys(("grundschul", "schule", "gymnasi", "escuela", "escola", "小学校", "中学校", "学校"), "schools"),
    **dict.fromkeys(("krankenh", "klinik", "hopita", "病院", "医院"), "hospitals"),
    **dict.fromkeys(("wertstoff", "recyclingh", "deponie", "dechet", "vertedero"), "solid_waste"),
    **dict.fromkeys(("klaranlage", "klaeranlage"), "sewer"),
    **dict.fromkeys(("friedhof", "friedhoef"), "single_purpose_districts"),
    **dict.fromkeys(("rettungsw",), "ems_ambulance"),
    **dict.fromkeys(("公園", "公园"), "parks_recreation"),
    **dict.fromkeys(("centros de salud", "centro de salud", "centros salud"), "public_health"),
}  # fmt: skip
