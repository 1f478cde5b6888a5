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
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from .channel import make_channel_class

# How long a request that has arrived whole may take to be kept and answered at the end.
_GRACE_SECONDS = 30.0
_LOOP_SECONDS = 1.0
# They wait for checkers and disks more than they work. At most 16 are inside the door
# of the checkers, 16 compare passwords and 8 wait for an assembly, so that some are
# always free for the page, the list and /healthz.
_THREADS = 48
_CONNECTIONS = 2000
_DESCRIPTORS = 16_384


class Server:
    """Dropslot's HTTP server; it listens from the start, and hears Ctrl-C and SIGTERM.

    :param body_limit_bytes: of a longer body the rest is read and forgotten.
    :param spool: the folder where bodies wait, on the upload folder's own disk.
    :raises OSError: the address cannot be listened on.
    """

    def __init__(
        self, app: Flask, host: str, port: int, body_limit_bytes: int, spool: Path
    ) -> None:
        descriptors = _raise_descriptor_limit()
        self._sockets: dict[int, Any] = {}
        self._stopping = False
        # waitress spools a body to where tempfile puts it.
        tempfile.tempdir = str(spool)
        self._server = create_server(
            app,
            map=self._sockets,
            host=host,
            port=port,
            threads=_THREADS,
            connection_limit=min(_CONNECTIONS, max(1, (descriptors - 256) // 2)),
            # A thousand slow uploaders hold 72 MiB so, and 521 with the default.
            inbuf_overflow=32_768,
            recv_bytes=262144,
            channel_request_lookahead=0,
            # select() cannot watch descriptors past 1024.
            asyncore_use_poll=True,
            # Past this the sender is cut off, so that nobody can send for ever.
            max_request_body_size=4 * body_limit_bytes,
            ident=None,
            # The app believes them, or does not, as DROPSLOT_TRUSTED_PROXIES says.
            clear_untrusted_proxy_headers=False,
        )
        channel_class = make_channel_class(body_limit_bytes)
        for listener in self._listeners():
            listener.channel_class = channel_class
        # Before anyone is told where it listens, and so may ask it to stop.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    @property
    def urls(self) -> list[str]:
        """Where it listens."""
        return [
            f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            for host, port in (
                (one.effective_host, one.effective_port) for one in self._listeners()
            )
        ]

    def run(self, stopping: Callable[[int], None] = lambda requests: None) -> bool:
        """Serve until Ctrl-C or SIGTERM, then finish what has arrived.

        :param stopping: is told how many requests there are to finish.
        :return: whether all of it could be finished in time.
        """
        while not self._stopping:
            self._turn(_LOOP_SECONDS)
        for listener in self._listeners():
            listener.accepting = False
        stopping(self._busy())
        deadline = time.monotonic() + _GRACE_SECONDS
        while self._busy() and time.monotonic() < deadline:
            self._turn(0.1)
        finished = not self._busy()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)
        return finished

    def _stop(self, number: int, _: object) -> None:
        self._stopping = True
        # Whoever asks twice does not want to wait.
        signal.signal(number, signal.SIG_DFL)
        for listener in self._listeners():
            listener.pull_trigger()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _busy(self) -> int:
        channels = [s for s in self._sockets.values() if isinstance(s, HTTPChannel)]
        return sum(bool(one.requests or one.total_outbufs_len) for one in channels)

    def _listeners(self) -> list[BaseWSGIServer]:
        return [s for s in self._sockets.values() if isinstance(s, BaseWSGIServer)]


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
