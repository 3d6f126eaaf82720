"""How many threads to use."""

from __future__ import annotations

import os


def cores(workers: int | None = None) -> int:
    """How many threads to use: those asked for, else the cores that this process may use."""
    if workers is not None:
        return max(1, workers)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
