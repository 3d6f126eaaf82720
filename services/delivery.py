"""Which agencies deliver which service, and the ground that each serves."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from .inventory import Inventory
from .service import Service
from .territories import ITSELF, Grounds, territories


def delivered_grounds(
    facilities: pd.DataFrame,
    agencies: gpd.GeoDataFrame,
    listed: Inventory,
    services: Mapping[str, Service],
    *,
    layers: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame | None = None,
) -> Grounds:
    """The ground that each agency serves, and who lives there, for every service that it delivers.

    By its facilities or by the inventory; an agency for which another does it delivers nothing,
    and its ground is that one's.

    Parameters
    ----------
    facilities
        service, agency_id.
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in the plane.
    listed
        The inventory.
    services
        By id.
    layers
        Of `adjoin.services.territory_source.territory_layers`.
    people
        As `adjoin.boundaries.people.people_table` returns it; without it nobody is counted.

    Returns
    -------
    Grounds
        As `adjoin.services.territories.territories` returns it; `published_territories` are the
        part of its table that a run leaves.
    """
    told = pd.DataFrame(
        sorted(listed.whole.providers), columns=["service", "agency_id"], dtype="str"
    )
    both = pd.concat([facilities[["service", "agency_id"]], told], ignore_index=True)
    contracts = listed.sharing.producers
    served = set(zip(contracts["service"], contracts["agency_id"], strict=True))
    kept = np.array(
        [
            pd.notna(agency) and (service, agency) not in served
            for service, agency in zip(both["service"], both["agency_id"], strict=True)
        ],
        dtype=bool,
    )
    return territories(
        agencies,
        both[kept].drop_duplicates(),
        services,
        roots=listed.whole.roots,
        layers=layers,
        contracts=contracts,
        people=people,
    )


def published_territories(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The territories that a run leaves.

    Of a service of which each agency serves itself (`corporate`) the ground is the agency's own
    area, and is not repeated.

    Parameters
    ----------
    table
        Of `Grounds`.
    """
    return table[table["rule"] != ITSELF].reset_index(drop=True)
