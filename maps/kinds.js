// The kinds of shared coverage: what each means, what it measures in a case, and how sure it is.

const KINDS = {
  adjacent_provision: ["Adjacent provision", "both provide this service on ground that touches or overlaps, so that some people live beside the common border."],
  catchment_overlap: ["Catchment overlap", "some people are within the service\u2019s travel standard of sites of both."],
  double_provision: ["Double provision", "both provide this service on the same ground."],
  proximity: ["Proximity", "a site of each lies within the service\u2019s travel standard of a site of the other."],
  sub_scale: ["Below scale", "at least one of the two neighbours serves fewer people than the size at which costs per head level off."],
};
const PARTS = {
  attribution: "The providers of their sites are known",
  snapping: "Their sites stand on mapped streets",
  clock: "Minutes are measured on streets, not on straight lines",
  stability: "The same with half and twice the boundary tolerance",
  threshold: "The same with a standard or speed a fifth less or more",
};
const SCENARIOS = {
  "minutes_0.8": "a standard a fifth shorter", "minutes_1.2": "a standard a fifth longer",
  "speed_0.8": "streets a fifth slower", "speed_1.2": "streets a fifth faster",
  "tolerance_0.5": "half the boundary tolerance", tolerance_2: "twice the boundary tolerance",
};

const kindsOf = (d) => (d.kinds || "").split(";").filter(Boolean);
const kindTerm = (kind) => (KINDS[kind] || [kind.replaceAll("_", " ")])[0];
const kindSentence = (kind) => (KINDS[kind] ? `${KINDS[kind][0]}: ${KINDS[kind][1]}` : kindTerm(kind));
const people = (count) => plural(about(count), "person", "people");
const roundly = (count) => (count >= 1 || count === 0 ? `${count ? "about " : ""}${count ? people(count) : "nobody"}` : "less than one person");
const capital = (text) => text[0].toUpperCase() + text.slice(1);

function percent(share) {
  const whole = Math.round(share * 100);
  if (share > 0 && whole === 0) return "under 1%";
  return share < 1 && whole === 100 ? "over 99%" : `${whole}%`;
}

// The parts of each kind of each case, from columns to rows of its case.
function addEvidence(duplications, columns) {
  for (const d of duplications) d.evidence = new Map();
  let at = 0;
  columns.case.forEach((step, i) => {
    at += step;
    duplications[at].evidence.set(columns.kinds[columns.kind[i]], {
      confidence: columns.confidence[i], near: columns.near[i] === 1,
      parts: columns.part_names.map((name, k) => [name, columns.parts[i][k]]),
      fails: columns.fails[i].map((k) => columns.scenarios[k]),
    });
  });
}

// What a kind measures of a case, as sentences; nothing where nothing was measured.
const FIGURES = {
  proximity(model, d) {
    if (d.minutes === null) return [];
    const more = d.facility_pairs > 1 ? `, of ${number(d.facility_pairs)} pairs within the standard` : "";
    return [`The two quickest sites are ${minutes(d.minutes)} apart${more}.`];
  },
  catchment_overlap(model, d, [a, b]) {
    const lines = [];
    if (d.both_people !== null && (d.both_people > 0 || d.both_road_km === null)) {
      lines.push(`${capital(roundly(d.both_people))} within the standard of sites of both${d.both_share === null ? "" : `: ${percent(d.both_share)} of all whom the smaller of the two reaches`}.`);
    }
    if (d.both_road_km !== null) lines.push(`${distance(d.both_road_km * 1000, model.about.units)} of streets within the standard of sites of both.`);
    if (d.both_share_a !== null && d.both_share_b !== null) {
      lines.push(`That is ${percent(d.both_share_a)} of what ${a} reaches, and ${percent(d.both_share_b)} of what ${b} does.`);
    }
    return lines;
  },
  double_provision(model, d, [a, b]) {
    const lines = [];
    if (d.ground_km2 !== null) {
      const home = d.ground_people === null ? "how many people live there is not known" : `home to ${roundly(d.ground_people)}`;
      lines.push(`Both serve the same ${area(d.ground_km2, model.about.units)}, ${home}.`);
    }
    if (d.ground_share_a !== null && d.ground_share_b !== null) {
      lines.push(`That is ${percent(d.ground_share_a)} of the ground of ${a}, and ${percent(d.ground_share_b)} of that of ${b}.`);
    }
    return lines;
  },
  adjacent_provision(model, d, [a, b]) {
    const lines = [];
    if (d.border_m) {
      const share = d.border_share === null ? "" : ` (${percent(d.border_share)} of the shorter outline)`;
      lines.push(`Their common border for this service is ${distance(d.border_m, model.about.units)} long${share}.`);
    } else if (d.border_m === 0) lines.push("Their ground for this service has no stretch of border in common: one lies in the other, or they touch at a point.");
    if (d.border_people_a !== null && d.border_people_b !== null) {
      lines.push(`Within the standard of it live ${roundly(d.border_people_a)} on the side of ${a}, and ${roundly(d.border_people_b)} on that of ${b}.`);
    }
    return lines;
  },
  sub_scale(model, d, [a, b]) {
    const serves = (count) => (count === null ? "a number of people that is not known" : people(count));
    const lines = [`${a} serves ${serves(d.served_a)}, ${b} ${serves(d.served_b)}.`];
    if (d.efficient !== null) lines.push(`The size from which costs per head level off is ${people(d.efficient)}.`);
    return lines;
  },
};

function whatIsThis(kind) {
  const meaning = KINDS[kind] ? capital(KINDS[kind][1]) : "A kind that this page has no words for.";
  return el("details", { class: "what" }, el("summary", { text: "What is this?", "aria-label": `What is ${kindTerm(kind).toLowerCase()}?` }), el("p", { text: meaning }));
}

// Whether a finding hangs on what was chosen.
function standing(proof) {
  if (!proof.fails.length) return "Stands whatever is varied.";
  return `Hangs on the settings: not found with ${names(proof.fails.map((name) => SCENARIOS[name] || name), 9)}.`;
}

function howSure(kind, proof) {
  const list = el("ul", {}, ...proof.parts.filter(([, value]) => value !== null).map(([name, value]) =>
    el("li", {}, el("span", { text: PARTS[name] || name }), el("span", { class: "of-100", text: String(Math.round(value * 100)) }))));
  return el("details", { class: "what" },
    el("summary", { text: `How sure: ${confidence(proof.confidence)}`, "aria-label": `How sure ${kindTerm(kind).toLowerCase()} is: ${confidence(proof.confidence)}` }),
    el("p", { text: "Judgements out of 100 each; together they are multiplied." }), list, el("p", { text: standing(proof) }));
}

function kindList(model, d) {
  const list = el("ul", { class: "kinds" });
  const both = [d.a, d.b].map((at) => (at === null ? "an agency not in the tables" : model.agencies[at].shown));
  for (const kind of kindsOf(d)) {
    const proof = d.evidence.get(kind);
    const item = el("li", {}, el("strong", { text: kindTerm(kind) }));
    if (proof && proof.near) item.append(el("span", { class: "mark near", text: "near the threshold" }));
    for (const line of FIGURES[kind] ? FIGURES[kind](model, d, both) : []) item.append(el("p", { text: line, dir: "auto" }));
    item.append(whatIsThis(kind));
    if (proof) item.append(howSure(kind, proof));
    list.append(item);
  }
  return list;
}

// What a whole case hangs on, for its facts.
function caseStanding(d) {
  if (d.near_threshold === 1) return "Near the threshold: of no kind any more with a standard or speed a fifth less.";
  if (d.survives === 1) return "Stands, by one kind or another, whatever is varied.";
  return d.survives === 0 ? "Hangs on the settings; see each kind below." : "";
}

// The figure of a row that no minutes stand for.
function otherFigure(d) {
  const served = [d.served_a, d.served_b].filter((count) => count !== null);
  if (kindsOf(d).includes("sub_scale") && served.length) return [number(about(Math.min(...served))), "people served by the smaller"];
  if (d.both_people) return [number(about(d.both_people)), "people both reach"];
  if (d.ground_people) return [number(about(d.ground_people)), "people both serve"];
  return null;
}

// The filter by kind, and the words of all kinds beside it.
function fillKinds(model) {
  const count = (kind) => model.duplications.filter((d) => d.review !== "rejected" && kindsOf(d).includes(kind)).length;
  const known = [...new Set([...Object.keys(KINDS), ...model.kinds])].filter(Boolean);
  document.getElementById("kind").append(el("option", { value: "", text: "All kinds" }),
    ...known.map((kind) => el("option", { value: kind, text: `${kindTerm(kind)} (${number(count(kind))})` })));
  document.getElementById("kind-field").hidden = !model.duplications.length;
  document.getElementById("kind-words").hidden = !model.duplications.length;
  document.getElementById("kind-list").replaceChildren(...Object.keys(KINDS).map((kind) => el("li", { text: kindSentence(kind) })));
}

// In print there is nothing to open: the kinds that the listed cases have, in a sentence each.
function printedKinds(opportunities) {
  const listed = new Set(opportunities.flatMap((o) => o.cases.flatMap(kindsOf)));
  return el("ul", { class: "sheet-kinds" }, ...Object.keys(KINDS).filter((kind) => listed.has(kind)).map((kind) => el("li", { text: kindSentence(kind) })));
}
