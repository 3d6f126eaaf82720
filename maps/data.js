// What the page knows: unpack the data block and answer questions about it.

async function readPayload() {
  const packed = JSON.parse(document.getElementById("adjoin-data").textContent);
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// Delta-coded arc -> [[lat, lng], ...]
function decodeArc(steps, scale) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / scale, x / scale]);
  }
  return points;
}

// A ring is a chain of arcs; ~n is arc n backwards. Neighbouring arcs share an end.
function joinRing(numbers, arcs) {
  const ring = [];
  for (const n of numbers) {
    const arc = n < 0 ? arcs[~n].slice().reverse() : arcs[n];
    for (let i = ring.length ? 1 : 0; i < arc.length; i += 1) ring.push(arc[i]);
  }
  return ring;
}

// Area of a ring on a sphere of radius 1, trapezium by trapezium (degrees of longitude).
function ringSize(ring) {
  const height = ring.map(([lat]) => Math.sin((lat * Math.PI) / 180));
  let twice = 0;
  ring.forEach(([, lng], i) => {
    const next = (i + 1) % ring.length;
    twice += (ring[next][1] - lng) * (height[i] + height[next]);
  });
  return Math.abs(twice) / 2;
}

// Shells less holes. Rounded, so that two agencies of one size stay in the order of the table.
function shapeSize(shape) {
  const sizes = shape.map(([shell, ...holes]) => ringSize(shell) - holes.reduce((sum, hole) => sum + ringSize(hole), 0));
  return Number(sizes.reduce((sum, size) => sum + size, 0).toPrecision(6));
}

// A place lies in a shape when a ray to the east crosses its rings an odd number of times.
function holds(shape, { lat, lng }) {
  let inside = false;
  for (const ring of shape.flat()) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [p, q] = [ring[i], ring[j]];
      if ((p[0] > lat) !== (q[0] > lat) && lng < ((q[1] - p[1]) * (lat - p[0])) / (q[0] - p[0]) + p[1]) inside = !inside;
    }
  }
  return inside;
}

// The drawn agencies of a level, the largest first: smaller ones that overlap them lie on top.
const bySize = (p, q) => q.size - p.size || p.at - q.at;
const largestFirst = (model, level) =>
  model.agencies.filter((a) => a.level === level && a.shape.length).sort(bySize);

// The agencies of a level at a place, the smallest first.
const agenciesAt = (model, level, place) =>
  model.agencies
    .filter((a) => a.level === level && a.box && a.box.contains(place) && holds(a.shape, place))
    .sort(bySize).reverse().map((a) => a.at);

// Columns -> one object for each row.
function rows(columns, skip = []) {
  const names = Object.keys(columns).filter((name) => !skip.includes(name));
  const count = names.length ? columns[names[0]].length : 0;
  return Array.from({ length: count }, (_, at) => {
    const row = { at };
    for (const name of names) row[name] = columns[name][at];
    return row;
  });
}

function readAgencies(columns, scale) {
  const arcs = columns.arcs.map((steps) => decodeArc(steps, scale));
  const agencies = rows(columns, ["arcs"]);
  for (const agency of agencies) {
    agency.shape = agency.polygons.map((rings) => rings.map((ring) => joinRing(ring, arcs)));
    agency.size = shapeSize(agency.shape);
    agency.box = agency.shape.length ? L.latLngBounds(agency.shape.flat(2)) : null;
    agency.arcSet = new Set(agency.polygons.flat(2).map((n) => (n < 0 ? ~n : n)));
    if (agency.label) {
      const [x, y, radius] = agency.label;
      agency.label = { lat: y / scale, lng: x / scale, radius };
    }
    agency.level = agency.level || "other";
    agency.shown = agency.name === null ? agency.id : agency.name;
  }
  return { arcs, agencies };
}

// Facilities stay columns; places also as Mercator at zoom 0, so that drawing is a multiplication.
function readFacilities(columns, scale) {
  const count = columns.id.length;
  const lat = new Float64Array(count).fill(NaN);
  const lng = new Float64Array(count).fill(NaN);
  const wx = new Float64Array(count).fill(NaN);
  const wy = new Float64Array(count).fill(NaN);
  for (let i = 0; i < count; i += 1) {
    if (columns.x[i] === null) continue;
    lat[i] = columns.y[i] / scale;
    lng[i] = columns.x[i] / scale;
    const world = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat[i], lng[i]), 0);
    wx[i] = world.x;
    wy[i] = world.y;
  }
  return { ...columns, count, lat, lng, wx, wy };
}

function readModel(payload) {
  const scale = payload.units_per_degree;
  const { arcs, agencies } = readAgencies(payload.agencies, scale);
  const services = new Map(payload.services.map((s) => [s.id, { ...s, shown: s.name || s.id }]));
  const duplications = rows(payload.duplications);
  for (const { pair } of duplications) if (pair && pair.way) pair.way = decodeArc(pair.way, scale);
  for (const d of duplications) if (d.line) d.line = decodeArc(d.line, scale);
  addEvidence(duplications, payload.evidence);
  const byKey = new Map(duplications.map((d) => [`${d.service}|${d.a}|${d.b}`, d]));
  const opportunities = rows(payload.opportunities);
  for (const o of opportunities) {
    o.cases = casesOf(o, byKey);
    o.quickest = o.cases.find((d) => d.minutes !== null) || o.cases[0] || null;
  }
  addRejected(opportunities, duplications);
  const levels = new Map();
  for (const a of agencies) if (a.shape.length) levels.set(a.level, (levels.get(a.level) || 0) + 1);
  const standards = payload.services.filter((s) => s.mapped).map((s) => s.minutes).filter((m) => m !== null);
  return {
    about: payload.about, services, agencies, arcs, duplications, opportunities,
    facilities: readFacilities(payload.facilities, scale),
    roads: payload.roads.map((steps) => decodeArc(steps, scale)),
    kinds: new Set(duplications.flatMap((d) => (d.kinds || "").split(";"))),
    agreements: readAgreements(payload.agreements, agencies, scale),
    serviceFacts: new Map(Object.entries(payload.service_facts)),
    findings: payload.findings, clocks: payload.clocks, notKnown: payload.not_known,
    matrix: readMatrix(payload.matrix, agencies, services), sharingKnown: payload.sharing_known,
    // Cities first, as they lie beside each other: districts lie over one another.
    levels: [...levels].sort((p, q) => (q[0] === "city") - (p[0] === "city") || q[1] - p[1] || (p[0] < q[0] ? -1 : 1)),
    longest: standards.length ? Math.max(...standards) : null,
  };
}

// What a person has rejected is in no ranking: it gets a place of its own behind the ranked ones.
function addRejected(opportunities, duplications) {
  const ranked = new Set(opportunities.flatMap((o) => o.cases.map((d) => d.at)));
  for (const o of opportunities) o.rejected = o.review === "rejected";
  for (const d of duplications) {
    if (d.review !== "rejected" || ranked.has(d.at)) continue;
    opportunities.push({
      at: opportunities.length, id: d.id, rank: null, score: null, service: d.service, reasons: null,
      agencies: [d.a, d.b].filter((at) => at !== null), review: d.review, review_note: d.review_note,
      cases: [d], quickest: d, rejected: true,
    });
  }
}

// How the provider of a facility is known: named in the data, or taken or guessed from its place.
function tieOf(model, i) {
  const { agency, attribution } = model.facilities;
  return (agency[i] !== null && { contains: "placed", guessed: "guessed" }[attribution[i]]) || "named";
}

function countTies(model, chosen) {
  const counts = { all: 0, placed: 0, guessed: 0 };
  const f = model.facilities;
  for (let i = 0; i < f.count; i += 1) {
    if (f.agency[i] === null || !chosen(i)) continue;
    counts.all += 1;
    const tie = tieOf(model, i);
    if (tie !== "named") counts[tie] += 1;
  }
  return counts;
}

// The cases behind an opportunity: every two of its agencies, the quickest first.
function casesOf(opportunity, byKey) {
  const { service, agencies } = opportunity;
  const found = [];
  for (const a of agencies) {
    for (const b of agencies) {
      const d = byKey.get(`${service}|${a}|${b}`);
      if (d) found.push(d);
    }
  }
  const far = (d) => (d.minutes === null ? Infinity : d.minutes);
  return found.sort((p, q) => far(p) - far(q) || p.at - q.at);
}

// A case passes the filters. At the slider's end nothing is left out, not even a case without
// any measured minutes; below it only measured ones can pass.
function passes(model, view, d) {
  if (view.service !== null && d.service !== view.service) return false;
  if (view.kind !== null && !kindsOf(d).includes(view.kind)) return false;
  if (view.minutes === null || view.minutes >= model.longest) return true;
  return d.minutes !== null && d.minutes <= view.minutes;
}

// Everything that follows from the filters.
function choose(model, view) {
  const cases = model.duplications.filter((d) => d.review !== "rejected" && passes(model, view, d));
  const counts = new Int32Array(model.agencies.length);
  for (const d of cases) {
    if (d.a !== null) counts[d.a] += 1;
    if (d.b !== null) counts[d.b] += 1;
  }
  const found = model.opportunities.filter((o) => {
    if (view.agency !== null && !o.agencies.includes(view.agency)) return false;
    if (view.service !== null && o.service !== view.service) return false;
    if (view.kind === null && (view.minutes === null || view.minutes >= model.longest)) return true;
    return o.cases.some((d) => passes(model, view, d));
  });
  const told = view.agency === null ? cases : cases.filter((d) => d.a === view.agency || d.b === view.agency);
  return {
    cases: told, counts, classes: classesOf(counts, model, view),
    opportunities: found.filter((o) => !o.rejected), rejected: found.filter((o) => o.rejected),
  };
}

// At most five classes of a count: none, and four with about equally many agencies.
function classesOf(counts, model, view) {
  const drawn = [];
  for (const a of model.agencies) {
    if (a.level === view.level && a.shape.length && counts[a.at] > 0) drawn.push(counts[a.at]);
  }
  drawn.sort((p, q) => p - q);
  const distinct = [...new Set(drawn)];
  let starts = distinct;
  if (distinct.length > 4) {
    starts = [...new Set([1, 2, 3, 4].map((k) => drawn[Math.floor(((k - 1) * drawn.length) / 4)]))];
  }
  return starts.map((from, i) => {
    const last = i + 1 < starts.length ? starts[i + 1] - 1 : distinct[distinct.length - 1];
    return { from, to: last };
  });
}

function classOf(classes, count) {
  let at = 0;
  classes.forEach((c, i) => { if (count >= c.from) at = i + 1; });
  return at;
}

// Borders that two agencies share on the map: arcs that both of them have.
function sharedArcs(model, a, b) {
  return [...model.agencies[a].arcSet].filter((n) => model.agencies[b].arcSet.has(n)).map((n) => model.arcs[n]);
}

// The line between two agencies of which neither facilities nor a common border can be drawn.
function plainLine(model, o) {
  const d = o.quickest;
  if (!d || pairEnds(model, o) || d.a === null || d.b === null) return null;
  if (sharedArcs(model, d.a, d.b).length) return null;
  if (d.line) return d.line;
  const ends = [model.agencies[d.a].label, model.agencies[d.b].label];
  return ends.every(Boolean) ? ends : null;
}

// Where the number of an opportunity stands: between its two facilities, else on the shared
// border, else between the agencies; nowhere when none has a place.
function placeOf(model, o) {
  const pair = o.quickest && o.quickest.pair;
  const f = model.facilities;
  const middle = (p, q) => L.latLng((p.lat + q.lat) / 2, (p.lng + q.lng) / 2);
  if (pair && pair.a !== null && pair.b !== null && !isNaN(f.lat[pair.a] + f.lat[pair.b])) {
    return middle({ lat: f.lat[pair.a], lng: f.lng[pair.a] }, { lat: f.lat[pair.b], lng: f.lng[pair.b] });
  }
  if (o.agencies.length > 1) {
    const border = sharedArcs(model, o.agencies[0], o.agencies[1]).sort((p, q) => q.length - p.length)[0];
    if (border) return L.latLng(border[border.length >> 1]);
  }
  const line = o.quickest && o.quickest.line;
  if (line) return middle(L.latLng(line[0]), L.latLng(line[line.length - 1]));
  const labels = o.agencies.map((at) => model.agencies[at].label).filter(Boolean);
  if (!labels.length) return null;
  return labels.length > 1 ? middle(labels[0], labels[1]) : L.latLng(labels[0].lat, labels[0].lng);
}
