"""Which agencies deliver which service, and the ground that each serves."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from ..geo.findings import Finding
from .inventory import Inventory
from .service import Service
from .territories import territories


def delivered_territories(
    facilities: pd.DataFrame,
    agencies: gpd.GeoDataFrame,
    listed: Inventory,
    services: Mapping[str, Service],
    *,
    layers: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame | None = None,
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The ground that each agency serves, for every service that it delivers.

    By its facilities or by the inventory; an agency for which another does it delivers nothing,
    and its ground is that one's. Of a service of which each agency serves itself (`corporate`) the
    ground is the agency's own area, and is not repeated here.

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
    territories, findings
        As `adjoin.services.territories.territories` returns them.
    """
    told = pd.DataFrame(
        sorted(listed.whole.providers), columns=["service", "agency_id"], dtype="str"
    )
    both = pd.concat([facilities[["service", "agency_id"]], told], ignore_index=True)
    contracts = listed.sharing.producers
    served = set(zip(contracts["service"], contracts["agency_id"], strict=True))
    apart = {name for name, service in services.items() if service.territory_rule == "corporate"}
    kept = np.array(
        [
            pd.notna(agency) and service not in apart and (service, agency) not in served
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
        contracts=contracts[~contracts["service"].isin(apart)],
        people=people,
    )
