"""The one path of every file: check, store, record; chunks until it is whole."""

from __future__ import annotations

from .accepted import (
    accepted_extensions,
    accepted_formats,
    extension_of,
    refused_extensions,
)
from .backend import Backend, open_backend
from .checking import Arrival, Checked, checked
from .chunk import CHUNK_FIELDS, Chunk, checked_uuid, chunk_of
from .chunks import find_session, forget_session, received_chunks, take_chunk
from .emptying import Emptied
from .health import Health
from .idempotency import keep_once
from .in_time import InTime
from .inventory import Found, Inventory, Trouble
from .keep import keep, remove
from .moving import CannotMove, bring_rest, empty_source, move_away
from .moving_records import move_records
from .passes import Progress
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
    "CannotMove",
    "Checked",
    "Chunk",
    "Emptied",
    "Found",
    "Health",
    "InTime",
    "Inventory",
    "Progress",
    "Source",
    "Sweeper",
    "TakenIn",
    "Trouble",
    "accepted_extensions",
    "accepted_formats",
    "bring_rest",
    "checked",
    "checked_uuid",
    "chunk_of",
    "empty_source",
    "extension_of",
    "find_session",
    "forget_session",
    "keep",
    "keep_once",
    "move_away",
    "move_records",
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
