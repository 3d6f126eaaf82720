"""Loops over single nodes and arcs, compiled to machine code; nothing else needs numba."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from .workers import cores as cores

Function = TypeVar("Function", bound=Callable[..., Any])
Task = TypeVar("Task")
Answer = TypeVar("Answer")


def compiled(function: Function) -> Function:
    """Machine code for a loop, made at its first call and kept on disk for the next process.

    It lets go of the interpreter's lock, so that threads run side by side, and does not check
    bounds: callers hand in indices that are within.
    """
    return cast(Function, numba.njit(nogil=True, cache=True)(function))


def in_turn(
    function: Callable[[Task], Answer], tasks: Iterable[Task], *, workers: int | None = None
) -> Iterator[Answer]:
    """The answers to all tasks, in their order, by as many threads as there are cores.

    Only a few tasks are ahead of the one whose answer is wanted, so that answers do not pile up.
    """
    threads = cores(workers)
    if threads < 2:
        yield from map(function, tasks)
        return
    with ThreadPoolExecutor(threads) as pool:
        ahead: deque[Future[Answer]] = deque()
        for task in tasks:
            ahead.append(pool.submit(function, task))
            if len(ahead) > 2 * threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def is_ready(*functions: Callable[..., Any]) -> bool:
    """Whether the machine code of compiled functions is at hand: in memory, or kept on disk.

    What is on disk is judged by the dates of the files; if it then proves to be of another version,
    the first call takes the seconds that were to be saved.
    """
    return all(_is_ready(function) for function in functions)


def _is_ready(function: Any) -> bool:
    """As `is_ready`, of one function."""
    if function.signatures:
        return True
    source = Path(function.py_func.__code__.co_filename)
    index = f"{source.stem}.{function.py_func.__qualname__}-*.nbi"
    folder = Path(function.stats.cache_path or source.parent)
    return any(file.stat().st_mtime >= source.stat().st_mtime for file in folder.glob(index))
