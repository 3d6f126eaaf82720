"""From layers to sources: the role of each, its settings, and what belongs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ...boundaries.people_columns import people_columns
from ...geo.crs import Bounds
from ...geo.files.conditions import sql_name
from ...geo.files.guesses import Guess
from ...geo.files.profiles import as_texts
from ...geo.streets.usualcolumns import node_columns, street_columns
from ..presets import Preset
from ..service import Service
from .agencycolumns import Known, agency_guesses
from .called import cells_of, names_by_id, setting
from .coordinates import place_guesses
from .drafts import Draft
from .facilitycolumns import facility_guesses
from .heap import Heap, Layer
from .inventorycolumns import inventory_guesses
from .joins import better_weight, matching
from .presetfit import preset_of
from .rivals import without_rivals
from .roles import Likely, likely_roles

#: A role that is less likely than another by no more than this is left to a person.
_CLOSE: Final = 0.08

#: So many ids of agencies may be those of others by chance.
_CHANCE: Final = 0.1

_NOBODY: Final = Known({}, {})


def drafted(
    heap: Heap,
    *,
    services: Mapping[str, Service],
    presets: Mapping[str, Preset],
    others: Sequence[Draft] = (),
) -> list[Draft]:
    """A source for every layer, in the order of the files.

    Parameters
    ----------
    heap
        The files.
    services, presets
        By id.
    others
        Drafts of further files, which come first.
    """
    first = [
        likely_roles(layer, known=_NOBODY, services=services, presets=presets)
        for layer in heap.layers
    ]
    bodies = [
        _draft(layer, roles, _NOBODY, (), services, presets)
        for layer, roles in zip(heap.layers, first, strict=True)
        if roles[0].role == "agencies"
    ]
    known = _known(bodies, presets)
    region = [draft.layer.bounds for draft in bodies if draft.layer.bounds is not None]
    region = region or [layer.bounds for layer in heap.layers if layer.bounds is not None]
    drafts = []
    for layer in heap.layers:
        roles = likely_roles(layer, known=known, services=services, presets=presets)
        drafts.append(_draft(layer, roles, known, region, services, presets))
    drafts = _with_nodes(drafts)
    drafts = _with_joins(drafts)
    drafts = [part for draft in drafts for part in _remainders_apart(draft)]
    drafts = _told_apart(without_rivals([*others, *drafts], presets), presets)
    return _providers_left_open(drafts, presets)


def _draft(
    layer: Layer,
    roles: Sequence[Likely],
    known: Known,
    region: Sequence[Bounds],
    services: Mapping[str, Service],
    presets: Mapping[str, Preset],
) -> Draft:
    """The likeliest role of a layer, and its settings."""
    best = roles[0]
    close = [each for each in roles[1:] if each.score >= best.score - _CLOSE]
    sure = min(best.score, 0.6) if close else best.score
    guesses: list[Guess] = []
    preset = preset_of(layer, presets)
    if preset is not None and preset.is_sure and presets[preset.value].kind == best.role:
        guesses = [preset]
    elif best.role == "agencies":
        guesses = agency_guesses(layer)
    elif best.role == "facilities":
        guesses = facility_guesses(layer, known=known, region=region, services=services)
    elif best.role == "people":
        guesses = people_columns(layer.profiles, shapes=layer.shapes, called=layer.words)
        if layer.shapes is None:
            places = place_guesses(layer, region=region)
            guesses = [g for g in guesses if g.key not in ("columns.x", "columns.y")] + places
    elif best.role == "streets":
        guesses = street_columns(layer.profiles, shapes=layer.shapes, frame=layer.lines)
    elif best.role == "nodes":
        guesses = node_columns(layer.profiles, shapes=layer.shapes)
    elif best.role == "provision":
        guesses = inventory_guesses(layer, known=known, services=services)
    if layer.shapes is not None and layer.crs is None and best.role not in ("none", "join"):
        guesses.append(_system(layer))
    return Draft(
        layer, best.role, sure, best.why, tuple(guesses), tuple(each.role for each in roles[1:])
    )


def _system(layer: Layer) -> Guess:
    """The system of shapes that do not say theirs."""
    if layer.degrees:
        return Guess("crs", "EPSG:4326", 0.85, "the file does not say it; its numbers are degrees")
    return Guess(
        "crs", "EPSG:3857", 0.2, "the file does not say it, and its numbers are no degrees"
    )


def _known(drafts: Sequence[Draft], presets: Mapping[str, Preset]) -> Known:
    """What the agencies of some drafts are called."""
    ids, names = (
        {draft.layer.label: frozenset(cells_of(draft, key, presets).dropna()) for draft in drafts}
        for key in ("columns.id", "columns.name")
    )
    return Known(ids, names)


def _with_nodes(drafts: Sequence[Draft]) -> list[Draft]:
    """Edge tables with the table of their nodes."""
    nodes = [draft for draft in drafts if draft.role == "nodes"]
    found = []
    taken = set()
    for draft in drafts:
        start = draft.guess("columns.from")
        if draft.role == "streets" and start is not None:
            own = next((node for node in nodes if _are_ends(draft, str(start.value), node)), None)
            if draft.layer.shapes is not None:
                # Lines say where they lead; without a table of nodes their ends need no ids.
                kept = [g for g in draft.guesses if g.key not in ("columns.from", "columns.to")]
                draft = draft._replace(guesses=tuple(kept))
            elif own is not None:
                taken.add(own.layer.label)
                draft = draft._replace(nodes=own)
            else:
                draft = draft._replace(
                    aside="it needs the table of its nodes, which no file here is"
                )
        found.append(draft)
    return [draft for draft in found if draft.role != "nodes" or draft.layer.label not in taken]


def _are_ends(edges: Draft, start: str, nodes: Draft) -> bool:
    """Whether the ends of edges are among the ids of nodes."""
    ident = nodes.guess("node_columns.id")
    if ident is None:
        return False
    ends = as_texts(edges.layer.table[start].dropna())
    ids = as_texts(nodes.layer.table[str(ident.value)].dropna())
    return bool(ends.isin(set(ids)).mean() > 0.9)


def _with_joins(drafts: Sequence[Draft]) -> list[Draft]:
    """Layers with the second tables that belong to them."""
    tables = [d for d in drafts if d.layer.shapes is None and d.role in ("none", "people", "agencies")
              and not (d.runs and d.role == "agencies")]  # fmt: skip
    found = []
    used: dict[str, str] = {}
    for draft in drafts:
        if draft.role in ("people", "none") and draft.layer.shapes == "polygon":
            draft = _joined(draft, tables, used)
        found.append(draft)
    return [
        draft._replace(
            role="join", sure=0.9, why=f"joined to {used[draft.layer.label]}", guesses=()
        )
        if draft.layer.label in used
        else draft
        for draft in found
    ]


def _joined(draft: Draft, tables: Sequence[Draft], used: dict[str, str]) -> Draft:
    """A layer of areas with the table that counts its people, where there is one."""
    for table in tables:
        match = matching(draft.layer, table.layer)
        if match is None:
            continue
        own = list(draft.guesses) if draft.role == "people" else []
        weight = better_weight(
            own, people_columns(table.layer.profiles, shapes=None, called=table.layer.words)
        )
        if weight is None:
            continue
        why = f"{match.share:.0%} of {match.on} are in {match.equals} of {table.layer.label}"
        used[table.layer.label] = draft.layer.label
        ident = Guess("columns.id", match.on, 0.9, "the key of the second table")
        changed = draft.with_guesses(weight, ident)
        return changed._replace(
            role="people", sure=0.92, why=f"areas whose people a second table counts ({why})",
            joined=(table.layer, match.on, match.equals),
        )  # fmt: skip
    return draft


def _remainders_apart(draft: Draft) -> list[Draft]:
    """Cities and the unincorporated rest of counties in one layer, as a source for each."""
    name = draft.guess("columns.name")
    if draft.role != "agencies" or name is None or draft.guess("columns.level") is not None:
        return [draft]
    values = draft.layer.named(str(name.value)).values
    rest = sum(value.casefold().startswith("unincorporated") for value in values)
    if not 0 < rest < 0.5 * len(values):
        return [draft]
    column = sql_name(str(name.value))
    level = draft.guess("level")
    city = Guess("level", "city", 0.8, "what is not called unincorporated")
    if level is not None and level.value not in ("county", "city"):
        city = level
    parts = (
        (city, f"{column} NOT ILIKE 'unincorporated%' OR {column} IS NULL"),
        (Guess("level", "county", 0.95, "what counties govern themselves"), f"{column} ILIKE 'unincorporated%'"),
    )  # fmt: skip
    why = f"{rest} of {len(values)} are the unincorporated rest of a county"
    return [draft.with_guesses(each, Guess("where", where, 0.9, why)) for each, where in parts]


def _told_apart(drafts: Sequence[Draft], presets: Mapping[str, Preset]) -> list[Draft]:
    """Agencies of different sources with one id get a prefix."""
    seen: dict[str, str] = {}
    found = []
    for draft in drafts:
        if draft.role == "agencies" and draft.runs:
            pairs = names_by_id(draft, presets)
            clash = _clash(pairs, seen)
            if clash:
                level = str(setting(draft, "level", presets) or "other").replace("_district", "")
                prefix, number = f"{level}-", 1
                while _clash(prefixed := {prefix + key: name for key, name in pairs.items()}, seen):
                    number += 1
                    prefix = f"{level}{number}-"
                pairs = prefixed
                why = f"{len(clash)} ids stand for other agencies in another source, such as {clash[0]!r}"
                draft = draft.with_guesses(Guess("id_prefix", prefix, 0.85, why))
            seen |= pairs
        found.append(draft)
    return found


def _providers_left_open(drafts: Sequence[Draft], presets: Mapping[str, Preset]) -> list[Draft]:
    """Columns of agencies left to a person where their ids are those that got a prefix."""
    prefixed = [draft for draft in drafts if draft.guess("id_prefix") is not None]
    ids = {ident for draft in prefixed for ident in names_by_id(draft, presets)}
    found = []
    for draft in drafts:
        agency = draft.guess("columns.agency")
        if agency is not None and draft.role in ("facilities", "provision"):
            cells = set(cells_of(draft, "columns.agency", presets).dropna())
            if len(cells & ids) > _CHANCE * len(cells):
                label = prefixed[0].layer.label
                why = f"ids that stand for agencies of several files: give {label} and this file ids of their own"
                draft = draft.with_guesses(agency._replace(confidence=0.5, why=why))
        found.append(draft)
    return found


def _clash(pairs: Mapping[str, str], seen: Mapping[str, str]) -> list[str]:
    """The ids that stand for another agency already."""
    return [ident for ident, name in pairs.items() if seen.get(ident, name) != name]
