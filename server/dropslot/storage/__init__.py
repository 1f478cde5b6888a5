"""Bytes: what stores must do, and the folder that does it."""

from __future__ import annotations

from .byterange import ByteRange
from .chunks import Chunks
from .contract import Staged, Staging, Store
from .earlier import EarlierFolder
from .identity import folder_id
from .keys import CHUNKS, session_prefix, thumbnail_key
from .opening import Storage, open_storage
from .regular import open_file
from .staged import disk_errors
from .walking import files_in

__all__ = [
    "CHUNKS",
    "ByteRange",
    "Chunks",
    "EarlierFolder",
    "Staged",
    "Staging",
    "Storage",
    "Store",
    "disk_errors",
    "files_in",
    "folder_id",
    "open_file",
    "open_storage",
    "session_prefix",
    "thumbnail_key",
]
