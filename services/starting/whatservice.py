"""Which service a file, a cell or the names of places speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile, name_words
from ..service import Service
from ..service_names import match_service, spelled_out
from .placewords import BEGINNINGS, PLACES, PLAIN
from .ranking import rated
from .usualnames import SERVICE

#: Longest phrase of a file's name that may be a service.
_WORDS: Final = 4

#: A column of so many kinds or more does not tell services.
_KINDS: Final = 60

#: So many names must speak of a service to agree with the file's name, to tell it alone, and to
#: speak against it.
_FEW, _SOME, _MOST = 0.3, 0.35, 0.6


class Spoken(NamedTuple):
    """A service that a text speaks of, the words by which it does, and how surely."""

    service: str
    words: str
    sure: float


def spoken_of(text: str, services: Mapping[str, Service]) -> Spoken | None:
    """The service that words within a text name: the longest phrase counts.

    Parameters
    ----------
    text
        A file's name, or the name of a place.
    services
        By id.

    Returns
    -------
    Spoken or None
        None where no words, or words of several services alike, are in it.

    Examples
    --------
    >>> from adjoin.services.starting.whatservice import spoken_of
    >>> from adjoin.services.taxonomy import load_services
    >>> spoken_of("Napa_FireStations_2019", load_services())
    Spoken(service='fire_services', words='fire stations', sure=0.88)
    """
    return _spoken_of(text, _phrases(services))


def _spoken_of(text: str, phrases: Mapping[str, str]) -> Spoken | None:
    words = spelled_out(name_words(text)).split()
    for length in range(min(_WORDS, len(words)), 0, -1):
        parts = [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]
        found = {phrases[part]: part for part in parts if part in phrases}
        if found:
            if len(found) > 1:
                return None
            service, phrase = next(iter(found.items()))
            told = length > 1 or phrase in PLACES.get(service, ())
            return Spoken(service, phrase, 0.88 if told else 0.6)
    plain = " ".join(words)
    begun = {
        service: beginning
        for beginning, service in BEGINNINGS.items()
        if f" {beginning}" in f" {plain}" or (not beginning.isascii() and beginning in plain)
    }
    return Spoken(*next(iter(begun.items())), 0.86) if len(begun) == 1 else None


def _phrases(services: Mapping[str, Service]) -> dict[str, str]:
    """The service of every phrase that is of one only."""
    owners: dict[str, set[str]] = {}
    for service in services.values():
        told = (service.id.replace("_", " "), service.name, *service.aliases, *service.agency_words)
        for phrase in {spelled_out(text) for text in (*told, *PLACES.get(service.id, ()))}:
            if phrase and phrase not in PLAIN and (len(phrase) > 3 or " " in phrase):
                owners.setdefault(phrase, set()).add(service.id)
    for ident, places in PLACES.items():  # what places are called is told apart by hand
        if ident in services:
            owners |= {spelled_out(place): {ident} for place in places}
    return {phrase: min(ids) for phrase, ids in owners.items() if len(ids) == 1}


def service_of(
    words: str, names: Sequence[str], profiles: Sequence[Profile], services: Mapping[str, Service]
) -> Guess | None:
    """The service of a file of facilities: of a column, of its name, or of the names of its places.

    Parameters
    ----------
    words
        Of the names of the file and its layer.
    names
        Of the places.
    profiles
        Of the columns.
    services
        By id.

    Returns
    -------
    Guess or None
        With the key `service` or `columns.service`; None where nothing speaks of one.
    """
    column = _column(profiles, services)
    constant = _constant(words, names, services)
    if column is None or constant is None:
        return column or constant
    # A column that says one service only is no better than the constant.
    several = len(services_in(_values(profiles, column.value), services)) > 1
    return column if column.is_sure and (several or not constant.is_sure) else constant


def _constant(words: str, names: Sequence[str], services: Mapping[str, Service]) -> Guess | None:
    """One service for all rows: by the file's name, and by the names of its places."""
    named = spoken_of(words, services)
    inside, share = _in_names(names, services)
    if named is None:
        if inside is None or share < _SOME:
            return None
        sure = round(min(0.45 + 0.55 * share, 0.95), 2)
        return Guess("service", inside, sure, f"{share:.0%} of the names speak of it")
    why = f"the file's name says {named.words!r}"
    if inside == named.service and share >= _FEW:
        return Guess("service", named.service, 0.97, f"{why}, and so do {share:.0%} of the names")
    others = () if inside in (None, named.service) else (inside,)
    if inside is None or share < _MOST:
        return Guess("service", named.service, named.sure, why, others)
    why = f"{why}, but {share:.0%} of the names speak of {inside}"
    return Guess("service", named.service, 0.5, why, others)


def services_in(values: Iterable[str], services: Mapping[str, Service]) -> set[str]:
    """The services that cells name.

    Parameters
    ----------
    values
        Of the cells.
    services
        By id.
    """
    return {found for value in values if (found := match_service(value, services)) is not None}


def _values(profiles: Sequence[Profile], name: str) -> tuple[str, ...]:
    return next(profile.values for profile in profiles if profile.name == name)


def _column(profiles: Sequence[Profile], services: Mapping[str, Service]) -> Guess | None:
    """The column whose cells name services, as far as every one of them is known."""
    found = rated(
        [p for p in profiles if p.kind == "text" and 0 < p.distinct <= _KINDS],
        names={**SERVICE, r".*": 0.4},
        fits=lambda profile: _known_share(profile, services)[0],
    )
    if not found:
        return None
    best = found[0].profile
    share, unknown = _known_share(best, services)
    if not unknown:
        score = min(0.97, 0.6 + 0.4 * found[0].score)
        kinds = len(services_in(best.values, services))
        return Guess(
            "columns.service",
            best.name,
            round(score, 2),
            f"its {best.distinct} values are {kinds} known services",
        )
    listed = ", ".join(repr(value) for value in unknown[:4])
    why = f"{share:.0%} of the rows are known services; not {listed}"
    return Guess("columns.service", best.name, round(min(0.7, 0.6 * share), 2), why)


def _known_share(profile: Profile, services: Mapping[str, Service]) -> tuple[float, list[str]]:
    """The share of rows with a service that is known, and the cells that name none."""
    known = [match_service(value, services) is not None for value in profile.values]
    share = sum(part for part, is_known in zip(profile.shares, known, strict=True) if is_known)
    return share, [v for v, is_known in zip(profile.values, known, strict=True) if not is_known]


def _in_names(names: Sequence[str], services: Mapping[str, Service]) -> tuple[str | None, float]:
    """The service that most of some names speak of, and the share of those that do."""
    phrases = _phrases(services)
    spoken = Counter(
        found.service for name in names[:500] if (found := _spoken_of(name, phrases)) is not None
    )
    if not spoken:
        return None, 0.0
    service, count = min(spoken.items(), key=lambda item: (-item[1], item[0]))
    return service, count / len(names[:500])
