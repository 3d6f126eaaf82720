// The matrix by service and agency, its numbers turned into words.
function readMatrix(columns, agencies, services) {
  const ids = [...services.keys()];
  const word = (list, at) => (at === null ? null : columns[list][at]);
  const cells = new Map();
  rows(columns, ["others", "hows", "instruments", "evidences"]).forEach((row) => {
    if (row.agency === null || row.service === null) return;
    const at = `${row.agency}|${row.service}`;
    const cell = cells.get(at) || { key: at, agency: row.agency, service: ids[row.service], entries: [] };
    cell.entries.push({
      how: word("hows", row.how), party: row.counterparty, sites: row.sites,
      instrument: word("instruments", row.instrument), evidence: word("evidences", row.evidence),
    });
    cells.set(at, cell);
  });
  const column = new Map(ids.map((id, at) => [id, at]));
  const key = (agency, service) => `${agency}|${column.get(service)}`;
  const members = new Set([...cells.values()].map((cell) => cell.agency));
  const used = new Set([...cells.values()].map((cell) => cell.service));
  // One that is no agency of the run has a name and no more.
  const party = (at) => (at < agencies.length
    ? { at, known: true, level: agencies[at].level, shown: agencies[at].shown }
    : { at, known: false, level: "other", shown: columns.others[at - agencies.length] });
  const order = Object.keys(LEVELS);
  const place = (level) => (order.includes(level) ? order.indexOf(level) : order.length);
  const byName = (p, q) => (p.shown < q.shown ? -1 : p.shown > q.shown ? 1 : 0);
  return {
    party, hows: columns.hows.filter((how) => [...cells.values()].some((c) => c.entries.some((e) => e.how === how))),
    key, cell: (agency, service) => cells.get(key(agency, service)), cells: [...cells.values()],
    agencies: [...members].map(party).sort((p, q) => place(p.level) - place(q.level) || byName(p, q) || p.at - q.at),
    services: [...services.values()].filter((s) => used.has(s.id)).sort((p, q) =>
      (p.family || "~") < (q.family || "~") ? -1 : (p.family || "~") > (q.family || "~") ? 1 : byName(p, q)),
  };
}
