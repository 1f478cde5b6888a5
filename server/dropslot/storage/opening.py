"""Open the store that ``DROPSLOT_UPLOAD_PATH`` names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dropslot.model import StorageFailed, StorageFull
from dropslot.settings import (
    HIDDEN,
    Bucket,
    SettingError,
    Settings,
    elsewhere,
    read_place,
)

from .chunks import Chunks
from .contract import Staging, Store
from .folder import FolderStore
from .s3 import open_bucket
from .staging import FolderStaging

# What is in the hidden folder; only its owner may look into it.
_ROOMS = ("thumbnails", "chunks")


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the bytes of one Dropslot are.

    :param staging: where files arrive.
    :param store: where they are kept.
    :param chunks: those of them that are not whole yet.
    :param alone_since: what was begun before this time was begun by a process that has
        ended; None: others may use the store.
    """

    staging: Staging
    store: Store
    chunks: Chunks
    alone_since: datetime | None = None

    def close(self) -> None:
        """Let go of what they hold open."""
        self.staging.close()
        self.store.close()


def open_storage(settings: Settings, patience_seconds: float = 0) -> Storage:
    """Open staging and store.

    A folder that was used before is opened even where it cannot be written to: what is
    there can be served.

    :param patience_seconds: how long to wait for a bucket that is away.
    :raises SettingError: a folder cannot be made, or is new and cannot be written to; a
        bucket cannot be used.
    """
    place = settings.upload_path
    if isinstance(place, Bucket):
        bucket = open_bucket(settings, patience_seconds)
        staging = FolderStaging(settings.staging_path, is_temporary=True)
        return Storage(staging, bucket, Chunks(bucket, staging))
    was_used = (place / HIDDEN).is_dir()
    try:
        _make(place, settings.staging_path)
    except OSError as error:
        if not was_used:
            raise SettingError(_cannot(place, error)) from error
    store, staging = FolderStore(place), FolderStaging(settings.staging_path)
    if not was_used:
        _prove(place, store, staging)
    # Whoever stages elsewhere is not seen there, and may use the store all the same.
    is_seen = settings.staging_path.parent == place / HIDDEN
    alone_since = staging.alone_since if is_seen else None
    return Storage(staging, store, Chunks(store, staging), alone_since)


def open_before(
    settings: Settings, place: str, patience_seconds: float = 0
) -> Store | None:
    """The store where the pictures were before, to read from and to remove from.

    :param place: a folder or a bucket, as the database says it.
    :param patience_seconds: how long to wait for a bucket that is away.
    :return: None where there is no such folder on this machine.
    :raises SettingError: a bucket cannot be used.
    """
    where = read_place(place)
    if isinstance(where, Bucket):
        return open_bucket(elsewhere(settings, where), patience_seconds)
    return FolderStore(where) if (where / HIDDEN).is_dir() else None


def _prove(root: Path, store: Store, staging: FolderStaging) -> None:
    try:
        staging.probe()
        store.probe()
    except (StorageFailed, StorageFull) as error:
        staging.close()
        raise SettingError(_cannot(root, error)) from error


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
