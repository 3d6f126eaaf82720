"""Who produces a service for those that buy it, over several hands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from ..geo.findings import Finding

Sold = dict[tuple[str, str], list[str]]


def producers_of(
    contracts: pd.DataFrame, delivers: Mapping[str, Collection[str]]
) -> tuple[Sold, list[Finding]]:
    """The agencies that in the end produce what each buyer buys.

    A producer that buys the service itself, and does not deliver it, is passed over for its own.

    Parameters
    ----------
    contracts
        Columns service, agency_id (who buys), producer_id (missing where it is no agency).
    delivers
        Ids of the agencies that deliver each service; one without is delivered by none.

    Returns
    -------
    sold
        Sorted ids of producers by service and buyer; none where it is no agency.
    findings
        Warnings of buyers whose contracts lead only back to themselves, and a note of those that
        deliver the service as well.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.selling import producers_of
    >>> contracts = pd.DataFrame({"service": ["police", "police"], "agency_id": ["town", "village"],
    ...                           "producer_id": ["county", "town"]})
    >>> producers_of(contracts, {"police": {"county"}})[0]
    {('police', 'town'): ['county'], ('police', 'village'): ['county']}
    """
    direct: dict[tuple[str, str], set[str]] = {}
    for service, buyer, producer in zip(
        contracts["service"], contracts["agency_id"], contracts["producer_id"], strict=True
    ):
        held = direct.setdefault((service, buyer), set())
        if pd.notna(producer):
            held.add(producer)
    sold: Sold = {}
    findings = []
    for service, buyer in sorted(direct):
        producing = delivers.get(service, ())
        last: set[str] = set()
        seen = {buyer}
        ahead = sorted(direct[service, buyer])
        while ahead:
            producer = ahead.pop()
            if producer in seen:
                continue
            seen.add(producer)
            if producer in producing or (service, producer) not in direct:
                last.add(producer)
            else:
                ahead.extend(direct[service, producer])
        sold[service, buyer] = sorted(last)
        if buyer in producing and last:
            message = (
                f"it buys {service} from {', '.join(sorted(last))} and delivers it, too; "
                "its ground counts for both"
            )
            findings.append(Finding("note", "territories", buyer, "buys-and-delivers", message))
        elif direct[service, buyer] and not last and buyer not in producing:
            message = (
                f"its contracts for {service} lead back to itself, so nobody serves its ground; "
                "mend one of them"
            )
            findings.append(Finding("warning", "territories", buyer, "contract-circle", message))
    return sold, findings
