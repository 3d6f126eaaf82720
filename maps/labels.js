// Names of agencies: the chosen ones, the fourteen largest in view, and others where they fit;
// none over another.

const LABEL_FONT = "600 11.5px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const LABELS_MOST = 160;
const LABELS_LARGEST = 14;

const shorten = (text, most = 34) => (text.length > most ? `${text.slice(0, most - 1)}\u2026` : text);

function labelCandidates(map, model, level, chosen) {
  const first = chosen ? new Set(chosen.agencies) : new Set();
  const bounds = map.getBounds().pad(0.2);
  const metresPerPixel = (lat) =>
    (40075016.7 * Math.cos((lat * Math.PI) / 180)) / 256 / 2 ** map.getZoom();
  const inView = model.agencies
    .filter((a) => a.label && (a.level === level || first.has(a.at)) && bounds.contains(a.label));
  // People where known, else square kilometres: the two never stand in one list of the largest.
  const people = inView.every((a) => a.population !== null);
  const size = (a) => (people ? a.population : a.area_km2) || 0;
  const largest = new Set([...inView].sort((p, q) => size(q) - size(p) || p.at - q.at).slice(0, map.getSize().x < 600 ? 6 : LABELS_LARGEST));
  return inView
    .map((a) => ({
      text: shorten(a.shown), strong: first.has(a.at), large: largest.has(a),
      room: a.label.radius / metresPerPixel(a.label.lat),
      point: map.latLngToLayerPoint(a.label), at: a.at,
    }))
    .sort((p, q) => q.strong - p.strong || q.large - p.large || q.room - p.room || p.at - q.at);
}

// -> [{text, point, strong}] that fit and leave the marks (numbers, A and B) free.
function placeLabels(map, model, level, chosen, marks) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = LABEL_FONT;
  const boxes = marks.map(({ point }) => [point.x - 14, point.y - 14, point.x + 14, point.y + 14]);
  const placed = [];
  for (const label of labelCandidates(map, model, level, chosen)) {
    if (placed.length >= LABELS_MOST) break;
    const width = pen.measureText(label.text).width + 6;
    if (!label.strong && !label.large && label.room * 3.2 < width) continue;
    const { x, y } = label.point;
    // Beside a number rather than under it: try the middle, then below and above.
    const free = [0, 16, -16].map((dy) => [x - width / 2, y + dy - 8, x + width / 2, y + dy + 8])
      .find((box) => !boxes.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]));
    if (!free) continue;
    boxes.push(free);
    placed.push({ ...label, point: L.point(x, (free[1] + free[3]) / 2) });
  }
  return placed;
}

function drawLabels(map, placed) {
  const pane = map.getPane("labels");
  pane.replaceChildren(...placed.map(({ text, strong, point }) => {
    const node = el("span", { class: strong ? "label strong" : "label", text, dir: "auto" });
    L.DomUtil.setPosition(node, point);
    return node;
  }));
}

function legendRows(view, selection) {
  const ramp = rampOf(view);
  const range = (c) => (c.from === c.to ? number(c.from) : `${number(c.from)}\u2013${number(c.to)}`);
  return [
    { color: ramp[0], text: "none" },
    ...selection.classes.map((c, i) => ({ color: ramp[i + 1], text: range(c) })),
  ];
}

function legendTitle(model, view) {
  const service = view.service === null ? "all services" : model.services.get(view.service).shown;
  const limit = view.minutes === null || view.minutes >= model.longest ? "" : `, up to ${minutes(view.minutes)}`;
  const kind = view.kind === null ? "" : `, ${kindTerm(view.kind).toLowerCase()}`;
  return ["Cases of shared coverage per agency", `${service}${kind}${limit}`];
}

function swatch(color, kind = "swatch") {
  const node = el("span", { class: kind });
  node.style[kind === "swatch" ? "backgroundColor" : "borderColor"] = color;
  return node;
}

// What an open finding draws: both outlines, the border that they share, the line between the two.
function chosenKey(model, o) {
  const item = (...parts) => el("li", {}, ...parts);
  const key = el("ul", { class: "key" });
  o.agencies.forEach((at, i) => {
    const letter = o.quickest && at === o.quickest.a ? "A: " : o.quickest && at === o.quickest.b ? "B: " : "";
    if (!model.agencies[at].shape.length) return;
    key.append(item(swatch(SIDES[i % SIDES.length], "outline"), el("span", { text: letter + shorten(model.agencies[at].shown, 40), dir: "auto" })));
  });
  const border = o.cases.some((d) => d.a !== null && d.b !== null && sharedArcs(model, d.a, d.b).length);
  if (border) key.append(item(swatch(INK, "stroke"), "their shared border"));
  if (plainLine(model, o)) key.append(item(swatch(INK, "stroke dotted"), "the two agencies compared"));
  if (pairEnds(model, o)) key.append(item(swatch(INK, "stroke dotted"), o.quickest.pair.way ? "quickest way between the two facilities" : "the two facilities compared"));
  return key;
}

// A facility, by how its provider is known.
const TIES = {
  named: "facility",
  placed: "facility, provider taken from where it stands",
  guessed: "facility, provider guessed from where it stands",
};

function signKey(model, selection, dots) {
  const key = el("ul", { class: "key" });
  if (selection.opportunities.length) {
    key.append(el("li", {}, el("span", { class: "badge small", text: "1" }), "opportunity, by rank"));
  }
  if (selection.rejected.length) {
    key.append(el("li", {}, el("span", { class: "badge small off", text: "\u00d7" }), "rejected in review"));
  }
  for (const tie of Object.keys(TIES)) {
    if (dots.has(tie)) key.append(el("li", {}, el("span", { class: `dot ${tie}` }), TIES[tie]));
  }
  if (model.levels.length > 1) key.append(el("li", {}, el("span", { class: "swatch land" }), "other levels only"));
  if (model.levels.length) key.append(el("li", {}, el("span", { class: "swatch outside" }), "outside the agencies, or water"));
  return key;
}

function drawLegend(box, model, view, selection, dots, assets) {
  const parts = [];
  if (model.levels.length) {
    const [title, sub] = legendTitle(model, view);
    const list = el("ul");
    for (const { color, text } of legendRows(view, selection)) list.append(el("li", {}, swatch(color), text));
    parts.push(el("p", { class: "legend-title", text: title }), el("p", { class: "legend-sub", text: sub, dir: "auto" }), list);
  }
  const o = view.finding === null ? null : model.opportunities[view.finding];
  if (o) parts.push(chosenKey(model, o));
  parts.push(agreementKey(assets), signKey(model, selection, dots));
  box.replaceChildren(...parts.filter((part) => part.tagName === "P" || part.children.length));
}
