"""The one path that every file takes: check it, store its bytes, record it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from dropslot.database import MarkLost, Note
from dropslot.images import Picture
from dropslot.model import (
    RemovalReason,
    StorageFailed,
    StorageFull,
    Upload,
    Visitor,
    new_name,
)
from dropslot.signals import upload_removed, upload_stored
from dropslot.storage import thumbnail_key

from .backend import Backend
from .checking import Arrival, checked
from .leftovers import done_later
from .removal import remove_bytes
from .room import within_total
from .telling import announce

_SLOW_SECONDS = 4.0


def keep(
    backend: Backend,
    arrivals: Sequence[Arrival],
    visitor: Visitor,
    now: datetime,
    note: Note | None = None,
) -> list[Upload]:
    """Check, store and record files: all of them, or none when one is refused.

    :param now: the time that is recorded, in UTC.
    :param note: what is written together with their records.
    :return: one upload for each arrival, in their order; durable on return.
    :raises UploadError: the first refusal; nothing of any of them is left.
    """
    pictures = checked(backend, arrivals, visitor)
    uploads = [
        described(arrival, picture, visitor, now)
        for arrival, picture in zip(arrivals, pictures, strict=True)
    ]
    keys = [upload.key for upload in uploads]
    began, are_put = time.monotonic(), False
    # A database that is away says so here, before there are any bytes.
    backend.marks.note(keys)
    try:
        for arrival, picture, upload in zip(arrivals, pictures, uploads, strict=True):
            put_thumbnail(backend, upload.key, picture.thumbnail)
            backend.store.put(arrival.staged, upload.key)
        are_put = True
        notes = [
            backend.marks.settling(keys),
            *within_total(backend),
            *filter(None, [note]),
        ]
        backend.catalog.add(uploads, notes)
    except BaseException as error:
        if isinstance(error, MarkLost):
            # What came to the store after the sweep is found by the next one.
            with done_later("Marking what was not kept"):
                backend.marks.note(keys)
        # Whoever has waited for a store or a database that does not answer shall not
        # wait for it again: the marks stay, and the sweep does it.
        if time.monotonic() - began < _SLOW_SECONDS:
            # A store whose answer was cut off may have them later still.
            is_certain = are_put or not isinstance(error, StorageFailed)
            _take_back(backend, uploads, is_certain)
        raise
    for upload in uploads:
        announce(upload_stored, backend, upload=upload)
    return uploads


def remove(backend: Backend, upload: Upload, reason: RemovalReason) -> bool:
    """Remove an upload: its record first, then its bytes; return whether it was there.

    :param reason: for who listens.

    Should the bytes resist, the upload is gone for everyone all the same, and the bytes
    follow with the next sweep.
    """
    try:
        was_there = _remove_record(backend, upload)
    except StorageFull:
        # Nothing would ever give room on a disk that is too full to forget.
        backend.staging.give_room()
        backend.database.try_to_write()
        was_there = _remove_record(backend, upload)
    remove_bytes(backend, upload.key)
    if was_there:
        announce(upload_removed, backend, upload=upload, reason=reason)
    return was_there


def put_thumbnail(backend: Backend, key: str, webp: bytes) -> None:
    """Keep the thumbnail of a picture; it may be lost in a crash and is made again."""
    staged = backend.staging.new()
    try:
        staged.write(webp)
        backend.store.put(staged, thumbnail_key(key))
    finally:
        staged.discard()


def described(
    arrival: Arrival, picture: Picture, visitor: Visitor, now: datetime
) -> Upload:
    """The record of a picture that is to be kept; just as it will be read again."""
    milliseconds = now.microsecond // 1000
    return Upload(
        name=arrival.name or new_name(picture.format.extension),
        title=arrival.title,
        owner=visitor.owner,
        browser=visitor.browser,
        mime_type=picture.format.mime_type,
        size_bytes=arrival.staged.size_bytes,
        width_px=picture.width_px,
        height_px=picture.height_px,
        created=now.replace(microsecond=1000 * milliseconds),
        sender_name=arrival.sender_name,
        place=visitor.place,
    )


def _take_back(backend: Backend, uploads: Sequence[Upload], is_certain: bool) -> None:
    for upload in uploads:
        # A catalog that failed may still have written the record, and a full one can
        # only be read. If it cannot tell at all, the sweep will ask it again.
        with done_later("Removing what was not kept"):
            backend.marks.wait_until_settled([upload.key])
            _remove_record(backend, upload)
            remove_bytes(backend, upload.key, is_certain)


def _remove_record(backend: Backend, upload: Upload) -> bool:
    return backend.catalog.remove(upload.name, backend.marks.noting([upload.key]))
