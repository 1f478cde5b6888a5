"""The one path of every file: check, store, record; chunks until it is whole."""

from __future__ import annotations

from .accepted import accepted_extensions, accepted_formats, extension_of
from .backend import Backend, open_backend
from .chunk import CHUNK_FIELDS, Chunk, checked_uuid, chunk_of
from .chunks import find_session, forget_session, received_chunks, take_chunk
from .idempotency import keep_once
from .keep import Arrival, checked, keep, remove
from .sweeper import Sweeper, sweep
from .thumbnails import remake_thumbnail

__all__ = [
    "CHUNK_FIELDS",
    "Arrival",
    "Backend",
    "Chunk",
    "Sweeper",
    "accepted_extensions",
    "accepted_formats",
    "checked",
    "checked_uuid",
    "chunk_of",
    "extension_of",
    "find_session",
    "forget_session",
    "keep",
    "keep_once",
    "open_backend",
    "received_chunks",
    "remake_thumbnail",
    "remove",
    "sweep",
    "take_chunk",
]
