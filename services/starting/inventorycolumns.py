"""Which columns of an inventory hold what, and whether a table is one at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile, name_words
from ..inventory_headings import HEADINGS
from ..inventory_words import match_instrument, match_role
from ..service import Service, name_key
from ..service_names import match_service
from .agencycolumns import Known
from .heap import Layer
from .ranking import chosen, rated

_AGENCY: Final[Mapping[str, float]] = {
    r"(agency|agency id|agency name|jurisdiction|member agency|city|city name|entity|organization|recipient|buyer|"
    r"local agency|municipality|gemeinde|municipio|commune|government|(buying|receiving|contracting|"
    r"purchasing|client|"
    r"customer|requesting) (agency|city|jurisdiction|party|entity)|buyer agency)": 0.95,
}
_SERVICE: Final[Mapping[str, float]] = {
    r"(service|service id|service name|service area|function|program|service category|municipal service|service type|"
    r"leistung|servicio|department)": 0.95,
    r"(facility type|category|type|kind|use|activity)": 0.85,
}
_ROLE: Final[Mapping[str, float]] = {
    r"(role|provision|how provided|delivery|delivery method|service delivery|provision type|arrangement|"
    r"delivery mode|rolle|rol)": 0.95,
}
_COUNTERPARTY: Final[Mapping[str, float]] = {
    r"(counterparty|counterparty id|provider|provided by|provider agency|contract with|contractor|"
    r"partner|partner agency|"
    r"service provider|provider name|other agency|with agency|vendor|seller|"
    r"(selling|providing|servicing|serving|performing) (agency|city|jurisdiction|party|entity))": 0.93,
}
_INSTRUMENT: Final[Mapping[str, float]] = {
    r"(instrument|agreement|agreement type|contract type|type of agreement|mechanism|legal form|"
    r"arrangement type)": 0.95,
}
_COST: Final[Mapping[str, float]] = {
    r"(annual cost|cost|annual budget|budget|annual expenditure\w*|expenditure\w*|amount|"
    r"contract amount|annual amount|"
    r"kosten|costo|coste)( (fy|per|year|annual|usd|us|adopted|total))*( ?(19|20)?\d\d)?( usd)?": 0.9,
}
_FTE: Final[Mapping[str, float]] = {
    r"(fte|ftes|staff|staff fte|fte count|full time equivalents?|employees)": 0.9
}
_START: Final[Mapping[str, float]] = {
    r"(start|start date|begin date|effective|effective date|begin|begins|since|from)": 0.9
}
_END: Final[Mapping[str, float]] = {
    r"(end|end date|expires|expiration|expiration date|expiry|contract expiry|until|term end)": 0.9,
}
_SOURCE: Final[Mapping[str, float]] = {r"((data )?source|reference|source document)": 0.85}


def inventory_guesses(
    layer: Layer, *, known: Known, services: Mapping[str, Service]
) -> list[Guess]:
    """The columns of a table that may be an inventory; nothing where it is none.

    Columns with the very names of the template are found without being named, and are not guessed.

    Parameters
    ----------
    layer
        A table.
    known
        What the agencies are called.
    services
        By id.
    """

    def named_services(profile: Profile) -> float:
        return _share(profile, lambda value: match_service(value, services) is not None)

    every = known.every

    def agencies(profile: Profile) -> float:
        if profile.kind == "number" or profile.filled < 0.9 * profile.rows:
            return 0.0
        share = _share(profile, lambda value: value.casefold() in every)
        if share or not every:
            return min(1.0, (0.85 if profile.kind == "text" else 0.5) + share)
        return 0.7

    def other(profile: Profile) -> float:
        return 1.0 if profile.kind == "text" else 0.0

    service = chosen(
        "columns.service",
        rated(layer.profiles, names=_SERVICE, fits=named_services),
        why="its cells are services",
    )
    taken = {service.value} if service is not None else set()
    agency = chosen(
        "columns.agency",
        rated([p for p in layer.profiles if p.name not in taken], names=_AGENCY, fits=agencies),
        why="its name, and its cells are agencies",
    )
    if service is None or agency is None:
        return []
    found = [service, agency]
    role = chosen(
        "columns.role",
        rated(
            layer.profiles,
            names=_ROLE,
            fits=lambda p: _share(p, lambda value: match_role(value) is not None),
        ),
        why="its cells are roles",
    )
    found.append(_constant_role(str(agency.value)) if role is None else role)
    for key, usual, fits in (
        ("counterparty", _COUNTERPARTY, other),
        ("instrument", _INSTRUMENT, lambda p: _share(p, lambda v: match_instrument(v) is not None)),
        ("annual_cost", _COST, _amounts),
        ("fte", _FTE, _amounts),
        ("start", _START, _dates),
        ("end", _END, _dates),
        ("source", _SOURCE, other),
    ):
        guess = chosen(
            f"columns.{key}",
            rated(layer.profiles, names=usual, fits=fits),
            why="its name and its cells",
        )
        found += [] if guess is None else [guess]
    return [guess for guess in found if not _is_heading(guess)]


def _constant_role(agency: str) -> Guess:
    """The role of every row, where no column says it: by what the column of agencies is called."""
    words = set(name_words(agency).split())
    if words & {"buying", "buyer", "receiving", "recipient", "purchasing", "client", "customer"}:
        return Guess("role", "buys", 0.85, f"no column says it, and {agency} does")
    others = ("produces", "owns", "funds", "buys")
    return Guess("role", "provides", 0.5, "no column says the role", others)


def is_inventory(layer: Layer, guesses: list[Guess]) -> float:
    """How sure a table is of an inventory.

    Parameters
    ----------
    layer
        A table.
    guesses
        Of `inventory_guesses`, which are none where columns bear the names of the template.
    """
    headings = {name_key(p.name).replace(" ", "_") for p in layer.profiles}
    own = [key for key, names in HEADINGS.items() if headings & set(names)]
    if {"agency", "service", "role"} <= set(own):
        return 0.97
    keys = {guess.key for guess in guesses} | {f"columns.{key}" for key in own}
    if not {"columns.agency", "columns.service"} <= keys:
        return 0.0
    more = keys & {
        "columns.role",
        "columns.counterparty",
        "columns.instrument",
        "columns.annual_cost",
        "columns.fte",
    }
    return min(0.95, 0.6 + 0.2 * len(more))


def _is_heading(guess: Guess) -> bool:
    """Whether a column is found without being named, since it is called as the template calls it."""
    key = guess.key.removeprefix("columns.")
    return guess.key != key and name_key(str(guess.value)).replace(" ", "_") in HEADINGS.get(
        key, ()
    )


def _share(profile: Profile, told: object) -> float:
    if not callable(told) or profile.kind == "empty":
        return 0.0
    known = [bool(told(value)) for value in profile.values[:500]]
    return sum(known) / len(known) if known else 0.0


def _amounts(profile: Profile) -> float:
    digits = [any(c.isdigit() for c in value) for value in profile.values[:200]]
    return sum(digits) / len(digits) if digits else 0.0


def _dates(profile: Profile) -> float:
    return _amounts(profile) if profile.kind in ("text", "whole") else 0.0
