"""Where the lines go: standard error, unless somebody has decided already."""

from __future__ import annotations

import logging
import os
import select
import sys

from .formats import JsonFormatter, TextFormatter

# What a pipe that is writable takes without blocking (PIPE_BUF in pipe(7)).
_BLOCK_BYTES = 4096


def log_to_stderr(kind: str) -> None:
    """Write the log of this process to standard error.

    Nothing happens where logging is set up already: whoever did that decides.

    :param kind: ``text``, ``json``, or ``off``: no lines for requests.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(StderrHandler())
    for handler in root.handlers:
        if isinstance(handler, StderrHandler):
            handler.setFormatter(JsonFormatter() if kind == "json" else TextFormatter())
            logging.getLogger("dropslot").setLevel(logging.INFO)
            wanted = logging.WARNING if kind == "off" else logging.NOTSET
            logging.getLogger("dropslot.access").setLevel(wanted)


class StderrHandler(logging.Handler):
    """Writes lines to standard error, and never waits for whoever reads them.

    A pipe that nobody empties, or a terminal that Ctrl-S holds, would else stop every
    request. What cannot be written at once is left out, and the next line says so.
    """

    def __init__(self) -> None:
        super().__init__()
        self._missing_lines = 0
        self._is_torn = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, or count it as missing."""
        try:
            text = f"{self._before()}{self.format(record)}\n"
            data = text.encode("utf-8", "backslashreplace")
            written_bytes = _write(data)
        except Exception:
            self.handleError(record)
            return
        if written_bytes == len(data):
            self._missing_lines, self._is_torn = 0, False
        else:
            self._missing_lines += 1
            self._is_torn |= written_bytes > 0

    def _before(self) -> str:
        if not self._missing_lines:
            return ""
        told = {
            "name": "dropslot.log",
            "levelname": "WARNING",
            "msg": f"{self._missing_lines} lines are missing here: nobody read them.",
        }
        line = self.format(logging.makeLogRecord(told))
        return f"\n{line}\n" if self._is_torn else f"{line}\n"


def _write(data: bytes) -> int:
    """Write as much as can be written without waiting; return how many bytes."""
    stream = sys.stderr
    if stream is None:
        return len(data)
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError, AttributeError):
        # A server or a test has put something of its own there.
        stream.write(data.decode())
        return len(data)
    written_bytes = 0
    while written_bytes < len(data) and _takes_more(descriptor):
        block = data[written_bytes : written_bytes + _BLOCK_BYTES]
        try:
            written_bytes += os.write(descriptor, block)
        except OSError:
            # Whoever read it has gone.
            break
    return written_bytes


def _takes_more(descriptor: int) -> bool:
    _, writable, _ = select.select([], [descriptor], [], 0)
    return bool(writable)
