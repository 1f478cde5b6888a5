"""What all bodies that are arriving hold on the disk together: counted, and bounded."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from dropslot.model import Busy, StorageFull

# The room of a disk is asked for at most so often; over a network that takes a while.
_LOOK_SECONDS = 1.0
# What holds the room may take long to arrive; whoever asks again costs little.
_COME_BACK_SECONDS = 10
_NEARLY = 0.9


class Spools:
    """The room for bodies that wait, on one disk.

    :param folder: where they wait.
    :param most_bytes: what they may have, or None for half of the room that there is.
    :param clock: tells seconds, from wherever.
    """

    def __init__(
        self,
        folder: Path,
        most_bytes: int | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._held_bytes = 0
        self._free_bytes = 0
        self._looks_at = clock()
        self._pressed_at: float | None = None

    @property
    def held_bytes(self) -> int:
        """What is held now. Small bodies are in memory and not counted."""
        return self._held_bytes

    def refuse_when_nearly_full(self) -> None:
        """Say that there is little room before people meet it.

        :raises StorageFull: the last tenth of it is used.
        """
        with self._lock:
            if self._held_bytes > _NEARLY * self._room_bytes():
                raise StorageFull("soon")

    def take(self, size_bytes: int, own_bytes: int) -> None:
        """Hold more.

        :param own_bytes: what the body in question holds already.
        :raises Busy: others hold too much.
        :raises StorageFull: there is no room for it, whatever others hold.
        """
        with self._lock:
            wanted_bytes = self._held_bytes + size_bytes
            if wanted_bytes > self._room_bytes():
                if self._held_bytes <= own_bytes:
                    raise StorageFull
                self._pressed_at = self._clock()
                raise Busy("arriving", seconds=_COME_BACK_SECONDS)
            self._held_bytes = wanted_bytes

    def give_back(self, size_bytes: int) -> None:
        """Hold less."""
        with self._lock:
            self._held_bytes -= size_bytes

    def is_pressed(self, seconds: float) -> bool:
        """Whether somebody was turned away within so many seconds."""
        pressed_at = self._pressed_at
        return pressed_at is not None and self._clock() - pressed_at <= seconds

    def _room_bytes(self) -> int:
        if self._most_bytes is not None:
            return self._most_bytes
        if self._clock() >= self._looks_at:
            self._looks_at = self._clock() + _LOOK_SECONDS
            # Together with what is held already, so that half of it is left.
            free_bytes = shutil.disk_usage(self.folder).free
            self._free_bytes = free_bytes + self._held_bytes
        return self._free_bytes // 2
