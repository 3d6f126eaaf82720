// "This service in the region": who is reached, by how many agencies, and by none; and what all
// sites do together. Figures of single sites have no place here.

const TEST_NAMES = {
  proximity: "proximity", double_provision: "double provision", adjacent_provision: "adjacent provision",
  catchment_overlap: "catchment overlap", redundancy: "what all sites keep together", capacity: "capacity",
  transfers: "who is quicker across a border", sub_scale: "size", sharing: "existing sharing",
};
// Gaps are as dark as overlaps, so that both are seen.
const REACH = [
  ["two", "#0b5d50", "by two agencies or more"], ["one", "#70b5a6", "by one agency"], ["none", "#b34f00", "by none"],
];

// People within the standard of two agencies or more, of one, and of none.
function reachParts(joint) {
  if (!joint || joint.people_covered === undefined || joint.people_shared === undefined) return null;
  const counts = { two: joint.people_shared, one: joint.people_covered - joint.people_shared, none: joint.people_unreached || 0 };
  const all = counts.two + counts.one + counts.none;
  return all > 0 ? REACH.map(([key, color, words]) => ({ key, color, words, count: Math.max(0, counts[key]), share: counts[key] / all })) : null;
}

const reachSentence = (parts) =>
  `People within the standard: ${parts.map((part) => `${part.words} ${number(about(part.count))} (${percent(part.share)})`).join(", ")}.`;

function reachBar(parts) {
  const bar = el("div", { class: "reach-bar", role: "img", "aria-label": reachSentence(parts) });
  for (const { key, color, share } of parts) {
    const piece = el("span", { class: `reach-${key}` });
    piece.style.flexGrow = String(share);
    piece.style.backgroundColor = color;
    if (share > 0) bar.append(piece);
  }
  const list = el("ul", { class: "reach-list" });
  for (const { color, words, count, share } of parts) {
    list.append(el("li", {}, swatch(color), el("span", {}, el("strong", { text: count ? number(about(count)) : "0" }), ` ${words} (${percent(share)})`)));
  }
  return [el("p", { class: "reach-title", text: "People within the standard, about" }), bar, list];
}

const titled = (title, ...parts) => [el("h4", { text: title, dir: "auto" }), ...parts];

const proof = (optimal, gap) => {
  if (optimal) return "proved to be the fewest";
  return gap ? `the fewest that were found, not proved: up to ${percent(gap)} fewer might do` : "the fewest that were found, not proved";
};

function fewestPart(joint) {
  if (!joint || joint.fewest_needed === undefined) return [];
  const kept = joint.keeps === "road_km" ? "all streets that are within the standard today" : "everyone who is within the standard today";
  const parts = [el("p", { text: `Of ${plural(joint.facilities, "existing site", "existing sites")}, whoever runs them, ${number(joint.fewest_needed)} together would keep ${kept} (${proof(joint.optimal, joint.gap)}).` })];
  if (joint.fewest_with_full_alarm !== undefined) {
    parts.push(el("p", { text: `That is the first crew alone. With a full alarm, two stations within ${minutes(joint.full_alarm_minutes)}, which ${roundly(joint.full_alarm_people)} have today: ${number(joint.fewest_with_full_alarm)} (${proof(joint.optimal_with_full_alarm, joint.gap_with_full_alarm)}).` }));
  } else if (joint.full_alarm_minutes !== undefined) {
    parts.push(el("p", { text: "That is the first crew alone; what a full alarm takes is not known." }));
  }
  parts.push(el("p", { class: "guard", text: "Sites are looked at together because single ones never add up: two that stand in for each other would leave a gap if both were missing. Minutes are all that counts here; staff, workload, equipment and buildings are not known." }));
  return titled(`Fewest existing sites that keep today\u2019s cover: ${number(joint.fewest_needed)} of ${number(joint.facilities)}`, ...parts);
}

function transferLine(model, told, i) {
  const name = (at) => (at === null ? "an agency not in the tables" : model.agencies[at].shown);
  const way = told.balance[i] >= 0.5 ? "about as many the other way" : told.balance[i] > 0 ? "fewer the other way" : "nobody the other way";
  const sooner = told.minutes[i] === null ? "no site of their own is in reach" : `${minutes(told.minutes[i])} sooner on average`;
  const shared = told.shared[i] ? "; already under an agreement" : "";
  return `${capital(roundly(told.people[i]))} of ${name(told.home[i])}: ${name(told.other[i])} is quicker, ${sooner}; ${way}${shared}.`;
}

function transfersPart(model, told) {
  if (!told || !told.home.length) return [];
  const lines = told.home.map((_, i) => el("li", { text: transferLine(model, told, i), dir: "auto" }));
  const rest = told.all - lines.length;
  if (rest > 0) lines.push(el("li", { text: `${number(rest)} more between other agencies.` }));
  return titled(`Quicker from across a border: ${roundly(told.all_people)}`, el("ul", { class: "facts-list" }, ...lines));
}

function agreementsPart(model, service) {
  const found = model.agreements.filter((one) => one.service === service);
  if (!found.length) return [];
  return titled(`Shared already: ${plural(found.length, "agreement or shared site", "agreements or shared sites")}`,
    el("ul", { class: "facts-list" }, ...found.map((one) => el("li", { text: agreementLine(model, one), dir: "auto" }))));
}

// Without a standard only the tolerance of borders can be varied.
function sensitivityPart(told, timed) {
  const shown = told && { ...told, ...(timed ? {} : { minutes: undefined, speed: undefined }) };
  if (!shown || !(shown.minutes || shown.speed || shown.tolerance)) return [];
  const line = (words, counts, heads) => (counts ? [el("tr", {}, el("th", { scope: "row", text: words }),
    ...counts.map((count, i) => el("td", {}, el("span", { class: "factor", text: heads[i] }), ` ${number(count)}`)))] : []);
  const fifth = ["0.8\u00d7", "1\u00d7", "1.2\u00d7"];
  const half = ["0.5\u00d7", "1\u00d7", "2\u00d7"];
  const table = el("table", { class: "vary" }, el("tbody", {}, ...line("Standard", shown.minutes, fifth), ...line("Speed", shown.speed, fifth), ...line("Boundary tolerance", shown.tolerance, half)));
  return titled("How many cases there are, one thing varied at a time", table);
}

function testsPart(told) {
  if (!told) return [];
  const name = (test) => TEST_NAMES[test] || test.replaceAll("_", " ");
  const line = ([test, reason]) => el("li", { text: `${capital(name(test))}${reason === null ? "" : `: ${reason}`}.` });
  const parts = [];
  if (told.run.length) parts.push(el("p", { text: "Run:" }), el("ul", { class: "facts-list" }, ...told.run.map(line)));
  if (told.not.length) parts.push(el("p", { text: "Not run, and why:" }), el("ul", { class: "facts-list" }, ...told.not.map(line)));
  return titled(`Tests: ${number(told.run.length)} run, ${number(told.not.length)} not`, ...parts);
}

// Made anew only when another service is chosen, so that what is open stays open.
function drawService(model, view) {
  const box = document.getElementById("service-panel");
  const facts = view.service === null ? undefined : model.serviceFacts.get(view.service);
  const key = facts ? `s:${view.service}` : "";
  if (box.dataset.shows === key) return;
  box.dataset.shows = key;
  box.hidden = !facts;
  if (!facts) return box.replaceChildren();
  const { joint } = facts;
  const parts = reachParts(joint);
  const roads = joint && joint.road_km_covered !== undefined
    ? [el("p", { text: `${distance(joint.road_km_covered * 1000, model.about.units)} of streets within the standard; ${distance(joint.road_km_covered_twice * 1000, model.about.units)} of them of two sites or more.` })] : [];
  const more = [
    ...fewestPart(joint), ...transfersPart(model, facts.transfers), ...agreementsPart(model, view.service),
    ...sensitivityPart(facts.sensitivity, model.services.get(view.service).minutes !== null), ...testsPart(facts.tests),
  ];
  return box.replaceChildren(
    el("h3", { id: "service-title", text: "This service in the region" }),
    ...(parts ? reachBar(parts) : []), ...roads,
    ...(facts.sentence ? [el("p", { class: "sentence", text: facts.sentence, dir: "auto" })] : []),
    ...(more.length ? [el("details", { class: "more-facts" }, el("summary", { text: "More about this service" }), ...more)] : []),
  );
}

// In print: the same in a sentence or two.
function printedService(model, view) {
  const facts = view.service === null ? undefined : model.serviceFacts.get(view.service);
  if (!facts) return [];
  const parts = reachParts(facts.joint);
  const words = [parts ? reachSentence(parts) : "", facts.sentence || ""].filter(Boolean).join(" ");
  return words ? [el("p", { class: "sheet-service", text: words, dir: "auto" })] : [];
}

// What one site reaches; whom no other reaches only where the run is not for the public.
function siteReach(model, at) {
  const { reached, alone, second } = model.facilities;
  if (!reached || reached[at] === null) return [];
  const lines = [`Reaches ${roundly(reached[at])} within the standard.`];
  if (alone && alone[at] !== null && reached[at] > 0) {
    lines.push(`${capital(roundly(alone[at]))} of them reached only by it; ${second && second[at] !== null ? `${percent(second[at])} have a second site within the standard` : "the rest have a second site"}. Such figures of single sites never add up.`);
  }
  return lines;
}
