"""Does the same with many things, several at a time, and never reads far ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")

# Fewer than may wait for a bucket, for a server may be at work in this process as well.
THREADS = 8
_AHEAD = 4 * THREADS


def at_once(
    work: Callable[[_Thing], _Result], things: Iterable[_Thing]
) -> Iterator[_Result]:
    """What becomes of each of them, in their order; what is raised ends it."""
    begun: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="at-once") as threads:
        try:
            for thing in things:
                begun.append(threads.submit(work, thing))
                if len(begun) > _AHEAD:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)
