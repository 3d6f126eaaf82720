"""What a run found, in a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from ..geo.files.printing import harmless
from ..geo.findings import SEVERITIES
from ..services.results import Results

#: So many of the best opportunities are named.
SHOWN = 3


def summary(results: Results) -> str:
    """Counts, the first opportunities, and what was noticed in the data.

    Parameters
    ----------
    results
        As a run or `adjoin.services.results.read_results` returns them.

    Returns
    -------
    str
        Lines, the last one ended; no text of the data can move the cursor or colour the terminal.
    """
    counts = results.manifest["counts"]
    lines = [
        f"{harmless(results.label)}: {counts['agencies']} agencies, {counts['facilities']} facilities,"
        f" {counts['facility_pairs']} facility pairs, {counts['duplications']} duplications"
    ]
    names = results.agencies.set_index("agency_id")["name"]
    first = results.opportunities.head(SHOWN)
    for service, agencies, reasons in first[["service", "agencies", "reasons"]].to_numpy():
        who = " + ".join(names[agency] for agency in agencies.split(";"))
        service_name = results.manifest["services"][service]["name"]
        lines.append(harmless(f"  {service_name}: {who} ({reasons})"))
    lines.append(f"findings in the data: {counted(counts)}")
    told = results.findings.loc[results.findings["severity"] != "note", ["severity", "rule"]]
    for severity, rule, count in told.value_counts(sort=False).reset_index().to_numpy():
        lines.append(f"  {severity}: {rule} ({count})")
    return "".join(f"{line}\n" for line in lines)


def counted(counts: Mapping[str, int]) -> str:
    """How many findings there are of each severity.

    Examples
    --------
    >>> from adjoin.maps.summary import counted
    >>> counted({"error": 0, "warning": 1, "note": 12})
    '0 errors, 1 warning, 12 notes'
    """
    return ", ".join(
        f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in SEVERITIES
    )
