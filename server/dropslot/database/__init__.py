"""Rows: every table, the catalog, upload sessions and their leases."""

from __future__ import annotations

from . import schema
from .catalog import Catalog, Note, total_bytes
from .clock import now_ms
from .database import Database, milliseconds
from .leases import LeaseLost, Leases
from .marks import MarkLost, MarkNote, Marks
from .migrations import NEWEST
from .mounts import Entered, bucket_id, enter, take_new_secret
from .records import Records
from .refused_mounts import refuse_another_bucket
from .transferring import CannotTransfer, Say, transfer
from .upload_sessions import UploadSessions
from .whereabouts import Place, Whereabouts

__all__ = [
    "NEWEST",
    "CannotTransfer",
    "Catalog",
    "Database",
    "Entered",
    "LeaseLost",
    "Leases",
    "MarkLost",
    "MarkNote",
    "Marks",
    "Note",
    "Place",
    "Records",
    "Say",
    "UploadSessions",
    "Whereabouts",
    "bucket_id",
    "enter",
    "milliseconds",
    "now_ms",
    "refuse_another_bucket",
    "schema",
    "take_new_secret",
    "total_bytes",
    "transfer",
]
