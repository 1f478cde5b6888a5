"""A whole file that its sender has a UUID for: kept once, however often it comes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import BinaryIO

from dropslot.database import LeaseLost
from dropslot.model import (
    KEPT,
    BadRequest,
    NotThere,
    StorageFailed,
    Upload,
    UploadSession,
    Visitor,
    session_id_of,
)
from dropslot.storage import Staged, disk_errors

from .backend import Backend
from .checking import Arrival
from .keep import keep
from .removal import drop_session

_BLOCK_BYTES = 1024**2


def keep_once(
    backend: Backend, arrival: Arrival, uuid: str, visitor: Visitor
) -> Upload:
    """Keep a whole file, or say again what it was kept as.

    A file that is refused is not remembered: it may come again.

    :raises UploadError: it is refused, or is another than the one that was kept.
    """
    session_id = session_id_of(visitor, uuid)
    # Open before it is kept: one that is taken back can still be compared.
    with staged_again(arrival.staged) as came:
        if known := _kept(backend, session_id):
            return _same_whole(backend, known, arrival, came)
        try:
            return _keep(backend, arrival, session_id, visitor)
        except LeaseLost as error:
            # It came twice at once, and the other one was quicker.
            if known := _kept(backend, session_id):
                return _same_whole(backend, known, arrival, came)
            raise StorageFailed from error


def staged_again(staged: Staged) -> BinaryIO:
    """What has arrived, opened to be read."""
    with disk_errors():
        return staged.path.open("rb")


def is_kept(backend: Backend, session: UploadSession) -> bool:
    """Whether a file was kept, and was not taken back since."""
    return session.state == KEPT and backend.catalog.has(session.name)


def same_upload(
    backend: Backend, session: UploadSession, came: BinaryIO, offset_bytes: int = 0
) -> Upload:
    """The upload that a kept file is, when what came stands in it as well.

    :param offset_bytes: where what came begins in the file.
    :raises BadRequest: it is of another file, which must not pass for stored.
    """
    upload = backend.catalog.get(session.name)
    with disk_errors(), backend.store.open(upload.key, offset_bytes) as kept:
        while data := came.read(_BLOCK_BYTES):
            if kept.read(len(data)) != data:
                raise BadRequest("value", field="dzuuid")
    return upload


def _same_whole(
    backend: Backend, known: UploadSession, arrival: Arrival, came: BinaryIO
) -> Upload:
    # The beginning of a file is another file.
    if arrival.staged.size_bytes != known.total_bytes:
        raise BadRequest("value", field="dzuuid")
    return same_upload(backend, known, came)


def _keep(
    backend: Backend, arrival: Arrival, session_id: str, visitor: Visitor
) -> Upload:
    now = datetime.now(UTC)
    whole = UploadSession(
        id=session_id,
        sender=visitor.sender,
        total_bytes=arrival.staged.size_bytes,
        chunk_bytes=arrival.staged.size_bytes,
        name="",
        state=KEPT,
    )
    note = backend.leases.entering(whole)
    (upload,) = keep(backend, [arrival], visitor, now, note)
    return upload


def _kept(backend: Backend, session_id: str) -> UploadSession | None:
    """What was kept and is there; anything else that is known makes way."""
    try:
        known = backend.sessions.get(session_id)
    except NotThere:
        return None
    if is_kept(backend, known):
        return known
    if backend.sessions.seize_seen(known):
        drop_session(backend, session_id)
        return None
    return _kept(backend, session_id)
