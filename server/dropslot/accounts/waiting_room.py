"""Where attempts to sign in wait for their turn; nobody fills it alone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from dropslot.model import TooManyAttempts

# At most so many of the server's threads wait here, so that a flood of guesses holds up
# nobody who uploads.
PLACES = 16
# The rest is for browsers that have signed in to the account before.
_STRANGERS_PLACES = 14
# More than a program that sends several pictures at once takes.
_ONES_PLACES = 12
_COME_BACK_SECONDS = 2


class WaitingRoom:
    """Lets in as many as there are places for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str | None] = Counter()
        self._strangers = 0

    @contextmanager
    def place(self, sender: str | None, is_known: bool) -> Iterator[None]:
        """Take a place meanwhile.

        :param sender: who shares places: those behind one address, or in one browser.
        :param is_known: whether that browser has signed in to the account before.
        :raises TooManyAttempts: there is none left for this one.
        """
        with self._lock:
            if self._is_full_for(sender, is_known):
                raise TooManyAttempts("busy", seconds=_COME_BACK_SECONDS)
            self._taken[sender] += 1
            self._strangers += not is_known
        try:
            yield
        finally:
            with self._lock:
                self._strangers -= not is_known
                self._taken[sender] -= 1
                if not self._taken[sender]:
                    del self._taken[sender]

    def _is_full_for(self, sender: str | None, is_known: bool) -> bool:
        return (
            self._taken.total() >= PLACES
            or (not is_known and self._strangers >= _STRANGERS_PLACES)
            or (sender is not None and self._taken[sender] >= _ONES_PLACES)
        )
