"""What a source of facilities out of OpenStreetMap does otherwise than others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from .osm_places import KIND_OF_OPERATOR, PUBLIC
from .service import Service
from .taxonomy import match_service

COLUMNS_OF_OSM: Final = {
    "id": "osm_id", "name": "name", "service": "service", "operator": "operator", "capacity": "capacity",
}  # fmt: skip
"""Columns of `adjoin.services.osm_places.osm_facility_frame`, unless region.toml names others."""


def wanted_services(service: str | None, taxonomy: Mapping[str, Service]) -> dict[str, Service]:
    """The services that a file is searched for.

    Parameters
    ----------
    service
        The one that region.toml names; all that are active where it names none.
    taxonomy
        All services by id.
    """
    if service is not None:
        name = match_service(service, taxonomy)
        return {} if name is None else {name: taxonomy[name]}
    return {name: one for name, one in taxonomy.items() if one.status == "active"}


def public_by_place(rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of public operators without a name, tied by where they lie: that is no guess.

    Parameters
    ----------
    rows
        Of `adjoin.services.facilities.facility_rows`.
    frame
        What they were made of.
    """
    public = frame[KIND_OF_OPERATOR].str.strip().str.casefold().isin(PUBLIC)
    placed = rows["row"].isin(frame.index[public]) & rows["operator_text"].isna()
    return rows.assign(agency_by=rows["agency_by"].mask(placed, "contains"))


def hidden_whole(
    hide: Collection[tuple[str, str]], keys: Sequence[tuple[Any, Any]], also: pd.Series[str]
) -> frozenset[tuple[str, str]]:
    """What is hidden, with the places of which any object is.

    Parameters
    ----------
    hide
        Service and id of what a person wants hidden.
    keys
        Service and id of each row.
    also
        Ids of further objects that are the same place, joined by `;`.
    """
    whole = {
        key
        for key, ids in zip(keys, also, strict=True)
        if isinstance(ids, str) and any((key[0], one) in hide for one in ids.split(";"))
    }
    return frozenset(hide) | whole
