"""Files that a host's own view received: check them, keep them, find them again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from flask import has_request_context, request
from werkzeug.datastructures import FileStorage

from dropslot.model import (
    Upload,
    UploadError,
    Visitor,
    clean_title,
    network_of,
    stem_of,
    with_extension,
)
from dropslot.uploads import Backend, checked, keep, refusals_told, remove

from .failures import reporting
from .form import staged
from .mount import Mount

_log = logging.getLogger(__name__)


@reporting()
def check_file(mount: Mount, file: FileStorage) -> None:
    """Check a file as if it were to be kept, and leave it as it was, at its beginning.

    :raises UploadError: it would be refused.
    """
    visitor = _visitor(mount.owner_id())
    file.stream.seek(0)
    try:
        with (
            refusals_told(mount.backend),
            staged(file, mount.settings, mount.backend.staging) as arrivals,
        ):
            checked(mount.backend, arrivals, visitor)
    finally:
        file.stream.seek(0)


@reporting()
def keep_file(
    mount: Mount,
    file: FileStorage,
    owner: str | None,
    name: str | None,
    replace: bool,
    place: str,
) -> Upload:
    """Keep a file, under another name where one is given; see ``Dropslot.keep``."""
    if replace and not owner:
        raise ValueError(
            "keep(replace=True) replaces what the same owner uploaded before, so it"
            " needs one: keep(file, owner=user_id, replace=True)."
        )
    with (
        refusals_told(mount.backend),
        staged(_renamed(file, name), mount.settings, mount.backend.staging) as arrivals,
    ):
        visitor = _visitor(owner or None, place)
        (upload,) = keep(mount.backend, arrivals, visitor, datetime.now(UTC))
    if replace:
        _remove_older(mount.backend, upload)
    return upload


@reporting()
def latest(mount: Mount, owner: str, name: str, place: str = "") -> Upload | None:
    """The newest upload of an owner by a name, whatever its extension; without a place
    wherever it is."""
    found = mount.backend.catalog.titled(owner, stem_of(clean_title(name)), place)
    return found[0] if found else None


def _visitor(owner: str | None, place: str = "") -> Visitor:
    # A host may keep a file outside of any request, too.
    network = network_of(request.remote_addr) if has_request_context() else ""
    return Visitor(owner=owner, browser="", network=network, place=place)


def _renamed(file: FileStorage, name: str | None) -> FileStorage:
    # A browser's form sends an empty choice as a file without a name: no file.
    if not name or file.filename == "":
        return file
    return FileStorage(file.stream, with_extension(name, file.filename or ""))


def _remove_older(backend: Backend, upload: Upload) -> None:
    """Of an owner's uploads of one name, leave the newest.

    That may be another than this one: of two that are kept at once, whoever looks last
    sees both records, and removes the older, its own or not.
    """
    try:
        owner, stem = str(upload.owner), stem_of(upload.title)
        _, *older = backend.catalog.titled(owner, stem, upload.place)
        for one in older:
            remove(backend, one)
    except UploadError:
        # The new one is kept all the same; the next replacement removes what stayed.
        _log.exception("What a new upload replaces could not be removed.")
