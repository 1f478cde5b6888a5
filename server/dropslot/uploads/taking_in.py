"""Takes in pictures that were there before: a lost catalog's, or a folder of photos."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO

from dropslot.model import (
    Refused,
    StorageFailed,
    StorageFull,
    Upload,
    UploadError,
    Visitor,
    clean_title,
    is_digest,
    is_name,
    made_at,
    owner_folder,
    owner_of,
)
from dropslot.storage import Staged

from .accepted import extension_of
from .backend import Backend
from .checking import Arrival, checked
from .keep import described, keep, put_thumbnail

_BLOCK_BYTES = 1024**2


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is to be taken in.

    :param title: what it will be called.
    :param shown: how it is called in a message.
    :param open: opens its bytes; raises ``UploadError``.
    :param key: where it lies in the store, or None: it lies elsewhere, and stays there.
    :param place: what it will belong to, where there are places.
    """

    title: str
    owner: str | None
    shown: str
    open: Callable[[], BinaryIO]
    key: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many files were taken in, were refused, and were in the gallery before."""

    taken: int = 0
    refused: int = 0
    known: int = 0


def stranger(backend: Backend, key: str, owners: Collection[str]) -> Source:
    """A file that lies in the store without a record.

    :param owners: everybody who is known; a folder that is named after a long id tells
        it of them only.
    """
    folder = key.partition("/")[0] if "/" in key else None
    named = {owner_folder(owner): owner for owner in owners}
    is_lost = folder is not None and folder not in named and is_digest(folder)
    return Source(
        title=clean_title(key.rpartition("/")[2]),
        owner=None if folder is None else named.get(folder, owner_of(folder)),
        shown=key,
        open=_nobodys if is_lost else lambda: backend.store.open(key),
        key=key,
    )


def _nobodys() -> BinaryIO:
    raise Refused(
        "It belongs to somebody whose id is too long to be told by a folder's name,"
        " and who is not known any more."
    )


def take_in(
    backend: Backend,
    sources: Iterator[Source],
    refused: Callable[[Source, UploadError], None],
) -> TakenIn:
    """Check files and keep them, each by itself; those that are there are left out.

    A picture of ours that has lost its record gets it again, under its own name. Of
    other files a copy is kept under a new name; what lay in the store goes then.

    :param refused: is told of each that is no picture, or cannot be read.
    :raises StorageFull: there is no room for more.
    """
    count = TakenIn()
    for source in sources:
        try:
            if _take_in(backend, source):
                count = replace(count, taken=count.taken + 1)
            else:
                count = replace(count, known=count.known + 1)
        except StorageFull:
            raise
        except UploadError as error:
            refused(source, error)
            count = replace(count, refused=count.refused + 1)
    return count


def _take_in(backend: Backend, source: Source) -> bool:
    # Before it is read: a folder of photos has films in it, too.
    extension_of(backend.settings, source.title)
    now = datetime.now(UTC)
    with _staged(backend, source) as staged:
        visitor = Visitor(owner=source.owner, browser="", place=source.place)
        arrival = Arrival(staged, source.title)
        if _is_ours(source):
            _record(backend, arrival, visitor, now)
            return True
        if _is_there(backend, source, staged):
            return False
        keep(backend, [arrival], visitor, now)
    if source.key is not None:
        backend.store.remove(source.key)
    return True


def _is_ours(source: Source) -> bool:
    if source.key is None or not is_name(source.title):
        return False
    folder = f"{owner_folder(source.owner)}/" if source.owner else ""
    return source.key == folder + source.title


def _record(
    backend: Backend, arrival: Arrival, visitor: Visitor, now: datetime
) -> None:
    (picture,) = checked(backend, [arrival], visitor)
    named = replace(arrival, name=arrival.title)
    created = min(made_at(arrival.title), now)
    upload = described(named, picture, visitor, created)
    put_thumbnail(backend, upload.key, picture.thumbnail)
    # Somebody else who imports may have been quicker.
    if not backend.catalog.has(upload.name):
        backend.catalog.add([upload])


def _is_there(backend: Backend, source: Source, staged: Staged) -> bool:
    candidates = backend.catalog.of_size(source.owner, staged.size_bytes)
    return any(
        one.is_at(source.place) and _is_same(backend, one, source) for one in candidates
    )


def _is_same(backend: Backend, upload: Upload, source: Source) -> bool:
    try:
        kept = backend.store.open(upload.key)
    except UploadError:
        return False
    with kept, source.open() as came:
        while data := _read(came):
            if kept.read(len(data)) != data:
                return False
    return True


@contextmanager
def _staged(backend: Backend, source: Source) -> Iterator[Staged]:
    staged = backend.staging.new()
    try:
        _copy(source, staged)
        yield staged
    finally:
        staged.discard()


def _copy(source: Source, staged: Staged) -> None:
    with source.open() as stream:
        while data := _read(stream):
            staged.write(data)
    staged.close()


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(_BLOCK_BYTES)
    except OSError as error:
        raise StorageFailed from error
