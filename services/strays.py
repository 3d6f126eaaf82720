"""Facilities far from the agency that their source says they belong to."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from ..geo.findings import Finding
from ..geo.rowfindings import row_findings

#: A judgement: farther from its own area than this, a site is more often a fault of geocoding, or an
#: office for something that is not delivered on the spot, than a site that serves the area.
FAR_KM: Final = 20.0


def stray_findings(
    facilities: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame, *, far_km: float = FAR_KM
) -> list[Finding]:
    """Tell facilities that lie far from the area of their own agency.

    For those whose agency a source names; one that is tied by where it lies is in the area.

    Parameters
    ----------
    facilities
        Points with name, agency_id, attribution (`column` is looked at), source, row.
    agencies
        With agency_id, name and geometry, in the same plane; those without boundary are passed over.
    far_km
        Kilometres to the nearest point of the area, exclusive.

    Returns
    -------
    list of Finding
        A warning for each; the rows are kept.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.services.strays import stray_findings
    >>> agencies = gpd.GeoDataFrame(
    ...     {"agency_id": ["A"], "name": ["Alder"]}, geometry=[shapely.box(0, 0, 1000, 1000)]
    ... )
    >>> schools = gpd.GeoDataFrame(
    ...     {"name": ["Far"], "agency_id": "A", "attribution": "column", "source": "f", "row": [3]},
    ...     geometry=[shapely.Point(91_000, 0)],
    ... )
    >>> stray_findings(schools, agencies)[0].item
    'row 3'
    """
    area = agencies.set_index("agency_id")
    tied = facilities[
        (facilities["attribution"] == "column")
        & facilities["agency_id"].isin(area.index[area.geometry.notna()])
    ]
    if not len(tied):
        return []
    own = area.loc[tied["agency_id"]]
    points, areas = np.asarray(tied.geometry), np.asarray(own.geometry)
    # Somewhere in its box there is area, so no point is farther from it than across the box.
    x0, y0, x1, y1 = shapely.bounds(areas).T
    away_km = (
        shapely.distance(points, shapely.envelope(areas)) + np.hypot(x1 - x0, y1 - y0)
    ) / 1000
    doubtful = away_km > far_km
    away_km[doubtful] = shapely.distance(points[doubtful], areas[doubtful]) / 1000
    far = away_km > far_km
    told = tied[["source", "row", "name"]].assign(agency=own["name"].to_numpy(), away_km=away_km)
    findings: list[Finding] = []
    for source, group in told[far].groupby("source", sort=True):
        messages = [
            f"{name!r} lies {away:.0f} km from the area of its agency, {agency!r}; check its coordinates, "
            "or leave it out with where if it delivers nothing on the spot"
            for name, agency, away in zip(
                group["name"], group["agency"], group["away_km"], strict=True
            )
        ]
        findings += row_findings(group["row"], messages, source=str(source), rule="far-from-agency")
    return findings
