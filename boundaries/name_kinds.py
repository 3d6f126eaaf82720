"""Whether the words of a name fit an agency: its level, and the words of its own name.

The scores are judgements, set so that 0.85 and more may be taken without asking: the place is the
same, and a person who knows the kinds of local government would not hesitate.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from .agency_names import Kind, Reading, Token, readings
from .name_words import CITY_COUNTIES, PHRASES, Word

SAME: Final = 0.97
"""Place and kind are the same."""

FITS: Final = 0.95
"""The place is the same, and the department is one that such an agency has."""

LOOSE: Final = 0.90
"""As `FITS`, but a word is there in one name and not in the other."""

ASK: Final = 0.75
"""A person must decide: the place is the same, and the kind may be another."""

WEAK: Final = 0.80
"""As `LOOSE`, but the word tells places apart: Alder, for Alder City. Where it stands may decide."""

HINT: Final = 0.60
"""The place is the same, but the name is that of a building."""

_MUNICIPAL: Final = frozenset(("city", "town", "village", "township", "borough", "city and county"))
_SPECIAL: Final = frozenset(
    ("special_district", "school_district", "regional", "other", "nonprofit")
)

_NOTHING: Final = Word("place", "")

# Words for bodies of any kind; the others make it a body of just that kind.
_PLAIN: Final = frozenset(("district", "authority", "company"))

# Words behind a place that may belong to it: Oak Park, Union City.
_AMBIGUOUS: Final = frozenset(("parks", "water"))


def fitting(reading: Reading, own: Kind, level: str, places: Collection[str]) -> float:
    """How well a name fits an agency of the same place.

    Parameters
    ----------
    reading
        The name.
    own
        What the words of the agency's own name tell.
    level
        The agency's level.
    places
        The places that agencies are called after: a name with two of them is a joint body's.

    Returns
    -------
    float
        0 where it cannot be the agency, up to `SAME`.
    """
    place, said, _, further = reading
    if own.governments & _MUNICIPAL and level in _SPECIAL and not (own.bodies or own.functions):
        level = "city"  # a township, whatever level its source gives it
    if said.silent and further and _is_joint(further, places):
        return 0.0
    if _bodies_in(_rest(said, further)) - {"district"}:
        return 0.0
    if not said.functions and _names_another(reading, places):
        return 0.0
    if said.silent and own.silent and not said.site:
        return SAME if level != "county" else ASK
    if level == "city" and place in CITY_COUNTIES and _of_a_county(said):
        return ASK if _strange(said, further) else FITS
    # The District of North Vancouver is a city as others are.
    own_bodies = own.bodies - {"district"} if level == "city" and not own.functions else own.bodies
    if said.bodies - {"company"} or ("company" in said.bodies and level not in ("city", "county")):
        return _bodies(said, own, level)
    if level in ("state", "tribal"):
        return 0.0
    if own_bodies or level in _SPECIAL:
        return _to_body(said, own, level)
    if "company" in said.bodies:
        return ASK if said.functions else 0.0
    return _to_government(said, further, own, level)


def _to_government(said: Kind, further: Sequence[Sequence[Token]], own: Kind, level: str) -> float:
    """A city or a county, by its kind of government or by a department that such an agency has."""
    if "school" in said.functions and level != "county":
        return 0.0
    both = bool(own.governments & {"city and county"})
    if said.governments & own.governments - {"county", "city"}:
        return SAME
    if "county" in said.governments:
        # The county's fire department number 5 is a fire district.
        apart = bool({"school", "transit"} & set(said.functions) or said.numbers)
        apart |= "library" in said.functions and not said.department
        if level != "county" or _bodies_in(_rest(said, further)):
            return 0.0
        mixed = len(said.functions) > 1 and _AMBIGUOUS & set(said.functions)
        return ASK if apart or mixed or _strange(said, further) else SAME
    if said.governments & _MUNICIPAL:
        score = _to_city(said, own, "city" if both else level)
        return min(score, ASK) if _strange(said, further) else score
    if both and {"sheriff", "corrections"} & set(said.functions):
        return FITS
    score = _by_department(said, "city" if both or "city" in own.leading else level)
    # A word of the agency's name is missing: Alder, for Alder City.
    return min(score, WEAK) if own.trailing & _MUNICIPAL else score


def _of_a_county(said: Kind) -> bool:
    """Whether the words name a county or a department that only counties have."""
    departments = {"sheriff", "corrections"} & set(said.functions)
    apart = said.bodies or {"school", "transit"} & set(said.functions)
    return not apart and bool("county" in said.governments or departments)


def _is_joint(further: Sequence[Sequence[Token]], places: Collection[str]) -> bool:
    """Whether what follows a bare place makes it one of two, or a body of another kind."""
    words = [token.word for token in further[0]]
    known = any(" ".join(words[:count]) in places for count in range(len(words), 0, -1))
    return known or any(map(_bodies_in, further))


def _strange(said: Kind, further: Sequence[Sequence[Token]]) -> bool:
    """Whether a government is followed by words that are no department: Medina County Career Center.

    A county's jail may be called after anyone.
    """
    if not said.site or said.functions:
        return False
    rest = _rest(said, further)
    jail = any(PHRASES.get((token.word,), _NOTHING).tag == "corrections" for token in rest)
    return not (jail and "county" in said.governments)


def _names_another(reading: Reading, places: Collection[str]) -> bool:
    """Whether another part of a name is another government: City of Napa / City of Sonoma."""
    said = (reading.place, reading.kind.governments)
    return any(
        other.place in places
        and other.kind.governments
        and (other.place, other.kind.governments) != said
        for part in reading.further
        for other in readings([token._replace(part=0) for token in part])
    )


def _rest(said: Kind, further: Sequence[Sequence[Token]]) -> Sequence[Token]:
    """What follows in the same part of a name; nothing where its end was read."""
    return further[0] if said.site and further else ()


def _bodies_in(part: Sequence[Token]) -> set[str]:
    """The kinds of bodies that words and pairs of words of a part of a name tell."""
    words = [token.word for token in part]
    phrases = [tuple(words[at : at + count]) for at in range(len(words)) for count in (1, 2)]
    known = [PHRASES[phrase] for phrase in phrases if phrase in PHRASES]
    return {word.tag for word in known if word.role == "body"}


def _bodies(said: Kind, own: Kind, level: str) -> float:
    """A body of its own kind fits a body of that kind, never a city or a county."""
    if level in ("city", "county") and not own.bodies:
        return 0.0
    bodies = own.bodies or ({"district"} if level in _SPECIAL else frozenset[str]())
    if said.bodies - _PLAIN != bodies - _PLAIN or (said.numbers and said.numbers != own.numbers):
        return 0.0
    ours, theirs = set(said.functions), set(own.functions)
    if ours and theirs and not ours & theirs:
        return 0.0
    if ours != theirs or said.governments != own.governments or said.numbers != own.numbers:
        return ASK
    if said.bodies == own.bodies:
        return SAME
    return LOOSE if said.bodies & bodies else ASK


def _to_body(said: Kind, own: Kind, level: str) -> float:
    """A name without a word for a body may still be a body's: Alder Valley Fire."""
    if said.silent:
        return HINT if said.site else ASK
    if said.governments != own.governments or not said.functions:
        return 0.0
    functions = set(own.functions) or ({"school"} if level == "school_district" else set[str]())
    if set(said.functions) == functions and own.numbers in ((), said.numbers):
        return LOOSE
    if own.numbers and said.numbers and own.numbers != said.numbers:
        return 0.0
    return ASK if set(said.functions) & functions else 0.0


def _to_city(said: Kind, own: Kind, level: str) -> float:
    """A city, town or village by its kind of government."""
    if level not in ("city", "other"):
        return 0.0
    if own.bodies:
        return ASK
    kinds = own.governments & _MUNICIPAL
    if not kinds:
        # Beside a borough or city there may be a township of the same name.
        apart = said.governments & {"township", "village", "borough"}
        return WEAK if apart else SAME if "city" in said.governments else FITS
    return SAME if kinds & said.governments else ASK


def _by_department(said: Kind, level: str) -> float:
    """A city or a county by a department that such an agency has."""
    functions = set(said.functions)
    if not functions:
        if said.site:
            return HINT
        return FITS if level == "city" else ASK
    if "school" in functions:
        return 0.0
    if len(functions) > 1 and functions & _AMBIGUOUS:
        return ASK
    if functions & {"sheriff", "corrections"}:
        if "corrections" in functions and "sheriff" not in functions:
            return HINT if level == "county" else 0.0
        return FITS if level == "county" else 0.0
    if level != "city":
        return HINT if level == "county" and "police" not in functions else 0.0
    if "transit" in functions:
        return ASK
    if "ems" in functions and not said.department:
        return ASK
    return FITS if said.department or "police" in functions else LOOSE
