// The list of findings, the card of the chosen one, the download, and the notes on sources.

const between = (model, o) => o.agencies.map((at) => model.agencies[at].shown);

function rowTitle(model, o) {
  const title = el("span", { class: "row-title", dir: "auto" });
  between(model, o).forEach((name, i) => {
    if (i) title.append(el("span", { class: "and", text: " and " }));
    title.append(el("bdi", { text: name }));
  });
  if (!o.agencies.length) title.append("Agencies not in the tables");
  return title;
}

function rowFigure(d) {
  if (!d || d.minutes === null) {
    const other = d && otherFigure(d);
    if (other) return el("span", { class: "row-figure people" }, other[0], el("span", { class: "row-unit", text: other[1] }));
    return el("span", { class: "row-figure none", text: "no pair timed" });
  }
  const apart = d.pair && d.pair.joint ? "same site" : "apart";
  return el("span", { class: "row-figure" }, minutes(d.minutes), el("span", { class: "row-unit", text: apart }));
}

function opportunityRow(model, o, open, onPick) {
  const d = o.quickest;
  const service = model.services.get(o.service).shown;
  const button = el(
    "button",
    { type: "button", class: o.rejected ? "row faint" : "row", "aria-expanded": String(open), "data-at": String(o.at) },
    el("span", { class: o.rejected ? "badge off" : "badge", text: rankOf(o) }),
    el("span", { class: "row-words" }, rowTitle(model, o),
      el("span", { class: "row-sub" }, el("bdi", { text: service }), ` \u00b7 ${relationShort(model, d)}`, ...rowMarks(o))),
    rowFigure(d),
  );
  button.addEventListener("click", () => onPick(open ? null : o.at));
  const item = el("li", { class: open ? "open" : "" }, button);
  if (open) {
    item.append(opportunityCard(model, o));
    button.setAttribute("aria-controls", "card");
  }
  return item;
}

// What a person has decided, and that it is shared already, as far as anyone knows.
function rowMarks(o) {
  const marks = [];
  if (o.review !== null) marks.push(el("span", { class: `mark ${o.review}`, text: o.review }));
  if (o.quickest && o.quickest.pair && o.quickest.pair.shared) marks.push(el("span", { class: "mark shared", text: "shared already" }));
  if (o.quickest && o.quickest.near_threshold === 1) marks.push(el("span", { class: "mark near", text: "near the threshold" }));
  return marks;
}

function reviewLine(o) {
  const line = el("p", { class: `decided ${o.review}` }, el("strong", { text: o.review === "rejected" ? "Rejected in review" : "Accepted in review" }));
  if (o.review_note !== null) line.append(": ", el("bdi", { text: o.review_note }));
  return line;
}

// How far a case rests on where sites stand.
function tieWords(model, d) {
  const sites = `of ${d.sites === 1 ? "the one site" : `their ${number(d.sites)} sites`}`;
  const words = [];
  if (d.guessed) words.push(`Rests on a guess: the provider of ${number(d.guessed)} ${sites} is guessed from where it stands.`);
  if (d.placed) words.push(`The provider of ${number(d.placed)} ${sites} is taken from where it stands.`);
  return words.join(" ");
}

function fact(list, term, ...value) {
  list.append(el("div", {}, el("dt", { text: term }), el("dd", {}, ...value)));
}

function sideLine(model, letter, side, agency, facility) {
  const line = el("p", { class: "side" }, el("span", { class: `badge side-${side}`, text: letter }));
  const words = el("span", {}, el("bdi", { class: "side-agency", text: agency }));
  if (facility !== null) {
    words.append(el("bdi", { class: "side-facility", text: facilityName(model, facility) }));
    if (tieOf(model, facility) !== "named") words.append(el("span", { class: "side-tie", text: ATTRIBUTION[model.facilities.attribution[facility]] }));
  }
  line.append(words);
  return line;
}

function caseFacts(model, d) {
  const list = el("dl", { class: "facts" });
  const { pair } = d;
  if (pair && d.minutes !== null) {
    const way = { drive: "along the streets", walk: "on foot", straight: "in a straight line" }[pair.clock] || "";
    if (pair.joint) fact(list, "Same site", "The two facilities stand at one spot.");
    fact(list, "A to B", minutes(pair.ab));
    fact(list, "B to A", minutes(pair.ba));
    fact(list, "Distance", `${distance(pair.metres, model.about.units)} ${way}`.trim());
    if (d.facility_pairs > 1) fact(list, "Pairs", `${number(d.facility_pairs)} pairs of facilities within the standard; this is the quickest`);
  } else if (model.services.get(d.service).minutes === null) {
    fact(list, "Minutes", "No travel standard was run for this service.");
  } else {
    fact(list, "Facilities", "No two of their facilities lie within the standard that was run.");
  }
  fact(list, "Territories", relation(model, d));
  if (pair && pair.shared) fact(list, "Sharing", "The two sites are on record as shared already.");
  if (d.guessed || d.placed) fact(list, "Providers", tieWords(model, d));
  fact(list, "Confidence", confidence(d.confidence));
  if (caseStanding(d)) fact(list, "Firmness", caseStanding(d));
  if (d.censored === 1) fact(list, "Edge", "May go on beyond the region: a site of theirs reaches the edge of what this run knows.");
  return list;
}

function opportunityCard(model, o) {
  const label = o.rejected ? "Details of a rejected case" : `Details of opportunity ${o.rank}`;
  const card = el("div", { class: "card", id: "card", role: "region", "aria-label": label });
  const d = o.quickest;
  if (o.review !== null) card.append(reviewLine(o));
  if (d && d.a !== null && d.b !== null) {
    const side = (at) => o.agencies.indexOf(at) % SIDES.length;
    card.append(
      sideLine(model, "A", side(d.a), model.agencies[d.a].shown, d.pair ? d.pair.a : null),
      sideLine(model, "B", side(d.b), model.agencies[d.b].shown, d.pair ? d.pair.b : null),
    );
  }
  if (d) card.append(caseFacts(model, d), el("h3", { text: "Why it is here" }), kindList(model, d));
  if (o.reasons) card.append(el("p", { text: o.reasons, dir: "auto" }));
  if (o.cases.length > 1) card.append(el("p", { text: `${number(o.cases.length)} cases of shared coverage among ${o.agencies.length} agencies; the figures are those of the quickest.` }));
  card.append(el("h3", { text: "What we do not know" }), el("p", { text: notKnown(model) }));
  return card;
}

function emptyList(model, view) {
  if (!model.opportunities.length) {
    return "No sharing opportunity was found in this run."
      + (model.facilities.count ? "" : " It holds no facilities.");
  }
  if (view.kind !== null) return "None of this kind for this choice. Choose all kinds or all services.";
  return view.minutes !== null && view.minutes < model.longest
    ? "None at this setting. Move the slider to the right, or choose all services."
    : "None for this choice. Choose all services or all agencies.";
}

function drawList(model, view, selection, limit, onPick) {
  const list = document.getElementById("list");
  const shown = selection.opportunities.slice(0, limit);
  const items = shown.map((o) => opportunityRow(model, o, o.at === view.finding, onPick));
  if (!shown.length) items.push(el("li", { class: "empty", text: emptyList(model, view) }));
  list.replaceChildren(...items);
  drawRejected(model, view, selection, onPick);
  const counts = countTies(model, (i) => view.service === null || model.facilities.service[i] === view.service);
  document.getElementById("ties").hidden = !tiesSentence(counts);
  document.getElementById("ties-text").textContent = tiesSentence(counts);
  document.getElementById("ties-dot").className = `dot ${counts.guessed ? "guessed" : "placed"}`;
  document.getElementById("more").hidden = selection.opportunities.length <= limit;
  document.getElementById("csv").disabled = !selection.opportunities.length;
  document.getElementById("tally").textContent = tally(model, selection, shown.length);
}

// Folded behind the list, as long as none of them is open.
function drawRejected(model, view, selection, onPick) {
  const box = document.getElementById("rejected");
  const items = selection.rejected.map((o) => opportunityRow(model, o, o.at === view.finding, onPick));
  box.hidden = !items.length;
  if (selection.rejected.some((o) => o.at === view.finding)) box.open = true;
  document.getElementById("rejected-count").textContent = `Rejected in review (${number(items.length)})`;
  document.getElementById("rejected-list").replaceChildren(...items);
}

function tally(model, selection, shown) {
  const cases = plural(selection.cases.length, "case of shared coverage", "cases of shared coverage");
  const all = selection.opportunities.length;
  const off = selection.rejected.length ? `; ${number(selection.rejected.length)} rejected in review` : "";
  if (!all) return `${cases}${off}.`;
  const list = shown < all ? `First ${number(shown)} of ${number(all)}` : `All ${number(all)}`;
  return `${list}, from ${cases}${off}.`;
}

// A cell that a spreadsheet would run as a formula gets an apostrophe in front.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLines(model, opportunities) {
  const head = ["rank", "service", "agencies", "facility_a", "facility_b", "minutes_ab", "minutes_ba", "metres",
    "relation", "shared_border_m", "kinds", "people_both_reach", "confidence", "review", "review_note", "reasons"];
  const lines = opportunities.map((o) => {
    const d = o.quickest || { relation: null, shared_m: null, kinds: null, both_people: null, confidence: null, pair: null };
    const pair = d.pair || { a: null, b: null, ab: null, ba: null, metres: null };
    const name = (at) => (at === null ? null : facilityName(model, at));
    return [o.rank, model.services.get(o.service).shown, between(model, o).join("; "), name(pair.a), name(pair.b),
      pair.ab, pair.ba, pair.metres, d.relation, d.shared_m, d.kinds, d.both_people, d.confidence, o.review, o.review_note, o.reasons];
  });
  return [head, ...lines];
}

function save(lines, name) {
  const text = `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function sourceLine(source) {
  const parts = [ROLES[source.role] || source.role, source.path, source.date ? `describes ${source.date}` : "no date given"];
  if (source.attribution) parts.push(source.attribution);
  return parts.join(" \u00b7 ");
}

const attributions = (model) =>
  [...new Set(model.about.sources.map((s) => s.attribution).filter(Boolean))];

function sourceDates(model) {
  const years = new Map();
  for (const { role, date } of model.about.sources) {
    if (role === "nodes" || role === "join") continue; // parts of the streets, and of another source
    const label = ROLES[role] || role;
    years.set(label, [...(years.get(label) || []), date ? String(date).slice(0, 4) : "undated"]);
  }
  return [...years].map(([label, all]) => `${label} ${[...new Set(all)].sort().join(", ")}`).join(" \u00b7 ");
}

function footFacts(model) {
  const units = model.about.units === "us" ? "Distances in miles" : "Distances in kilometres";
  const open = model.about.public ? "Version for the public, without figures of what the absence of one site would change" : "";
  return [clockSentence(model), open, units, sourceDates(model), attributions(model).join(" \u00b7 "), `In the data: ${findingCounts(model)}`, `adjoin ${model.about.version}`]
    .filter(Boolean);
}

function directions(model) {
  if (model.clocks.includes("drive")) return " Both directions are given, because one-way streets make them differ.";
  return model.clocks.includes("walk") ? " Both directions are given." : "";
}

function drawSources(model) {
  const list = (items) => el("ul", {}, ...items.map((item) => el("li", { text: item, dir: "auto" })));
  const words = Object.keys(KINDS).filter((kind) => model.kinds.has(kind)).map(kindSentence);
  const standards = [...model.services.values()].map((s) => `${s.shown}: ${standard(model, s.id)}`);
  const found = model.findings.map((f) => `${plural(f.count, f.severity, SEVERITY[f.severity])}, ${f.source}${f.count > 1 ? ", for example" : ""}: ${f.example}`);
  document.getElementById("sources-body").replaceChildren(
    el("h3", { text: "Sources" }), list([...new Set(model.about.sources.map(sourceLine))]),
    el("h3", { text: "How to read the figures" }),
    el("p", { text: `${clockSentence(model)}.${directions(model)} Shared coverage is a fact of geography, not a judgement of anyone\u2019s work: it says where a first conversation may pay.` }),
    list(words),
    el("h3", { text: "Standards" }), list(standards),
    el("h3", { text: "What we do not know" }), el("p", { text: notKnown(model) }),
    el("h3", { text: "Found in the data" }), found.length ? list(found) : el("p", { text: "Nothing that needs attention." }),
    el("p", { class: "quiet", text: `Made with adjoin ${model.about.version}; map drawn with Leaflet 1.9.3.` }),
  );
}
