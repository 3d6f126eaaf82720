"""What columns of agencies and facilities are usually called.

Regular expressions for the whole name in lower-case words (`Profile.key`), with how much such a
name speaks for the column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BODY: Final = (
    r"(agency|agcy|dist|district|city|cnty|county|muni|municipal|municipality|juris|jurisdiction|gov|"
    r"government|entity|place|town|township|village|borough|org|organization|organisation|lea|dept|"
    r"department|authority|system|library system|school district|district agency|unit|member|commune|"
    r"gemeinde|municipio|provider)"
)

#: Columns that count the rows of a file: ids only where nothing else is one.
ROW_NUMBERS: Final = frozenset((
    "object id", "objectid", "fid", "ogc fid", "gid", "oid", "row id", "rowid", "index", "record id",
    "global id", "globalid",
    "unique id", "uniqueid", "fid 1", "objectid 1", "object id 1",
))  # fmt: skip

AGENCY_ID: Final[Mapping[str, float]] = {
    r"(geo ?id|fips|fips code|full fips|geoid fips)( \d\d)?": 0.95,
    rf"{_BODY} ?(id|code|cd|no|nr|num|number|key|fips)": 0.95,
    rf"{_BODY} (uid|identifier)": 0.9,
    r"(cd code|lea ?id|nces ?id|fed id|ags|ars|lau id|lau code|nuts id|insee|insee com|code insee|code commune|"
    r"cve mun|cvegeo|cod ine|codigo|codigo ine|c ?digo|clave|istat|cod istat|ons code|gss code|lad\d* ?cd|"
    r"gemeindeschl ?ssel|schl ?ssel|private code|bfs nr|kommunenummer|kommunnummer)": 0.9,
    r"(id|ident|identifier|key|code|agency)": 0.85,
    r"(cnty|county|co|place|cousub|fip) ?(fp|fips|co)( \d\d)?": 0.8,
    r"(place|county|cousub) ?ns( \d\d)?": 0.5,
    r"(state id|abbr\w*|acronym|short name|symbol)": 0.5,
    r"(cds code|aff ?geo ?id)": 0.6,
    r"(.* )?(id|code|nr|no|number|num|nummer|key|kennung|cd|codigo|código|cod|clave|kode|pid|番号|コード)( .*)?": 0.76,
    r"\w+id": 0.76,
    r"(index|fid|gid|oid)( \d)?": 0.7,
}

AGENCY_NAME: Final[Mapping[str, float]] = {
    r"(name|nam|nm)( \d\d)?": 0.92,
    r"name lsad( \d\d)?": 0.9,
    r"namelsad( \d\d)?": 0.9,
    rf"{_BODY} ?(name|nam|nm)( \d\d)?": 0.97,
    r"(library name|libname|legal name|official name|full name|fullname|long name)": 0.9,
    r"(lad|ward|lau|wd|co|cty|mun)\d* ?(name|nm)": 0.9,
    rf"{_BODY}": 0.85,
    r"jurisdicti\w*": 0.85,
    r"(nom|nombre|nome|navn|naam|namn|gen|libelle|bezeichnung|denominacion|denominaci n|nom com|nomcom|nom commune|"
    r"nom mun|nomgeo|gemeindename|comune|ayuntamiento|concelho|kommune|kommunenavn|kommunnamn)": 0.85,
    r"(label|title|ntlname|display name|map label)": 0.7,
    r"\w*name": 0.75,
    r"(.* )?(name|nam|nm|nom|nombre|nome|navn|naam|名称|名|市区町村名)( .*)?": 0.78,
    r"\w*(dist|district|juris)": 0.75,
}

#: Names of columns that name something else than what the row is.
OTHER_NAMES: Final = (
    r"(alt|alias|short|other|former|old|street|st|road|contact|chief|principal|manager|first|last|host|state|user|"
    r"creator|editor|file|layer|src|source|admin|superintendent|publisher|dataset)( \w+)? ?(name|nm|file)?|"
    r"(.* )?(address|addr|url|email|phone|note|notes|comments?|type|status)( .*)?"
)

LEVEL: Final[Mapping[str, float]] = {
    r"(level|agency level|gov ?level|government level|agency type|gov ?type|government type|juris\w* type|"
    r"entity type|unit type|district type|dist ?type|type|kind|class|category|muni type|mun type|"
    r"org type|agency class)": 0.9,
    r"(lsad|class ?fp|typ|art|tipo)": 0.6,
}

POPULATION: Final[Mapping[str, float]] = {
    r"(pop|population|tot pop|total pop|total population|totpop|pop total|population total|residents|inhabitants|"
    r"einwohner|einwohnerzahl|ewz|poblacion|poblaci n|populacao|populationen|insee pop|pop est\w*|"
    r"popestimate|population served|"
    r"pop served|service population|pobtot|pob total|pob|pop lsa|popu lsa|pop ?estimate)": 0.92,
    r"(pop|population|pop est|popestimate|population estimate|total pop|totpop|census pop|ewz)\w? ?(19|20)?\d\d": 0.9,
    r"(pop 100|p 001001|p 0010001|p 1 001 n|b 01003 001 e|dp 05 0001 e)": 0.9,
}

PARENT: Final[Mapping[str, float]] = {
    r"(parent|parent id|parent agency|parent agency id|governed by|governing body|governing agency)": 0.85,
}

FACILITY_ID: Final[Mapping[str, float]] = {
    r"(facility|fac|station|site|stop|school|library|branch|building|bldg|asset|park|hospital|clinic|location|loc|"
    r"outlet|stn|sch|poi|shelter|yard|center|centre|permanent|standort|station\w*) ?"
    r"(id|code|cd|no|nr|num|number|key|identifier)": 0.95,
    r"(facilityid|stationid|siteid|nces ?sch|ncessch|fdid|usace ?id|cms ?id|provider number|cds code|"
    r"uai|finess|siret)": 0.9,
    r"(id|ident|identifier|key|code|uid|osm ?id|asset ?id)": 0.85,
    r"(number|no|nr|num|ref|reference)": 0.6,
    r"(.* )?(id|code|nr|no|number|num|nummer|key|kennung|cd|codigo|código|cod|clave|kode|番号|コード)( .*)?": 0.76,
    r"\w+(id|nummer)": 0.76,
    r"(index|fid|gid|oid)( \d)?": 0.7,
}

FACILITY_NAME: Final[Mapping[str, float]] = {
    r"(name|nam|nm)( \d)?": 0.92,
    r"(facility|fac|station|site|stop|school|library|branch|building|bldg|park|hospital|clinic|location|loc|outlet|"
    r"landmark|place|poi|shelter|yard|center|centre|sch|lib|stn|common|feature|asset|landfill|plant|program|"
    r"common place) ?(name|nam|nm)": 0.97,
    r"(facility|station|site|school|library|branch|hospital|park|landmark|location name|fire station|shelter|clinic|"
    r"fire station name|police station)": 0.8,
    r"(nom|nombre|nome|navn|naam|namn|bezeichnung|denominacion|denominaci n|libelle|einrichtung|nom etablissement|"
    r"appellation officielle|intitule)": 0.85,
    r"(full ?name|long ?name|label|title|description|display name|map label)": 0.75,
    r"\w*name": 0.76,
    r"(.* )?(name|nam|nm|nom|nombre|nome|navn|naam|名称|名|desc)( .*)?": 0.78,
}

#: Words in names of columns that name who runs a place, or where it is, and not the place.
NOT_OF_THE_PLACE: Final = frozenset((
    "owner", "city", "county", "agency", "operator", "district", "provider", "operating", "org", "organization",
    "department", "dept", "town", "pws", "participant", "system", "mun", "municipality", "jurisdiction", "utility",
    "country", "region", "authority", "parent", "lea",
))  # fmt: skip

OPERATOR: Final[Mapping[str, float]] = {
    r"(agency|agency id|agency abbr|agency abbrev|"
    r"agency code|agency name|provider|provider id|provider name|operator|operator name|"
    r"operated by|operating agency|operating dept|managed by|manager agency|run by|responsible agency|"
    r"managing agency|mng ?agency|mang name|agncy ?name|jurisdiction|juris|jurisdictio\w*|department|dept|dept name|"
    r"department name|fire dept|fire department|fire district|police agency|library system|system|system id|"
    r"system name|district|district id|district name|dist|dist name|school district|lea ?id|organization|"
    r"organisation|org name|org|admin\w* entity|sponsor|entity|entity name|agency key|agency no|lib ?id|"
    r"service provider|member agency|unit owner|unit mgr|city agency|district key)": 0.9,
    r"(owner|owner name|owned by|own name|maintained by|maint\w*|mgmt|steward)": 0.75,
    r"(tr ger|traeger|betreiber|gestionnaire|exploitant|gestor|titular|ente gestore|entidad|entidade gestora|"
    r"propietario|organismo|municipio)": 0.85,
    r"(city|town|municipality|place)": 0.45,
    r"(.* )?(owner|operator|agency|agcy|agncy|provider|organization|operated|managed|contractor|authority|utility|"
    r"participant|district|department|dept|träger|betreiber|管轄|事業者|institucion|institución)( .*)?": 0.78,
    r"\w+(träger|traeger)": 0.85,
}

#: Words in names of columns that describe who runs a place, and do not name it.
OF_THE_OPERATOR: Final = frozenset((
    "type", "code", "phone", "desc", "description", "class", "kind", "status", "email", "url", "website", "contact",
    "number", "no", "count", "fax", "address",
))  # fmt: skip

CAPACITY: Final[Mapping[str, float]] = {
    r"(capacity|cap|max capacity|beds|bed count|num beds|licensed beds|total beds|seats|spaces|"
    r"places|capacidad|plazas|"
    r"pl tze|plaetze|capacite|capacit|design capacity)": 0.9,
    r"(enroll\w*|enrollment|enrol total|enrolment|total enrollment|students|enroll total|students total)": 0.8,
}

SERVICE: Final[Mapping[str, float]] = {
    r"(service|service id|service name|service type|service area|services|facility type|fac type|facility use|"
    r"fac ?use|site type|use type|function|program|facility category|asset type|poi type|place type|loc type|"
    r"building use|department type|service category|feature type|ftype)": 0.95,
    r"(type|category|class|kind|use|group|typ|art|tipo|categoria|subtype|sub type|use desc\w*|type desc\w*|"
    r"category name|type name|facility|feature)": 0.85,
    r"(department|dept)": 0.6,
}

COUNTY: Final[Mapping[str, float]] = {
    r"(county|cnty|county name|countyname|cnty name|nm ?cnty|coname)": 0.9,
}

STATE: Final[Mapping[str, float]] = {
    r"(state|st|state abbr\w*|stabr|stusps|state code|st abbr)": 0.9
}

ADDRESS: Final[Mapping[str, float]] = {
    r"(address|addr|std addr|primary address|address \d|full address|site address|location address|"
    r"street|street addr|addr full|"
    r"physical address|straße|strasse|住所|adres|addr \d|adresse|direccion|direcci n|endereco|"
    r"indirizzo|fulladdr|str address|loc address)": 0.9,
}

STATUS: Final[Mapping[str, float]] = {
    r"(status|operational status|op status|active|state of operation|facility status|current status|stat|"
    r"operating status|estado|estatus)": 0.9,
}
