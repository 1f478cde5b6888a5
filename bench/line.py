"""A line between browser and server: slow, counted, and cut when asked to."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_BLOCK_BYTES = 16 * 1024


class Line:
    """A TCP proxy on this machine, in a thread of its own.

    :param port: of the server behind it.
    :param bytes_a_second: how fast the browser can send; None is as fast as can be.
    :ivar sent_bytes: what the browser has sent so far.
    """

    def __init__(self, port: int, bytes_a_second: int | None) -> None:
        self.sent_bytes = 0
        self.port = 0
        self._server_port = port
        self._bytes_a_second = bytes_a_second
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Listen on a free port."""
        self._thread.start()
        self._listening.wait()

    def stop(self) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self) -> None:
        """Break every connection, and refuse new ones until :meth:`mend`."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._break)

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    def _break(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        self._loop.run_forever()
        self._break()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        ended = asyncio.gather(*tasks, return_exceptions=True)
        self._loop.run_until_complete(ended)
        self._loop.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        there, onward = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._writers |= {writer, onward}
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(
                self._pump(reader, onward, counted=True),
                self._pump(there, writer, counted=False),
            )
        self._writers -= {writer, onward}

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: bool
    ) -> None:
        while data := await reader.read(_BLOCK_BYTES):
            if counted:
                self.sent_bytes += len(data)
                if self._bytes_a_second:
                    await asyncio.sleep(len(data) / self._bytes_a_second)
            writer.write(data)
            await writer.drain()
        writer.close()


@contextmanager
def line_to(port: int, bytes_a_second: int | None = None) -> Iterator[Line]:
    """A line to a server of this machine."""
    line = Line(port, bytes_a_second)
    line.start()
    try:
        yield line
    finally:
        line.stop()
