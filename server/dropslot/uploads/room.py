"""How much may be kept, and how much may lie about unfinished.

A sender is only a cookie, so what all of them leave unfinished is bounded together: it
may take half of the room that the pictures leave, and never what whole files and the
joining of chunks need. Who comes gets in all the same: what was left alone for longest
makes way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from dropslot.database import Note, total_bytes
from dropslot.locales import in_megabytes
from dropslot.model import StorageFull, Upload
from dropslot.settings import Settings

from .backend import Backend
from .removal import drop_session

# Times the largest file: the disk has this much room for whole files, which are seen
# and can be removed, and for joining what is complete.
_RESERVED_FILES = 4


def let_in(
    backend: Backend, session_id: str, offset_bytes: int, arriving_bytes: int
) -> None:
    """Make room for a chunk of an unfinished file; one that is here takes none.

    :raises StorageFull: there is none, and would be none without all the others.
    """
    settings = backend.settings

    def lacks_room() -> bool:
        most_bytes, free_bytes = settings.max_unfinished, backend.store.free_bytes()
        if most_bytes is None and free_bytes is None:
            return False
        unfinished_bytes = backend.sessions.unfinished_bytes()
        if free_bytes is not None:
            if free_bytes - arriving_bytes < _reserve_bytes(settings):
                return True
            most_bytes = most_bytes or (free_bytes + unfinished_bytes) // 2
        after_bytes = unfinished_bytes + arriving_bytes
        return most_bytes is not None and after_bytes > most_bytes

    if not lacks_room() or backend.sessions.has_chunk(session_id, offset_bytes):
        return
    needed_bytes = _reserve_bytes(settings) + arriving_bytes
    _make_way(backend, session_id, needed_bytes, lacks_room)


def let_join(backend: Backend, session_id: str, joined_bytes: int) -> None:
    """Make room for joining a file's chunks, where others' chunks are on that disk.

    :raises StorageFull: there is none, and would be none without all the others.
    """
    if backend.store.free_bytes() is None:
        return

    def lacks_room() -> bool:
        return backend.staging.free_bytes() < joined_bytes

    _make_way(backend, session_id, joined_bytes, lacks_room)


def refuse_over_total(backend: Backend, arriving_bytes: int) -> None:
    """Refuse a file that would be more than all pictures together may have.

    :raises StorageFull: it would.
    """
    most_bytes = backend.settings.max_total
    if most_bytes is None:
        return
    if backend.catalog.total_bytes() + arriving_bytes > most_bytes:
        raise _over_total(most_bytes)


def within_total(backend: Backend) -> list[Note]:
    """Notes that refuse, as :func:`refuse_over_total`, in the very transaction that
    records uploads, so that those who come at once count each other."""
    most_bytes = backend.settings.max_total
    if most_bytes is None:
        return []

    def refuse(connection: sa.Connection, _: Sequence[Upload]) -> None:
        backend.database.lock(connection, "total", backend.mount_id)
        if total_bytes(connection, backend.mount_id) > most_bytes:
            raise _over_total(most_bytes)

    return [refuse]


def refuse_when_nearly_full(backend: Backend) -> None:
    """Say that there is little room before people meet it.

    :raises StorageFull: chunks are refused by now, or whole files soon.
    """
    settings, free_bytes = backend.settings, backend.store.free_bytes()
    if free_bytes is not None:
        most_bytes = free_bytes + backend.sessions.unfinished_bytes()
        if most_bytes < _reserve_bytes(settings):
            raise StorageFull("soon")
    if settings.max_total is not None:
        left_bytes = settings.max_total - backend.catalog.total_bytes()
        if left_bytes < min(settings.max_content_length, settings.max_total // 10):
            raise StorageFull("soon")


def _make_way(
    backend: Backend, session_id: str, needed_bytes: int, lacks_room: Callable[[], bool]
) -> None:
    while lacks_room():
        free_bytes = backend.store.free_bytes()
        # What would not be enough is not taken from anybody.
        if free_bytes is not None and (
            free_bytes + backend.sessions.unfinished_bytes() < needed_bytes
        ):
            raise StorageFull
        seized = backend.sessions.seize_oldest(session_id)
        if seized is None:
            raise StorageFull
        drop_session(backend, seized)


def _reserve_bytes(settings: Settings) -> int:
    return _RESERVED_FILES * settings.max_content_length


def _over_total(most_bytes: int) -> StorageFull:
    return StorageFull("total", limit=in_megabytes(most_bytes))
