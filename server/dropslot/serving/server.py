"""The WSGI server: waitress, set as docs/performance.md measured.

waitress reads a whole request before a thread is taken, so a slow uploader costs a file
descriptor and nothing else.
"""

from __future__ import annotations

import resource
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments

from .bodies import Bodies
from .guests import Guests
from .listener import Listener
from .load import Load
from .task import Threads

# How long a request that has arrived whole may take to be kept and answered at the end.
_GRACE_SECONDS = 30.0
_LOOP_SECONDS = 1.0
_CONNECTIONS = 2000
_DESCRIPTORS = 16_384


class Server:
    """Dropslot's HTTP server; it listens from the start.

    :param bodies: what is done with the bodies of requests.
    :param threads: how many requests are answered at a time.
    :param clock: tells seconds, from wherever.
    :raises OSError: the address cannot be listened on.
    """

    def __init__(
        self,
        app: Flask,
        host: str,
        port: int,
        bodies: Bodies,
        threads: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        most = min(_CONNECTIONS, max(1, (_raise_descriptor_limit() - 256) // 2))
        self._sockets: dict[int, Any] = {}
        self._spools = bodies.spools
        self._stopping = False
        # An answer that is too long to wait in memory goes where tempfile puts it.
        tempfile.tempdir = str(bodies.spools.folder)
        adj = _adjustments(host, port, threads)
        self._guests = Guests(self._sockets, most, bodies.spools, clock)
        self._threads = Threads()
        self._threads.set_thread_count(adj.threads)
        self._listeners = [
            Listener(
                app,
                self._guests,
                bodies,
                clock,
                map=self._sockets,
                dispatcher=self._threads,
                adj=adj,
                sockinfo=address,
            )
            for address in adj.listen
        ]

    @property
    def urls(self) -> list[str]:
        """Where it listens."""
        return [
            f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            for host, port in (
                (one.effective_host, one.effective_port) for one in self._listeners
            )
        ]

    @property
    def load(self) -> Load:
        """How much it has to do just now."""
        threads = self._threads
        return Load(
            threads=len(threads.threads),
            busy_threads=threads.active_count,
            waiting_requests=len(threads.queue),
            spool_bytes=self._spools.held_bytes,
        )

    def heed_signals(self) -> None:
        """Stop at Ctrl-C and SIGTERM; to be called before anyone is told where it
        listens, and so may ask it to."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._heed)

    def run(self, stopping: Callable[[int], None] = lambda requests: None) -> bool:
        """Serve until it is stopped, then finish what has arrived.

        :param stopping: is told how many requests there are to finish.
        :return: whether all of it could be finished in time.
        """
        while not self._stopping:
            self._turn(_LOOP_SECONDS)
        for listener in self._listeners:
            listener.accepting = False
        stopping(self._busy())
        deadline = time.monotonic() + _GRACE_SECONDS
        while self._busy() and time.monotonic() < deadline:
            self._turn(0.1)
        finished = not self._busy()
        self._threads.shutdown()
        for channel in self._guests.channels:
            channel.handle_close()
        wasyncore.close_all(self._sockets)
        return finished

    def stop(self) -> None:
        """Have it stop, from any thread."""
        self._stopping = True
        for listener in self._listeners:
            # It may have stopped before it was woken up.
            with suppress(OSError):
                listener.pull_trigger()

    def _heed(self, number: int, _: object) -> None:
        # Whoever asks twice does not want to wait.
        signal.signal(number, signal.SIG_DFL)
        self.stop()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)
        self._guests.look_round()

    def _busy(self) -> int:
        """How many connections have a request that is not finished."""
        return sum(one.is_busy for one in self._guests.channels)


def _adjustments(host: str, port: int, threads: int) -> Adjustments:
    return Adjustments(
        host=host,
        port=port,
        threads=threads,
        # select() cannot watch descriptors past 1024.
        asyncore_use_poll=True,
        ident=None,
        # The app believes them, or does not, as DROPSLOT_TRUSTED_PROXIES says.
        clear_untrusted_proxy_headers=False,
    )


def _raise_descriptor_limit() -> int:
    # Each connection takes one, and each spooled body another; the usual 1024 are fewer
    # than the connections that we let in.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _DESCRIPTORS
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)
