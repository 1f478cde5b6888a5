"""Copies bytes from one store to another, and sees that they arrived as they were."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256
from typing import BinaryIO, TypeVar

from dropslot.model import Busy, StorageFailed
from dropslot.storage import Staging, Store, disk_errors

_BLOCK_BYTES = 1024**2
# A store that is restarted is back by then.
_PAUSES_SECONDS = (1.0, 5.0, 20.0)

_Done = TypeVar("_Done")


class Altered(Exception):
    """What was read back is not what was read; its text is the key."""


def copy(source: Store, target: Store, staging: Staging, key: str) -> int:
    """Copy the bytes of a key, and read them back.

    :param staging: that of the target.
    :return: how many bytes.
    :raises NotThere: the source does not have it, or it was removed meanwhile.
    :raises Altered: they did not arrive as they were.
    :raises StorageFull, StorageFailed: one of the two cannot, also after a while.
    """
    return persistently(lambda: _copied(source, target, staging, key))


def is_same(source: Store, target: Store, key: str) -> bool:
    """Whether two stores have the same bytes under a key.

    :raises NotThere: one of them has none.
    :raises StorageFailed: one of the two cannot, also after a while.
    """

    def look() -> bool:
        return digest_of(source, key) == digest_of(target, key)

    return persistently(look)


def persistently(do: Callable[[], _Done]) -> _Done:
    """Do something that a store may not be able to just now, and again after a while.

    :raises StorageFailed, Busy: it still cannot.
    """
    for pause_seconds in _PAUSES_SECONDS:
        try:
            return do()
        except (StorageFailed, Busy):
            time.sleep(pause_seconds)
    return do()


def digest_of(store: Store, key: str) -> bytes:
    """A digest of the bytes of a key.

    :raises NotThere: there are none.
    """
    with store.open(key) as file:
        return _digest(file)


def _copied(source: Store, target: Store, staging: Staging, key: str) -> int:
    staged = staging.new()
    try:
        source.append_to(staged, key)
        staged.close()
        with disk_errors(), staged.path.open("rb") as file:
            read = _digest(file)
        target.put(staged, key)
        if digest_of(target, key) != read:
            raise Altered(key)
        return staged.size_bytes
    finally:
        staged.discard()


def _digest(file: BinaryIO) -> bytes:
    digest = sha256()
    with disk_errors():
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.digest()
