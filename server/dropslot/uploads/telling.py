"""Tells a host's listeners what has become of an upload; they change nothing of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dropslot.model import UploadError
from dropslot.signals import Signal, upload_refused

from .backend import Backend

_log = logging.getLogger(__name__)


def announce(signal: Signal, backend: Backend, **told: Any) -> None:
    """Send a signal about what has happened already."""
    # It is kept, or gone, all the same; the visitor must not be told otherwise, and no
    # listener is to miss it because another failed.
    for error in signal.send_robust(backend.sender, **told):
        _log.error("A listener to %s failed.", signal.name, exc_info=error)


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
