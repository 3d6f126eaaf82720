"""Results that can be shown to everybody: nothing of what the absence of one facility would change.

Figures of one station or branch are read as a list of what to shut, and single
losses must never be added up. What all facilities do together, and whom each reaches, stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .results import Results

#: Columns of `coverage` that say, or from which it follows, what removing a facility would change.
#: The second-due share is 1 less the share lost.
REMOVAL: Final = (
    "people_only_here", "people_lost", "lost_share", "p90_after", "max_after", "second_due_share",
    "road_km_lost", "in_every_optimum",
)  # fmt: skip


def for_the_public(results: Results) -> Results:
    """Results without what the absence of any one facility would change.

    Parameters
    ----------
    results
        Of a run, or as `adjoin.services.results.read_results` returns them; not changed.

    Returns
    -------
    Results
        The same with `coverage` without the columns `REMOVAL`, and `public: True` in the manifest.
        Tables of all facilities together (`joint_coverage`, `coverage_curve`) are as they were.
        Of results that are public already, the same.

    Examples
    --------
    >>> from adjoin.services.public import REMOVAL
    >>> "people_lost" in REMOVAL, "people_reached" in REMOVAL
    (True, False)
    """
    kept = results.coverage.drop(columns=list(REMOVAL), errors="ignore")
    return replace(results, coverage=kept, manifest={**results.manifest, "public": True})
