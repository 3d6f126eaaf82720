"""Keys of agencies: the part of a facility's code that is one, and two keys for the same agency."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..geo.findings import Finding
from ..geo.rowfindings import row_findings


def agency_part(
    texts: pd.Series[str], pattern: str, *, source: str
) -> tuple[pd.Series[str], list[Finding]]:
    r"""The part of each text that is the key of an agency.

    Parameters
    ----------
    texts
        By row number; missing stays missing.
    pattern
        A regular expression; its first group is the key. It may match anywhere in the text.
    source
        What messages call the file.

    Returns
    -------
    keys
        Missing where the pattern does not match, or its group is empty.
    findings
        Warnings with the texts that do not match.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.agencykeys import agency_part
    >>> codes = pd.Series(["49705990000001", "n/a"], index=[1, 2], dtype="str")
    >>> keys, findings = agency_part(codes, r"^(\d{7})", source="schools.csv")
    >>> keys.dropna().tolist(), findings[0].item
    (['4970599'], 'row 2')
    """
    keys = texts.str.extract(pattern, expand=True)[0].astype("str").str.strip()
    keys = keys.where(keys.notna() & (keys != ""), None)
    lost = texts.notna() & keys.isna()
    messages = [
        f"{str(text)[:60]!r} holds no key of an agency (agency_part {pattern}); taken as missing"
        for text in texts[lost]
    ]
    return keys, row_findings(texts.index[lost], messages, source=source, rule="agency-part")


def agreed_keys(facilities: pd.DataFrame, ids: Collection[str]) -> pd.Series[str]:
    """The key by which each facility names its agency, where its source has two.

    A publication may know an agency by one key, and the list of agencies by another: the outlets
    of the Public Libraries Survey have a key of their system and an id that the state gave, which
    may be the system's or the outlet's own. The first of these that is an id counts:

    1. `agency_text`;
    2. `agency_also_text`;
    3. what the others with the same `agency_also_text` came to, if all of them came to the same;
    4. `agency_also_text` behind the prefix of `agency_text` (`MD0001` and `MD-x` make `MD-MD0001`),
       unless others came to that id by 1: two numberings may have the same form.

    Where none is, `agency_also_text` is taken, so that what belongs together stays together.

    Parameters
    ----------
    facilities
        With source, agency_text and agency_also_text.
    ids
        The ids of all agencies.

    Returns
    -------
    pandas.Series
        What to take for `agency_text`; rows without `agency_also_text` are as they were.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.agencykeys import agreed_keys
    >>> outlets = pd.DataFrame({
    ...     "source": "f", "agency_also_text": ["A1", "A1", "B2", "C3"],
    ...     "agency_text": ["CA-north", "CA-branch", "CA-7", "CA-8"],
    ... })
    >>> agreed_keys(outlets, {"CA-north", "CA-B2"}).tolist()
    ['CA-north', 'CA-north', 'CA-B2', 'C3']
    """
    first, also = facilities["agency_text"], facilities["agency_also_text"]
    known = list(ids)
    direct = first.where(first.isin(known), None)
    found = direct.where(direct.notna(), also.where(also.isin(known), None)).astype("str")
    groups = found.groupby([facilities["source"], also])
    agreed = groups.transform("nunique") == 1
    found = found.where(found.notna() | ~agreed, groups.transform("first"))
    prefixed = first.str.extract(r"^([^-]*)", expand=False) + "-" + also
    free = prefixed.isin(known) & ~prefixed.isin(direct.dropna())
    found = found.where(found.notna() | ~free, prefixed)
    return found.where(found.notna(), also.where(also.notna(), first)).astype("str")
