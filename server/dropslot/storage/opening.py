"""Open the store that ``DROPSLOT_UPLOAD_PATH`` names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dropslot.model import StorageFailed, StorageFull
from dropslot.settings import HIDDEN, SettingError, Settings

from .chunks import Chunks
from .contract import Staging, Store
from .folder import FolderStore
from .staging import FolderStaging

# What is in the hidden folder; only its owner may look into it.
_ROOMS = ("thumbnails", "chunks")


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the bytes of one Dropslot are.

    :param staging: where files arrive.
    :param store: where they are kept.
    :param chunks: those of them that are not whole yet.
    """

    staging: Staging
    store: Store
    chunks: Chunks

    def close(self) -> None:
        """Let go of what they hold open."""
        self.staging.close()
        self.store.close()


def open_storage(settings: Settings) -> Storage:
    """Open staging and store.

    A folder that was used before is opened even where it cannot be written to: what is
    there can be served.

    :raises SettingError: it cannot be made, or is new and cannot be written to.
    """
    root = settings.upload_path
    was_used = (root / HIDDEN).is_dir()
    try:
        _make(root, settings.staging_path)
        storage = _joined(FolderStore(root), FolderStaging(settings.staging_path))
        if not was_used:
            storage.staging.probe()
            storage.store.probe()
    except (OSError, StorageFailed, StorageFull) as error:
        if not was_used:
            raise SettingError(_cannot(root, error)) from error
        storage = _joined(FolderStore(root), FolderStaging(settings.staging_path))
    return storage


def _joined(store: Store, staging: Staging) -> Storage:
    return Storage(staging, store, Chunks(store, staging))


def _make(root: Path, staging: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    hidden = root / HIDDEN
    hidden.mkdir(mode=0o700, exist_ok=True)
    for folder in (*(hidden / room for room in _ROOMS), staging):
        folder.mkdir(parents=True, exist_ok=True)


def _cannot(root: Path, error: Exception) -> str:
    reason = getattr(error.__cause__ or error, "strerror", None) or "no room"
    return (
        f"DROPSLOT_UPLOAD_PATH is '{root}', but it must be a folder that can be"
        f" written to ({reason})."
    )
