"""Copies all that is recorded from one store to another, while servers are at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from dropslot.database import Records
from dropslot.model import NotThere, Upload
from dropslot.storage import Staging, Store, chunk_key, thumbnail_key

from .at_once import at_once
from .backend import Backend
from .comparing import compare
from .copying import copy, persistently


@dataclass(frozen=True, slots=True)
class Route:
    """From where pictures are copied, and whither.

    :param staging: that of the target.
    """

    backend: Backend
    source: Store
    target: Store
    staging: Staging

    @property
    def records(self) -> Records:
        """What is recorded."""
        return Records(self.backend.database, self.backend.mount_id)


@dataclass(slots=True)
class Progress:
    """How far it has come.

    :ivar looked: how many of ``total`` records were looked at in this pass.
    :ivar copied: how many pictures were copied in all passes.
    :ivar nowhere: the names of those whose bytes are in neither store.
    """

    say: Callable[[Progress], None]
    total: int = 0
    looked: int = 0
    copied: int = 0
    copied_bytes: int = 0
    chunks: int = 0
    nowhere: set[str] = field(default_factory=set)


def copy_pictures(route: Route, progress: Progress) -> None:
    """Copy every recorded picture that the target lacks, and its thumbnail, if any.

    A pass takes a while, and others come meanwhile: it is done again for as long as
    each time there are fewer of them.

    :raises Altered: one did not arrive as it was.
    :raises StorageFull, StorageFailed: one of the stores cannot.
    """
    # What will never be as its record says is copied once.
    tried: set[str] = set()
    last: int | None = None
    while True:
        before = progress.copied
        _pass(route, progress, tried)
        copied = progress.copied - before
        if not copied or (last is not None and copied >= last):
            return
        last = copied


def copy_chunks(route: Route, progress: Progress, *, anew: bool) -> None:
    """Copy the chunks of files that are not whole yet.

    :param anew: also those that the target has, for nobody else puts any there.
    """

    def work(key: str) -> bool:
        try:
            if not anew:
                with suppress(NotThere):
                    persistently(partial(route.target.size_bytes, key))
                    return False
            copy(route.source, route.target, route.staging, key)
        except NotThere:
            # The file was finished or forgotten meanwhile, or a disk has lost it: its
            # sender sends it again.
            return False
        return True

    progress.chunks += sum(at_once(work, chunk_keys(route)))


def chunk_keys(route: Route) -> Iterator[str]:
    """The keys of the chunks of all files that are not whole yet."""
    for session_id, offset_bytes, _ in route.records.chunks():
        yield chunk_key(session_id, offset_bytes)


def _pass(route: Route, progress: Progress, tried: set[str]) -> None:
    progress.looked, progress.total = 0, route.records.count()
    lacking = _lacking(route, progress, tried)
    for upload, copied_bytes in at_once(partial(_copied, route), lacking):
        if copied_bytes is None:
            if route.backend.catalog.has(upload.name):
                progress.nowhere.add(upload.name)
                tried.add(upload.name)
            continue
        progress.copied += 1
        progress.copied_bytes += copied_bytes
        if copied_bytes != upload.size_bytes:
            tried.add(upload.name)
        progress.say(progress)


def _lacking(route: Route, progress: Progress, tried: set[str]) -> Iterator[Upload]:
    owners = route.backend.catalog.owners
    for one in compare(route.records, owners, route.target.listed()):
        if one.upload is None:
            continue
        progress.looked += 1
        progress.say(progress)
        if not one.is_whole and one.upload.name not in tried:
            yield one.upload


def _copied(route: Route, upload: Upload) -> tuple[Upload, int | None]:
    """How many bytes were copied of a picture; None: the source has none."""
    copying = partial(copy, route.source, route.target, route.staging)
    # First, so that a picture that is there needs no look at its thumbnail.
    with suppress(NotThere):
        copying(thumbnail_key(upload.key))
    try:
        return upload, copying(upload.key)
    except NotThere:
        return upload, None
