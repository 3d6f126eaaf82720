"""What a name says of an agency: the place it is called after, and the words that tell its kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from .name_words import AT_HEAD, BESIDE, LEADING, LONGEST_PHRASE, PHRASES, SHORT_FOR, Word

_TOKEN: Final = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]+(?:['’`´][^\W_]+)*|&")
_PARTING: Final = re.compile(r"\s[-–—]+\s?|\s?[-–—]+\s|[–—/|;:,()\[\]]")
_DEPARTMENTS: Final = frozenset(("department", "division", "bureau", "office"))
_ROMAN: Final = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
}
_ORDINAL: Final = {
    "1st": "1",
    "2nd": "2",
    "3rd": "3",
    "4th": "4",
    "5th": "5",
    "6th": "6",
    "7th": "7",
}


class Token(NamedTuple):
    """One word of a name.

    Parameters
    ----------
    word
        Lower case, without accents; never short for another.
    end
        Where it ends in the text.
    part
        Number of the part of the text it stands in: parts lie between dashes, slashes, commas and
        brackets.
    """

    word: str
    end: int
    part: int


class Kind(NamedTuple):
    """What the words of a name that are no place tell.

    Parameters
    ----------
    governments
        `county`, `city`, `town` ...
    leading, trailing
        Those of them that stand before the place, "City of", and those behind it.
    bodies
        `district`, `campus`, `state` ...
    functions
        What the agency delivers, or for a body: what is in its name.
    departments
        Of a body: which of its departments it is.
    numbers
        Of a body: its numbers, as text.
    site
        A building or a part of an agency follows.
    department
        It is called a department, office or division.
    end, body_end
        Where these words end in the text, and where those of the body itself do (0 without one).
    """

    governments: frozenset[str] = frozenset()
    leading: frozenset[str] = frozenset()
    trailing: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    functions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    site: bool = False
    department: bool = False
    end: int = 0
    body_end: int = 0

    @property
    def silent(self) -> bool:
        """No word tells anything."""
        return not (self.governments or self.bodies or self.functions)


class Reading(NamedTuple):
    """One way to read a name.

    Parameters
    ----------
    place
        What it is called after, words parted by spaces.
    kind
        What the other words tell.
    end
        Where the place ends in the text.
    further
        The parts of the text behind what was read.
    """

    place: str
    kind: Kind
    end: int
    further: tuple[tuple[Token, ...], ...]


def tokens_of(text: str) -> list[Token]:
    """The words of a name, short ones written out.

    Examples
    --------
    >>> from adjoin.boundaries.agency_names import tokens_of
    >>> [token.word for token in tokens_of("Alder Vly. F.P.D. - Sta. 5")]
    ['alder', 'valley', 'fire', 'protection', 'district', 'station', '5']
    """
    borders = [match.start() for match in _PARTING.finditer(text)]
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        part = sum(border < match.start() for border in borders)
        word = _plain(match[0])
        # At the head of a name "SO" is south and "NO" north; behind it, the sheriff's office and number.
        written_out = SHORT_FOR.get(word, (word,))
        long = written_out if tokens else AT_HEAD.get(word, written_out)
        tokens += [Token(each, match.end(), part) for each in long]
    after = [*(token.word for token in tokens[1:]), ""]
    return [
        token._replace(word=BESIDE.get((token.word, word), token.word))
        for token, word in zip(tokens, after, strict=False)
    ]


def readings(tokens: Sequence[Token]) -> Iterator[Reading]:
    """Every way to part a name into a place and words that tell the kind, the longest place first.

    Parameters
    ----------
    tokens
        Of `tokens_of`.

    Yields
    ------
    Reading
        None where the name holds no place. A place never ends before a word that says nothing of
        the kind: of "Napa Valley Railroad", Napa is no reading.
    """
    lead, start = _lead(tokens)
    if start >= len(tokens):
        return
    part = tokens[start].part
    stop = next((i for i in range(start, len(tokens)) if tokens[i].part != part), len(tokens))
    for end in range(stop, start, -1):
        if end < stop and not _phrase(tokens, end) and not tokens[end].word.isdigit():
            continue  # the place goes on
        place = " ".join(token.word for token in tokens[start:end])
        kind, rest = _kind(tokens, end, lead)
        yield Reading(place, kind, tokens[end - 1].end, rest)


def own_reading(tokens: Sequence[Token]) -> Reading | None:
    """The reading of a name that no agency of the region bears: the shortest place.

    Parts of the text are taken together up to the first that tells a kind, so that "West Valley -
    Mission College" is one name. None where no word tells a kind.
    """
    for last in sorted({token.part for token in tokens}):
        together = [token._replace(part=max(token.part, last)) for token in tokens]
        told = [r for r in readings(together) if not r.kind.silent]
        if told:
            return told[-1]
    return None


def whole_readings(tokens: Sequence[Token]) -> Iterator[Reading]:
    """The readings of an agency's own name: behind the place stand only words that tell its kind.

    A county in brackets, which tells namesakes apart, is no part of the name.
    """
    for reading in readings(tokens):
        counties = all(part[-1].word in ("county", "parish") for part in reading.further)
        if not reading.kind.site and counties:
            yield reading


def _plain(word: str) -> str:
    """A word in lower case without accents, points and apostrophes; numbers in figures."""
    if word == "&":
        return "and"
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in letters if c.isalnum() and not unicodedata.combining(c))
    plain = plain.replace("ß", "ss")
    return _ORDINAL.get(plain, plain.lstrip("0") or "0" if plain.isdigit() else plain)


def _phrase(tokens: Sequence[Token], at: int) -> int:
    """How many words the longest known phrase at a place has; 0 without one."""
    for count in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
        words = tuple(token.word for token in tokens[at : at + count])
        if words in PHRASES and tokens[at].part == tokens[at + count - 1].part:
            return count
    return 0


def _lead(tokens: Sequence[Token]) -> tuple[list[tuple[str, str]], int]:
    """The words before a place, as in "Police Department of the City of": what they say, how many."""
    said: list[tuple[str, str]] = []
    ends = [0]
    while ends[-1] < len(tokens) and (count := _phrase(tokens, ends[-1])):
        word = PHRASES[tuple(token.word for token in tokens[ends[-1] : ends[-1] + count])]
        said.append((word.role, word.tag))
        ends.append(ends[-1] + count)
    if any(token.word in LEADING for token in tokens[: ends[-1]]):
        return said, ends[-1]
    # Up to the last "of": in "City of University Place", a city is what it is.
    for taken in range(len(said), 0, -1):
        at = ends[taken]
        words = [token.word for token in tokens[:at]]
        if words[-1] == "of" or words[-2:] == ["of", "the"] or words == ["the"]:
            return said[:taken], at
    return [], 0


def _kind(
    tokens: Sequence[Token], start: int, lead: Sequence[tuple[str, str]]
) -> tuple[Kind, tuple[tuple[Token, ...], ...]]:
    """What stands behind a place, up to the first word that tells nothing of the agency."""
    part = tokens[start - 1].part
    said = list(lead)
    numbers: list[str] = []
    at, end, body_end, site = start, tokens[start - 1].end, 0, False
    while at < len(tokens) and tokens[at].part == part and not site:
        count = _phrase(tokens, at)
        word = PHRASES[tuple(token.word for token in tokens[at : at + count])] if count else None
        named = ("body", "district") in said
        number = _number(tokens, at) if named or _of_function(said) else None
        if number is not None and (word is None or word.role == "empty"):
            # Behind a department it is a station's number, or a nameless district's.
            numbers.append(number)
            site = not named
            at, end, body_end = at + 1, tokens[at].end, tokens[at].end if named else body_end
        elif word is None or word.role == "site" or _is_beat(said, word):
            site = True
        else:
            said.append((word.role, word.tag))
            at, end = at + count, tokens[at + count - 1].end
            body_end = end if word.role == "body" else body_end
    further: list[list[Token]] = []
    for token in tokens[at:]:
        if not further or further[-1][-1].part != token.part:
            further.append([])
        further[-1].append(token)
    kind = _told(said, numbers, site=site, end=end, body_end=body_end)
    before, behind = (
        frozenset(tag for role, tag in words if role == "govt")
        for words in (lead, said[len(lead) :])
    )
    return kind._replace(leading=before, trailing=behind), tuple(map(tuple, further))


def _is_beat(said: Sequence[tuple[str, str]], word: Word) -> bool:
    """Whether a district is one of a department's, as in "Police Department District 1"."""
    return (word.role, word.tag) == ("body", "district") and ("empty", "department") in said


def _of_function(said: Sequence[tuple[str, str]]) -> bool:
    """Whether the last word but those that say nothing is what an agency delivers."""
    telling = [role for role, _ in said if role != "empty"]
    return bool(telling) and telling[-1] == "function"


def _number(tokens: Sequence[Token], at: int) -> str | None:
    """The number that a word is, such as 4, IV or 549C."""
    word = tokens[at].word
    return word if word[0].isdigit() else _ROMAN.get(word)


def _told(
    said: Sequence[tuple[str, str]],
    numbers: Sequence[str],
    *,
    site: bool,
    end: int,
    body_end: int,
) -> Kind:
    """The kind that roles and tags in their order make."""
    bodies = [at for at, (role, _) in enumerate(said) if role == "body"]
    last = bodies[-1] if bodies else len(said)
    functions = {tag for role, tag in said[: last + 1] if role == "function"}
    departments = {tag for role, tag in said[last + 1 :] if role == "function"}
    return Kind(
        governments=frozenset(tag for role, tag in said if role == "govt"),
        bodies=frozenset(tag for role, tag in said if role == "body"),
        functions=tuple(sorted(functions)),
        departments=tuple(sorted(departments)),
        numbers=tuple(numbers),
        site=site,
        department=any(role == "empty" and tag in _DEPARTMENTS for role, tag in said),
        end=end,
        body_end=body_end,
    )
