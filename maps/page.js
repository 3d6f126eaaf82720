// State, and what follows from it: every control changes `view` and calls `update`.

function startView(model) {
  return {
    service: null, kind: null, minutes: model.longest, agency: null, finding: null,
    agreements: agreementsOn(model),
    level: model.levels.length ? model.levels[0][0] : null,
  };
}

// The address keeps the state by ids, which stay the same from run to run.
function toHash(model, view) {
  const parts = new URLSearchParams();
  if (view.service !== null) parts.set("service", view.service);
  if (view.kind !== null) parts.set("kind", view.kind);
  if (view.agreements !== agreementsOn(model)) parts.set("agreements", view.agreements ? "yes" : "no");
  if (view.minutes !== model.longest) parts.set("minutes", String(view.minutes));
  if (model.levels.length && view.level !== model.levels[0][0]) parts.set("level", view.level);
  if (view.agency !== null) parts.set("agency", model.agencies[view.agency].id);
  if (view.finding !== null) parts.set("finding", model.opportunities[view.finding].id);
  const text = parts.toString();
  return text ? `#${text}` : "";
}

function fromHash(model, hash) {
  const view = startView(model);
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const limit = Number(parts.get("minutes"));
  if (model.services.has(parts.get("service"))) view.service = parts.get("service");
  if (model.kinds.has(parts.get("kind")) || KINDS[parts.get("kind")]) view.kind = parts.get("kind");
  if (parts.has("agreements")) view.agreements = parts.get("agreements") === "yes";
  if (parts.has("minutes") && model.longest !== null && limit >= 0 && limit <= model.longest) view.minutes = limit;
  if (model.levels.some(([level]) => level === parts.get("level"))) view.level = parts.get("level");
  const agency = model.agencies.find((a) => a.id === parts.get("agency"));
  if (agency) view.agency = agency.at;
  const finding = model.opportunities.find((o) => o.id === parts.get("finding"));
  if (finding) view.finding = finding.at;
  return view;
}

function fillControls(model) {
  const select = document.getElementById("service");
  const families = new Map();
  for (const s of [...model.services.values()].filter((one) => one.mapped).sort((p, q) => ((p.family || "~") < (q.family || "~") ? -1 : 1))) {
    families.set(family(s), [...(families.get(family(s)) || []), s]);
  }
  select.append(el("option", { value: "", text: "All services" }));
  for (const [name, members] of families) {
    const group = el("optgroup", { label: name });
    members.sort((p, q) => (p.shown < q.shown ? -1 : 1));
    for (const s of members) group.append(el("option", { value: `s:${s.id}`, text: shorten(s.shown, 60) }));
    select.append(group);
  }
  for (const [level, count] of model.levels) {
    const text = `${LEVELS[level] || level} (${number(count)})`;
    document.getElementById("level").append(el("option", { value: level, text }));
  }
  fillKinds(model);
  fillAgreements(model);
  document.getElementById("level-field").hidden = model.levels.length < 2;
  document.getElementById("minutes-field").hidden = model.longest === null;
  if (model.longest !== null) document.getElementById("minutes").max = String(Math.ceil(model.longest * 2) / 2);
}

function fillWords(model) {
  const { name } = model.about;
  document.getElementById("title").textContent = name;
  document.getElementById("lede").textContent =
    "Where neighbouring public agencies provide the same service, and which cases may be worth a first conversation about sharing.";
  document.getElementById("facts").textContent = footFacts(model).join(" \u00b7 ");
  document.getElementById("credit").textContent =
    attributions(model).filter((text) => text.includes("\u00a9")).join(" \u00b7 ");
  document.getElementById("fictional").hidden = !model.about.fictional;
  drawSources(model);
}

function start(model) {
  const map = window[document.querySelector(".folium-map").id];
  const renderers = (addPanes(map), makeRenderers(model));
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ position: "bottomright", metric: model.about.units !== "us", imperial: model.about.units === "us" }).addTo(map);
  renderers.chosen.addTo(map); // before our own handlers, so that it has moved when they draw
  map.options.minZoom = 2; // set as options: the setters would start an animation
  map.options.maxZoom = 18;

  let view = fromHash(model, location.hash);
  let selection = choose(model, view);
  let limit = 10;
  let layer = null;
  let folded = matchMedia("(max-width: 820px)").matches;
  const drawn = { numbers: [], labels: [], points: [], ties: new Set(), assets: [], marks: [], chosen: null };
  const assetLayer = L.layerGroup().addTo(map);
  const numbers = L.layerGroup().addTo(map);
  const chosenLayer = L.layerGroup().addTo(map);
  const pointLayer = new PointLayer(model.facilities, "points", (i) => tieOf(model, i));
  const popup = L.popup({ closeButton: false, offset: [0, -4], className: "pinned" });

  const all = (() => {
    const land = drawGround(map, model, renderers);
    if (land) return land;
    const f = model.facilities;
    const placed = Array.from(f.lat.keys()).filter((i) => !isNaN(f.lat[i])).map((i) => [f.lat[i], f.lng[i]]);
    return placed.length ? L.latLngBounds(placed).pad(0.05) : null;
  })();
  // Room is left for the search box above. A jump, not a flight: Chromium may leave parts of shapes
  // unpainted that are drawn anew at the end of a long zoom.
  const fit = (bounds, most = 16) => bounds && bounds.isValid()
    && map.fitBounds(bounds, { paddingTopLeft: [24, 48], paddingBottomRight: [24, 24], maxZoom: most, animate: false });

  // What depends on zoom as well as on the choice.
  function place() {
    const o = view.finding === null ? null : model.opportunities[view.finding];
    drawn.chosen = o;
    drawn.numbers = drawNumbers(map, model, numbers, selection.opportunities.slice(0, limit),
      selection.rejected.slice(0, 10), view.finding, pick);
    drawn.marks = drawChosen(map, model, renderers, chosenLayer, o, view.agency);
    drawn.labels = placeLabels(map, model, view.level, o, [...drawn.numbers, ...drawn.marks]);
    drawLabels(map, drawn.labels);
  }

  function update(change = {}) {
    const old = view;
    view = { ...view, ...change };
    selection = choose(model, view);
    const open = view.finding === null ? null : model.opportunities[view.finding];
    if (open && ![...selection.opportunities, ...selection.rejected].includes(open)) view.finding = null;
    if (view.finding !== null && !open.rejected) limit = Math.max(limit, 10 * Math.ceil((selection.opportunities.findIndex((o) => o.at === view.finding) + 1) / 10));
    if (!layer || old.level !== view.level) {
      if (layer) layer.group.remove();
      layer = drawLevel(map, model, renderers, view.level);
    }
    shadeLevel(layer.polygons, view, selection);
    const f = model.facilities;
    // Of all services they are noise over a shaded map, but all there is to see without one.
    const every = view.service === null && !model.levels.length;
    drawn.points = Array.from(f.service.keys()).filter((i) => (every || f.service[i] === view.service) && !isNaN(f.lat[i]));
    drawn.ties = new Set(drawn.points.map((i) => tieOf(model, i)));
    pointLayer.show(drawn.points);
    drawn.assets = drawAgreements(model, view, renderers, assetLayer);
    drawList(model, view, selection, limit, pick);
    drawService(model, view);
    showLegend();
    showControls();
    showRoom();
    place();
    const hash = toHash(model, view);
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname);
  }

  function showLegend() {
    const body = document.getElementById("legend-body");
    const button = document.getElementById("legend-fold");
    drawLegend(body, model, view, selection, drawn.ties, drawn.assets);
    document.getElementById("legend").hidden = !body.children.length;
    body.hidden = folded;
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = folded ? "Legend" : "Hide";
    button.setAttribute("aria-label", folded ? "Show legend" : "Hide legend");
  }

  // On a phone the map stays above an open card, at less height.
  function showRoom() {
    const app = document.getElementById("app");
    if (app.classList.contains("has-finding") === (view.finding !== null)) return;
    app.classList.toggle("has-finding", view.finding !== null);
    map.invalidateSize({ animate: false, pan: false });
  }

  function showControls() {
    document.getElementById("service").value = view.service === null ? "" : `s:${view.service}`;
    document.getElementById("kind").value = view.kind || "";
    document.getElementById("assets").checked = view.agreements;
    document.getElementById("level").value = view.level || "";
    const slider = document.getElementById("minutes");
    slider.value = String(view.minutes);
    const text = view.minutes === null ? "" : `${number(view.minutes, view.minutes % 1 ? 1 : 0)} min`;
    document.getElementById("minutes-out").textContent = text;
    slider.setAttribute("aria-valuetext", text);
    document.getElementById("standard").textContent = standard(model, view.service);
    document.getElementById("agency-chip").hidden = view.agency === null;
    drawAgency(model, view, who.open);
    if (view.agency !== null) document.getElementById("agency-chip-text").textContent = `Only ${model.agencies[view.agency].shown}`;
  }

  // From the matrix to the map: the agency, and the service where it has a place there.
  function showAgency(at, service) {
    const agency = model.agencies[at];
    const mapped = service !== null && model.services.get(service).mapped;
    const level = agency.shape.length ? { level: agency.level } : {};
    update({ agency: at, service: mapped ? service : null, finding: null, ...level });
    const f = model.facilities;
    const sites = Array.from(f.agency.keys()).filter((i) => f.agency[i] === at && !isNaN(f.lat[i])).map((i) => [f.lat[i], f.lng[i]]);
    fit(L.latLngBounds(agency.shape.length ? agency.shape.flat(2) : sites), 12);
    document.getElementById("agency-clear").focus({ preventScroll: true });
  }
  const who = startMatrix(model, () => view, showAgency);

  // The list is made anew, so the focus goes to the row that was picked, or was open before.
  function pick(at) {
    const kept = at === null ? view.finding : at;
    update({ finding: at });
    const row = document.querySelector(`.row[data-at="${kept}"]`);
    if (row) row.focus({ preventScroll: true });
    if (at === null) return fit(all);
    if (row) row.scrollIntoView({ block: "start", behavior: quiet() ? "auto" : "smooth" });
    return look(model.opportunities[at]);
  }

  // Both facilities and enough around them to know the place; else the agencies.
  function look(o) {
    const ends = pairEnds(model, o);
    const shapes = o.agencies.map((i) => model.agencies[i].shape).flat(3);
    const bounds = ends ? L.latLngBounds(ends).pad(1.2) : L.latLngBounds(shapes);
    fit(bounds, 12.5);
  }

  const facilityAt = (event) => pointLayer.at(event.layerPoint);
  function wireMap() {
    pointLayer.addTo(map);
    const tip = L.tooltip({ direction: "top", offset: [0, -6] });
    const tell = (content, place) => tip.setContent(content).setLatLng(place).addTo(map);
    map.on("mousemove", (event) => {
      const at = facilityAt(event);
      const found = at === null ? agenciesAt(model, view.level, event.latlng) : [];
      map.getContainer().classList.toggle("on-point", at !== null || found.length > 0);
      if (at !== null) tell(describeFacility(model, at), [model.facilities.lat[at], model.facilities.lng[at]]);
      else if (found.length) tell(describeAgencies(model, selection, found), event.latlng);
      else tip.remove();
    });
    map.on("mouseout", () => tip.remove());
    map.on("click", (event) => {
      const at = facilityAt(event);
      if (at !== null) return pin(at);
      const found = agenciesAt(model, view.level, event.latlng);
      // The smallest, and at the next click there the next larger one.
      if (found.length) update({ agency: found[(found.indexOf(view.agency) + 1) % found.length], finding: null });
    });
    map.on("zoomstart", () => { map.getPane("labels").hidden = true; });
    map.on("moveend", () => { map.getPane("labels").hidden = false; place(); });
  }
  function pin(at) {
    tipless();
    popup.setContent(describeFacility(model, at, true)).setLatLng([model.facilities.lat[at], model.facilities.lng[at]]).openOn(map);
  }
  const tipless = () => map.eachLayer((one) => one instanceof L.Tooltip && one.remove());

  function wirePanel() {
    const on = (id, event, run) => document.getElementById(id).addEventListener(event, run);
    on("service", "change", (e) => update({ service: e.target.value ? e.target.value.slice(2) : null }));
    on("kind", "change", (e) => update({ kind: e.target.value || null }));
    on("assets", "change", (e) => update({ agreements: e.target.checked }));
    on("level", "change", (e) => update({ level: e.target.value }));
    on("minutes", "input", (e) => update({ minutes: Math.min(Number(e.target.value), model.longest) }));
    on("filters", "submit", (e) => e.preventDefault());
    on("agency-clear", "click", () => update({ agency: null }));
    on("more", "click", () => { limit += 10; update(); });
    on("csv", "click", () => save(csvLines(model, selection.opportunities), "sharing-opportunities.csv"));
    on("print", "click", () => window.print());
    on("sources-open", "click", () => document.getElementById("sources").showModal());
    on("legend-fold", "click", () => { folded = !folded; showLegend(); });
    on("skip", "click", (e) => { e.preventDefault(); document.getElementById("findings").focus(); });
    document.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || e.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (view.finding !== null) pick(null);
    });
    window.addEventListener("beforeprint", () => {
      if (!who.sheet()) drawSheet(map, model, view, selection, drawn);
    });
    window.addEventListener("hashchange", () => { view = fromHash(model, location.hash); update(); });
    startSearch(model, (hit) => {
      if (hit.kind === "service" && !model.services.get(hit.at).mapped) who.open(null, hit.at);
      else if (hit.kind === "service") update({ service: hit.at, finding: null });
      if (hit.kind === "agency") {
        update({ agency: hit.at, finding: null });
        fit(L.latLngBounds(model.agencies[hit.at].shape.flat(2)), 12);
      }
      if (hit.kind === "facility") {
        update({ service: model.facilities.service[hit.at], finding: null });
        if (isNaN(model.facilities.lat[hit.at])) return;
        map.setView([model.facilities.lat[hit.at], model.facilities.lng[hit.at]], 13, { animate: false });
        pin(hit.at);
      }
    });
  }

  fillControls(model);
  fillWords(model);
  map.invalidateSize({ animate: false });
  if (all) fit(all);
  if (!all) document.querySelector(".mapbox").prepend(el("p", { class: "notice", text: "This run holds no boundaries and no places to draw; the list stands alone." }));
  else if (!model.levels.length) document.querySelector(".mapbox").prepend(el("p", { class: "notice", text: "This run holds no boundaries: only facilities are drawn." }));
  wireMap();
  wirePanel();
  update();
  if (view.finding !== null) look(model.opportunities[view.finding]);
  else if (view.agency !== null) fit(L.latLngBounds(model.agencies[view.agency].shape.flat(2)), 12);
  document.documentElement.dataset.ready = "yes";
}

if (typeof DecompressionStream === "undefined") {
  document.getElementById("lede").textContent = "This page needs a browser of 2023 or later (Chrome 80, Edge 80, Firefox 113, Safari 16.4).";
} else {
  readPayload().then((payload) => start(readModel(payload)));
}
