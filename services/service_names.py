"""Which service a text from someone's data names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .service import Service, name_key

_SHORT = {
    "dept": "department",
    "depts": "departments",
    "dpt": "department",
    "div": "division",
    "svc": "service",
    "svcs": "services",
    "mgmt": "management",
    "mgt": "management",
    "ctr": "center",
    "cntr": "center",
    "centre": "center",
    "centres": "centers",
    "rec": "recreation",
}
"""Words that stand for others, wherever in a name."""

_UNITS = ("department", "division", "office", "bureau")
"""Words for a part of an agency, which say nothing of what it does."""


def match_service(text: str, services: Mapping[str, Service]) -> str | None:
    """The id of the service that a text names: by id, else by name, else by alias.

    Case, accents and punctuation do not count, `&` is read as "and", and usual short forms as
    their words ("Dept." as "department", "Svcs" as "services", "Rec" as "recreation"). When that
    finds nothing, words for a part of an agency are left off ("Department of Elections", "Planning
    Division"). Nothing is guessed beyond that: a text that fits several services fits none.

    Parameters
    ----------
    text
        As found in data.
    services
        By id. The cost is one pass over all their names, a fraction of a millisecond.

    Returns
    -------
    str or None
        None when nothing matches, or when the first kind of name that matches fits several
        services.

    Examples
    --------
    >>> from adjoin.services.taxonomy import load_services, match_service
    >>> services = load_services()
    >>> match_service("POLICE DEPT.", services), match_service("Fire-Station", services)
    ('law_enforcement', 'fire_services')
    >>> match_service("Community Development", services) is None  # housing, planning or permits
    True
    """
    whole = spelled_out(text)
    for wanted in dict.fromkeys((whole, _without_unit(whole))):
        for names in (_id_names, _full_names, _alias_names):
            found = [s.id for s in services.values() if wanted in map(_known, names(s))]
            if wanted and found:
                return found[0] if len(found) == 1 else None
    return None


def spelled_out(text: str) -> str:
    """The `name_key` of a text with short forms as their words.

    Examples
    --------
    >>> from adjoin.services.service_names import spelled_out
    >>> spelled_out("Parks & Rec. Dept.")
    'parks and recreation department'
    """
    return " ".join(_SHORT.get(word, word) for word in name_key(text).split())


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    """`spelled_out` of a name that a service has: the same few hundred for every text matched."""
    return spelled_out(text)


def _without_unit(key: str) -> str:
    """A name without the words for a part of an agency around it."""
    words = key.split()
    if len(words) > 2 and words[0] in _UNITS and words[1] == "of":
        words = words[2:]
    if len(words) > 1 and words[-1] in _UNITS:
        words = words[:-1]
    return " ".join(words)


def _id_names(service: Service) -> tuple[str, ...]:
    return (service.id,)


def _full_names(service: Service) -> tuple[str, ...]:
    return (service.name,)


def _alias_names(service: Service) -> tuple[str, ...]:
    return service.aliases
