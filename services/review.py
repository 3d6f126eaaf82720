"""What a person has decided of the findings and duplications of earlier runs, laid over this one."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ..geo.findings import Finding, findings_table
from ..geo.rowfindings import EACH
from .service import Service
from .service_names import match_service

#: The columns of a decision; `by` and `date` are the person's own to fill.
DECISION = ("id", "decision", "note", "by", "date")

_NOTHING = dict.fromkeys(DECISION, pd.Series(dtype="str"))


@dataclass(frozen=True)
class Review:
    """What was decided, of one review file.

    Parameters
    ----------
    label
        What messages call the file.
    duplications, findings
        id (each once), decision (`accepted` or `rejected`), note, by, date; sorted by id.
    hidden
        service and facility_id of each facility that is to stay out of every output. They are not
        shown when the review is printed.
    """

    label: str
    duplications: pd.DataFrame
    findings: pd.DataFrame
    hidden: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)


def no_review(label: str = "review.csv") -> Review:
    """The review of a region that names none.

    Examples
    --------
    >>> from adjoin.services.review import no_review
    >>> len(no_review().duplications)
    0
    """
    return Review(label, pd.DataFrame(_NOTHING), pd.DataFrame(_NOTHING))


def finding_id(finding: Finding) -> str:
    """What a decision calls a finding: its rule, source and item.

    The message is no part of it, so that a count that changes does not undo the decision. Findings
    that share all three share the decision.

    Parameters
    ----------
    finding
        Any; a `|` in its rule or source gets a backslash, so that two findings never share an id by
        accident.

    Examples
    --------
    >>> from adjoin.geo.findings import Finding
    >>> from adjoin.services.review import finding_id
    >>> finding_id(Finding("warning", "fire.csv", "row 3", "sentinel", "NAME is 'N/A' in row 3"))
    'sentinel|fire.csv|row 3'
    """
    rule, source = (_whole(part) for part in (finding.rule, finding.source))
    return as_cell(f"{rule}|{source}|{finding.item}")


def as_cell(text: str) -> str:
    """A text as it comes back from a cell of a table: plain line breaks, no white space around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def with_known_services(
    review: Review, services: Mapping[str, Service]
) -> tuple[Review, list[Finding]]:
    """A review whose facilities to hide are named by the ids of their services.

    Parameters
    ----------
    review
        As it was read; a person may have written a service's name or alias.
    services
        All services by id.

    Returns
    -------
    review
        With ids.
    findings
        An error when a service is not known: what is to be hidden must not be shown by a slip.
        It names no facility.
    """
    known = {name: match_service(name, services) for name, _ in review.hidden}
    lost = sum(known[name] is None for name, _ in review.hidden)
    hidden = frozenset((str(known[name]), ident) for name, ident in review.hidden if known[name])
    if not lost:
        return replace(review, hidden=hidden), []
    message = (
        f"{_counted(lost, 'decision', 'decisions')} to hide a facility name a service that is not known, so "
        "that it would be shown; write the service's id (`adjoin services` lists them)"
    )
    finding = Finding("error", review.label, "", "hide-service-unknown", message)
    return replace(review, hidden=hidden), [finding]


def hidden_findings(review: Review, met: Collection[tuple[str, str]]) -> list[Finding]:
    """How many decisions to hide a facility found none; never which.

    Parameters
    ----------
    review
        Whose decisions hold.
    met
        service and facility_id of those that some source has.
    """
    lost = len(review.hidden - set(met))
    if not lost:
        return []
    message = (
        f"{_counted(lost, 'decision', 'decisions')} to hide a facility found none by that service and id; "
        "check them, as a facility that is called otherwise is shown"
    )
    return [Finding("warning", review.label, "", "hide-unmatched", message)]


def reviewed_out(duplications: pd.DataFrame, review: Review) -> pd.DataFrame:
    """The duplications that a person has not rejected: those that are to be ranked.

    Parameters
    ----------
    duplications
        With duplication_id.
    review
        Whose decisions hold.
    """
    decided = review.duplications
    rejected = set(decided.loc[decided["decision"] == "rejected", "id"])
    ids = duplications["duplication_id"].map(as_cell)
    kept: pd.DataFrame = duplications[~ids.isin(rejected).to_numpy(dtype=bool)]
    return kept.reset_index(drop=True)


def without_hushed(
    review: Review, hush: Collection[str], duplications: pd.DataFrame, findings: pd.DataFrame
) -> Review:
    """A review without decisions on what is no more and speaks of a hidden facility.

    They were made before it was hidden, and would name it in every output.

    Parameters
    ----------
    review
        All decisions.
    hush
        Texts of hidden facilities, in lower case.
    duplications, findings
        Those of this run: a decision on one of them stays.
    """
    if not hush:
        return review
    there = {*finding_ids(findings), *duplications["duplication_id"].map(as_cell)}
    kept = {}
    for table in ("duplications", "findings"):
        decided = getattr(review, table)
        speaks = [
            ident not in there and any(cell in ident.casefold() for cell in hush)
            for ident in decided["id"]
        ]
        kept[table] = decided[~np.array(speaks, dtype=bool)].reset_index(drop=True)
    return replace(review, **kept)


def with_review(
    duplications: pd.DataFrame,
    opportunities: pd.DataFrame,
    findings: pd.DataFrame,
    review: Review,
    *,
    services: Collection[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The three tables with what was decided: columns review and review_note.

    Parameters
    ----------
    duplications
        All of them, rejected ones too.
    opportunities
        Made of `reviewed_out(duplications, review)`.
    findings
        Of `adjoin.geo.findings.findings_table`.
    review
        Whose decisions hold.
    services
        Ids of the services that the run looked at; all when empty. Decisions on others are not
        missed.

    Returns
    -------
    duplications, opportunities, findings
        With review (`accepted`, `rejected`) and review_note, both missing where nobody has looked.
        An opportunity of several duplications has a decision when all of them have the same. The
        findings have a note `review-unmatched` for each decision whose id is not there this time.
    """
    lost = [
        *_lost(review, "duplications", set(duplications["duplication_id"].map(as_cell)), services),
        *_lost(review, "findings", set(finding_ids(findings)), ()),
    ]
    if lost:
        rows = findings[list(Finding._fields)].itertuples(index=False, name=None)
        findings = findings_table([*map(Finding._make, rows), *lost])
    cases = _marked(duplications, duplications["duplication_id"].map(as_cell), review.duplications)
    told = with_decisions(findings, review)
    return cases, _opportunities(opportunities, cases), told


def with_decisions(findings: pd.DataFrame, review: Review) -> pd.DataFrame:
    """Findings with what was decided of each: columns review and review_note.

    Parameters
    ----------
    findings
        Of `adjoin.geo.findings.findings_table`.
    review
        Whose decisions hold.
    """
    return _marked(findings, finding_ids(findings), review.findings)


def _whole(part: str) -> str:
    """A part of an id in which no `|` stands alone."""
    return part.replace("\\", "\\\\").replace("|", "\\|")


def _counted(count: int, one: str, many: str) -> str:
    """A number and what it counts."""
    return f"{count} {one if count == 1 else many}"


def finding_ids(findings: pd.DataFrame) -> list[str]:
    """The id of each finding of a table."""
    rows = findings[list(Finding._fields)].itertuples(index=False, name=None)
    return [finding_id(Finding._make(row)) for row in rows]


def _marked(table: pd.DataFrame, ids: Iterable[str], decided: pd.DataFrame) -> pd.DataFrame:
    """A table with the decision on each row."""
    by_id = decided.set_index("id")
    keys = pd.Series(list(ids), index=table.index, dtype="str")
    marks = {"review": keys.map(by_id["decision"]), "review_note": keys.map(by_id["note"])}
    result: pd.DataFrame = table.assign(**marks).astype(dict.fromkeys(marks, "str"))
    return result


def _opportunities(opportunities: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Opportunities with the decision that all of their duplications share."""
    columns = ["service", "agency_a", "agency_b", "review", "review_note"]
    lines = cases[columns].itertuples(index=False, name=None)
    known = {(service, a, b): (decision, note) for service, a, b, decision, note in lines}
    marks = []
    for service, agencies in zip(opportunities["service"], opportunities["agencies"], strict=True):
        pairs = itertools.combinations(sorted(str(agencies).split(";")), 2)
        found = [known[service, a, b] for a, b in pairs if (service, a, b) in known]
        same = len({decision for decision, _ in found}) == 1 and pd.notna(found[0][0])
        notes = dict.fromkeys(note for _, note in found if same and pd.notna(note))
        marks.append((found[0][0] if same else None, "; ".join(notes) or None))
    names = ["review", "review_note"]
    table = pd.DataFrame(marks, columns=names, index=opportunities.index, dtype="str")
    result: pd.DataFrame = opportunities.assign(**{name: table[name] for name in names})
    return result


def _lost(
    review: Review, table: str, there: Collection[str], services: Collection[str]
) -> list[Finding]:
    """Tell decisions whose id is not there: each, or many as one."""
    decided = getattr(review, table)
    gone = decided[~decided["id"].isin(there)]
    if services:
        gone = gone[gone["id"].str.split(":").str[0].isin(list(services))]
    one = table.removesuffix("s")
    way_out = "the decision is kept in the review.csv of this run"
    if len(gone) > EACH:
        message = f"{len(gone)} decisions are on {table} that are not there this time; {way_out}"
        return [Finding("note", review.label, table, "review-unmatched", message)]
    return [
        Finding(
            "note", review.label, name, "review-unmatched",
            f"it was {decision}, and there is no such {one} this time; {way_out}",
        )
        for name, decision in zip(gone["id"], gone["decision"], strict=True)
    ]  # fmt: skip
