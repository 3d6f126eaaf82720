// What the pointer is told of an agency or a facility.

// The smallest of the agencies at a place; of the others only that they are there.
function describeAgencies(model, selection, found) {
  const tip = describeAgency(model, selection, found[0]);
  if (found.length > 1) {
    const others = found.slice(1, 4).map((at) => shorten(model.agencies[at].shown, 60));
    if (found.length > 4) others.push(`${found.length - 4} more`);
    tip.append(el("span", { class: "quiet", text: `Also here: ${others.join(", ")}. Click again for the next.` }));
  }
  return tip;
}

function describeAgency(model, selection, at) {
  const a = model.agencies[at];
  const count = plural(selection.counts[at], "case of shared coverage", "cases of shared coverage");
  const facts = [LEVEL[a.level] || "agency"];
  if (a.population !== null) facts.push(`${number(a.population)} people`);
  if (a.area_km2 !== null) facts.push(area(a.area_km2, model.about.units));
  return el("div", { class: "tip" }, el("bdi", { class: "tip-name", text: shorten(a.shown, 120) }),
    el("span", { text: facts.join(" \u00b7 ") }), el("span", { text: count }));
}

function describeFacility(model, at, whole = false) {
  const f = model.facilities;
  const owner = f.agency[at] === null ? "In no agency\u2019s territory" : model.agencies[f.agency[at]].shown;
  const sure = tieOf(model, at) === "named" || f.confidence[at] === null ? "" : ` (confidence ${Math.round(f.confidence[at] * 100)} of 100)`;
  const how = f.agency[at] === null ? "" : `${ATTRIBUTION[f.attribution[at]] || ""}${sure}`;
  return el("div", { class: "tip" }, el("bdi", { class: "tip-name", text: shorten(facilityName(model, at), 120) }),
    el("bdi", { text: shorten(owner, 120) }), ...(how ? [el("span", { class: "quiet", text: how })] : []),
    ...(whole ? siteReach(model, at).map((text) => el("span", { text })) : []));
}
