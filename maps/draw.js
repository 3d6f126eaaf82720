// What is drawn on the map. Text goes in as nodes, never as HTML.

const RAMP = ["#ffffff", "#dceee9", "#b9ddd4", "#94cabd", "#70b5a6"]; // one hue, dark text readable on all
const SIDES = ["#0072b2", "#d55e00", "#cc79a7", "#e69f00"]; // Okabe-Ito
const LAND = "#f1f3f1"; // territory of agencies of another level
const EDGE = "#84959e";
const INK = "#17252e";
// Behind an open finding the shading steps back towards the land. Mixed beforehand and drawn opaque,
// so that overlapping agencies do not add up and the legend shows the very colours of the map.
const PALE = ["#f7f9f7", "#e8f1ed", "#d8e9e4", "#c7e1da", "#b7d7cf"];
const MANY = 1500; // above this many agencies polygons go on a canvas

const quiet = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  const { text, ...rest } = options;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(rest)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// A text that may be broken behind its slashes.
const breakable = (text) => text.split(/(?<=\/)/).flatMap((part, i) => (i ? [el("wbr"), part] : [part]));

// Facilities: one canvas, drawn from typed arrays with one small picture of a dot.
const PointLayer = L.Layer.extend({
  initialize(facilities, pane, tie) {
    this._f = facilities;
    this._tie = tie;
    this._paneName = pane;
    this._shown = [];
  },
  onAdd(map) {
    this._canvas = L.DomUtil.create("canvas", "points");
    map.getPane(this._paneName).appendChild(this._canvas);
    this._draw();
  },
  onRemove() { this._canvas.remove(); },
  getEvents() {
    return { moveend: this._draw, zoomend: this._draw, resize: this._draw, zoomstart: this._hide };
  },
  show(indices) {
    this._shown = indices;
    if (this._map) this._draw();
  },
  _hide() { this._canvas.hidden = true; },
  // The more facilities, the smaller their dots: 4 px, 3 px above 300, 2 px above 1,500. Full where
  // the provider is named, a ring where it is taken from the place, a broken ring where it is guessed.
  _sprite(tie) {
    const many = this._shown.length;
    const radius = many > 1500 ? 2 : many > 300 ? 3 : 4;
    const ratio = window.devicePixelRatio || 1;
    const dot = document.createElement("canvas");
    dot.width = dot.height = 12 * ratio;
    const c = dot.getContext("2d");
    c.scale(ratio, ratio);
    c.beginPath();
    if (tie === "named") {
      c.arc(6, 6, radius, 0, 2 * Math.PI);
      c.fillStyle = INK;
      c.strokeStyle = "#ffffff";
      c.lineWidth = radius > 2 ? 1.5 : 0.75;
    } else {
      c.arc(6, 6, radius + 0.5, 0, 2 * Math.PI);
      c.fillStyle = "rgb(255 255 255 / 0.9)";
      c.strokeStyle = INK;
      c.lineWidth = radius > 2 ? 1.7 : 1;
      if (tie === "guessed") c.setLineDash([radius * 0.75, radius * 0.55]);
    }
    c.fill();
    c.stroke();
    return dot;
  },
  // Pixel of a facility in the layer's frame.
  pixel(i) {
    const scale = 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin();
    return [this._f.wx[i] * scale - origin.x, this._f.wy[i] * scale - origin.y];
  },
  _draw() {
    const map = this._map;
    const size = map.getSize();
    const pad = size.multiplyBy(0.15).round();
    const corner = map.containerPointToLayerPoint([0, 0]).subtract(pad);
    const width = size.x + 2 * pad.x;
    const height = size.y + 2 * pad.y;
    const ratio = window.devicePixelRatio || 1;
    this._canvas.hidden = false;
    this._canvas.width = width * ratio;
    this._canvas.height = height * ratio;
    this._canvas.style.width = `${width}px`;
    this._canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(this._canvas, corner);
    const c = this._canvas.getContext("2d");
    c.scale(ratio, ratio);
    const dots = { named: this._sprite("named"), placed: this._sprite("placed"), guessed: this._sprite("guessed") };
    for (const i of this._shown) {
      const [x, y] = this.pixel(i);
      if (x - corner.x < -6 || y - corner.y < -6 || x - corner.x > width || y - corner.y > height) continue;
      c.drawImage(dots[this._tie(i)], x - corner.x - 6, y - corner.y - 6, 12, 12);
    }
  },
  // The facility under the pointer, if any: a plain scan of 20,000 takes well under 1 ms.
  at(layerPoint, reach = 8) {
    let best = null;
    let least = reach * reach;
    for (const i of this._shown) {
      const [x, y] = this.pixel(i);
      const d = (x - layerPoint.x) ** 2 + (y - layerPoint.y) ** 2;
      if (d < least) { least = d; best = i; }
    }
    return best;
  },
});

function addPanes(map) {
  ["land", "shade", "roads", "assets", "chosen", "points", "numbers", "labels"].forEach((name, at) => {
    map.createPane(name).style.zIndex = 401 + at;
    map.getPane(name).style.pointerEvents = "none";
  });
}

function makeRenderers(model) {
  const kind = model.agencies.length > MANY ? L.canvas : L.svg;
  // Few and small: each is a picture of its own, and browsers drop tiles when memory is short.
  const of = (make, pane) => make({ pane, padding: 0.15 });
  return { land: of(kind, "land"), shade: of(kind, "shade"), roads: of(kind, "roads"), assets: of(L.svg, "assets"), chosen: of(L.svg, "chosen") };
}

// The parts that never change: land, roads, outlines of every level.
function drawGround(map, model, renderers) {
  const land = model.agencies.flatMap((a) => a.shape);
  const still = { interactive: false, smoothFactor: 0, noClip: true };
  L.polygon(land, {
    ...still, pane: "land", renderer: renderers.land, fillRule: "nonzero",
    fillColor: LAND, fillOpacity: 1, color: "#a9b7bf", weight: 2,
  }).addTo(map);
  L.polyline(model.roads, {
    ...still, smoothFactor: 1, pane: "roads", renderer: renderers.roads,
    color: "#7c8b95", weight: 1, opacity: 0.4,
  }).addTo(map);
  return L.latLngBounds(land.flat(2)).isValid() ? L.latLngBounds(land.flat(2)) : null;
}

// Shading and borders of one level, one opaque path for each agency; the other levels as dashed outlines.
function drawLevel(map, model, renderers, level) {
  const group = L.layerGroup();
  const polygons = new Map();
  const own = new Set();
  const other = new Set();
  for (const a of model.agencies) {
    if (!a.shape.length) continue;
    a.arcSet.forEach((n) => (a.level === level ? own : other).add(n));
  }
  for (const a of largestFirst(model, level)) {
    const polygon = L.polygon(a.shape, {
      pane: "shade", renderer: renderers.shade, stroke: false, fillOpacity: 1, fillColor: RAMP[0],
      smoothFactor: 0, noClip: true, interactive: false, className: "shaded",
    });
    polygons.set(a.at, polygon.addTo(group));
  }
  const line = (numbers, style) => L.polyline([...numbers].map((n) => model.arcs[n]), {
    pane: "shade", renderer: renderers.shade, interactive: false, smoothFactor: 0, noClip: true, ...style,
  }).addTo(group);
  line(own, { color: EDGE, weight: 0.7 });
  other.forEach((n) => own.has(n) && other.delete(n));
  line(other, { color: "#4b5d68", weight: 1, opacity: 0.55, dashArray: "5 4" });
  group.addTo(map);
  return { group, polygons };
}

const rampOf = (view) => (view.finding === null ? RAMP : PALE);

function shadeLevel(polygons, view, selection) {
  polygons.forEach((polygon, at) => {
    polygon.setStyle({ fillColor: rampOf(view)[classOf(selection.classes, selection.counts[at])] });
  });
}

function badge(text, className) {
  return L.divIcon({ html: el("span", { class: className, text }), className: "", iconSize: [26, 26] });
}

// Push numbers apart until none covers another, at most 30 rounds.
function spread(points, gap) {
  for (let round = 0; round < 30; round += 1) {
    let moved = false;
    for (let i = 0; i < points.length; i += 1) {
      for (let j = i + 1; j < points.length; j += 1) {
        const dx = points[j].x - points[i].x || 0.1 * (j - i);
        const dy = points[j].y - points[i].y || 0.1;
        const d = Math.hypot(dx, dy);
        if (d >= gap) continue;
        const push = (gap - d) / 2 / d;
        points[i] = L.point(points[i].x - dx * push, points[i].y - dy * push);
        points[j] = L.point(points[j].x + dx * push, points[j].y + dy * push);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return points;
}

const rankOf = (o) => (o.rejected ? "\u00d7" : String(o.rank));

// The numbered opportunities of the list, and faintly those that a person has rejected.
function drawNumbers(map, model, group, shown, rejected, chosen, onPick) {
  group.clearLayers();
  const placed = [...shown, ...rejected]
    .map((o) => ({ o, place: placeOf(model, o) }))
    .filter(({ o, place }) => place !== null && o.at !== chosen);
  const points = spread(placed.map(({ place }) => map.latLngToLayerPoint(place)), 27);
  placed.forEach(({ o }, i) => {
    const look = o.rejected ? "badge off" : "badge";
    const marker = L.marker(map.layerPointToLatLng(points[i]), {
      icon: badge(rankOf(o), chosen === null ? look : `${look} dim`), pane: "numbers", keyboard: false,
    });
    marker.on("click", () => onPick(o.at));
    marker.addTo(group);
    marker.getElement().style.pointerEvents = "auto";
    marker.getElement().setAttribute("aria-hidden", "true"); // the list says the same to a screen reader
  });
  return placed.map(({ o }, i) => ({ text: rankOf(o), point: points[i] }));
}

// The agency that the list is narrowed to; both agencies, their shared border, both facilities and
// the way between them. -> [{letter, side, point}] of the two marks.
function drawChosen(map, model, renderers, group, o, agency) {
  group.clearLayers();
  const faint = o && o.rejected ? { opacity: 0.45 } : {};
  const style = { pane: "chosen", renderer: renderers.chosen, interactive: false, smoothFactor: 0, noClip: true, ...faint };
  if (agency !== null) L.polygon(model.agencies[agency].shape, { ...style, color: INK, weight: 2.5, fill: false }).addTo(group);
  if (!o) return [];
  o.agencies.forEach((at, i) => {
    const color = SIDES[i % SIDES.length];
    L.polygon(model.agencies[at].shape, {
      ...style, color, weight: 2.5, fillColor: color, fillOpacity: tintOf(o),
    }).addTo(group);
  });
  for (const d of o.cases) {
    if (d.a === null || d.b === null) continue;
    L.polyline(sharedArcs(model, d.a, d.b), { ...style, color: INK, weight: 4 }).addTo(group);
  }
  const plain = plainLine(model, o);
  if (plain) {
    L.polyline(plain, { ...style, color: "#ffffff", weight: 7 }).addTo(group);
    L.polyline(plain, { ...style, color: INK, weight: 3, dashArray: "10 6" }).addTo(group);
  }
  const ends = pairEnds(model, o);
  if (!ends) return [];
  // Along the streets where the way is known, else straight: then it says only which two are meant.
  const way = o.quickest.pair.way;
  L.polyline(way || ends, { ...style, color: "#ffffff", weight: 7 }).addTo(group);
  L.polyline(way || ends, { ...style, color: INK, weight: 3, dashArray: "1 6" }).addTo(group);
  const [p, q] = spread(ends.map((end) => map.latLngToLayerPoint(end)), 26);
  const marks = [p, q].map((point, i) => {
    const at = o.agencies.indexOf(i ? o.quickest.b : o.quickest.a);
    return { letter: "AB"[i], side: at % SIDES.length, point };
  });
  for (const { letter, side, point } of marks) {
    L.marker(map.layerPointToLatLng(point), {
      icon: badge(letter, `badge side-${side}`), pane: "numbers", keyboard: false, interactive: false,
    }).addTo(group);
  }
  return marks;
}

// A light tint tells the two apart; where one covers the other it would only falsify the shading.
const tintOf = (o) => (o.cases.some((d) => ["contains", "within", "overlap"].includes(d.relation)) ? 0 : 0.12);

function pairEnds(model, o) {
  const pair = o.quickest && o.quickest.pair;
  const f = model.facilities;
  if (!pair || pair.a === null || pair.b === null) return null;
  const ends = [L.latLng(f.lat[pair.a] || 0, f.lng[pair.a] || 0), L.latLng(f.lat[pair.b] || 0, f.lng[pair.b] || 0)];
  return isNaN(f.lat[pair.a] + f.lat[pair.b]) ? null : ends;
}
