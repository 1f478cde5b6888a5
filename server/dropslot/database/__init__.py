"""Rows: every table, the catalog, upload sessions and their leases."""

from __future__ import annotations

from . import schema
from .catalog import Catalog, Note, total_bytes
from .database import Database, milliseconds
from .leases import LeaseLost, Leases
from .marks import MarkNote, Marks
from .upload_sessions import UploadSessions

__all__ = [
    "Catalog",
    "Database",
    "LeaseLost",
    "Leases",
    "MarkNote",
    "Marks",
    "Note",
    "UploadSessions",
    "milliseconds",
    "schema",
    "total_bytes",
]
