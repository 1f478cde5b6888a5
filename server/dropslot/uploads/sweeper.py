"""Removes what crashes and vanished visitors left behind: at start, hourly, by hand."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dropslot.log import cause_in_words
from dropslot.model import UploadError

from .backend import Backend

# No request that is still alive can be older; after this an unsettled key is a crash's.
_REQUEST_AGE = timedelta(hours=1)
_INTERVAL_SECONDS = 3600.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep removed: files in staging, and kept bytes that had no record."""

    staged_files: int
    unrecorded_files: int
    partial_uploads: int = 0


def sweep(backend: Backend, now: datetime) -> Swept:
    """Remove staged files that nobody finished, and bytes that never got a record.

    Bytes are removed only when this program itself left them without a record. A
    picture that the catalog does not know for another reason (a catalog that was lost,
    or came back from an older backup) is left where it is.
    """
    store, unrecorded = backend.store, 0
    for key in list(store.unsettled(now - _REQUEST_AGE)):
        if not backend.catalog.has(key.rsplit("/", 1)[-1]):
            store.remove(key)
            unrecorded += 1
        store.settle(key)
    unfinished = now - timedelta(hours=backend.settings.partial_hours)
    sessions = _sweep_sessions(backend, unfinished)
    return Swept(store.sweep_staging(unfinished), unrecorded, sessions)


def _sweep_sessions(backend: Backend, unfinished: datetime) -> int:
    sessions, removed = backend.sessions, 0
    sessions.forget_answers(unfinished)
    for session_id in sessions.untouched_since(unfinished):
        if sessions.seize(session_id, unfinished):
            _remove_chunks(backend, session_id)
            removed += 1
    for group in backend.store.chunk_groups():
        # Of what was kept, or forgotten, and could not be removed then.
        if sessions.seize_unknown(group):
            _remove_chunks(backend, group)
    return removed


def _remove_chunks(backend: Backend, seized: str) -> None:
    backend.store.drop_chunks(seized)
    backend.sessions.drop(seized)


class Sweeper:
    """Sweeps every hour in the background until it is stopped."""

    def __init__(self, backend: Backend) -> None:
        self._keeper = backend
        self._stopped = threading.Event()
        # A daemon, so that a host app that never calls stop can end.
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop sweeping."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_INTERVAL_SECONDS):
            try:
                sweep(self._keeper, datetime.now(UTC))
            except UploadError as error:
                cause = cause_in_words(error)
                _log.error("Sweeping failed; it is tried again in an hour: %s", cause)
            except Exception:
                _log.exception("Sweeping failed; it is tried again in an hour.")
