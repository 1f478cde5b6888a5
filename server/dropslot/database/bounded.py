"""A connection to PostgreSQL that gives up on a server that is frozen.

Such a server keeps no time limit of its own, and the kernel goes on to acknowledge what
is sent to it: nobody but us can tell that no answer will come.
"""

from __future__ import annotations

import select
import time
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

    :param patience_seconds: what each exchange with the server may take; None: without
        end.
    """

    patience_seconds: float = 6.0

    def wait(self, gen: PQGen[_T], *_: Any, **__: Any) -> _T:
        """Go through an exchange with the server, as psycopg describes it.

        :raises psycopg.OperationalError: it took too long.
        """
        deadline = time.monotonic() + self.patience_seconds
        try:
            wanted = next(gen)
            while True:
                gen_ready = self._ready(wanted, deadline)
                wanted = gen.send(gen_ready)
        except StopIteration as end:
            result: _T = end.value
            return result
        except (KeyboardInterrupt, SystemExit):
            # Nobody knows how far the exchange went.
            self.close()
            raise

    def _ready(self, wanted: Wait, deadline: float) -> Ready:
        socket, ready = self.pgconn.socket, 0
        poll = select.poll()
        poll.register(socket, _EVENTS[wanted])
        milliseconds = max(0, round((deadline - time.monotonic()) * 1000))
        for _, events in poll.poll(milliseconds):
            if events & select.POLLOUT:
                ready |= Ready.W
            # Whatever is wrong with it, reading tells.
            if events & ~select.POLLOUT:
                ready |= Ready.R
        if not ready:
            self.close()
            raise psycopg.OperationalError(
                f"the server did not answer within {self.patience_seconds:g} seconds"
            )
        return Ready(ready)
