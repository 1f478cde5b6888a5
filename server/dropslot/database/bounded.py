"""A connection to PostgreSQL that gives up on a server that is frozen.

Such a server keeps no time limit of its own, and the kernel goes on to acknowledge what
is sent to it: nobody but us can tell that no answer will come.
"""

from __future__ import annotations

import math
import select
import time
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from psycopg.waiting import Ready, Wait

_T = TypeVar("_T")
_EVENTS = {
    Wait.R: select.POLLIN,
    Wait.W: select.POLLOUT,
    Wait.RW: select.POLLIN | select.POLLOUT,
}


class BoundedConnection(psycopg.Connection[TupleRow]):
    """A connection that is closed when an answer takes too long.

    :param patience_seconds: what each exchange with the server may take.
    """

    patience_seconds: float = 6.0
    idle_since: float = -math.inf

    def wait(self, gen: PQGen[_T], *_: Any, **__: Any) -> _T:
        """Go through an exchange with the server, as psycopg describes it.

        :raises psycopg.OperationalError: it took too long.
        """
        deadline = time.monotonic() + self.patience_seconds
        socket = self.pgconn.socket
        try:
            wanted = next(gen)
            while True:
                wanted = gen.send(_ready(socket, wanted, deadline))
        except StopIteration as end:
            result: _T = end.value
            return result
        except (TimeoutError, KeyboardInterrupt, SystemExit) as error:
            # Nobody knows how far the exchange went.
            self.close()
            # Else it would be ended whenever it is collected, and say so.
            with suppress(psycopg.Error):
                gen.close()
            if not isinstance(error, TimeoutError):
                raise
            raise psycopg.OperationalError(
                f"the server did not answer within {self.patience_seconds:g} seconds"
            ) from None


def _ready(socket: int, wanted: Wait, deadline: float) -> Ready:
    poll = select.poll()
    poll.register(socket, _EVENTS[wanted])
    left_seconds = max(0, deadline - time.monotonic())
    ready = 0
    for _, events in poll.poll(round(left_seconds * 1000)):
        if events & select.POLLOUT:
            ready |= Ready.W
        # Whatever is wrong with it, reading tells.
        if events & ~select.POLLOUT:
            ready |= Ready.R
    if not ready:
        raise TimeoutError
    return Ready(ready)
