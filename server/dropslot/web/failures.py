"""What goes wrong on the server: logged once, under the reference that its answer
carries."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import has_request_context, request

from dropslot.log import cause_in_words, emit, word
from dropslot.model import UploadError

_log = logging.getLogger("dropslot.failures")
# Refusals that only say that much is going on: a line for each would fill a disk in the
# very hour when nobody has time to look.
_CROWDED = ("error.busy", "error.storage-full.soon", "error.storage-full.unfinished")
_SELDOM_SECONDS = 60.0


def report(error: UploadError) -> None:
    """Log the cause of a refusal that is the server's own fault, and give the refusal
    its reference; all others, and those that stand there already, are left alone."""
    if error.status < 500 or error.reference is not None:
        return
    if error.key.startswith(_CROWDED):
        _crowd.count(error.key)
        return
    error.reference, cause = _new_reference(), cause_in_words(error)
    text = (
        f"{_what()} failed with {error.status} {error.code}"
        f" (reference {error.reference}): {cause}"
    )
    told = {"status": error.status, "error": error.code, "reference": error.reference}
    emit(_log, logging.ERROR, text, {"message": text, **told, "cause": cause})


@contextmanager
def reporting() -> Iterator[None]:
    """Report what a host's own view may catch, and answer by itself."""
    try:
        yield
    except UploadError as error:
        report(error)
        raise


def report_unforeseen(error: Exception) -> str:
    """Log an error that nobody foresaw, with its traceback; return its reference."""
    reference = _new_reference()
    _log.error("%s failed (reference %s).", _what(), reference, exc_info=error)
    return reference


def _new_reference() -> str:
    return secrets.token_hex(4)


def _what() -> str:
    # Never the path, which holds names of pictures and links to them.
    if not has_request_context() or request.url_rule is None:
        return "A request"
    return f"{word(request.method)} {request.url_rule.rule}"


class _Crowd:
    """Counts what is refused because of the crowd, and says so once a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._refused = 0
        self._silent_until = 0.0

    def count(self, key: str) -> None:
        with self._lock:
            self._refused += 1
            now = time.monotonic()
            if now < self._silent_until:
                return
            refused, self._refused = self._refused, 0
            self._silent_until = now + _SELDOM_SECONDS
        _log.warning(
            "%d more refused because too much was going on; the last: %s.", refused, key
        )


_crowd = _Crowd()
