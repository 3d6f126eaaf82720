// Figures and terms in plain words. Everything here returns text; nothing returns HTML.

const LEVELS = {
  county: "Counties", city: "Cities and towns", special_district: "Special districts",
  school_district: "School districts", regional: "Regional agencies", state: "State agencies",
  tribal: "Tribal governments", nonprofit: "Non-profits", other: "Other agencies",
};
const LEVEL = {
  county: "county", city: "city or town", special_district: "special district",
  school_district: "school district", regional: "regional agency", state: "state agency",
  tribal: "tribal government", nonprofit: "non-profit", other: "other agency",
};
const ATTRIBUTION = {
  column: "Provider named in the data",
  operator: "Provider known by its operator",
  contains: "Provider taken from where it stands, because it stands inside that boundary",
  guessed: "Provider guessed from where it stands",
};
const INSTRUMENTS = {
  jpa: "joint powers agreement", mou: "memorandum of understanding", contract: "contract",
  handshake: "handshake", informal: "handshake", "mutual aid": "mutual aid", "automatic aid": "automatic aid",
  "special district": "special district", "joint use": "a site that both use", none: "no agreement",
};
const EVIDENCE = {
  inventory: "The inventory says so.",
  facilities: "Seen from its sites in the data.",
  "facilities;inventory": "The inventory says so, and its sites in the data show it.",
};
const CLOCKS = {
  drive: "Minutes are driving minutes on the street network",
  walk: "Minutes are walking minutes on the street network",
  straight: "Minutes are straight-line minutes at 40 km/h (no street network was given)",
};
const ROLES = {
  agencies: "Agencies", facilities: "Facilities", streets: "Streets", people: "People",
  provision: "Inventory", roads: "Streets", nodes: "Street nodes", join: "Joined tables",
};
const SEVERITY = { error: "errors", warning: "warnings", note: "notes" };

// Made once: making one takes longer than a thousand uses of it.
const FORMATS = [0, 1].map((digits) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const number = (value, digits = 0) => FORMATS[digits].format(value);

// Two leading digits: people counted at points are no census of a boundary.
function about(count) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(count, 1))) - 1);
  return Math.round(count / unit) * unit;
}

const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

function distance(metres, units) {
  if (metres === null) return "not known";
  if (units === "us") {
    const miles = metres / 1609.344;
    return miles < 0.1 ? `${number(Math.round(metres / 0.3048 / 10) * 10)} ft` : `${number(miles, 1)} mi`;
  }
  return metres < 950 ? `${number(Math.round(metres / 10) * 10)} m` : `${number(metres / 1000, 1)} km`;
}

function area(km2, units) {
  if (km2 === null) return "not known";
  const value = units === "us" ? km2 / 2.589988110336 : km2;
  return `${number(value, value < 10 ? 1 : 0)} ${units === "us" ? "sq mi" : "km\u00b2"}`;
}

const minutes = (value) =>
  value === null ? "not reached" : `${number(value, value === 0 ? 0 : 1)} min`;

const family = (service) => (service.family || "Other services").replace(/^[A-Z]\s+/, "");

function facilityName(model, at) {
  const f = model.facilities;
  return f.name[at] === null || f.name[at] === String(f.id[at]) ? `unnamed (id ${f.id[at]})` : f.name[at];
}

// How two agencies lie to each other, as a sentence.
function relation(model, d) {
  const a = d.a === null ? "One agency" : model.agencies[d.a].shown;
  const b = d.b === null ? "the other" : model.agencies[d.b].shown;
  const { units } = model.about;
  const border = d.shared_m ? ` They share ${distance(d.shared_m, units)} of border.` : "";
  switch (d.relation) {
    case "contains": return `${a} contains ${b}.${border}`;
    case "within": return `${a} lies within ${b}.${border}`;
    case "overlap":
      return `Their territories overlap${d.overlap_km2 ? ` by ${area(d.overlap_km2, units)}` : ""}`
        + `${d.overlap_people ? `, home to about ${plural(about(d.overlap_people), "person", "people")}` : ""}.${border}`;
    case "border": return border ? border.trim() : "They share a border.";
    case "gap": return `They border each other, with a narrow gap between the mapped boundaries.${border}`;
    case "point": return "Their territories touch; no stretch of border is drawn alike in both.";
    case "near":
      return d.gap_m
        ? `Their territories lie ${distance(d.gap_m, units)} apart.`
        : "Their territories do not touch, but lie within the near distance of this run.";
    case "apart": return "Their territories do not touch.";
    default: return "At least one of the two has no mapped boundary.";
  }
}

// The few words on the second line of a row.
function relationShort(model, d) {
  if (!d) return "";
  if (d.relation === "contains" || d.relation === "within") return "one inside the other";
  if (d.relation === "overlap") return "territories overlap";
  if (d.relation === "border" || d.relation === "gap") {
    return d.shared_m ? `${distance(d.shared_m, model.about.units)} border` : "shared border";
  }
  return { point: "touch", near: "territories nearby", apart: "territories apart" }[d.relation]
    || "boundary not known";
}

function confidence(value) {
  if (value === null) return "not known";
  const word = value >= 0.75 ? "High" : value >= 0.5 ? "Medium" : "Low";
  return `${word} (${Math.round(value * 100)} of 100)`;
}

function notKnown(model) {
  const missing = model.notKnown;
  if (!missing.length) return "Whether the agencies already share this service in ways that are not on record.";
  const sharing = model.sharingKnown ? "nor sharing that no inventory holds." : "nor whether the agencies already share this service.";
  const words = missing.join(" and ");
  return `${words[0].toUpperCase()}${words.slice(1)} ${missing.length > 1 ? "are" : "is"} not in this run, `
    + sharing;
}

function standard(model, service) {
  if (service === null) {
    return model.longest === null
      ? "No travel standard was run."
      : "Each service keeps its own standard; choose one to see it.";
  }
  const s = model.services.get(service);
  if (s.minutes === null) return "No travel standard was run.";
  const by = { drive: ", by car", walk: ", on foot" }[s.travel] || "";
  const usual = s.standard ? ` Usual standard: ${s.standard}` : "";
  return `Minutes used: ${number(s.minutes, s.minutes % 1 ? 1 : 0)}${by}.${usual}`;
}

function clockSentence(model) {
  const { clocks } = model;
  if (!clocks.length) return "No travel minutes in this run";
  if (clocks.includes("drive") && clocks.includes("walk")) {
    return "Minutes are driving minutes, or for some services walking minutes, on the street network";
  }
  return clocks.map((c) => CLOCKS[c] || `Minutes by ${c}`).join("; ");
}

function findingCounts(model) {
  return Object.keys(SEVERITY).map((severity) => {
    const count = model.findings
      .filter((f) => f.severity === severity)
      .reduce((sum, f) => sum + f.count, 0);
    return plural(count, severity, SEVERITY[severity]);
  }).join(", ");
}

const instrument = (text) => {
  const key = text === null ? "" : text.toLowerCase().replaceAll("_", " ");
  return INSTRUMENTS[key] || text;
};

// The entries of a cell that say the same of several others, as one.
function groupsOf(model, cell) {
  const groups = new Map();
  for (const entry of cell.entries) {
    const key = JSON.stringify([entry.how, entry.instrument, entry.evidence, entry.party === null]);
    const group = groups.get(key) || { ...entry, parties: [] };
    if (entry.party !== null) group.parties.push(model.matrix.party(entry.party).shown);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.parties.sort();
  return [...groups.values()];
}

// Some names, and how many more there are.
function names(all, most) {
  const shown = all.length > most ? [...all.slice(0, most), `${number(all.length - most)} more`] : all;
  return shown.length < 2 ? shown[0] || null : `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
}

// What an agency has to do with a service, in a sentence of its own.
function howSentence(entry, most) {
  const who = names(entry.parties, most);
  const by = entry.instrument === null || instrument(entry.instrument) === "no agreement" ? "" : ` (${instrument(entry.instrument)})`;
  switch (entry.how) {
    case "provides": return `Provides it itself${entry.sites === null ? "" : ` at ${plural(entry.sites, "site", "sites")}`}${by}.`;
    case "serves": return `Does it for ${who || "others"}${by}.`;
    case "buys": return `Buys it from ${who || "another provider"}${by}.`;
    case "joint": return `Has it through ${who || "a joint authority"}${by}.`;
    case "aid": return `Gives and gets help${who ? ` with ${who}` : ""}${by}.`;
    case "funds": return `Pays for it${who ? `; done by ${who}` : ""}${by}.`;
    case "owns": return `Owns the sites${who ? `, used by ${who}` : ""}${by}.`;
    default: return `${entry.how}${who ? `: ${who}` : ""}${by}.`;
  }
}

// The same about a service by name, for the card of an agency.
function sharingLine(service, entry) {
  const who = names(entry.parties, 2);
  const by = entry.instrument === null ? "" : ` (${instrument(entry.instrument)})`;
  switch (entry.how) {
    case "serves": return `Does ${service} for ${who}${by}`;
    case "buys": return `Buys ${service} from ${who}${by}`;
    case "joint": return `Shares ${service} through ${who}${by}`;
    case "aid": return `Aid in ${service} with ${who}${by}`;
    case "funds": return `Pays ${who} for ${service}${by}`;
    case "owns": return `Owns sites of ${service} used by ${who}${by}`;
    default: return `${service}: ${entry.how}, ${who}${by}`;
  }
}

// How many providers are no more than a guess; empty where all are named in the data.
function tiesSentence(counts) {
  const { all, placed, guessed } = counts;
  const of = `of ${plural(all, "provider", "providers")}`;
  if (guessed && placed) return `${number(guessed)} ${of} ${guessed === 1 ? "is" : "are"} guessed from where the site stands; ${number(placed)} more ${placed === 1 ? "is" : "are"} taken from it.`;
  if (guessed) return `${number(guessed)} ${of} ${guessed === 1 ? "is" : "are"} guessed from where the site stands.`;
  if (placed) return `${number(placed)} ${of} ${placed === 1 ? "is" : "are"} taken from where the site stands.`;
  return "";
}
