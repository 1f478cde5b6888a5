"""Removes bytes: of pictures, and of chunks that nobody waits for."""

from __future__ import annotations

from dropslot.storage import thumbnail_key

from .backend import Backend
from .leftovers import done_later


def remove_bytes(backend: Backend, key: str, is_certain: bool = True) -> None:
    """Remove the bytes of a picture, and then its mark.

    What the store does not do now, the sweep does later: the key stays marked.

    :param is_certain: whether no more bytes can come; else it stays marked as well.
    """
    with done_later("Removing the bytes of a picture"):
        backend.store.remove(key)
        backend.store.remove(thumbnail_key(key))
        if is_certain:
            backend.marks.forget([key])


def drop_chunks(backend: Backend, session_id: str) -> None:
    """Remove the chunks of a file that takes no more of them."""
    backend.chunks.drop(session_id, backend.sessions.forget_chunks(session_id))


def drop_session(backend: Backend, seized: str) -> None:
    """Remove the chunks of a file that was seized, and let it begin anew."""
    drop_chunks(backend, seized)
    backend.sessions.drop(seized)
