"""A bucket knows its database, as a folder does, by what lies in it.

Two databases on one bucket would be two galleries.
"""

from __future__ import annotations

from dropslot.database import Database, bucket_id, refuse_another_bucket
from dropslot.model import NotThere
from dropslot.settings import HIDDEN
from dropslot.storage import Storage

_KEY = f"{HIDDEN}/id"
_MOST_BYTES = 100


def hold_bucket(
    storage: Storage, bucket: str, database: Database, mount_id: int
) -> None:
    """Write into a bucket which database it belongs to, or see that it is this one.

    :raises SettingError: it belongs to another.
    :raises StorageFull, StorageFailed: bucket or database cannot.
    """
    ours = bucket_id(database, mount_id)
    try:
        with storage.store.open(_KEY) as file:
            known = file.read(_MOST_BYTES).decode("ascii", "replace").strip()
    except NotThere:
        _write(storage, ours)
        return
    if known != ours:
        refuse_another_bucket(bucket)


def _write(storage: Storage, ours: str) -> None:
    staged = storage.staging.new()
    try:
        staged.write(ours.encode())
        storage.store.put(staged, _KEY)
    finally:
        staged.discard()
