"""What a run found, in a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..boundaries.labels import told_apart
from ..geo.files.printing import harmless
from ..geo.findings import SEVERITIES
from ..services.results import Results
from ..services.sensitivity import KINDS

#: So many of the best opportunities are named.
SHOWN = 3

#: So many services are told with the people whom two agencies reach.
LARGEST = 2

#: Rules of findings about names that only a person can tie to an agency.
UNDECIDED = ("agency-undecided", "agency-similar", "agency-ambiguous")


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
    names = told_apart(results.agencies)
    first = results.opportunities.head(SHOWN)
    for service, agencies, reasons in first[["service", "agencies", "reasons"]].to_numpy():
        who = " + ".join(names[agency] for agency in agencies.split(";"))
        service_name = results.manifest["services"][service]["name"]
        lines.append(harmless(f"  {service_name}: {who} ({reasons})"))
    lines += _kind_lines(results.tables())
    lines += _shared_people(results)
    lines += _provider_lines(results.facilities, results.findings)
    lines += _sharing_lines(results.tables().get("matrix"))
    lines += _review_lines(results.duplications)
    lines += finding_lines(results.findings)
    return "".join(f"{line}\n" for line in lines)


def finding_lines(findings: pd.DataFrame) -> list[str]:
    """How many findings there are, and of which rules; notes are only counted.

    Parameters
    ----------
    findings
        Of a run, or of a check.
    """
    counts: dict[str, int] = {
        name: int((findings["severity"] == name).sum()) for name in SEVERITIES
    }
    lines = [f"findings in the data: {counted(counts)}"]
    told = findings.loc[findings["severity"] != "note", ["severity", "rule"]]
    for severity, rule, count in told.value_counts(sort=False).reset_index().to_numpy():
        lines.append(f"  {severity}: {rule} ({count})")
    return lines


def _kind_lines(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """How many duplications there are of each kind; one may be of several."""
    kinds = tables["duplications"]["kinds"].dropna().str.split(";").explode()
    counts = kinds[kinds != ""].value_counts()
    told = [f"{counts[kind]} {kind.replace('_', ' ')}" for kind in KINDS if kind in counts]
    return [f"duplications by kind: {', '.join(told)}"] if told else []


def _shared_people(results: Results) -> list[str]:
    """Whom two agencies or more reach, of the services that reach the most people so."""
    joint = results.tables().get("joint_coverage")
    if joint is None or joint.empty:
        return []
    known = joint[joint["people_shared"].notna() & (joint["people_shared"] > 0)]
    largest = known.sort_values(["people_shared", "service"], ascending=[False, True]).head(LARGEST)
    told = [
        f"{results.manifest['services'][service]['name']} {shared:,.0f} (by none {none:,.0f})"
        for service, shared, none in zip(
            largest["service"], largest["people_shared"], largest["people_unreached"], strict=True
        )
    ]
    return [harmless(f"people reached by two agencies or more: {'; '.join(told)}")] if told else []


def _provider_lines(facilities: pd.DataFrame, findings: pd.DataFrame) -> list[str]:
    """How many providers are a guess, and how many names wait for a decision."""
    tied = facilities[facilities["agency_id"].notna()]
    guessed = int((tied["attribution"] == "guessed").sum())
    undecided = int(findings["rule"].isin(UNDECIDED).sum())
    lines = []
    if guessed:
        lines.append(f"providers: {guessed} of {len(tied)} guessed from where the facility stands")
    if undecided:
        word = "name waits" if undecided == 1 else "names wait"
        lines.append(f"names: {undecided} {word} for a decision")
    return lines


def _sharing_lines(matrix: pd.DataFrame | None) -> list[str]:
    """What is shared already: services bought, had through a joint authority, or aided."""
    if matrix is None or matrix.empty:
        return []
    kinds = (("buys", "bought"), ("joint", "through a joint authority"), ("aid", "with mutual aid"))
    pairs = matrix.drop_duplicates(["agency_id", "service", "how"])["how"].value_counts()
    told = [f"{pairs[how]} {words}" for how, words in kinds if how in pairs]
    return [f"shared already (agency and service): {', '.join(told)}"] if told else []


def _review_lines(duplications: pd.DataFrame) -> list[str]:
    """How many duplications a person has decided on."""
    if "review" not in duplications:
        return []
    decided = duplications["review"].value_counts()
    told = [f"{decided[word]} {word}" for word in ("accepted", "rejected") if word in decided]
    return [f"looked at: {', '.join(told)} of {len(duplications)} duplications"] if told else []


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
