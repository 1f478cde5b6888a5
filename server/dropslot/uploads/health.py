"""Whether a picture could be kept now, told in time even when the disk hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from dropslot.model import StorageFailed

from .backend import Backend
from .room import refuse_when_nearly_full

# Who asks gives up after a few seconds, and takes no answer for none.
_PATIENCE_SECONDS = 1.5


class Health:
    """The health of one Dropslot. Those who ask at once are told the same."""

    def __init__(self, backend: Backend) -> None:
        self._looks: list[Callable[[], None]] = [
            lambda: backend.staging.ready(),
            lambda: backend.store.ready(),
            lambda: backend.database.probe(),
            lambda: refuse_when_nearly_full(backend),
        ]
        self._lock = threading.Lock()
        self._asking: Future[None] | None = None

    def watch(self, look: Callable[[], None]) -> None:
        """Look at something else as well.

        :param look: raises ``StorageFull`` or ``StorageFailed`` when it is not well.
        """
        self._looks.append(look)

    def check(self) -> None:
        """Return when a picture could be kept now.

        :raises StorageFull: it could not, or there is little room left.
        :raises StorageFailed: it could not, or nobody can tell for a while.
        """
        try:
            self._asked().result(_PATIENCE_SECONDS)
        except TimeoutError as error:
            raise StorageFailed from error

    def _asked(self) -> Future[None]:
        with self._lock:
            if self._asking is None or self._asking.done():
                # A disk that hangs holds one thread, however often it is asked for.
                self._asking = Future()
                threading.Thread(
                    target=self._look, args=[self._asking], name="health", daemon=True
                ).start()
            return self._asking

    def _look(self, asking: Future[None]) -> None:
        try:
            for look in self._looks:
                look()
        except BaseException as error:
            asking.set_exception(error)
        else:
            asking.set_result(None)
