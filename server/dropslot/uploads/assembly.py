"""Join the chunks of a file and keep it: once, whoever believes to be the last."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dropslot.database import LeaseLost
from dropslot.model import (
    KEPT,
    BadRequest,
    Busy,
    NotThere,
    StorageFailed,
    StorageFull,
    Upload,
    UploadError,
    UploadSession,
    Visitor,
)
from dropslot.storage import Staged

from .backend import Backend
from .checking import Arrival
from .keep import keep
from .leftovers import done_later
from .removal import drop_chunks
from .room import let_join

# Whoever joins says so every 10 seconds; after three that did not come, they are dead.
RENEW_SECONDS = 10.0
LEASE_AGE = timedelta(seconds=30)
# Whoever brings a chunk that another is assembling waits so long; a few may, because
# each holds a thread.
_PATIENCE_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.1
_COME_BACK_SECONDS = 2
_waiting_room = threading.BoundedSemaphore(8)


def finish(
    backend: Backend, session_id: str, arrival: Arrival, visitor: Visitor
) -> Upload:
    """Join the chunks and keep the file, or wait for the one who is doing so.

    :param arrival: the chunk that came last; it is called what the file is to be.
    :raises NotThere: its sender forgot it meanwhile.
    :raises Busy: the one who is doing so takes long, or too many are waiting.
    :raises UploadError: the file is refused.
    """
    if upload := _finished(backend, session_id, arrival, visitor):
        return upload
    if not _waiting_room.acquire(blocking=False):
        raise Busy(seconds=_COME_BACK_SECONDS)
    try:
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < give_up:
            time.sleep(_LOOK_AGAIN_SECONDS)
            if upload := _finished(backend, session_id, arrival, visitor):
                return upload
    finally:
        _waiting_room.release()
    raise Busy(seconds=_COME_BACK_SECONDS)


def _finished(
    backend: Backend, session_id: str, arrival: Arrival, visitor: Visitor
) -> Upload | None:
    """What becomes of the file, or has; None while another is at it."""
    session = backend.sessions.get(session_id)
    session.raise_refusal()
    if session.state == KEPT:
        return backend.catalog.get(session.name)
    if leased := backend.leases.acquire(session, LEASE_AGE):
        # Whoever is overtaken says what the other one said.
        with suppress(LeaseLost):
            return _join(backend, leased, arrival, visitor)
    return None


def _join(
    backend: Backend,
    leased: UploadSession,
    arrival: Arrival,
    visitor: Visitor,
) -> Upload:
    try:
        with backend.leases.holding(leased), _renewing(backend, leased):
            upload = _keep_joined(backend, leased, arrival, visitor)
    except UploadError as refusal:
        if refusal.status >= 500:
            backend.leases.reopen(leased)
        elif backend.leases.refuse(leased, refusal):
            drop_chunks(backend, leased.id)
        else:
            raise LeaseLost from refusal
        raise
    except LeaseLost:
        raise
    except BaseException:
        backend.leases.reopen(leased)
        raise
    # It is kept; chunks that resist follow with the sweep.
    with done_later("Removing the chunks of a file that is kept"):
        drop_chunks(backend, leased.id)
    return upload


def _keep_joined(
    backend: Backend,
    leased: UploadSession,
    arrival: Arrival,
    visitor: Visitor,
) -> Upload:
    staged = _joined(backend, leased)
    try:
        if staged.size_bytes != leased.total_bytes:
            raise BadRequest
        whole = replace(arrival, staged=staged, name=leased.name)
        note = backend.leases.keeping(leased)
        (upload,) = keep(backend, [whole], visitor, datetime.now(UTC), note)
    finally:
        staged.discard()
    return upload


def _joined(backend: Backend, leased: UploadSession) -> Staged:
    try:
        # Where there is none, the disk itself says so.
        with suppress(StorageFull):
            let_join(backend, leased.id, leased.total_bytes)
        return backend.chunks.assemble(leased.id, backend.sessions.offsets(leased.id))
    except NotThere as error:
        if backend.leases.renew(leased):
            # The store has lost one; its sender asks which are here, and sends all.
            backend.sessions.start_over(leased.id)
            raise StorageFailed from error
        raise LeaseLost from error


@contextmanager
def _renewing(backend: Backend, leased: UploadSession) -> Iterator[None]:
    """Renew a lease for as long as this goes on, so that slow is not taken for dead."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            # What fails once is tried again before the lease is too old.
            with done_later("Renewing a lease"):
                backend.leases.renew(leased)

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
