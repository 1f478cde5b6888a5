"""Removes what crashes and vanished visitors left behind: at start, hourly, by hand."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from weakref import ref

from dropslot.log import cause_in_words
from dropslot.model import UploadError
from dropslot.storage import CHUNKS

from .backend import Backend
from .leftovers import done_later
from .removal import drop_session, remove_bytes

# No request that is still alive can be older; after this a mark is a crash's.
_REQUEST_AGE = timedelta(hours=1)
_INTERVAL_SECONDS = 3600.0
_GOODBYE_SECONDS = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep removed: files in staging, and kept bytes that had no record."""

    staged_files: int
    unrecorded_files: int
    upload_sessions: int = 0


def sweep(backend: Backend, now: datetime) -> Swept:
    """Remove staged files that nobody finished, and bytes that never got a record.

    Bytes are removed only when this program itself left them without a record. A
    picture that the catalog does not know for another reason (a catalog that was lost,
    or came back from an older backup) is left where it is.
    """
    partial_age = timedelta(hours=backend.settings.partial_hours)
    # Whatever is set, what a request may still be at stays.
    unfinished_age = max(partial_age, _REQUEST_AGE)
    # First what needs no room to go: the rest writes to the catalog.
    staged_files = backend.staging.sweep(now - unfinished_age)
    if backend.whereabouts.has_changed():
        # Those who were started since sweep both places.
        return Swept(staged_files, 0)
    sessions = _sweep_sessions(backend, unfinished_age)
    unrecorded_files = _sweep_marked(backend, _REQUEST_AGE)
    backend.staging.hold_room_back()
    return Swept(staged_files, unrecorded_files, sessions)


def _sweep_sessions(backend: Backend, unfinished_age: timedelta) -> int:
    sessions, removed = backend.sessions, 0
    sessions.forget_answers(unfinished_age)
    for session_id in sessions.untouched_for(unfinished_age):
        if sessions.seize(session_id, unfinished_age):
            removed += 1
            with done_later("Removing the chunks of an unfinished file"):
                drop_session(backend, session_id)
    return removed


def sweep_crash(backend: Backend, now: datetime) -> None:
    """Where nobody else uses the store: what a crash left need not grow old first."""
    if backend.alone_since is None:
        return
    age = now - backend.alone_since
    backend.leases.release(age)
    _sweep_marked(backend, age)


def _sweep_marked(backend: Backend, age: timedelta) -> int:
    removed = 0
    for key in backend.marks.seize(age):
        if key.startswith(CHUNKS):
            _sweep_chunks(backend, key)
        elif backend.catalog.has(key.rpartition("/")[2]):
            # Of 0.1.0, which recorded first: the record speaks for the bytes.
            backend.marks.forget([key])
        else:
            remove_bytes(backend, key)
            removed += 1
    return removed


def _sweep_chunks(backend: Backend, key: str) -> None:
    """Remove what came too late for a file that was finished or forgotten."""
    session_id = key.removeprefix(CHUNKS).rstrip("/")
    if backend.sessions.is_unfinished(session_id):
        backend.marks.note([key])
        return
    with done_later("Removing the chunks of a file that is finished"):
        backend.sessions.forget_chunks_left(session_id)
        backend.chunks.drop_all(session_id)
        # It may have begun anew meanwhile.
        backend.marks.forget_seized([key])


class Sweeper:
    """Sweeps every hour in the background until it is stopped.

    It keeps nothing alive: an app that nobody holds any more is closed.

    :param at_once: what it does in the background before, given the event that asks it
        to stop.
    """

    def __init__(
        self, backend: Backend, at_once: Callable[[Backend, threading.Event], None]
    ) -> None:
        self._backend = ref(backend)
        self._at_once = at_once
        self._stopped = threading.Event()
        self._thread = self._started(self._begin)

    def stop(self) -> None:
        """Stop sweeping; a store that is slow is not waited for."""
        self._stopped.set()
        # It may be the one in which an app was found to be held by nobody.
        if self._thread is not threading.current_thread():
            self._thread.join(_GOODBYE_SECONDS)

    def go_on(self) -> None:
        """Sweep in this process as well, which was forked from the one that began: no
        thread comes along with a fork."""
        if not self._stopped.is_set():
            # The lock of the event may have been held by a thread that is not here.
            self._stopped = threading.Event()
            self._thread = self._started(self._run)

    def _started(self, run: Callable[[], None]) -> threading.Thread:
        # A daemon, so that a host app that never calls stop can end.
        thread = threading.Thread(target=run, name="sweep", daemon=True)
        thread.start()
        return thread

    def _begin(self) -> None:
        try:
            if backend := self._backend():
                self._at_once(backend, self._stopped)
        except Exception:
            _log.exception("What is done once after the start failed.")
        # The thread is not to hold what it waits for.
        backend = None
        self._run()

    def _run(self) -> None:
        while not self._stopped.wait(_INTERVAL_SECONDS):
            try:
                self._sweep()
            except UploadError as error:
                cause = cause_in_words(error)
                _log.error("Sweeping failed; it is tried again in an hour: %s", cause)
            except Exception:
                _log.exception("Sweeping failed; it is tried again in an hour.")

    def _sweep(self) -> None:
        if backend := self._backend():
            sweep(backend, datetime.now(UTC))
