"""Bytes: what stores must do, and the folder that does it."""

from __future__ import annotations

from .byterange import ByteRange
from .chunks import Chunks
from .contract import Listed, Staged, Staging, Store
from .earlier import EarlierFolder
from .fallback import FallbackStore
from .identity import folder_id
from .keys import CHUNKS, THUMBNAILS, chunk_key, session_prefix, thumbnail_key
from .opening import Storage, open_before, open_storage
from .regular import open_file
from .staged import disk_errors
from .staging import is_used
from .walking import files_in

__all__ = [
    "CHUNKS",
    "THUMBNAILS",
    "ByteRange",
    "Chunks",
    "EarlierFolder",
    "FallbackStore",
    "Listed",
    "Staged",
    "Staging",
    "Storage",
    "Store",
    "chunk_key",
    "disk_errors",
    "files_in",
    "folder_id",
    "is_used",
    "open_before",
    "open_file",
    "open_storage",
    "session_prefix",
    "thumbnail_key",
]
