"""Files that a host's own view received: check them, keep them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import IO

from flask import has_request_context, request
from werkzeug.datastructures import FileStorage

from dropslot.model import (
    OwnerId,
    RemovalReason,
    Upload,
    UploadError,
    Visitor,
    network_of,
    owner_text,
    stem_of,
)
from dropslot.uploads import Backend, Checked, checked, keep, refusals_told, remove

from .checked_before import remember, with_known
from .failures import reporting
from .form import staged
from .host_stream import as_received, at_its_beginning
from .mount import Mount

_log = logging.getLogger(__name__)


@reporting()
def check_file(mount: Mount, file: FileStorage) -> None:
    """Check a file as if it were to be kept, and leave it as it was, at its beginning.

    What was found is remembered for who keeps it afterwards.

    :raises UploadError: it would be refused.
    """
    visitor = _visitor(mount.owner_id())
    with (
        refusals_told(mount.backend),
        at_its_beginning(file),
        staged(file, mount.settings, mount.backend.staging) as arrivals,
    ):
        (picture,) = checked(mount.backend, arrivals, visitor)
        (arrival,) = arrivals
        found = Checked(picture, arrival.title, visitor.owner)
        remember(mount.backend, file, arrival, found)


@reporting()
def keep_file(
    mount: Mount,
    file: FileStorage | IO[bytes] | None,
    owner: OwnerId | None,
    name: str | None,
    replace: bool,
    place: str,
) -> Upload:
    """Keep a file, under another name where one is given; see ``Dropslot.keep``."""
    visitor = _visitor(owner_text(owner), place)
    if replace and visitor.owner is None:
        raise ValueError(
            "keep(replace=True) replaces what the same owner uploaded before, so it"
            " needs one: keep(file, owner=user_id, replace=True)."
        )
    with refusals_told(mount.backend):
        received = as_received(file, name)
        with (
            at_its_beginning(received),
            staged(received, mount.settings, mount.backend.staging) as arrivals,
        ):
            known = [with_known(mount.backend, file, one) for one in arrivals]
            (upload,) = keep(mount.backend, known, visitor, datetime.now(UTC))
    if replace:
        _remove_older(mount.backend, upload)
    return upload


def _visitor(owner: str | None, place: str = "") -> Visitor:
    # A host may keep a file outside of any request, too.
    network = network_of(request.remote_addr) if has_request_context() else ""
    return Visitor(owner=owner, browser="", network=network, place=place)


def _remove_older(backend: Backend, upload: Upload) -> None:
    """Of an owner's uploads of one name, leave the newest.

    That may be another than this one: of two that are kept at once, whoever looks last
    sees both records, and removes the older, its own or not.
    """
    try:
        owner, stem = str(upload.owner), stem_of(upload.title)
        _, *older = backend.catalog.titled(owner, stem, upload.place)
        for one in older:
            remove(backend, one, RemovalReason.REPLACED)
    except UploadError:
        # The new one is kept all the same; the next replacement removes what stayed.
        _log.exception("What a new upload replaces could not be removed.")
