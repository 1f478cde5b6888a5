"""What is recorded and not stored, or stored and not recorded; changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from itertools import islice

from dropslot.database import Records
from dropslot.model import NotThere, extension_in, is_name
from dropslot.storage import (
    THUMBNAILS,
    FallbackStore,
    Listed,
    Store,
    chunk_key,
    session_prefix,
    thumbnail_key,
)

from .accepted import accepted_extensions
from .at_once import at_once
from .backend import Backend, current_store
from .comparing import Compared, compare
from .copying import persistently

# So many names are asked for at a time; both databases take more.
_BATCH = 500
_OLD = timedelta(hours=1)


class Trouble(Enum):
    """What can be wrong; the text is what it is called."""

    NO_BYTES = "recorded, but not stored"
    OTHER_SIZE = "of another size than recorded"
    NO_RECORD = "stored, but not recorded"
    NO_CHUNK = "unfinished, and chunks are missing"
    OLD_MARK = "marked for more than an hour"


@dataclass(frozen=True, slots=True)
class Found:
    """One that something is wrong with.

    :param what: its key, or the id of an unfinished file.
    :param title: what its sender called it, where that is known.
    """

    trouble: Trouble
    what: str
    title: str = ""


@dataclass(slots=True)
class Inventory:
    """What was looked at, and what was found that is no trouble.

    :ivar moving: pictures that lie only where they were before.
    :ivar thumbnails: how many are missing; they are made again.
    """

    backend: Backend
    pictures: int = 0
    moving: int = 0
    thumbnails: int = 0

    def take(self) -> Iterator[Found]:
        """Look at everything once. Servers may be at work meanwhile.

        :raises StorageFailed: store or database cannot.
        """
        now, records = current_store(self.backend), self._records()
        compared = compare(records, self.backend.catalog.owners, now.listed())
        while batch := list(islice(compared, _BATCH)):
            self.pictures += sum(one.upload is not None for one in batch)
            yield from self._lacking([one for one in batch if not one.is_whole])
        yield from self._chunks()
        for key in self.backend.marks.older_than(_OLD):
            yield Found(Trouble.OLD_MARK, key)
        self._count_thumbnails(now)

    def _records(self) -> Records:
        return Records(self.backend.database, self.backend.mount_id)

    def _lacking(self, batch: list[Compared]) -> Iterator[Found]:
        """What is still wrong with them at a second look."""
        # In this order: what was settled after it was listed has a record by then.
        marked = self.backend.marks.all() if batch else set()
        names = [name for one in batch if is_name(name := _name(one.key))]
        known = self.backend.catalog.known(names) if names else set()
        recorded = [one for one in batch if one.upload and _name(one.key) in known]
        yield from filter(None, at_once(self._judged, recorded))
        for one in batch:
            is_settled = one.key in marked or _name(one.key) in known
            if not one.upload and not is_settled and self._may_be_picture(one.key):
                yield Found(Trouble.NO_RECORD, one.key)

    def _judged(self, one: Compared) -> Found | None:
        assert one.upload is not None  # noqa: S101 - only records are judged
        size_bytes = _size_bytes(self.backend.store, one.key)
        if size_bytes == one.upload.size_bytes:
            # It came meanwhile, or lies where all of them were before.
            self.moving += isinstance(self.backend.store, FallbackStore)
            return None
        trouble = Trouble.NO_BYTES if size_bytes is None else Trouble.OTHER_SIZE
        return Found(trouble, one.key, one.upload.title)

    def _may_be_picture(self, key: str) -> bool:
        return extension_in(key) in accepted_extensions(self.backend.settings)

    def _chunks(self) -> Iterator[Found]:
        def is_there(chunk: tuple[str, int, int]) -> tuple[str, bool]:
            session_id, offset_bytes, size_bytes = chunk
            key = chunk_key(session_id, offset_bytes)
            found_bytes = _size_bytes(self.backend.store, key)
            return session_id, found_bytes == size_bytes

        last = ""
        for session_id, is_whole in at_once(is_there, self._records().chunks()):
            if is_whole or session_id == last:
                continue
            if self.backend.sessions.is_unfinished(session_id):
                last = session_id
                yield Found(Trouble.NO_CHUNK, session_prefix(session_id).rstrip("/"))

    def _count_thumbnails(self, store: Store) -> None:
        there = _names(store.listed(THUMBNAILS))
        name = next(there, None)
        for upload in self._records().all():
            wanted = thumbnail_key(upload.name)
            while name is not None and name < wanted:
                name = next(there, None)
            self.thumbnails += name != wanted


def _size_bytes(store: Store, key: str) -> int | None:
    try:
        return persistently(lambda: store.size_bytes(key))
    except NotThere:
        return None


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _names(listed: Iterable[Listed]) -> Iterator[str]:
    for one in listed:
        # One that a power cut has left empty is as if it was not there.
        if one.size_bytes:
            yield one.key
