"""A phone's line between browser and server: every turn takes its time, and all
connections share what it carries.

The browser's own emulation delays requests; this delays bytes, so what a connection or
an encryption takes to begin is paid as well. TCP's slow start is not imitated.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TURN_SECONDS = 0.15
_DOWN_BYTES_A_SECOND = 1_600_000 / 8
_UP_BYTES_A_SECOND = 750_000 / 8
# A packet on Ethernet, so that connections take turns as packets do.
_BLOCK_BYTES = 1460


class _Way:
    """One direction; what all connections send goes one after the other."""

    def __init__(self, bytes_a_second: float) -> None:
        self._bytes_a_second = bytes_a_second
        self._free_at = 0.0

    def arrival(self, now: float, size_bytes: int) -> float:
        """When a block that is sent now has arrived."""
        begins = max(now, self._free_at)
        self._free_at = begins + size_bytes / self._bytes_a_second
        return self._free_at + _TURN_SECONDS / 2


@contextmanager
def slow_line_to(server_port: int) -> Iterator[int]:
    """The port of this machine at which a server is as far away as from a phone."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened = asyncio.run_coroutine_threadsafe(_listen(server_port), loop).result()
    try:
        yield opened.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_end(opened))
        loop.close()


async def _listen(server_port: int) -> asyncio.Server:
    up, down = _Way(_UP_BYTES_A_SECOND), _Way(_DOWN_BYTES_A_SECOND)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The browser's connection is there at once; over a line it takes a turn.
        await asyncio.sleep(_TURN_SECONDS)
        there, onward = await asyncio.open_connection("127.0.0.1", server_port)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(
                _carry(reader, onward, up), _carry(there, writer, down)
            )

    return await asyncio.start_server(serve, "127.0.0.1", 0)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: _Way
) -> None:
    loop = asyncio.get_running_loop()
    while data := await reader.read(_BLOCK_BYTES):
        loop.call_at(way.arrival(loop.time(), len(data)), _deliver, writer, data)
    # Behind the last block, and as long under way.
    loop.call_at(way.arrival(loop.time(), _BLOCK_BYTES), writer.close)


def _deliver(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.is_closing():
        writer.write(data)


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
