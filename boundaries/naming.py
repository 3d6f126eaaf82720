"""Which agency a text names: by its id, or by its name as it is written."""

from __future__ import annotations

import difflib
from typing import Final, NamedTuple

import pandas as pd

#: Texts less alike than this are not held out as what was meant.
ALIKE: Final = 0.7


class AgencyNames(NamedTuple):
    """The agencies of a region by id and by name.

    Parameters
    ----------
    name_of
        Name by id.
    ids_of
        Sorted ids by folded name.
    """

    name_of: dict[str, str]
    ids_of: dict[str, list[str]]


def folded(name: str) -> str:
    """A name without upper case and with single spaces.

    Examples
    --------
    >>> from adjoin.boundaries.naming import folded
    >>> folded(" City of  Napa")
    'city of napa'
    """
    return " ".join(name.casefold().split())


def agency_names(agencies: pd.DataFrame) -> AgencyNames:
    """The ids and names of agencies, for looking texts up.

    Parameters
    ----------
    agencies
        With agency_id and name; an id may stand in several rows.
    """
    name_of: dict[str, str] = {}
    ids_of: dict[str, set[str]] = {}
    for agency_id, name in zip(agencies["agency_id"], agencies["name"], strict=True):
        name_of[agency_id] = min(name, name_of.get(agency_id, name))
        ids_of.setdefault(folded(name), set()).add(agency_id)
    return AgencyNames(name_of, {name: sorted(ids) for name, ids in ids_of.items()})


def agency_named(text: str, names: AgencyNames, *, id_prefix: str = "") -> list[str]:
    """The agencies that a text names: by id, else by id with a prefix, else by name.

    Parameters
    ----------
    text
        As found in data. Upper and lower case and white space count in ids, not in names.
    names
        Of `agency_names`.
    id_prefix
        Of the source that the text stands in.

    Returns
    -------
    list of str
        One id; none where nothing is called so, several where several agencies are.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.naming import agency_named, agency_names
    >>> names = agency_names(pd.DataFrame({"agency_id": ["c-1", "c-2"], "name": ["Napa", "Sonoma"]}))
    >>> agency_named("1", names, id_prefix="c-"), agency_named("SONOMA", names), agency_named("x", names)
    (['c-1'], ['c-2'], [])
    """
    for agency_id in (text, id_prefix + text):
        if agency_id in names.name_of:
            return [agency_id]
    return names.ids_of.get(folded(text), [])


def nearest_name(text: str, names: AgencyNames) -> str | None:
    """The id or name that is most like a text; None where none is like it.

    Parameters
    ----------
    text
        That names no agency.
    names
        Of `agency_names`.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.naming import agency_names, nearest_name
    >>> nearest_name("Nappa", agency_names(pd.DataFrame({"agency_id": ["c1"], "name": ["Napa"]})))
    'Napa'
    """
    shown = {folded(name): name for name in sorted(names.name_of.values(), reverse=True)}
    shown |= {folded(agency_id): agency_id for agency_id in sorted(names.name_of)}
    near = difflib.get_close_matches(folded(text), sorted(shown), n=1, cutoff=ALIKE)
    return shown[near[0]] if near else None
