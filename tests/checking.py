"""Checkers that the apps of a test run share, because each takes a while to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dropslot.images import CheckerPool
from dropslot.settings import Settings

# All that a checker is told.
_LIMITS = (
    "max_pixels",
    "max_frames",
    "check_seconds",
    "check_memory",
    "check_processes",
    "check_places",
)


class _Shared(CheckerPool):
    def close(self) -> None:
        """One app less; others go on."""

    def end(self) -> None:
        super().close()


@contextmanager
def shared_checkers() -> Iterator[Callable[[Settings], CheckerPool]]:
    """What takes the place of :class:`CheckerPool`: the same for the same limits."""
    pools: dict[tuple[object, ...], _Shared] = {}

    def pool(settings: Settings) -> CheckerPool:
        limits = tuple(getattr(settings, name) for name in _LIMITS)
        if limits not in pools:
            pools[limits] = _Shared(settings)
        return pools[limits]

    yield pool
    for shared in pools.values():
        shared.end()
