"""Tells a host's listeners what has become of an upload; they change nothing of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from blinker import NamedSignal

from dropslot.model import UploadError
from dropslot.signals import upload_refused

from .backend import Backend

_log = logging.getLogger(__name__)


def announce(signal: NamedSignal, backend: Backend, **told: Any) -> None:
    """Send a signal about what has happened already."""
    try:
        signal.send(backend.sender, **told)
    except Exception:
        # It is kept, or gone, all the same; the visitor must not be told otherwise.
        _log.exception("A listener to %s failed.", signal.name)


@contextmanager
def refusals_told(backend: Backend) -> Iterator[None]:
    """Tell of what is refused meanwhile: once, and of all that came together."""
    try:
        yield
    except UploadError as error:
        title = error.blanks.get("name")
        name = None if title is None else str(title)
        announce(upload_refused, backend, error=error, title=name)
        raise
