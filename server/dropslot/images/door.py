"""The door in front of the checkers: so many places, and turns that go round.

Whoever waits for a checker holds a thread of the server. So only so many are let in, no
sender may take all places, and who is over their share is asked at once to come again.
Among those who wait, the turn goes to whoever has been served least.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dropslot.measures import Step, timed
from dropslot.model import Busy

# Of all places, for one sender: the page sends three files at a time, and people have
# two tabs; and for one address, which may be a whole office.
_SENDERS_SHARE = 1 / 2
_ADDRESS_SHARE = 3 / 4
_LEAST_SHARE = 2
PATIENCE_SECONDS = 60.0
"""Nobody waits longer for a turn."""
_COME_BACK_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks for a check, as turns are counted.

    :param network: the address that the request came from, or its network.
    :param name: whoever sends from there.
    """

    network: str
    name: str


ANYBODY = Sender("", "")
"""Whoever asks where nobody is told apart."""


@dataclass(eq=False, slots=True)
class _Waiting:
    sender: Sender
    arrival: int
    called: threading.Event = field(default_factory=threading.Event)


class Door:
    """Lets senders in, and tells them when it is their turn.

    :param turns: how many checks go on at a time.
    :param places: how many may be inside, those who are being checked included.
    """

    def __init__(self, turns: int, places: int) -> None:
        self._free_turns = turns
        self._places = places
        self._lock = threading.Lock()
        self._inside_count = 0
        self._inside: Counter[object] = Counter()
        self._running: Counter[object] = Counter()
        # When each who is inside had their last turn; larger is later.
        self._served: dict[object, int] = {}
        self._waiting: list[_Waiting] = []
        self._clock = 0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @contextmanager
    def place(self, sender: Sender) -> Iterator[None]:
        """Be inside, for one request.

        :raises Busy: there is no place, or this sender has their share.
        """
        with self._lock:
            if self._is_over(sender):
                raise Busy(seconds=_COME_BACK_SECONDS)
            self._inside_count += 1
            self._count(self._inside, sender, 1)
        try:
            yield
        finally:
            with self._lock:
                self._inside_count -= 1
                self._count(self._inside, sender, -1)
                for key in (sender, sender.network):
                    if key not in self._inside:
                        self._served.pop(key, None)

    @contextmanager
    def turn(self, sender: Sender) -> Iterator[None]:
        """Wait for one's turn, and have it.

        :raises Busy: it did not come in time.
        """
        with timed(Step.DOOR):
            self._wait(sender)
        try:
            yield
        finally:
            with self._lock:
                self._count(self._running, sender, -1)
                self._free_turns += 1
                self._call_next()

    def _is_over(self, sender: Sender) -> bool:
        return (
            self._inside_count >= self._places
            or self._inside[sender] >= self._share(_SENDERS_SHARE)
            or self._inside[sender.network] >= self._share(_ADDRESS_SHARE)
        )

    def _share(self, part: float) -> int:
        return max(_LEAST_SHARE, int(self._places * part))

    def _wait(self, sender: Sender) -> None:
        with self._lock:
            self._clock += 1
            waiting = _Waiting(sender, self._clock)
            self._waiting.append(waiting)
            self._call_next()
        if waiting.called.wait(PATIENCE_SECONDS):
            return
        with self._lock:
            # The call may have come between the end of the wait and this.
            if waiting in self._waiting:
                self._waiting.remove(waiting)
                raise Busy(seconds=_COME_BACK_SECONDS)

    def _call_next(self) -> None:
        while self._free_turns and self._waiting:
            called = min(self._waiting, key=self._rank)
            self._waiting.remove(called)
            self._free_turns -= 1
            self._count(self._running, called.sender, 1)
            self._clock += 1
            for key in (called.sender.network, called.sender):
                self._served[key] = self._clock
            called.called.set()

    def _rank(self, waiting: _Waiting) -> tuple[int, ...]:
        """The least goes first: who has no check going on, and had none for longest."""
        network, sender = waiting.sender.network, waiting.sender
        return (
            self._running[network],
            self._served.get(network, 0),
            self._running[sender],
            self._served.get(sender, 0),
            waiting.arrival,
        )

    def _count(self, counter: Counter[object], sender: Sender, change: int) -> None:
        for key in (sender, sender.network):
            counter[key] += change
            if not counter[key]:
                del counter[key]
