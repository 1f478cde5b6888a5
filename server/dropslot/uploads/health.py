"""Whether a picture could be kept now, told in time even when the disk hangs."""

from __future__ import annotations

from collections.abc import Callable

from dropslot.model import StorageFailed

from .backend import Backend
from .in_time import InTime
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
        self._looking = InTime(self._look, "health")

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
            self._looking.asked().result(_PATIENCE_SECONDS)
        except TimeoutError as error:
            raise StorageFailed from error

    def _look(self) -> None:
        for look in self._looks:
            look()
