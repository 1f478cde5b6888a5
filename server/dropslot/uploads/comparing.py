"""Compares the records with what a store lists, one by one, whatever their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dropslot.database import Records
from dropslot.model import Upload, is_name, owner_folder
from dropslot.storage import Listed


@dataclass(frozen=True, slots=True)
class Compared:
    """A record, with what is listed of it; or what is listed and has no record.

    :param size_bytes: how many bytes are listed, or None: the key is not.
    """

    key: str
    upload: Upload | None
    size_bytes: int | None

    @property
    def is_whole(self) -> bool:
        """Whether the bytes of a record are there, as many as it says."""
        return self.upload is not None and self.size_bytes == self.upload.size_bytes


def compare(
    records: Records, owners: Callable[[], set[str]], listed: Iterable[Listed]
) -> Iterator[Compared]:
    """Every record and every key once.

    What is recorded or removed meanwhile may come as one without the other, so whoever
    acts on that looks again.

    :param owners: everybody who has an upload.
    """
    folders = _Folders(records, owners)
    for key, size_bytes in listed:
        folder, _, name = key.rpartition("/")
        row = folders.at(folder)
        if row is None or not is_name(name):
            yield Compared(key, None, size_bytes)
            continue
        yield from (_unlisted(upload) for upload in row.before(name))
        upload = row.taken(name)
        yield Compared(key, upload, size_bytes)
    yield from map(_unlisted, folders.rest())


def _unlisted(upload: Upload) -> Compared:
    return Compared(upload.key, upload, None)


class _Folders:
    """The rows of all owners; few of their records are in memory at a time."""

    def __init__(self, records: Records, owners: Callable[[], set[str]]) -> None:
        self._records = records
        self._owners = owners
        self._rows: dict[str, _Row] = {"": _Row(records, None)}
        self._learn()
        self._last = ""

    def at(self, folder: str) -> _Row | None:
        """The row of the owner of a folder, or None: it is nobody's."""
        row = self._rows.get(folder)
        if row is not None and folder != self._last:
            self._rows[self._last].rest_later()
            self._last = folder
        return row

    def rest(self) -> Iterator[Upload]:
        """What has not come in any of them."""
        # Some may have become owners since.
        self._learn()
        for row in self._rows.values():
            yield from row.rest()

    def _learn(self) -> None:
        for owner in self._owners():
            self._rows.setdefault(owner_folder(owner), _Row(self._records, owner))


@dataclass(slots=True)
class _Row:
    """The records of one owner, in the order of their names, from where one is."""

    records: Records
    owner: str | None
    _position: str = ""
    _pages: Iterator[Upload] | None = None
    _next: Upload | None = None
    _is_over: bool = False

    def before(self, name: str) -> Iterator[Upload]:
        """Those that come before a name."""
        while (upload := self._peek()) and upload.name < name:
            yield self._took(upload)

    def taken(self, name: str) -> Upload | None:
        """The one of that name, if it is the next."""
        upload = self._peek()
        return self._took(upload) if upload and upload.name == name else None

    def rest(self) -> Iterator[Upload]:
        """All that are left."""
        while upload := self._peek():
            yield self._took(upload)

    def rest_later(self) -> None:
        """Let go of what was read ahead."""
        self._pages = self._next = None

    def _peek(self) -> Upload | None:
        if self._next is None and not self._is_over:
            if self._pages is None:
                self._pages = self.records.of_owner(self.owner, self._position)
            self._next = next(self._pages, None)
            self._is_over = self._next is None
        return self._next

    def _took(self, upload: Upload) -> Upload:
        self._position, self._next = upload.name, None
        return upload
