"""The one path that every file takes: check it, store its bytes, record it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from blinker import NamedSignal

from .catalog import Catalog, Note
from .check import Picture
from .errors import (
    UploadError,
    WrongExtension,
)
from .formats import BY_EXTENSION
from .inspectors import Inspectors
from .ledger import Ledger
from .settings import Settings
from .signals import upload_checking, upload_removed, upload_stored
from .storage import Staged, Store
from .upload import Upload, Visitor, new_name

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeper:
    """The parts of one Dropslot that keep pictures.

    :param sender: who sends its signals.
    """

    sender: object
    settings: Settings
    store: Store
    catalog: Catalog
    ledger: Ledger
    inspectors: Inspectors

    def close(self) -> None:
        """End the child processes and close catalog and store."""
        self.inspectors.close()
        self.catalog.close()
        self.store.close()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has arrived whole.

    :param title: the name that its sender gave it.
    :param name: what it will be called, where that was decided before; nobody else may
        keep anything under it.
    """

    staged: Staged
    title: str
    name: str | None = None


def keep(
    keeper: Keeper,
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
    pictures = [checked(keeper, arrival, visitor) for arrival in arrivals]
    uploads = [
        _describe(arrival, picture, visitor, now)
        for arrival, picture in zip(arrivals, pictures, strict=True)
    ]
    try:
        for arrival, picture, upload in zip(arrivals, pictures, uploads, strict=True):
            keeper.store.unsettle(upload.key)
            keeper.store.keep_thumbnail(upload.key, picture.thumbnail)
            keeper.store.keep(arrival.staged, upload.key)
        keeper.catalog.add(uploads, note)
    except BaseException:
        _take_back(keeper, uploads)
        raise
    for upload in uploads:
        # A mark that stays is swept later, when the record speaks for the bytes.
        with suppress(UploadError):
            keeper.store.settle(upload.key)
    for upload in uploads:
        _announce(upload_stored, keeper, upload)
    return uploads


def remove(keeper: Keeper, upload: Upload) -> None:
    """Remove an upload: its record first, then its bytes.

    Should the bytes resist, the upload is gone for everyone all the same, and the bytes
    follow with the next sweep.
    """
    keeper.store.unsettle(upload.key)
    was_there = keeper.catalog.remove(upload.name)
    _remove_bytes(keeper, upload)
    if was_there:
        _announce(upload_removed, keeper, upload)


def extension_of(settings: Settings, title: str) -> str:
    """The accepted extension that a file's name ends in, in lower case.

    :raises WrongExtension: it ends in another, or in none.
    """
    _, dot, ending = title.rpartition(".")
    extension = dot + ending.lower()
    if extension not in settings.upload_extensions:
        accepted = ", ".join(settings.upload_extensions)
        raise WrongExtension(extensions=accepted).about(title)
    return extension


def checked(keeper: Keeper, arrival: Arrival, visitor: Visitor) -> Picture:
    """What a file that arrived is; the host's listeners have been asked as well.

    :raises UploadError: it is refused.
    """
    extension = extension_of(keeper.settings, arrival.title)
    try:
        picture = keeper.inspectors.check(arrival.staged.path, extension)
        upload_checking.send(
            keeper.sender,
            path=arrival.staged.path,
            title=arrival.title,
            picture=picture,
            owner=visitor.owner,
        )
    except UploadError as error:
        error.blanks.setdefault("formats", accepted_formats(keeper.settings))
        error.about(arrival.title)
        raise
    return picture


def accepted_formats(settings: Settings) -> str:
    """The accepted formats as people call them: "JPEG, PNG"."""
    names = [BY_EXTENSION[extension].name for extension in settings.upload_extensions]
    return ", ".join(dict.fromkeys(names))


def _describe(
    arrival: Arrival, picture: Picture, visitor: Visitor, now: datetime
) -> Upload:
    return Upload(
        name=arrival.name or new_name(picture.format.extension),
        title=arrival.title,
        owner=visitor.owner,
        browser=visitor.browser,
        mime_type=picture.format.mime_type,
        size_bytes=arrival.staged.size_bytes,
        width_px=picture.width_px,
        height_px=picture.height_px,
        created=now,
    )


def _announce(signal: NamedSignal, keeper: Keeper, upload: Upload) -> None:
    try:
        signal.send(keeper.sender, upload=upload)
    except Exception:
        # It is kept, or gone, all the same; the visitor must not be told otherwise.
        _log.exception("A listener to %s failed.", signal.name)


def _take_back(keeper: Keeper, uploads: Sequence[Upload]) -> None:
    for upload in uploads:
        # A catalog that failed may still have written the record, and a full one can
        # only be read. If it cannot tell at all, the sweep will ask it again.
        with suppress(UploadError):
            if keeper.catalog.has(upload.name):
                keeper.catalog.remove(upload.name)
            _remove_bytes(keeper, upload)


def _remove_bytes(keeper: Keeper, upload: Upload) -> None:
    # What the store does not do now, the sweep does later: the key stays unsettled.
    with suppress(UploadError):
        keeper.store.remove(upload.key)
        keeper.store.settle(upload.key)
