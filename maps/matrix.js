// Who does what: agencies by services, over the whole screen. A plain table with a button in each
// filled cell; Tab enters it, arrows go from one filled cell to the next.

const WHOLE_ROWS = 150; // a longer table holds only the rows in view
const BEYOND = 8; // and so many above and below

function startMatrix(model, viewOf, showAgency) {
  const m = model.matrix;
  const node = (id) => document.getElementById(id);
  const dialog = node("who");
  const scroll = node("who-scroll");
  let ties = null; // made on first use: a page without the table opens sooner
  let items = []; // a level or an agency for each row
  let current = null; // the cell that Tab reaches
  let chosen = null; // the cell whose details are shown
  let marked = { agency: null, service: null };
  let drawnFrom = -1;
  let made = new Map(); // the rows that are there, by their place
  let table = null;
  const rowHeight = () => (matchMedia("(max-width: 820px)").matches ? 40 : 34);
  const body = () => table.tBodies[0];

  function tiesOnce() {
    ties = ties || ownTies(model);
    return ties;
  }

  // The agencies that pass the two filters, each level under its name.
  function listItems() {
    const level = node("who-level").value;
    const key = plain(node("who-find").value.trim());
    const kept = m.agencies.filter((a) => (!level || a.level === level) && plain(a.shown).includes(key));
    items = [];
    kept.forEach((agency, i) => {
      if (!i || kept[i - 1].level !== agency.level) {
        items.push({ level: agency.level, count: kept.filter((a) => a.level === agency.level).length });
      }
      items.push({ agency });
    });
    node("who-sub").textContent = `${plural(kept.length, "agency", "agencies")}, ${plural(m.services.length, "service", "services")}`;
  }

  const isFirst = (i) => !i || family(m.services[i]) !== family(m.services[i - 1]);

  function headRow() {
    const row = el("tr", { "aria-rowindex": "1" }, el("th", { scope: "col", class: "corner", text: "Agency" }));
    m.services.forEach((s, i) => {
      const head = el("th", { scope: "col", class: isFirst(i) ? "service first" : "service", title: `${s.shown} (${family(s)})` });
      if (isFirst(i)) head.append(el("span", { class: "family", text: shorten(family(s), 26), "aria-hidden": "true" }));
      head.append(el("span", { class: "head-text", dir: "auto" }, ...breakable(shorten(s.shown, 46))));
      if (s.id === marked.service) head.classList.add("on");
      row.append(head);
    });
    return row;
  }

  function makeTable() {
    const columns = el("colgroup", {}, el("col", { class: "names" }));
    m.services.forEach((s, i) => columns.append(el("col", { class: `${isFirst(i) ? "first" : ""} ${s.id === marked.service ? "on" : ""}` })));
    const made = el("table", { class: "who-table" }, el("caption", { class: "hidden", text: "Who does what: agencies by services" }),
      columns, el("thead", {}, headRow()), el("tbody"));
    // A width of its own, so that the browser need not look into every cell.
    made.style.width = `calc(var(--names) + ${38 * m.services.length + 20 * m.services.filter((_, i) => isFirst(i)).length}px)`;
    return made;
  }

  function levelRow({ level, count }, attributes) {
    const head = el("th", { scope: "rowgroup", colspan: String(m.services.length + 1) },
      el("span", { text: `${LEVELS[level] || level} ` }, el("small", { text: number(count) })));
    return el("tr", { class: "level", ...attributes }, head);
  }

  function agencyRow({ agency }, attributes, draw) {
    const row = el("tr", attributes, el("th", { scope: "row", title: agency.shown }, el("bdi", { text: shorten(agency.shown, 80) })));
    if (agency.at === marked.agency) row.classList.add("on");
    m.services.forEach((s, i) => {
      const cell = m.cell(agency.at, s.id);
      row.append(el("td", { class: isFirst(i) ? "first" : "" }, ...(cell ? draw(cell) : [])));
    });
    return row;
  }

  function cellButton(cell) {
    const button = el("button", {
      type: "button", class: "cell", tabindex: cell === current ? "0" : "-1", "data-key": cell.key,
      "aria-label": cellLabel(model, cell), "aria-expanded": String(cell === chosen),
    }, ...cellSigns(model, cell, tiesOnce()));
    return [button];
  }

  const gap = (rows) => {
    const row = el("tr", { class: "gap", "aria-hidden": "true" }, el("td", { colspan: String(m.services.length + 1) }));
    row.style.height = `${rows * rowHeight()}px`;
    return row;
  };

  // All rows, or those in view with a gap in place of the others.
  function drawRows(always = true) {
    const whole = items.length <= WHOLE_ROWS;
    const first = whole ? 0 : Math.max(0, Math.floor(scroll.scrollTop / rowHeight()) - BEYOND);
    if (!always && Math.abs(first - drawnFrom) < BEYOND / 2) return;
    drawnFrom = first;
    const last = whole ? items.length : Math.min(items.length, first + Math.ceil(scroll.clientHeight / rowHeight()) + 2 * BEYOND);
    const before = always ? new Map() : made;
    made = new Map();
    const kept = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : undefined;
    const rows = items.slice(first, last).map((item, i) => {
      const at = first + i;
      const attributes = { "aria-rowindex": String(at + 2) };
      const make = () => (item.agency ? agencyRow(item, attributes, cellButton) : levelRow(item, attributes));
      made.set(at, before.get(at) || make());
      return made.get(at);
    });
    table.setAttribute("aria-rowcount", String(items.length + 1));
    if (!rows.length) rows.push(el("tr", {}, el("td", { class: "empty", colspan: String(m.services.length + 1), text: "No agency by that name." })));
    body().replaceChildren(...(first ? [gap(first)] : []), ...rows, ...(last < items.length ? [gap(items.length - last)] : []));
    if (!body().querySelector('.cell[tabindex="0"]')) {
      const button = body().querySelector(".cell");
      if (button) button.tabIndex = 0;
    }
    const again = kept && buttonOf(kept);
    if (again) again.focus({ preventScroll: true });
  }

  const buttonOf = (key) => body().querySelector(`.cell[data-key="${key}"]`);
  const rowOf = (cell) => items.findIndex((item) => item.agency && item.agency.at === cell.agency);
  const columnOf = (cell) => m.services.findIndex((s) => s.id === cell.service);

  // A row, and a column where one is given, in the part of the table that the heads leave free.
  function reveal(row, column) {
    const head = table.tHead.offsetHeight;
    const top = row * rowHeight();
    if (top < scroll.scrollTop) scroll.scrollTop = Math.max(0, top - rowHeight());
    if (top + rowHeight() > scroll.scrollTop + scroll.clientHeight - head) scroll.scrollTop = top + 2 * rowHeight() - scroll.clientHeight + head;
    const heads = table.tHead.rows[0].cells;
    if (column < 0) return;
    const { offsetLeft, offsetWidth } = heads[column + 1];
    const names = heads[0].offsetWidth;
    if (offsetLeft - names < scroll.scrollLeft) scroll.scrollLeft = offsetLeft - names;
    if (offsetLeft + offsetWidth > scroll.scrollLeft + scroll.clientWidth) scroll.scrollLeft = offsetLeft + offsetWidth - scroll.clientWidth;
  }

  function go(cell) {
    reveal(rowOf(cell), columnOf(cell));
    drawRows(!buttonOf(cell.key));
    const button = buttonOf(cell.key);
    if (button) button.focus({ preventScroll: true });
  }

  // The next filled cell in a direction; the same one at the end.
  function next(cell, key) {
    const row = rowOf(cell);
    const inRow = m.services.map((s) => m.cell(cell.agency, s.id));
    const filled = inRow.filter(Boolean);
    const at = filled.indexOf(cell);
    const inColumn = () => items.map((item) => (item.agency ? m.cell(item.agency.at, cell.service) : undefined));
    switch (key) {
      case "ArrowRight": return filled[Math.min(at + 1, filled.length - 1)];
      case "ArrowLeft": return filled[Math.max(at - 1, 0)];
      case "ArrowDown": return inColumn().slice(row + 1).find(Boolean) || cell;
      case "ArrowUp": return inColumn().slice(0, row).reverse().find(Boolean) || cell;
      case "Home": return filled[0];
      case "End": return filled[filled.length - 1];
      default: return null;
    }
  }

  const byKey = new Map(m.cells.map((cell) => [cell.key, cell]));
  const cellOf = (target) => {
    const button = target.closest(".cell");
    return button ? byKey.get(button.dataset.key) : null;
  };

  function details(cell) {
    const before = chosen;
    chosen = cell;
    for (const one of [before, cell]) {
      const button = one && buttonOf(one.key);
      if (button) button.setAttribute("aria-expanded", String(one === chosen));
    }
    const box = node("who-cell");
    box.hidden = !cell;
    if (!cell) return;
    box.replaceChildren(...cellDetails(model, cell, tiesOnce(), {
      onClose: () => { details(null); go(cell); },
      onShow: (at, service) => { dialog.close(); showAgency(at, service); },
    }));
    box.scrollTop = 0;
    reveal(rowOf(cell), columnOf(cell)); // the details take some of the room
  }

  function redraw() {
    listItems();
    scroll.scrollTop = 0;
    drawRows();
  }

  function open(agency = viewOf().agency, service = viewOf().service) {
    marked = { agency, service };
    current = null;
    chosen = null;
    node("who-cell").hidden = true;
    node("who-level").value = "";
    node("who-find").value = "";
    table = makeTable();
    scroll.replaceChildren(table);
    node("who-legend").replaceChildren(...drawSigns(model, tiesOnce()));
    if (!dialog.open) dialog.showModal();
    redraw();
    reveal(Math.max(0, items.findIndex((item) => item.agency && item.agency.at === agency)),
      m.services.findIndex((s) => s.id === service));
    drawRows(false);
  }

  // The table for paper: every row that passes the filters, without buttons.
  function sheet() {
    document.documentElement.classList.toggle("printing-who", dialog.open);
    if (!dialog.open) return false;
    const paper = makeTable();
    paper.tBodies[0].append(...items.map((item) => (item.agency ? agencyRow(item, {}, (cell) => cellSigns(model, cell, tiesOnce())) : levelRow(item, {}))));
    const banner = model.about.fictional ? [el("p", { class: "banner", text: "Fictional region: no place, agency or figure here is real." })] : [];
    node("who-sheet").replaceChildren(...banner,
      el("h1", { text: `${model.about.name}: who does what`, dir: "auto" }),
      el("ul", { class: "who-legend" }, ...drawSigns(model, tiesOnce())), paper,
      el("footer", {}, el("p", { text: footFacts(model).join(" \u00b7 "), dir: "auto" })));
    return true;
  }

  function csv() {
    const head = ["agency", "level", "service", "how", "counterparty", "instrument", "sites", "evidence"];
    const lines = items.filter((item) => item.agency).flatMap(({ agency }) => m.services.flatMap((s) => {
      const cell = m.cell(agency.at, s.id);
      return (cell ? cell.entries : []).map((e) => [agency.shown, agency.level, s.shown, e.how,
        e.party === null ? null : m.party(e.party).shown, e.instrument, e.sites, e.evidence]);
    }));
    save([head, ...lines], "who-does-what.csv");
  }

  function wire() {
    const counts = new Map();
    for (const a of m.agencies) counts.set(a.level, (counts.get(a.level) || 0) + 1);
    node("who-level").append(el("option", { value: "", text: "All levels" }));
    for (const [level, count] of counts) node("who-level").append(el("option", { value: level, text: `${LEVELS[level] || level} (${number(count)})` }));
    node("who-level").hidden = counts.size < 2;
    node("who-open").hidden = !m.cells.length;
    node("who-size").textContent = `${plural(m.agencies.length, "agency", "agencies")} \u00d7 ${plural(m.services.length, "service", "services")}`;
    node("who-open").addEventListener("click", () => open());
    node("who-close").addEventListener("click", () => dialog.close());
    node("who-level").addEventListener("change", redraw);
    node("who-find").addEventListener("input", redraw);
    node("who-csv").addEventListener("click", csv);
    node("who-print").addEventListener("click", () => window.print());
    let waiting = false;
    scroll.addEventListener("scroll", () => {
      if (waiting || items.length <= WHOLE_ROWS) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; drawRows(false); });
    });
    scroll.addEventListener("click", (event) => {
      const cell = cellOf(event.target);
      if (cell) details(cell === chosen ? null : cell);
    });
    scroll.addEventListener("focusin", (event) => {
      const cell = cellOf(event.target);
      if (!cell) return;
      for (const button of body().querySelectorAll('.cell[tabindex="0"]')) button.tabIndex = -1;
      event.target.closest(".cell").tabIndex = 0;
      current = cell;
    });
    scroll.addEventListener("keydown", (event) => {
      const cell = cellOf(event.target);
      const to = cell && next(cell, event.key);
      if (!to) return;
      event.preventDefault();
      go(to);
    });
    // Escape closes the details first, and then the table.
    dialog.addEventListener("cancel", (event) => {
      if (!chosen) return;
      event.preventDefault();
      const cell = chosen;
      details(null);
      go(cell);
    });
    window.addEventListener("resize", () => { if (dialog.open) drawRows(); });
  }
  wire();
  return { open, sheet };
}
