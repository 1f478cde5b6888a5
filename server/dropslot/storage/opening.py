"""Which store a setting names."""

from __future__ import annotations

from dropslot.settings import Settings

from .contract import Store
from .folder import FolderStore


def open_storage(settings: Settings) -> Store:
    """Open the store that ``DROPSLOT_UPLOAD_PATH`` names.

    :raises SettingError: the folder cannot be made or written to.
    """
    return FolderStore(settings.upload_path)
