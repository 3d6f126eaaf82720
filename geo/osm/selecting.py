"""Tags that are looked for: `key=value`, or `key=*` for any value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import osmium

Tags = Mapping[str, str]


def parted(selector: str) -> tuple[str, str]:
    """Key and value of a selector; `*` stands for any value.

    Examples
    --------
    >>> from adjoin.geo.osm.selecting import parted
    >>> parted("amenity=fire_station")
    ('amenity', 'fire_station')
    """
    key, _, value = selector.partition("=")
    return key, value


def matches(tags: Tags, selectors: Collection[str]) -> bool:
    """Whether tags match any of some selectors.

    Parameters
    ----------
    tags
        Values by key.
    selectors
        As `key=value` or `key=*`.

    Examples
    --------
    >>> from adjoin.geo.osm.selecting import matches
    >>> matches({"amenity": "police"}, ["amenity=*"]), matches({"shop": "yes"}, ["amenity=*"])
    (True, False)
    """
    return not selectors_of(tags).isdisjoint(selectors)


def selectors_of(tags: Tags) -> set[str]:
    """Every selector that tags match.

    Examples
    --------
    >>> from adjoin.geo.osm.selecting import selectors_of
    >>> sorted(selectors_of({"amenity": "police"}))
    ['amenity=*', 'amenity=police']
    """
    return {f"{key}={value}" for key, value in tags.items()} | {f"{key}=*" for key in tags}


def tag_filters(selectors: Collection[str]) -> list[Any]:
    """Filters of osmium; each lets through what matches some of the selectors, together all.

    Parameters
    ----------
    selectors
        As for `matches`.
    """
    pairs = [parted(selector) for selector in sorted(set(selectors))]
    keys = [key for key, value in pairs if value == "*"]
    tags = [(key, value) for key, value in pairs if value != "*"]
    filters: list[Any] = []
    if keys:
        filters.append(osmium.filter.KeyFilter(*keys))
    if tags:
        filters.append(osmium.filter.TagFilter(*tags))
    return filters
