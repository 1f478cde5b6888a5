"""Where connections come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from waitress.server import TcpWSGIServer

from .bodies import Bodies
from .channel import Channel
from .guests import Guests

# A turn of the loop looks at all connections, so one a turn would be few.
_AT_ONCE = 64


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """Listens on one address.

    :param more: what waitress's own takes.
    """

    channel_class = Channel
    accepting: bool

    def __init__(
        self,
        app: Any,
        guests: Guests,
        bodies: Bodies,
        clock: Callable[[], float],
        **more: Any,
    ) -> None:
        super().__init__(app, **more)
        self.bodies = bodies
        self.clock = clock
        self._guests = guests

    def readable(self) -> bool:
        """Whether somebody may come in; the loop asks in each of its turns."""
        return self.accepting and self._guests.is_open

    def handle_accept(self) -> None:
        """Let in who waits; others go, if there are too many then."""
        here = set(self._map)
        for _ in range(_AT_ONCE):
            before = len(self._map)
            super().handle_accept()
            if len(self._map) == before:
                break
        self._guests.make_room({self._map[one] for one in self._map.keys() - here})
