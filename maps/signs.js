// The signs of the matrix: each has a shape of its own, so that nobody needs the colours.

const HOWS = {
  provides: { color: "#0b5d50", words: "provides it itself, with the number of its sites" },
  serves: { color: "#0b5d50", words: "does it for another agency" },
  joint: { color: "#8a4b00", words: "through a joint authority" },
  buys: { color: "#0065a3", words: "buys it from another agency" },
  aid: { color: "#7a3c88", words: "mutual or automatic aid" },
  funds: { color: "#4c5d68", words: "pays for it" },
  owns: { color: "#4c5d68", words: "owns the sites" },
};
const OTHER_HOW = { color: "#4c5d68", words: "has to do with it in another way" };
const LINE = { fill: "none", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round" };

const SHAPES = {
  serves: (c) => [svg("circle", { cx: 11, cy: 11, r: 9.5, fill: c }), svg("path", { d: "M11 15.5V7M7.4 10.2 11 6.6l3.6 3.6", ...LINE, stroke: "#fff" })],
  joint: (c) => [svg("circle", { cx: 7.8, cy: 11, r: 5.4, ...LINE, stroke: c }), svg("circle", { cx: 14.2, cy: 11, r: 5.4, ...LINE, stroke: c })],
  buys: (c) => [svg("rect", { x: 2.5, y: 2.5, width: 17, height: 17, rx: 4, ...LINE, stroke: c, fill: "#fff" }), svg("path", { d: "M11 6.5V15M7.4 11.8 11 15.4l3.6-3.6", ...LINE, stroke: c })],
  aid: (c) => [svg("path", { d: "M3.5 8h14M14 4.2 17.8 8 14 11.8", ...LINE, stroke: c }), svg("path", { d: "M18.5 15h-14M8 11.4 4.2 15 8 18.6", ...LINE, stroke: c })],
  funds: (c) => [svg("circle", { cx: 11, cy: 11, r: 8.6, ...LINE, stroke: c, fill: "#fff" }), svg("text", { x: 11, y: 15.2, "text-anchor": "middle", "font-size": 12, "font-weight": 700, fill: c }, "$")],
  owns: (c) => [svg("path", { d: "M3.5 10.5 11 4l7.5 6.5V18.5h-15Z", ...LINE, stroke: c, fill: "#fff" })],
};

// A disc: full where it is known, a ring where it is taken from the place, a broken ring where guessed.
function ownSign(color, count, tie) {
  const look = tie === "named"
    ? { fill: color }
    : { fill: "#fff", stroke: color, "stroke-width": 1.8, ...(tie === "guessed" ? { "stroke-dasharray": "3 2.2" } : {}) };
  const ink = tie === "named" ? "#fff" : color;
  const parts = [svg("circle", { cx: 11, cy: 11, r: tie === "named" ? 10 : 9.2, ...look })];
  if (count === null) parts.push(svg("path", { d: "M6.8 11.4 9.8 14.4 15.4 8.2", ...LINE, "stroke-width": 2, stroke: ink }));
  else {
    const text = count > 99 ? "99+" : String(count);
    const size = [12, 11, 8.5][text.length - 1];
    parts.push(svg("text", { x: 11, y: 11 + size * 0.36, "text-anchor": "middle", "font-size": size, "font-weight": 700, fill: ink }, text));
  }
  return parts;
}

const drawnSigns = new Map(); // one of each, to be copied

function sign(how, { count = null, tie = "named", small = false } = {}) {
  const key = `${how}|${count}|${tie}|${small}`;
  if (!drawnSigns.has(key)) drawnSigns.set(key, newSign(how, count, tie, small));
  return drawnSigns.get(key).cloneNode(true);
}

function newSign(how, count, tie, small) {
  const size = small ? 12 : 22;
  const { color } = HOWS[how] || OTHER_HOW;
  const root = svg("svg", { viewBox: "0 0 22 22", width: size, height: size, class: "sign", "aria-hidden": "true" });
  const shape = SHAPES[how];
  if (how === "provides") root.append(...ownSign(color, count, tie));
  else if (shape) root.append(...shape(color));
  else root.append(svg("rect", { x: 4, y: 4, width: 14, height: 14, transform: "rotate(45 11 11)", ...LINE, stroke: color }));
  return root;
}

// How sure the providers of an agency's sites are, all together, by the key of the cell. What an
// inventory says, too, is no guess.
function ownTies(model) {
  const f = model.facilities;
  const counts = new Map();
  for (let i = 0; i < f.count; i += 1) {
    if (f.agency[i] === null) continue;
    const key = model.matrix.key(f.agency[i], f.service[i]);
    const count = counts.get(key) || { named: 0, placed: 0, guessed: 0 };
    count[tieOf(model, i)] += 1;
    counts.set(key, count);
  }
  const tie = (cell) => {
    const own = cell.entries.find((entry) => entry.how === "provides");
    const count = counts.get(cell.key);
    if (!own || own.evidence !== "facilities" || !count || count.named) return "named";
    return count.placed ? "placed" : "guessed";
  };
  return new Map(model.matrix.cells.map((cell) => [cell.key, tie(cell)]));
}

// The weightiest sign of a cell large, up to two others small beside it.
function cellSigns(model, cell, ties) {
  const hows = [...new Set(cell.entries.map((entry) => entry.how))];
  const sites = cell.entries.map((entry) => entry.sites).filter((count) => count !== null);
  const main = sign(hows[0], { count: sites.length ? Math.max(...sites) : null, tie: ties.get(cell.key) });
  const more = hows.slice(1, 3).map((how) => sign(how, { small: true }));
  if (!more.length) return [main];
  main.classList.add("beside");
  return [main, el("span", { class: "more-signs" }, ...more)];
}

function drawSigns(model, ties) {
  const item = (node, words) => el("li", {}, node, words);
  const list = model.matrix.hows.map((how) => item(
    sign(how, { count: how === "provides" ? 3 : null }), (HOWS[how] || { words: how.replaceAll("_", " ") }).words));
  const values = new Set(ties.values());
  if (values.has("placed")) list.push(item(sign("provides", { count: 3, tie: "placed" }), "known only from where its sites stand"));
  if (values.has("guessed")) list.push(item(sign("provides", { count: 3, tie: "guessed" }), "guessed from where its sites stand"));
  list.push(item(el("span", { class: "blank" }), "nothing on record, which is not \u201cdoes not do it\u201d"));
  return list;
}
