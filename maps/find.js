// Find an agency, a facility or a service by name: a combobox with a short list.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function searchEntries(model) {
  const f = model.facilities;
  const entries = model.agencies.map((a) => ({
    kind: "agency", at: a.at, name: a.shown, note: LEVEL[a.level] || "agency",
  }));
  for (const s of model.services.values()) entries.push({ kind: "service", at: s.id, name: s.shown, note: "service" });
  for (let i = 0; i < f.count; i += 1) {
    const service = model.services.get(f.service[i]).shown;
    entries.push({ kind: "facility", at: i, name: facilityName(model, i), note: service });
  }
  for (const entry of entries) entry.key = plain(entry.name);
  return entries;
}

function findEntries(entries, text, most = 8) {
  const key = plain(text.trim());
  if (!key) return [];
  const starts = [];
  const holds = [];
  for (const entry of entries) {
    const at = entry.key.indexOf(key);
    if (at === 0) starts.push(entry);
    else if (at > 0) holds.push(entry);
    if (starts.length >= most) break;
  }
  return [...starts, ...holds].slice(0, most);
}

function startSearch(model, onPick) {
  const input = document.getElementById("search");
  const box = document.getElementById("hits");
  let entries = null; // made on first use: a page of 20,000 facilities opens sooner
  let hits = [];
  let active = -1;

  const close = () => {
    box.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (hit) => {
    input.value = hit.name;
    close();
    onPick(hit);
  };
  const mark = (at) => {
    active = at;
    [...box.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `hit-${at}`);
  };
  const show = () => {
    entries = entries || searchEntries(model);
    hits = findEntries(entries, input.value);
    const nodes = hits.map((hit, i) => {
      const node = el("li", { role: "option", id: `hit-${i}`, "aria-selected": "false" },
        el("bdi", { text: shorten(hit.name, 80) }), el("span", { class: "note", text: hit.note }));
      node.addEventListener("mousedown", (event) => { event.preventDefault(); pick(hit); });
      return node;
    });
    if (input.value.trim() && !hits.length) nodes.push(el("li", { class: "none", text: "No match" }));
    box.replaceChildren(...nodes);
    box.hidden = !nodes.length;
    input.setAttribute("aria-expanded", String(nodes.length > 0));
    mark(-1);
  };
  input.addEventListener("input", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; close(); }
    if (event.key === "ArrowDown" && hits.length) mark((active + 1) % hits.length);
    if (event.key === "ArrowUp" && hits.length) mark((active + hits.length - 1) % hits.length);
    if (event.key === "Enter" && hits.length && !box.hidden) pick(hits[Math.max(active, 0)]);
    if (["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) event.preventDefault();
  });
}
