"""Files that arrive in chunks: which are here, and when the file is whole."""

from __future__ import annotations

from contextlib import suppress

from dropslot.locales import in_megabytes
from dropslot.model import (
    BY_EXTENSION,
    KEPT,
    OPEN,
    REFUSED,
    BadRequest,
    NotThere,
    RemovalReason,
    TooLarge,
    Upload,
    UploadSession,
    Visitor,
    extension_in,
    new_name,
    session_id_of,
)
from dropslot.storage import Staged, session_prefix

from .accepted import extension_of
from .assembly import finish
from .backend import Backend
from .checking import Arrival
from .chunk import Chunk, count_of
from .idempotency import is_kept, same_upload, staged_again
from .keep import remove
from .removal import drop_session
from .room import let_in, refuse_over_total

# Each chunk is a file, so 10,000 bytes in as many chunks would be 10,000 files.
_LEAST_CHUNK_BYTES = 64 * 1024
MAX_UNFINISHED = 200
"""What one sender may leave unfinished at a time; and in bytes:"""
_UNFINISHED_FILES = 16
"""Times the largest file."""


def take_chunk(
    backend: Backend, chunk: Chunk, arrival: Arrival, visitor: Visitor
) -> Upload | None:
    """Keep a chunk; when the file is whole with it, keep the file.

    :return: the upload, or None while chunks are missing. Asked again, the same.
    :raises UploadError: the chunk makes no sense, or the whole file is refused.
    """
    _refuse_nonsense(backend, chunk, arrival.staged)
    extension = extension_of(backend.settings, arrival.title)
    if chunk.count > 1 and not visitor.is_known:
        # Each chunk would be of another sender, and no file ever whole.
        raise BadRequest("cookies")
    told = UploadSession(
        id=session_id_of(visitor, chunk.uuid),
        sender=visitor.sender,
        total_bytes=chunk.total_bytes,
        chunk_bytes=chunk.chunk_bytes,
        name=new_name(BY_EXTENSION[extension].extension),
    )
    session = _begun(backend, told, _let_in(backend, told, chunk))
    _refuse_another(session, told)
    if session.state == KEPT:
        with staged_again(arrival.staged) as came:
            return same_upload(backend, session, came, chunk.offset_bytes)
    if session.state != REFUSED and not _completes(backend, session, chunk, arrival):
        return None
    return finish(backend, session.id, arrival, visitor)


def received_chunks(backend: Backend, session: UploadSession) -> list[int]:
    """The indexes of the chunks that are here, in order; all when it is kept."""
    count = count_of(session.total_bytes, session.chunk_bytes)
    if session.state == KEPT:
        return list(range(count))
    offsets = backend.sessions.offsets(session.id)
    return [offset_bytes // session.chunk_bytes for offset_bytes in offsets]


def find_session(backend: Backend, visitor: Visitor, uuid: str) -> UploadSession:
    """A file of this visitor's own, unfinished or kept.

    :raises NotThere: there is none, or it was taken back.
    """
    found = backend.sessions.get(session_id_of(visitor, uuid))
    if found.state == KEPT and not is_kept(backend, found):
        raise NotThere
    return found


def forget_session(backend: Backend, session: UploadSession) -> None:
    """Remove a file and all of its chunks; one that was kept is taken back.

    :raises NotThere: somebody else has forgotten it.
    """
    if session.state == KEPT:
        with suppress(NotThere):
            upload = backend.catalog.get(session.name)
            remove(backend, upload, RemovalReason.TAKEN_BACK)
    if not backend.sessions.seize_seen(session):
        # It went on between the look and this, and may even have been kept.
        return forget_session(backend, backend.sessions.get(session.id))
    drop_session(backend, session.id)


def _let_in(
    backend: Backend, told: UploadSession, chunk: Chunk
) -> UploadSession | None:
    """Make room for a chunk, unless it takes none or completes its file; return what is
    known of that."""
    known: UploadSession | None = None
    try:
        known = backend.sessions.get(told.id)
    except NotThere:
        refuse_over_total(backend, told.total_bytes)
    if known and known.state != OPEN:
        # It is answered with what has become of it.
        return known
    left_bytes = told.total_bytes - (known.received_bytes if known else 0)
    if left_bytes != chunk.expected_bytes:
        let_in(backend, told.id, chunk.offset_bytes, chunk.expected_bytes)
    return known


def _begun(
    backend: Backend, session: UploadSession, known: UploadSession | None
) -> UploadSession:
    """What is known of a file now, be it that it begins."""
    if known is None:
        _refuse_tiny(backend, session)
        room_bytes = _UNFINISHED_FILES * backend.settings.max_content_length
        # What crashes leave of its chunks is found by this.
        note = backend.marks.noting([session_prefix(session.id)])
        known = backend.sessions.begin(session, MAX_UNFINISHED, room_bytes, note)
    if known.state == KEPT and not is_kept(backend, known):
        # It was taken back since, and may come again.
        backend.sessions.remove(known)
        return _begun(backend, session, None)
    return known


def _completes(
    backend: Backend, session: UploadSession, chunk: Chunk, arrival: Arrival
) -> bool:
    """Keep a chunk; return whether nothing more is waited for.

    :raises NotThere: the file was forgotten meanwhile.
    """
    offset_bytes = chunk.offset_bytes
    backend.chunks.put(session.id, offset_bytes, arrival.staged)
    size_bytes = chunk.expected_bytes
    received_bytes = backend.sessions.arrived(session.id, offset_bytes, size_bytes)
    if received_bytes is None:
        # Something else has become of the file meanwhile, and chunks of it have gone.
        backend.chunks.drop(session.id, [offset_bytes])
    return received_bytes in (None, session.total_bytes)


def _refuse_another(begun: UploadSession, told: UploadSession) -> None:
    if begun.total_bytes != told.total_bytes:
        raise BadRequest("value", field="dztotalfilesize")
    # What is kept needs no more chunks; these may be of any size.
    if begun.state != KEPT and begun.chunk_bytes != told.chunk_bytes:
        raise BadRequest("value", field="dzchunksize")
    if extension_in(begun.name) != extension_in(told.name):
        raise BadRequest("value", field="file")


def _refuse_tiny(backend: Backend, session: UploadSession) -> None:
    # Of a file that is begun only: the page's own chunks may have been smaller before.
    least_bytes = min(backend.settings.chunk_bytes, _LEAST_CHUNK_BYTES)
    if session.chunk_bytes < min(least_bytes, session.total_bytes):
        raise BadRequest("value", field="dzchunksize")


def _refuse_nonsense(backend: Backend, chunk: Chunk, staged: Staged) -> None:
    limit_bytes = backend.settings.max_content_length
    if chunk.total_bytes > limit_bytes:
        raise TooLarge(
            size=in_megabytes(chunk.total_bytes, up=True),
            limit=in_megabytes(limit_bytes),
        )
    if staged.size_bytes != chunk.expected_bytes:
        raise BadRequest("value", field="dzchunksize")
