"""The inventory of a region, and what it makes of its agencies: who does a service for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from ..boundaries.agencies import with_unlisted
from ..boundaries.deciding import ACCEPT
from ..boundaries.parents import root_agencies
from ..geo.files.sources import Source
from ..geo.findings import Finding
from .by_name import agencies_in_tables
from .counting import Counting, counting
from .provision import no_provision_rows, provision_table
from .sharing import Sharing, existing_sharing


class Inventory(NamedTuple):
    """What the inventories of a region say.

    Parameters
    ----------
    provision
        As `adjoin.services.provision.provision_table` returns it; no rows without an inventory.
    sharing
        What agencies share already.
    whole
        As whom agencies count for each service.
    agencies
        With those that only an inventory names.
    undecided
        Names that a person must decide (`adjoin.services.by_name.ByName`).
    findings
        What was noticed.
    """

    provision: pd.DataFrame
    sharing: Sharing
    whole: Counting
    agencies: gpd.GeoDataFrame
    undecided: pd.DataFrame
    findings: list[Finding]


def inventory(
    sources: Sequence[Source],
    agencies: gpd.GeoDataFrame,
    *,
    services: Collection[str] = (),
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
) -> Inventory:
    """Put the inventories of a region together.

    Parameters
    ----------
    sources
        Of `adjoin.services.provision_source.read_provision`.
    agencies
        All that are known, with agency_id, name, level, parent_id, members.
    services
        Ids of the services to look at; all when empty.
    decisions, accept
        As for `adjoin.services.by_name.agency_by_name`.
    """
    parts = [source.rows for source in sources]
    rows = pd.concat(parts, ignore_index=True) if parts else no_provision_rows()
    if services:
        rows = rows[rows["service"].isin(list(services))].reset_index(drop=True)
    agency_of, named = agencies_in_tables(
        rows, ("agency_text", "counterparty_text"), agencies, decisions=decisions, accept=accept
    )
    agencies = with_unlisted(agencies, named.own)
    provision, told = provision_table(rows, agency_of)
    roots = root_agencies(agencies)
    sharing = existing_sharing(provision, agencies, roots)
    whole = counting(roots, provision=provision, sharing=sharing, members=agencies)
    findings = [*named.findings, *told, *sharing.findings]
    return Inventory(provision, sharing, whole, agencies, named.undecided, findings)
