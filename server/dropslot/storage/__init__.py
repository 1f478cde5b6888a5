"""Bytes: what a store must do, and the folder that does it."""

from __future__ import annotations

from dropslot.settings import Settings

from .contract import Staged, Store
from .folder import FolderStore
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


def open_storage(settings: Settings) -> Store:
    """Open the store that ``DROPSLOT_UPLOAD_PATH`` names.

    :raises SettingError: the folder cannot be made or written to.
    """
    return FolderStore(settings.upload_path)
