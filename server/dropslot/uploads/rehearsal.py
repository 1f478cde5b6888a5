"""Does for real what keeping a picture does, and says what is wrong.

A folder that looks well may keep nothing: its hidden part is on another disk, only one
of the two can be written to, a database takes no rows, a checker does not start.
"""

from __future__ import annotations

import errno
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from dropslot.locales import ENGLISH
from dropslot.model import Upload, UploadError, new_name
from dropslot.settings import HIDDEN
from dropslot.storage import Staged

from .backend import Backend

# A PNG of one white pixel.
_PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJ"
    "RU5ErkJggg=="
)
# What a picture of a phone and a log of the database begin with; an empty file has room
# on a full disk.
_PADDING_BYTES = 64 * 1024


class CannotKeep(Exception):
    """Nothing can be kept; its text is the whole sentence, for an operator."""


def rehearse(backend: Backend, now: datetime, *, with_checker: bool) -> None:
    """Stage, check, keep and record a small picture, and leave nothing of it.

    :param with_checker: checks it, too, which starts a child process.
    :raises CannotKeep: this would go wrong with every upload.
    """
    staging = backend.settings.staging_path
    upload = _upload(now)
    with _told(f"No picture can be taken in: '{staging}' cannot be written to"):
        staged = backend.staging.new()
    try:
        with _told(f"No picture can be taken in: '{staging}' has no room"):
            staged.write(_PICTURE + bytes(_PADDING_BYTES))
        if with_checker:
            _check(backend)
        _keep(backend, staged, upload)
    finally:
        staged.discard()


def _check(backend: Backend) -> None:
    with _told("No picture can be checked"):
        staged = backend.staging.new()
        try:
            staged.write(_PICTURE)
            staged.close()
            backend.checkers.check(staged.path, ".png")
        finally:
            staged.discard()


def _keep(backend: Backend, staged: Staged, upload: Upload) -> None:
    root, store = backend.settings.upload_path, backend.store
    with _database_told(backend):
        # Should we crash now, the sweep removes it.
        backend.marks.note([upload.key])
    try:
        with _told(f"No picture can be kept: '{root}' cannot be written to"):
            store.put(staged, upload.key)
        with _database_told(backend):
            backend.catalog.rehearse(upload)
    finally:
        with suppress(UploadError):
            store.remove(upload.key)
            backend.marks.forget([upload.key])


@contextmanager
def _database_told(backend: Backend) -> Iterator[None]:
    try:
        yield
    except UploadError as error:
        sentence = backend.database.explain(error)
        raise CannotKeep(f"No picture can be recorded. {sentence}") from error


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except UploadError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno == errno.EXDEV:
            raise CannotKeep(
                f"No picture can be kept: '{HIDDEN}' in the upload folder is a mount of"
                " its own, or DROPSLOT_STAGING_PATH is on another file system, and what"
                " has arrived cannot be moved from there into the folder; mount the"
                " upload folder as a whole."
            ) from error
        reason = cause.strerror if isinstance(cause, OSError) else None
        raise CannotKeep(
            f"{what} ({reason or ENGLISH.say_error(error.about('pixel.png'))})."
        ) from error


def _upload(now: datetime) -> Upload:
    return Upload(
        name=new_name(".png"),
        title="rehearsal.png",
        owner=None,
        browser="",
        mime_type="image/png",
        size_bytes=len(_PICTURE),
        width_px=1,
        height_px=1,
        created=now,
    )
