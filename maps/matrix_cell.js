// What is known of one cell of the matrix, and of one agency's sharing.

const SITES_MOST = 8;
const NAMES_MOST = 40;

function siteList(model, cell) {
  const f = model.facilities;
  const own = Array.from(f.agency.keys()).filter((i) => f.agency[i] === cell.agency && f.service[i] === cell.service);
  if (!own.length) return [];
  const list = el("ul", { class: "who-sites" });
  for (const i of own.slice(0, SITES_MOST)) {
    const tie = tieOf(model, i) === "named" ? "" : ATTRIBUTION[f.attribution[i]];
    const sure = tie && f.confidence[i] !== null ? ` (confidence ${Math.round(f.confidence[i] * 100)} of 100)` : "";
    list.append(el("li", {}, el("span", { class: `dot ${tieOf(model, i)}` }),
      el("span", {}, el("bdi", { text: facilityName(model, i) }), ...(tie ? [el("span", { class: "quiet", text: `${tie}${sure}` })] : []))));
  }
  const more = own.length - SITES_MOST;
  return [el("h4", { text: plural(own.length, "site in the data", "sites in the data") }), list,
    ...(more > 0 ? [el("p", { class: "quiet", text: `and ${number(more)} more` })] : [])];
}

function cellDetails(model, cell, ties, { onShow, onClose }) {
  const agency = model.matrix.party(cell.agency);
  const close = el("button", { type: "button", class: "who-fold", "aria-label": "Close the details", text: "\u00d7" });
  close.addEventListener("click", onClose);
  const lines = el("ul", { class: "who-lines" });
  for (const entry of groupsOf(model, cell)) {
    lines.append(el("li", {}, sign(entry.how, { count: entry.sites, tie: entry.how === "provides" ? ties.get(cell.key) : "named" }),
      el("span", {}, el("span", { text: howSentence(entry, NAMES_MOST), dir: "auto" }),
        el("span", { class: "quiet", text: EVIDENCE[entry.evidence] || (entry.evidence === null ? "" : `Known from: ${entry.evidence}.`) }))));
  }
  const parts = [close, el("h3", { text: agency.shown, dir: "auto" }),
    el("p", { class: "who-service", text: model.services.get(cell.service).shown, dir: "auto" }), lines, ...siteList(model, cell)];
  const shown = agency.known && (model.agencies[agency.at].shape.length
    || Array.from(model.facilities.agency).some((at, i) => at === agency.at && !isNaN(model.facilities.lat[i])));
  if (shown) {
    const button = el("button", { type: "button", class: "who-map", text: "Show on the map" });
    button.addEventListener("click", () => onShow(agency.at, cell.service));
    parts.push(button);
  }
  return parts;
}

const cellLabel = (model, cell) =>
  [model.matrix.party(cell.agency).shown, model.services.get(cell.service).shown, groupsOf(model, cell).map((group) => howSentence(group, 3)).join(" ")].join(", ");

// Every line of existing sharing of an agency, the weightiest first.
function sharingOf(model, agency) {
  const weight = Object.keys(HOWS);
  return model.matrix.cells
    .filter((cell) => cell.agency === agency)
    .flatMap((cell) => groupsOf(model, cell).filter((g) => g.parties.length && g.how !== "provides")
      .map((g) => ({ how: g.how, text: sharingLine(model.services.get(cell.service).shown, g) })))
    .sort((p, q) => weight.indexOf(p.how) - weight.indexOf(q.how) || (p.text < q.text ? -1 : 1));
}

// Below the chip of the chosen agency: what it is, and what it shares already.
function drawAgency(model, view, onOpen) {
  const box = document.getElementById("agency");
  const cells = view.agency === null ? [] : model.matrix.cells.filter((cell) => cell.agency === view.agency);
  box.hidden = view.agency === null || !model.matrix.cells.length;
  if (box.hidden) return;
  const shared = sharingOf(model, view.agency);
  const line = ({ how, text }) => el("li", {}, sign(how), el("span", { text, dir: "auto" }));
  const parts = [el("h3", { text: "Shared already" })];
  if (shared.length) parts.push(el("ul", { class: "who-lines" }, ...shared.slice(0, 3).map(line)));
  else parts.push(el("p", { class: "quiet", text: model.sharingKnown ? "Nothing on record." : "Not known: this run has no inventory." }));
  if (shared.length > 3) {
    parts.push(el("details", {}, el("summary", { text: `${number(shared.length - 3)} more` }), el("ul", { class: "who-lines" }, ...shared.slice(3).map(line))));
  }
  if (cells.length) {
    const button = el("button", { type: "button", class: "link", text: `All it does: ${plural(cells.length, "service", "services")}` });
    button.addEventListener("click", () => onOpen(view.agency, null));
    parts.push(button);
  }
  box.replaceChildren(...parts);
}
