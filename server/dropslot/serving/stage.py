"""What is waited for on a connection, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto


class Stage(Enum):
    """What is waited for on a connection."""

    HEAD = auto()
    """The rest of a head, since it began; the first one, since the connection did."""
    BODY = auto()
    """More of a body, since it last moved on."""
    REFUSED_BODY = auto()
    """The same, where it is not kept."""
    ANSWER = auto()
    """Ourselves."""
    READER = auto()
    """That more of the answer is taken."""
    NOTHING = auto()
    """Perhaps another request."""
    FAREWELL = auto()
    """That who was refused while sending stops, and so has come to read why."""


# Not for the answer: whoever has sent all of a request is not to blame for the wait.
PATIENCE_SECONDS = {
    # nginx has 60 (client_header_timeout), Apache 20 to 40 (RequestReadTimeout).
    Stage.HEAD: 30.0,
    # A phone loses its network for a minute, and comes back.
    Stage.BODY: 120.0,
    # It is no use to wait for more, but for those who only listen when they are done.
    Stage.REFUSED_BODY: 5.0,
    # What the kernel holds of it may have to be taken first.
    Stage.READER: 120.0,
    # A proxy in front that keeps connections for a minute (nginx does) must not find
    # one closed just when it wants to use it.
    Stage.NOTHING: 120.0,
    Stage.FAREWELL: 30.0,
}
PRESSED_BODY_SECONDS = 10.0
"""The same for a body, while others are turned away for want of room."""
# A phone at 1 KB/s brings so much every 4 seconds, and who only keeps a connection open
# does not.
_STEP_BYTES = 4096


class Progress:
    """When a connection last came nearer to the end of what it is at.

    :param clock: tells seconds, from wherever.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.moved_on_at = clock()
        self._stepped_bytes = 0

    def move_on(self) -> None:
        """It has come nearer."""
        self.moved_on_at = self._clock()
        self._stepped_bytes = 0

    def step(self, came_bytes: int) -> None:
        """Some of a body has come; only several of them are worth a mention."""
        self._stepped_bytes += came_bytes
        if self._stepped_bytes >= _STEP_BYTES:
            self.move_on()
