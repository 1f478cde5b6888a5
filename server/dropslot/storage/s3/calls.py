"""The one way to the store: so many at a time, in bounded time, and once more where
that may help."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from dropslot.model import Busy

from .client import CONNECT_SECONDS, READ_SECONDS
from .faults import CAUGHT, may_pass, store_errors

_Answer = TypeVar("_Answer")

# What one operation may take with all of its attempts: so long, and where there is much
# to move, as long as that takes at the slowest rate that is put up with.
_LEAST_SECONDS = 10.0
_SLOWEST_BYTES_PER_SECOND = 256 * 1024
_ATTEMPT_SECONDS = CONNECT_SECONDS + READ_SECONDS
# Between two attempts: those that failed together shall not come again together.
_PAUSE_SECONDS = (0.1, 0.5)
_COME_BACK_SECONDS = 2


class Patience:
    """How long one operation may take, from now."""

    def __init__(self, size_bytes: int = 0) -> None:
        self._began = time.monotonic()
        self.reckon_with(size_bytes)

    def reckon_with(self, size_bytes: int) -> None:
        """Say how much there is to move, where that is known only later."""
        seconds = max(_LEAST_SECONDS, size_bytes / _SLOWEST_BYTES_PER_SECOND)
        self._until = self._began + seconds

    @property
    def is_over(self) -> bool:
        """Whether it has taken too long."""
        return time.monotonic() > self._until

    @property
    def allows_another(self) -> bool:
        """Whether another attempt would end in time, even with no answer to it."""
        return time.monotonic() + _ATTEMPT_SECONDS <= self._until


class Calls:
    """Lets so many at a time wait for the store: when it is slow, the others' threads
    are free for what does not need it.

    :param most_waiting: how many.
    """

    def __init__(self, most_waiting: int) -> None:
        self._places = threading.BoundedSemaphore(most_waiting)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those who wait.

        :raises Busy: there is none.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(seconds=_COME_BACK_SECONDS)
        try:
            yield
        finally:
            self._places.release()


def answer_to(ask: Callable[[], _Answer], patience: Patience) -> _Answer:
    """Ask the store, and once more where it may be well the next time.

    :param ask: can be called twice.
    :raises NotThere, StorageFull, StorageFailed: what the store says.
    """
    with store_errors():
        try:
            return ask()
        except CAUGHT as error:
            if not (may_pass(error) and patience.allows_another):
                raise
        time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311 - no secret
        return ask()
