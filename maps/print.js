// The printed sheet: one landscape page, drawn anew as vectors from what the screen shows, so that
// plain Ctrl+P works and nothing depends on the size of the window.

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
}

function path(map, lines, close) {
  const step = (p, i) => `${i ? "L" : "M"}${p.x.toFixed(1)} ${p.y.toFixed(1)}`;
  return lines
    .map((line) => line.map((at) => map.latLngToLayerPoint(at)).map(step).join("") + (close ? "Z" : ""))
    .join("");
}

function printedMap(map, model, view, selection, drawn, listed) {
  const size = map.getSize();
  const corner = map.containerPointToLayerPoint([0, 0]);
  const root = svg("svg", {
    viewBox: `${corner.x} ${corner.y} ${size.x} ${size.y}`, role: "img", "aria-label": "Map",
  });
  const add = (tag, attributes, text) => root.append(svg(tag, attributes, text));
  const rings = (a) => path(map, a.shape.flat(), true);
  add("path", { d: model.agencies.map(rings).join(""), fill: LAND, stroke: "#a9b7bf", "stroke-width": 1.5 });
  const level = largestFirst(model, view.level);
  for (const a of level) {
    const fill = rampOf(view)[classOf(selection.classes, selection.counts[a.at])];
    add("path", { d: rings(a), fill, "fill-rule": "evenodd", class: "shaded" });
  }
  add("path", { d: path(map, model.roads, false), fill: "none", stroke: "#7c8b95", "stroke-opacity": 0.4, "stroke-width": 0.7 });
  const arcs = new Set(level.flatMap((a) => [...a.arcSet]));
  add("path", { d: path(map, [...arcs].map((n) => model.arcs[n]), false), fill: "none", stroke: EDGE, "stroke-width": 0.6 });
  printedAgreements(map, drawn.assets, add);
  if (drawn.chosen) printedChosen(map, model, drawn, add, rings);
  if (drawn.points.length) {
    const at = (i) => map.latLngToLayerPoint([model.facilities.lat[i], model.facilities.lng[i]]);
    const dots = (tie, draw) => drawn.points.filter((i) => tieOf(model, i) === tie).map(at).map(draw).join("");
    const spot = (p) => `M${p.x.toFixed(1)} ${p.y.toFixed(1)}h0`;
    const ring = (p) => `M${(p.x - 3).toFixed(1)} ${p.y.toFixed(1)}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`;
    add("path", { d: dots("named", spot), stroke: INK, "stroke-width": 5, "stroke-linecap": "round" });
    add("path", { d: dots("placed", ring), fill: "#fff", stroke: INK, "stroke-width": 1.2 });
    add("path", { d: dots("guessed", ring), fill: "#fff", stroke: INK, "stroke-width": 1.2, "stroke-dasharray": "2 1.4" });
  }
  for (const { text, point, strong } of drawn.labels) {
    add("text", {
      x: point.x, y: point.y + 4, "text-anchor": "middle", "font-size": 11.5, "font-weight": strong ? 700 : 600,
      fill: "#22343f", stroke: "#fff", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
    }, text);
  }
  for (const { text, point } of drawn.numbers) {
    if (!listed.has(text)) continue; // a number that the sheet does not list would explain nothing
    add("circle", { cx: point.x, cy: point.y, r: 11, fill: INK, stroke: "#fff", "stroke-width": 2 });
    add("text", { x: point.x, y: point.y + 4.2, "text-anchor": "middle", "font-size": 12, "font-weight": 700, fill: "#fff" }, text);
  }
  return root;
}

function printedChosen(map, model, { chosen: o, marks }, add, rings) {
  o.agencies.forEach((at, i) => {
    const color = SIDES[i % SIDES.length];
    add("path", { d: rings(model.agencies[at]), fill: color, "fill-opacity": tintOf(o), stroke: color, "stroke-width": 2.5 });
  });
  for (const d of o.cases) {
    if (d.a === null || d.b === null) continue;
    add("path", { d: path(map, sharedArcs(model, d.a, d.b), false), stroke: INK, fill: "none", "stroke-width": 4 });
  }
  const plain = plainLine(model, o);
  if (plain) add("path", { d: path(map, [plain], false), stroke: INK, fill: "none", "stroke-width": 3, "stroke-dasharray": "9 5" });
  const ends = pairEnds(model, o);
  if (!ends) return;
  const { way } = o.quickest.pair;
  add("path", { d: path(map, [way || ends], false), stroke: INK, fill: "none", "stroke-width": 3, "stroke-dasharray": "2 5" });
  for (const { letter, side, point: p } of marks) {
    add("circle", { cx: p.x, cy: p.y, r: 9, fill: SIDES[side], stroke: "#fff", "stroke-width": 2 });
    add("text", { x: p.x, y: p.y + 4, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: "#fff" }, letter);
  }
}

function printedRow(model, o) {
  const d = o.quickest;
  return el("li", {}, el("span", { class: "badge", text: String(o.rank) }),
    el("span", { class: "row-words" },
      el("span", { class: "row-title", dir: "auto", text: between(model, o).map((n) => shorten(n, 48)).join(" and ") }),
      el("span", { class: "row-sub", text: `${shorten(model.services.get(o.service).shown, 28)} \u00b7 ${relationShort(model, d)}` })),
    rowFigure(d));
}

function drawSheet(map, model, view, selection, drawn) {
  const legend = el("div", { class: "legend" });
  drawLegend(legend, model, view, selection, drawn.ties, drawn.assets);
  const first = selection.opportunities.slice(0, 10);
  const listed = new Set(first.map((o) => String(o.rank)));
  const top = first.map((o) => printedRow(model, o));
  if (!top.length) top.push(el("li", { text: emptyList(model, view) }));
  const banner = model.about.fictional ? [el("p", { class: "banner", text: "Fictional region: no place, agency or figure here is real." })] : [];
  document.getElementById("sheet").replaceChildren(
    ...banner,
    el("header", {}, el("h1", { text: document.getElementById("title").textContent, dir: "auto" }),
      el("p", { text: document.getElementById("lede").textContent, dir: "auto" })),
    el("div", { class: "sheet-body" },
      el("div", { class: "sheet-list" }, el("h2", { text: "Sharing opportunities" }),
        el("p", { class: "tally", text: `Service: ${legendTitle(model, view)[1]}. Minutes between the quickest two facilities.` }),
        el("ol", {}, ...top)),
      el("div", { class: "sheet-right" },
        el("div", { class: "sheet-map" }, printedMap(map, model, view, selection, drawn, listed), legend),
        ...printedService(model, view), printedKinds(first))),
    el("footer", {}, el("p", { text: [...footFacts(model), notKnown(model)].filter(Boolean).join(" \u00b7 "), dir: "auto" })),
  );
}
