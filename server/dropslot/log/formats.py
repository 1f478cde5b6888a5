"""The two forms of a log: a line of text, or one of JSON."""

from __future__ import annotations

import json
import logging
import time

from .lines import FIELDS, printable, without_names

# What no line of its own begins with: a traceback that quotes a visitor cannot pass for
# a line of the log.
_CONTINUED = "\n  | "


class TextFormatter(logging.Formatter):
    """``2026-11-23T10:15:02.123Z INFO dropslot.access POST / 204 ...``"""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback follows, indented."""
        if hasattr(record, FIELDS):
            text = record.msg
        else:
            text = _CONTINUED.join(
                printable(line, is_quoted=False) for line in _told(record).splitlines()
            )
        return f"{_utc(record.created)} {record.levelname} {record.name} {text}"


class JsonFormatter(logging.Formatter):
    """One object a line: ``time``, ``level``, ``logger``, and then either ``message``
    or the values of its kind of line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback is part of its message."""
        told = getattr(record, FIELDS, None)
        line = {
            "time": _utc(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            **(told or {"message": _told(record)}),
        }
        return json.dumps(line, separators=(",", ":"), default=str)


_PLAIN = logging.Formatter()


def _told(record: logging.LogRecord) -> str:
    # Tracebacks and other libraries' lines may quote a path that was asked for.
    return without_names(_PLAIN.format(record))


def _utc(seconds: float) -> str:
    whole = int(seconds)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))
    return f"{stamp}.{int((seconds - whole) * 1000):03d}Z"
