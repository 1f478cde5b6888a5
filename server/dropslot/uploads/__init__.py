"""The one path of every file: check, store, record; chunks until it is whole."""

from __future__ import annotations

from .accepted import (
    accepted_extensions,
    accepted_formats,
    extension_of,
    refused_extensions,
)
from .backend import Backend, open_backend
from .chunk import CHUNK_FIELDS, Chunk, checked_uuid, chunk_of
from .chunks import find_session, forget_session, received_chunks, take_chunk
from .health import Health
from .idempotency import keep_once
from .in_time import InTime
from .keep import Arrival, checked, keep, remove
from .rehearsal import CannotKeep, rehearse
from .starting import start
from .strangers import strangers
from .sweeper import Sweeper, sweep
from .taking_in import Source, TakenIn, stranger, take_in
from .telling import refusals_told
from .thumbnails import remake_thumbnail

__all__ = [
    "CHUNK_FIELDS",
    "Arrival",
    "Backend",
    "CannotKeep",
    "Chunk",
    "Health",
    "InTime",
    "Source",
    "Sweeper",
    "TakenIn",
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
    "refusals_told",
    "refused_extensions",
    "rehearse",
    "remake_thumbnail",
    "remove",
    "start",
    "stranger",
    "strangers",
    "sweep",
    "take_chunk",
    "take_in",
]
