// What is shared already: lines between agencies on the map, and a list in the panel.

const ASSET = "#7a3c88";
const ASSETS_MOST = 40; // more lines than these are drawn only when asked for
const ASSET_WORDS = {
  1: "shared already: done together, or by one for the other",
  0: "mutual aid, or a site that both use",
};

function readAgreements(columns, agencies, scale) {
  const all = rows(columns);
  for (const one of all) {
    if (one.line) one.line = decodeArc(one.line, scale);
    const through = one.via === null ? one.via_id : agencies[one.via].shown;
    one.through = through;
  }
  return all;
}

const agreementsOn = (model) => model.agreements.filter((one) => one.line).length <= ASSETS_MOST;

// One line for two agencies and a style, however many services it stands for; beside an open finding
// only those of its service.
function shownAgreements(model, view) {
  const found = new Map();
  const service = view.finding === null ? view.service : model.opportunities[view.finding].service;
  for (const one of model.agreements) {
    if (!one.line || !view.agreements) continue;
    if (service !== null && one.service !== service) continue;
    if (view.agency !== null && one.a !== view.agency && one.b !== view.agency) continue;
    found.set(`${one.a}|${one.b}|${one.shared}`, one);
  }
  return [...found.values()];
}

const assetDash = (one) => (one.shared ? null : "7 5");

function drawAgreements(model, view, renderers, group) {
  group.clearLayers();
  const shown = shownAgreements(model, view);
  const style = { pane: "assets", renderer: renderers.assets, interactive: false, smoothFactor: 0, noClip: true };
  // Of all services at once they step back behind the findings.
  const weight = view.service === null && view.agency === null && view.finding === null ? 1.4 : 2.2;
  for (const { line } of shown) L.polyline(line, { ...style, color: "#ffffff", weight: weight + 2, opacity: 0.85 }).addTo(group);
  for (const one of shown) L.polyline(one.line, { ...style, color: ASSET, weight, dashArray: assetDash(one), className: "asset" }).addTo(group);
  return shown;
}

function agreementKey(shown) {
  const key = el("ul", { class: "key" });
  for (const shared of [1, 0]) {
    if (!shown.some((one) => one.shared === shared)) continue;
    key.append(el("li", {}, el("span", { class: shared ? "asset-key" : "asset-key dashed" }), ASSET_WORDS[shared]));
  }
  return key;
}

function printedAgreements(map, shown, add) {
  for (const one of shown) {
    add("path", { d: path(map, [one.line], false), fill: "none", stroke: "#fff", "stroke-width": 4 });
    add("path", { d: path(map, [one.line], false), fill: "none", stroke: ASSET, "stroke-width": 2, ...(one.shared ? {} : { "stroke-dasharray": "6 4" }) });
  }
}

// Who shares what, as a line of text.
function agreementLine(model, one) {
  const name = (at) => (at === null ? "an agency not in the tables" : model.agencies[at].shown);
  const by = instrument(one.instrument) || "kind not on record";
  const through = one.through === null ? "" : ` through ${one.through}`;
  const years = one.start === null && one.end === null ? ""
    : `, ${one.start === null ? "" : `since ${one.start.slice(0, 4)}`}${one.end === null ? "" : `${one.start === null ? "" : ", "}until ${one.end}`}`;
  return `${name(one.a)} and ${name(one.b)}: ${by}${through}${years}`;
}

function fillAgreements(model) {
  const drawn = model.agreements.filter((one) => one.line).length;
  document.getElementById("assets-field").hidden = !drawn;
  document.getElementById("assets-count").textContent = `(${number(drawn)})`;
}
