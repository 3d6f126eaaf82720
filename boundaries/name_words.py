"""The words of agency names: what is short for what, and what each says about the agency.

Names are compared by what is left when these are taken away: the place. What is taken away tells
the kind of the agency: `Alder Vly Fire Prot. Dist.` is the place *alder valley*, a *district*, for
*fire*.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Word(NamedTuple):
    """What a word or phrase of a name says.

    Parameters
    ----------
    role
        `govt` (a general government: county, city ...), `body` (a body of its own kind: district,
        university ...), `function` (what is delivered), `site` (a part of an agency, or a building;
        what follows is no part of the agency's name), `empty` (says nothing).
    tag
        Which.
    """

    role: str
    tag: str


#: Whole words that are short for others. Numbers of stations and districts are written as they are.
SHORT_FOR: Final[dict[str, tuple[str, ...]]] = {
    short: tuple(long.split())
    for short, long in {
        "assn": "association", "assoc": "association", "auth": "authority", "bch": "beach", "bd": "board",
        "bldg": "building", "boro": "borough", "cc": "community college", "co": "county",
        "comm": "community", "commn": "commission", "cnty": "county", "consol": "consolidated",
        "corp": "corporation", "csa": "county service area", "csd": "community services district",
        "cusd": "community unit school district",
        "ctr": "center", "centre": "center", "cty": "county", "dep": "department",
        "dept": "department", "dist": "district", "div": "division", "dpt": "department",
        "dps": "department of public safety", "dpw": "department of public works",
        "elem": "elementary", "ems": "emergency medical services",
        "esd": "emergency services district", "fd": "fire department", "fpd": "fire protection district",
        "ffw": "freiwillige feuerwehr", "fr": "fire rescue", "fsa": "fire service area", "ft": "fort",
        "govt": "government", "gov": "government",
        "hosp": "hospital", "hq": "headquarters", "hgts": "heights", "hts": "heights", "hwy": "highway",
        "indep": "independent",
        "inst": "institute", "int": "international", "intl": "international",
        "irr": "irrigation", "isd": "independent school district", "jpa": "joint powers authority",
        "jt": "joint", "lib": "library", "lk": "lake", "lkr": "landkreis",
        "mdwca": "mutual domestic water consumers association", "mem": "memorial", "met": "metropolitan",
        "metro": "metropolitan",
        "mt": "mount", "mtn": "mountain", "mud": "municipal utility district",
        "mun": "municipal", "muni": "municipal", "mwd": "municipal water district", "natl": "national",
        "no": "number", "nr": "number", "num": "number", "ofc": "office", "par": "parish", "pd": "police department",
        "pk": "park", "prot": "protection", "pt": "point", "pub": "public",
        "pud": "public utility district", "pw": "public works", "rec": "recreation", "reg": "regional",
        "regl": "regional", "rfpd": "rural fire protection district", "rpd": "recreation and park district",
        "rr": "railroad", "rwy": "railway", "saint": "st", "sainte": "ste", "sch": "school", "schs": "schools",
        "ssd": "special school district",
        "sd": "school district", "shrs": "shores", "so": "sheriffs office",
        "spg": "spring", "spgs": "springs", "sta": "station", "stn": "station", "svc": "service",
        "svcs": "services", "svs": "services", "swr": "sewer", "twp": "township", "twnshp": "township",
        "univ": "university", "usd": "unified school district", "uhsd": "union high school district",
        "vfc": "volunteer fire company", "vfd": "volunteer fire department",
        "vlg": "village", "vly": "valley", "vol": "volunteer", "wd": "water district",
        "wtr": "water", "n": "north", "s": "south", "e": "east", "w": "west", "first": "1", "second": "2",
        "third": "3", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
        "seven": "7", "eight": "8", "nine": "9", "ten": "10", "chtr": "charter", "util": "utility",
        "ud": "utility district",
        "rwd": "rural water district", "mua": "municipal utilities authority", "imp": "improvement",
        "dsb": "district school board", "fn": "first nation",
    }.items()
}  # fmt: skip

_EMPTY: Final = (
    "a", "and", "at", "by", "council", "de", "del", "des", "der", "du", "la", "local", "for", "in", "of",
    "the", "agency", "administration",
    "bureau", "department", "division", "free", "government", "hall", "headquarters", "municipal", "rural",
    "number", "office", "offices", "operations", "public", "section", "service", "services", "special",
    "system", "systems", "unit", "metropolitan",
)  # fmt: skip

_GOVERNMENTS: Final = {
    "county": (
        "county",
        "parish",
        "unincorporated",
        "balance",
        "remainder",
        "landkreis",
        "diputacion",
    ),
    "city": (
        "city",
        "municipality",
        "ville",
        "stadt",
        "gemeinde",
        "markt",
        "ayuntamiento",
        "commune",
        "municipalite",
        "landeshauptstadt",
    ),
    "town": ("town",),
    "village": ("village",),
    "township": ("township", "charter township"),
    "borough": ("borough",),
    "city and county": (
        "city and county",
        "city and borough",
        "consolidated city county",
    ),
}

_FUNCTIONS: Final = {
    "police": (
        "police", "policing", "law enforcement", "public safety", "park rangers", "rangers",
        "constabulary", "patrol division", "police protection", "marshal", "marshals", "town marshal",
        "policia", "policia local", "polizei", "gendarmerie",
    ),
    "sheriff": ("sheriff", "sheriffs", "constable", "constables"),
    "corrections": (
        "jail", "jails", "detention", "corrections", "correctional", "prison", "juvenile hall",
        "juvenile justice", "probation",
    ),
    "fire": (
        "fire", "fire protection", "fire rescue", "fire and rescue", "fire and emergency",
        "rural fire protection", "firefighters", "structural fire",
        "volunteer fire", "volunteer fire department", "volunteer fire rescue", "feuerwehr",
        "freiwillige feuerwehr", "berufsfeuerwehr", "incendie", "pompiers", "bomberos",
    ),
    "ems": (
        "ambulance", "paramedic", "paramedics", "emergency medical", "emergency medical services",
        "rescue squad", "life squad",
    ),
    "library": ("library", "libraries", "biblioteca", "bibliotheque", "bookmobile",
        "stadtbucherei", "bucherei", "bibliothek", "stadtbibliothek"),
    "school": (
        "school", "schools", "elementary", "unified", "high", "independent", "union high",
        "unified school", "elementary school", "high school", "joint unified", "union elementary",
        "joint union high", "union", "joint union", "consolidated school", "city school",
        "city schools", "county schools", "community unit", "community consolidated",
    ),
    "water": ("water", "irrigation", "water works", "waterworks", "county water", "municipal water"),
    "utility": ("utility", "utilities", "public utility", "municipal utility", "electric"),
    "sewer": ("sanitary", "sanitation", "sewer", "sewerage", "wastewater", "water reclamation"),
    "parks": (
        "park", "parks", "recreation", "parks and recreation", "recreation and park",
        "recreation and parks", "park and recreation", "open space", "regional park", "regional parks",
        "preserve", "forest preserve",
    ),
    "roads" : ("bauhof", "public works", "roads", "street", "road", "streets", "highway", "highways",
    "highway department" ),
    "health": ("health", "public health"),
    "transit": ("transit", "rapid transit", "bus", "transportation", "paratransit"),
    "dispatch": ("dispatch", "communications", "911", "emergency communications"),
    "emergency": ("emergency services", "emergency management"),
    "cemetery": ("cemetery",),
    "pests": ("mosquito", "vector control", "mosquito abatement", "mosquito and vector control"),
    "waste": ("solid waste", "refuse", "garbage"),
    "flood": ("flood control", "drainage", "levee", "reclamation", "resource conservation"),
    "clerk": ("clerk", "clerks", "clerk recorder", "town clerk", "city clerk"),
    "animals": ("animal control", "animal services", "animal shelter"),
}  # fmt: skip

_BODIES: Final = {
    "district": (
        "district", "districts", "fire precinct", "service area", "county service area",
        "community services district", "improvement area",
    ),
    "authority": ("authority", "joint powers", "joint powers authority", "commission", "consortium", "joint"),
    "company": (
        "company", "association", "corporation", "foundation", "friends", "society",
        "cooperative", "coop", "trust", "club", "volunteer", "volunteers", "mounted",
    ),
    "private": (
        "inc", "llc", "security", "church", "catholic", "christian", "lutheran", "private", "mall",
        "charter", "montessori", "league", "museum", "zoo", "insurance", "athletic", "benevolent",
        "retirees", "humane", "auxiliary", "union local", "credit union", "chamber of commerce",
    ),
    "campus": (
        "university", "college", "community college", "junior college", "campus", "institute",
        "polytechnic", "seminary", "academy", "state university",
    ),
    "rail": ("railroad", "railway", "amtrak", "bnsf", "union pacific", "csx", "norfolk southern", "bart"),
    "airport": ("airport", "airports"),
    "port": ("port of", "port authority", "harbor", "harbour", "bridge"),
    "housing": ("housing authority", "housing"),
    "hospital": (
        "hospital", "medical center", "healthcare", "health care", "health system", "clinic",
        "infirmary", "medical centre",
    ),
    "state": (
        "highway patrol", "state police", "state patrol", "state park", "state parks", "state hospital",
        "fish and wildlife", "fish and game", "game and fish", "natural resources", "state prison",
        "alcoholic beverage", "attorney general", "national guard", "state troopers", "troopers",
        "motor vehicles", "wildlife", "forestry", "cal fire", "state fire", "state", "commonwealth",
        "department of transportation", "conservation",
    ),
    "federal": (
        "us", "united states", "federal", "fbi", "army", "navy", "naval", "air force", "marine corps",
        "coast guard", "veterans affairs", "national park", "national forest", "customs", "border patrol",
        "air base", "marshals service", "forest service",
    ),
    "tribal": (
        "tribe", "tribal", "nation", "rancheria", "reservation", "pueblo", "indian", "band of", "tribes",
        "1 nation",
    ),
    "education": (
        "office of education", "superintendent of schools", "board of education", "rop", "boces",
        "regional occupational program", "educational service district", "education service center",
    ),
    "court": ("court", "courts", "courthouse", "district attorney", "coroner", "medical examiner"),
}  # fmt: skip

_SITES: Final = (
    "station", "substation", "headquarters station", "caserne", "precinct station", "post", "branch", "annex",
    "engine", "battalion", "squad", "depot", "yard", "garage", "outlet", "building", "center",
    "facility", "complex", "barracks", "storefront", "main", "district office",
    "precinct", "zone", "shop", "barn", "plant", "wwtp", "wtp", "wpcp", "lab", "tower",
)  # fmt: skip

#: Words that part one place from another of nearly the same name; a slip of the pen never makes them.
TELLING: Final = frozenset((
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central",
    "upper", "lower", "new", "old", "little", "big", "great", "greater", "lake", "mount", "fort", "st",
    "ste", "port", "point", "heights", "valley", "hills", "hill", "park", "beach", "springs", "spring",
    "creek", "river", "bay", "island", "grove", "city", "county", "mountain", "harbor", "center", "falls",
    "northeast", "northwest", "southeast", "southwest",
))  # fmt: skip

#: Words that alone are no name of a place.
BARE: Final = frozenset((
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upper",
    "lower", "new", "old", "main", "northeast", "northwest", "southeast", "southwest", "womens", "mens",
))  # fmt: skip

#: Cities that are their own county, by the name that both bear (US Census county equivalents).
CITY_COUNTIES: Final = frozenset((
    "san francisco", "denver", "broomfield", "philadelphia", "honolulu", "juneau", "sitka", "wrangell",
    "yakutat", "anchorage", "carson", "carson city", "nantucket", "new orleans",
))  # fmt: skip

STATES: Final = frozenset((
    "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware",
    "florida", "georgia", "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky",
    "louisiana", "maine", "maryland", "massachusetts", "michigan", "minnesota", "mississippi",
    "missouri", "montana", "nebraska", "nevada", "new hampshire", "new jersey", "new mexico",
    "new york", "north carolina", "north dakota", "ohio", "oklahoma", "oregon", "pennsylvania",
    "rhode island", "south carolina", "south dakota", "tennessee", "texas", "utah", "vermont",
    "virginia", "washington", "west virginia", "wisconsin", "wyoming", "puerto rico",
))  # fmt: skip


#: Words that stand before a place without "of": in other languages, and for what is outside cities.
LEADING: Final = frozenset((
    "unincorporated", "balance", "remainder", "feuerwehr", "berufsfeuerwehr", "freiwillige", "bauhof",
    "stadt", "landeshauptstadt", "landkreis", "gemeinde", "markt", "policia", "bomberos", "ayuntamiento",
    "diputacion", "municipalite", "ville", "caserne", "bibliotheque", "biblioteca", "incendie", "pompiers",
))  # fmt: skip


def _phrases() -> dict[tuple[str, ...], Word]:
    """Every phrase as its words; a word that stands in several groups belongs to the last."""
    words: dict[tuple[str, ...], Word] = {(word,): Word("empty", word) for word in _EMPTY}
    words |= {tuple(phrase.split()): Word("site", "site") for phrase in _SITES}
    for role, groups in (("function", _FUNCTIONS), ("body", _BODIES), ("govt", _GOVERNMENTS)):
        for tag, phrases in groups.items():
            words |= {tuple(phrase.split()): Word(role, tag) for phrase in phrases}
    return words


#: Words that are short for another where they stand before, or at the head of, certain words.
BESIDE: Final = {
    ("san", "district"): "sanitation",
    ("t", "of"): "town",
    ("v", "of"): "village",
    ("c", "of"): "city",
}

#: Words that are short for another at the head of a name only.
AT_HEAD: Final[dict[str, tuple[str, ...]]] = {"so": ("south",), "no": ("north",)}

PHRASES: Final = _phrases()
LONGEST_PHRASE: Final = max(map(len, PHRASES))
