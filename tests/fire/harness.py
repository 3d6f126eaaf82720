"""Runs cases in worker processes, each with a limit of time and of memory, and judges the answers."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import cases_any
import cases_binary
import cases_packed
import cases_places
import cases_regions
import cases_text
import corpus
from corpus import put

WORKER = Path(__file__).with_name("worker.py")
SOURCE = "towns as written"
HANG_SECONDS = 30.0
MOST_MB = 1500
SEVERITIES = ("error", "warning", "note")


class Result(NamedTuple):
    """What became of a case: its outcome, the rules of its findings, and what is wrong with that."""

    group: str
    name: str
    outcome: str
    rules: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float
    peak_mb: int
    answer: dict[str, Any]


class Worker:
    """A process that reads inputs; another one takes its place when it dies or hangs."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, str(WORKER)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0,
            )  # fmt: skip
        self.process = process
        self._line(process, 120.0)
        return process

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        """The answer to one task."""
        process = self.process or self.start()
        stdin = process.stdin
        assert stdin is not None
        said = self.log.stat().st_size
        with contextlib.suppress(BrokenPipeError):
            stdin.write(json.dumps(task).encode() + b"\n")
        line = self._line(process, HANG_SECONDS)
        if line:
            answer = json.loads(line)
            answer["stderr"] = self.log.read_bytes()[said:][:2000].decode("utf-8", "replace")
            return answer
        hung = process.poll() is None and line is None
        self.stop()
        if hung:
            return {"outcome": "hung", "error": f"no answer in {HANG_SECONDS} s", "findings": []}
        text = self.log.read_bytes()[-1500:].decode("utf-8", "replace")
        return {"outcome": "died", "error": f"signal {-process.wait()}: {text}", "findings": []}

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self.process = None

    @staticmethod
    def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
        """One line of the answers; empty when the process died, None when it took too long."""
        assert process.stdout is not None
        line = b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(seconds):
                    return None
                part = os.read(process.stdout.fileno(), 1 << 20)
                if not part:
                    return b""
                line += part
        return line


def run(cases: Sequence[Any], folder: Path, *, workers: int = 2) -> list[Result]:
    """Run cases, in the order given, two at a time."""
    folder.mkdir(parents=True, exist_ok=True)

    def batch(number: int) -> list[tuple[int, Result]]:
        worker = Worker(folder / f"worker-{number}.log")
        worker.log.touch()
        try:
            whole = digests(worker, folder / f"whole-{number}")
            return [
                (k, tried(cases[k], worker, folder / f"case-{k}", whole))
                for k in range(number, len(cases), workers)
            ]
        finally:
            worker.stop()

    with ThreadPoolExecutor(workers) as pool:
        found = [pair for part in pool.map(batch, range(workers)) for pair in part]
    return [result for _, result in sorted(found, key=lambda pair: pair[0])]


def digests(worker: Worker, folder: Path) -> frozenset[str]:
    """What the frame of the whole data set is, with shapes and as a table of points."""
    found = set()
    for suffix in (".geojson", ".csv"):
        (folder / suffix).mkdir(parents=True)
        path = put(corpus.whole(suffix), f"towns{suffix}")(folder / suffix)
        task = {"kind": "file", "path": str(path), "source": SOURCE}
        answer = worker.ask({**task, "xy": corpus.XY} if corpus.is_table(suffix) else task)
        assert answer["outcome"] == "read", answer
        found.add(answer["digest"])
    return frozenset(found)


def tried(case: Any, worker: Worker, folder: Path, whole: frozenset[str]) -> Result:
    """Make one case, have it read, and judge what became of it."""
    folder.mkdir()
    try:
        path = case.make(folder)
        task = {"kind": case.kind, "path": str(path), "source": SOURCE, **dict(case.options)}
        if isinstance(path, str):
            task["raw"] = True
        answer = worker.ask(task)
    except Exception as error:
        error.add_note(f"while the case {case.group}: {case.name} was made or read")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return judged(case, answer, str(folder), whole)


def judged(case: Any, answer: dict[str, Any], folder: str, whole: frozenset[str]) -> Result:
    """What an answer is worth."""
    findings = [tuple(finding) for finding in answer["findings"]]
    outcome = answer["outcome"]
    if outcome == "read":
        if case.kind == "file" and answer["digest"] in whole:
            outcome = "same"
        elif any(finding[0] == "warning" for finding in findings):
            outcome = "told"
        elif any(f[0] == "note" and f[3] not in USUAL_NOTES for f in findings):
            outcome = "noted"
        else:
            outcome = "changed"
    errors = [finding for finding in findings if finding[0] == "error"]
    faults = list(_faults(case, outcome, answer, findings, folder))
    told = errors or [f for f in findings if f[3] not in USUAL_NOTES]
    rules = tuple(sorted({str(finding[3]) for finding in told}))
    return Result(
        case.group, case.name, outcome, rules, tuple(faults),
        answer.get("seconds", HANG_SECONDS), answer.get("peak_mb", 0), answer,
    )  # fmt: skip


#: Rules whose messages say where a file was looked for.
PLACE_RULES = ("file-missing", "not-a-file", "name-unreadable", "missing-file")

#: Notes that any file of the corpus gets, whole or not.
USUAL_NOTES = ("people-placed", "id-from-row", "projection", "no-facilities")


def _faults(
    case: Any, outcome: str, answer: dict[str, Any], findings: list[tuple[str, ...]], folder: str
) -> Iterator[str]:
    """Everything that is wrong with an answer."""
    if outcome not in case.expect:
        yield f"{outcome}: {answer.get('error', '')[:900] or findings}"
    if outcome == "refused" and not any(finding[0] == "error" for finding in findings):
        yield "refused without an error among the findings"
    for finding in findings:
        yield from _mute(case, finding, folder)
    if case.kind == "file" and len(findings) > 300:
        yield f"{len(findings)} findings"
    for leak in answer.get("leaks", ()):
        yield f"a warning of a library gets out: {leak[:300]}"
    if answer.get("stderr"):
        yield f"a library prints: {answer['stderr'][:300]}"
    if answer.get("seconds", 0) > case.seconds:
        yield f"took {answer['seconds']} s"
    if answer.get("peak_mb", 0) > MOST_MB:
        yield f"took {answer['peak_mb']} MB"


def _mute(case: Any, finding: tuple[str, ...], folder: str) -> Iterator[str]:
    """What is wrong with the words of a finding."""
    severity, source, _, rule, message = finding
    if severity not in SEVERITIES or not rule or not message.strip():
        yield f"a finding that says nothing: {severity} {rule} {message!r}"
    if case.kind == "file" and source not in (SOURCE, "people", "agencies"):
        yield f"a finding about another file: {source!r}"
    if folder in message and rule not in PLACE_RULES:
        yield f"a message with the place of the file: {message[:300]}"
    if case.kind == "file" and len(message) > 2500:
        yield f"a message of {len(message)} letters [{rule}]: {message[:200]}"
    if severity == "error" and message.rstrip().endswith((": ", ":", "()")):
        yield f"a message without its end: {message}"


def table(results: Iterable[Result]) -> str:
    """Kinds of broken input, how many were tried, and what each got, as Markdown."""
    rows: dict[str, list[Result]] = {}
    for result in results:
        rows.setdefault(result.group, []).append(result)
    lines = [
        "| broken input | tried | refused | read, told | read | rules |",
        "| --- | --: | --: | --: | --: | --- |",
    ]
    for group, members in rows.items():
        counts = [sum(r.outcome in names for r in members) for names in (
            ("refused",), ("told", "noted"), ("same", "changed"))]  # fmt: skip
        rules = ", ".join(
            f"`{rule}`" for rule in sorted({rule for r in members for rule in r.rules})
        )
        lines.append(
            f"| {group} | {len(members)} | {counts[0]} | {counts[1]} | {counts[2]} | {rules} |"
        )
    return "\n".join(lines)


def every_case(*, seeds: int = 20) -> list[Any]:
    """The whole corpus."""
    return [
        *cases_any.cases(seeds=seeds),
        *cases_text.cases(),
        *cases_packed.cases(),
        *cases_binary.cases(seeds=seeds // 2),
        *cases_places.cases(),
        *cases_regions.cases(seeds=seeds),
    ]


#: Inputs that still get something else than they should, by kind and how their name begins: the
#: sample leaves them out, the page names them.
KNOWN: tuple[tuple[str, str], ...] = ()


def is_known(case: Any) -> bool:
    """Whether an input is one of those that are still to be mended."""
    return any(case.group == group and case.name.startswith(name) for group, name in KNOWN)


#: Kinds of which each case takes seconds to make or to read.
HEAVY = {"not broken": 99, "bombs": 3, "huge CSV": 3, "10 MB of one letter": 5}


def sampled(cases: Sequence[Any], *, usual: int = 7) -> list[Any]:
    """Some cases of every kind, spread evenly over it."""
    groups: dict[str, list[Any]] = {}
    for case in cases:
        if not is_known(case):
            groups.setdefault(case.group, []).append(case)
    chosen = []
    for group, members in groups.items():
        most = min(len(members), HEAVY.get(group, usual))
        chosen += [members[k * len(members) // most] for k in range(most)]
    return chosen


def main() -> None:
    """Run the whole corpus, or the cases whose group and name hold a word; print what each got."""
    words = sys.argv[1:]
    chosen = [c for c in every_case() if all(word in f"{c.group}: {c.name}" for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        results = run(chosen, Path(folder))
    for result in results:
        for fault in result.faults:
            print(f"FAULT {result.group}: {result.name}: {fault}")
    print(table(results))
    faulty = sum(bool(result.faults) for result in results)
    print(f"{len(results)} inputs, {faulty} with faults")


if __name__ == "__main__":
    main()
