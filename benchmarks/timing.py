"""How long work takes, and how much memory the process took at its peak."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Seconds(NamedTuple):
    """By the clock, and of all cores together."""

    clock: float
    cpu: float

    def times(self, factor: float) -> Seconds:
        """As many times the work."""
        return Seconds(self.clock * factor, self.cpu * factor)


def best_of(work: Callable[[], Any], *, most: int = 3, least: float = 5.0) -> tuple[Seconds, Any]:
    """The best of up to three runs; no further one once they have taken so many seconds."""
    best, spent, result = Seconds(float("inf"), float("inf")), 0.0, None
    for _ in range(most):
        start, cpu = time.perf_counter(), time.process_time()
        result = work()
        took = Seconds(time.perf_counter() - start, time.process_time() - cpu)
        best = Seconds(min(best.clock, took.clock), min(best.cpu, took.cpu))
        spent += took.clock
        if spent >= least:
            break
    return best, result


def peak_mb() -> float:
    """The most memory that this program has held, in MB (Linux alone says it)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) / 1000 if found else float("nan")


def cpu_s() -> float:
    """Processor seconds of this program, all cores, and of what it started and waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in spent)
