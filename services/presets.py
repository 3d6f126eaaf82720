"""Presets: what region.toml need not say of publications that many people have.

The records are in `presets.toml` beside this file; a user's own file has the same form.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, ValidationError

from ..boundaries.agency_source import Agencies
from ..geo.files.described import Table, Text
from ..geo.findings import DataError, Finding
from .facility_source import Facilities
from .region_faults import Fault, type_faults

_MODELS: Final[dict[str, type[Facilities | Agencies]]] = {
    "facilities": Facilities,
    "agencies": Agencies,
}

# A key on the left makes those on the right useless: they tell of the preset's own column.
_GOES_WITH: Final = {
    "agency": ("agency_part", "agency_by"),
    "operator": ("agency_by",),
    "owner": ("owners",),
}


def _compiled(pattern: str) -> str:
    """The pattern, when it is a regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from error
    return pattern


Expression = Annotated[Text, AfterValidator(_compiled)]


class Preset(Table):
    """A known publication, and how its files are to be read.

    Parameters
    ----------
    id
        As region.toml names it.
    title, publisher
        As people know it.
    kind
        Whether it is a source of `facilities` or of `agencies`.
    vintages
        Which are known, and which were tried, in words.
    notes
        What bites.
    attribution
        Shown on every map, where region.toml has none of its own.
    signs
        Columns by which a file of it is known, each with a regular expression for the whole of its
        cells; the columns of one of the tables are enough.
    source
        Keys of the source's table. A column may be `{any_of = [...], optional = true}`.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    publisher: Text | None = None
    kind: Literal["facilities", "agencies"]
    vintages: Text | None = None
    notes: tuple[Text, ...] = Field(default=(), strict=False)
    attribution: Text | None = None
    signs: tuple[dict[Text, Expression], ...] = Field(default=(), strict=False)
    source: dict[str, Any]


def load_presets() -> dict[str, Preset]:
    """The presets that adjoin knows, by id, in the order of their ids.

    Returns
    -------
    dict of str to Preset
        A new mapping on every call.

    Examples
    --------
    >>> from adjoin.services.presets import load_presets
    >>> load_presets()["hifld_hospitals"].kind
    'facilities'
    """
    return dict(_shipped())


@cache
def _shipped() -> tuple[tuple[str, Preset], ...]:
    text = (resources.files(__package__) / "presets.toml").read_text(encoding="utf-8")
    presets, faults = _understood(tomllib.loads(text))
    if faults:
        raise DataError(Finding("error", "presets.toml", *fault) for fault in faults)
    return tuple(presets.items())


def read_presets(path: str | Path, *, source: str | None = None) -> dict[str, Preset]:
    """A user's own presets, in a file of the form of `presets.toml`.

    Parameters
    ----------
    path
        The file.
    source
        What messages call it; its name when not given.

    Returns
    -------
    dict of str to Preset
        By id. Lay them over those of `load_presets`.

    Raises
    ------
    DataError
        The file is missing, is not TOML, or has faults: all of them, each with its key.
    """
    path = Path(path)
    name = path.name if source is None else source
    item, rule = "", "missing-file"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = f"the presets cannot be read ({error.strerror}); mend the path"
    except UnicodeDecodeError as error:
        item, rule = f"byte {error.start}", "encoding"
        message = "is not UTF-8 text; save it as UTF-8"
    except (ValueError, RecursionError) as error:
        rule, message = "toml-syntax", f"is not TOML: {error or 'nested too deeply'}"
    else:
        presets, faults = _understood(document)
        if faults:
            raise DataError(Finding("error", name, *fault) for fault in faults)
        return presets
    raise DataError([Finding("error", name, item, rule, message)])


def with_presets(
    document: Mapping[str, Any], presets: Mapping[str, Preset]
) -> tuple[dict[str, Any], list[Fault]]:
    """A region.toml with what its presets say filled in, before it is validated.

    What the file says itself wins, key by key, within `columns` column by column, within `owners`
    owner by owner; `""` takes a key of the preset away. Only `where` adds up: the condition of the
    preset and that of the file must both be true, unless the file says `where = ""`.
    A column of the file's own also takes away what the preset says of its column: `agency_part` and
    `agency_by` go with the agency, `owners` with the owner. `preset` stays in the table.

    Parameters
    ----------
    document
        As TOML gave it; not changed.
    presets
        By id.

    Returns
    -------
    document
        A new one.
    faults
        Presets that are not known, or that stand in the wrong kind of table.

    Examples
    --------
    >>> from adjoin.services.presets import load_presets, with_presets
    >>> document = {"facilities": [{"path": "h.csv", "preset": "hifld_hospitals"}]}
    >>> filled, faults = with_presets(document, load_presets())
    >>> filled["facilities"][0]["service"], faults
    ('hospitals', [])
    """
    filled = dict(document)
    faults: list[Fault] = []
    for kind in _MODELS:
        tables = document.get(kind)
        if not isinstance(tables, list):
            continue
        filled[kind] = list(tables)
        for number, table in enumerate(tables):
            name = table.get("preset") if isinstance(table, dict) else None
            if not isinstance(name, str):
                continue
            preset = presets.get(name)
            fault = _refused(name, kind, presets)
            if fault is not None or preset is None:
                faults.append((f"{kind}[{number}].preset", "unknown-preset", fault or ""))
            else:
                filled[kind][number] = _merged(table, preset)
    return filled, faults


def _understood(document: Mapping[str, Any]) -> tuple[dict[str, Preset], list[Fault]]:
    """The presets of a document, by id, and its faults with their keys."""
    presets: dict[str, Preset] = {}
    faults: list[Fault] = []
    for name, table in document.items():
        if not isinstance(table, dict):
            faults.append((name, "unknown-key", "should be a table, as in [my_preset]"))
            continue
        told = list(_faults_of(Preset, {"id": name, **table}, f"{name}."))
        if not told:
            preset = Preset.model_validate({"id": name, **table})
            filled = _merged({"path": "a file", "preset": name}, preset)
            told = list(_faults_of(_MODELS[preset.kind], filled, f"{name}.source."))
            presets[name] = preset
        faults += told
    return dict(sorted(presets.items())), sorted(set(faults))


def _faults_of(model: type[Table], table: Mapping[str, Any], place: str) -> Iterator[Fault]:
    """What a model refuses in a table."""
    try:
        model.model_validate(table)
    except ValidationError as error:
        for item, rule, message in type_faults(error, model.model_json_schema()):
            yield f"{place}{item}", rule, message


def _refused(name: str, kind: str, presets: Mapping[str, Preset]) -> str | None:
    """Why a preset cannot stand in a table; None where it can."""
    if name in presets:
        own = presets[name].kind
        return None if own == kind else f"{name!r} is of {own}; put it under [[{own}]]"
    known = sorted(ident for ident, preset in presets.items() if preset.kind == kind)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    way_out = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"{name!r} is no known preset; {way_out}"


def _merged(table: Mapping[str, Any], preset: Preset) -> dict[str, Any]:
    """A table of region.toml over the preset that it names."""
    given = table.get("columns")
    own = given if isinstance(given, dict) else {}
    base, theirs = _still_meant(table, own, preset)
    names, alternatives, optional = _plain(
        {key: named for key, named in theirs.items() if key not in own}
    )
    merged = _over(table, base)
    if given is None or isinstance(given, dict):
        merged["columns"] = {**names, **_over(own, theirs, only=True)}
    if isinstance(table.get("owners"), dict) and "owners" in base:
        merged["owners"] = _owners(base["owners"], table["owners"])
    if isinstance(table.get("where"), str) and table["where"] and "where" in base:
        merged["where"] = f"({base['where']}) AND ({table['where']})"
    if alternatives:
        merged["alternatives"] = {**alternatives, **_if_table(table.get("alternatives"))}
    if optional:
        merged.setdefault("optional", optional)
    return merged


def _still_meant(
    table: Mapping[str, Any], own: Mapping[str, Any], preset: Preset
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keys and columns of a preset, without those that keys of the file's own make useless."""
    base = {key: value for key, value in preset.source.items() if key != "columns"}
    theirs = dict(preset.source.get("columns", {}))
    if preset.attribution is not None:
        base.setdefault("attribution", preset.attribution)
    for key in own:
        for useless in _GOES_WITH.get(key, ()):
            base.pop(useless, None)
    if "agency" in own:
        theirs.pop("agency_also", None)
    for either in ("service", "level"):  # a constant or a column, and not both
        if either in own:
            base.pop(either, None)
        if either in table:
            theirs.pop(either, None)
    return base, theirs


def _over(
    own: Mapping[str, Any], theirs: Mapping[str, Any], *, only: bool = False
) -> dict[str, Any]:
    """Keys of the file over those of a preset; an empty text takes one away."""
    kept = {key: value for key, value in own.items() if value != "" or key not in theirs}
    return kept if only else {**{k: v for k, v in theirs.items() if k not in own}, **kept}


def _plain(
    columns: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, list[Any]], list[str]]:
    """Columns by their first name, the other names, and the keys that a file may lack."""
    names: dict[str, Any] = {}
    alternatives: dict[str, list[Any]] = {}
    optional = []
    for key, named in columns.items():
        choices = named.get("any_of") if isinstance(named, dict) else None
        if not isinstance(named, dict) or not isinstance(choices, list) or not choices:
            names[key] = named
            continue
        names[key] = choices[0]
        if len(choices) > 1:
            alternatives[key] = choices[1:]
        if named.get("optional") is True:
            optional.append(key)
    return names, alternatives, optional


def _owners(theirs: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Owners of a preset with those of the file over them; case does not count."""
    said = {owner.casefold() for owner in own}
    return {**{k: v for k, v in theirs.items() if k.casefold() not in said}, **own}


def _if_table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
