"""Bytes: what a store must do, and the folder that does it."""

from __future__ import annotations

from .contract import Staged, Store
from .opening import open_storage
from .regular import open_file
from .staged import disk_errors
from .walking import files_in

__all__ = [
    "Staged",
    "Store",
    "disk_errors",
    "files_in",
    "open_file",
    "open_storage",
]
