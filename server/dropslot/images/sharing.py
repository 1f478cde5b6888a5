"""Checkers that all who check in a process share, for a run of tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dropslot.settings import Settings

from .checker_pool import CheckerPool

# All that a pool is told: those who differ in one of them share nothing.
_LIMITS = (
    "max_pixels",
    "max_frames",
    "check_seconds",
    "check_memory",
    "check_processes",
    "check_places",
)


def open_checkers(settings: Settings) -> CheckerPool:
    """Checkers of one's own; while they are shared, those of all with such limits."""
    return _sharings[-1].pool(settings) if _sharings else CheckerPool(settings)


@contextmanager
def share_checkers() -> Iterator[None]:
    """Have all that is opened meanwhile share its checkers, in this process.

    A checker takes a tenth of a second to start and ends with whoever opened it. Shared
    ones end with this block. Who has other limits (``DROPSLOT_MAX_PIXELS``,
    ``MAX_FRAMES``, ``CHECK_...``) has other checkers.
    """
    sharing = _Sharing()
    _sharings.append(sharing)
    try:
        yield
    finally:
        _sharings.remove(sharing)
        sharing.end()


class _Pool(CheckerPool):
    def close(self) -> None:
        """One less who asks; others go on."""

    def end(self) -> None:
        """End the checkers."""
        super().close()


class _Sharing:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pools: dict[tuple[object, ...], _Pool] = {}

    def pool(self, settings: Settings) -> CheckerPool:
        limits = tuple(getattr(settings, name) for name in _LIMITS)
        with self._lock:
            if limits not in self._pools:
                self._pools[limits] = _Pool(settings)
            return self._pools[limits]

    def end(self) -> None:
        for pool in self._pools.values():
            pool.end()


_sharings: list[_Sharing] = []
