"""Rows: every table, the catalog, upload sessions and their leases."""

from __future__ import annotations

from . import schema
from .catalog import Catalog, Note, total_bytes
from .clock import now_ms
from .database import Database, milliseconds
from .leases import LeaseLost, Leases
from .marks import MarkLost, MarkNote, Marks
from .migrations import NEWEST
from .mounts import Entered, enter, take_new_secret
from .upload_sessions import UploadSessions

__all__ = [
    "NEWEST",
    "Catalog",
    "Database",
    "Entered",
    "LeaseLost",
    "Leases",
    "MarkLost",
    "MarkNote",
    "Marks",
    "Note",
    "UploadSessions",
    "enter",
    "milliseconds",
    "now_ms",
    "schema",
    "take_new_secret",
    "total_bytes",
]
