"""What is kept, as a host's own code sees it: all of it, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import EllipsisType
from typing import BinaryIO

from dropslot.model import (
    BadRequest,
    NotThere,
    OwnerId,
    RemovalReason,
    SharedLink,
    StorageFailed,
    Upload,
    clean_title,
    is_name,
    owner_text,
    stem_of,
)
from dropslot.uploads import remove

from .failures import reporting
from .mount import Mount
from .share import made_link

MOST = 500
"""The most uploads that one list holds, as under our prefix."""
# As long as DROPSLOT_LINK_SECONDS may be.
_LONGEST_LINK_SECONDS = 10 * 365 * 24 * 3600


def get(mount: Mount, name: object) -> Upload | None:
    """The record of a name, or None; whatever else a text may be is no name."""
    if not isinstance(name, str) or not is_name(name):
        return None
    try:
        with _reading():
            return mount.backend.catalog.get(name)
    except NotThere:
        return None


def uploads(
    mount: Mount,
    owner: OwnerId | EllipsisType | None,
    before: Upload | str | None,
    limit: int | None,
    place: Mapping[str, object] | None,
) -> list[Upload]:
    """The newest uploads, newest first; see ``Dropslot.uploads``."""
    count = mount.settings.page_size if limit is None else limit
    if not 1 <= count <= MOST:
        raise ValueError(f"limit is {limit}, but it must be from 1 to {MOST}.")
    if isinstance(before, str) and not is_name(before):
        raise BadRequest("value", field="before")
    after = before.name if isinstance(before, Upload) else before
    whose = owner if isinstance(owner, EllipsisType) else owner_text(owner)
    where = _place(mount, place)
    with _reading():
        return mount.backend.catalog.newest_of(whose, where, after, count)


def latest(
    mount: Mount,
    owner: OwnerId | None,
    name: str,
    place: Mapping[str, object] | None,
) -> Upload | None:
    """The newest upload of an owner by a name, whatever its extension."""
    whose = owner_text(owner)
    if whose is None:
        return None
    stem, where = stem_of(clean_title(name)), _place(mount, place)
    with _reading():
        found = mount.backend.catalog.titled(whose, stem, where)
    return found[0] if found else None


def open_upload(mount: Mount, upload: Upload | str) -> BinaryIO:
    """The bytes of an upload, as a file of this machine."""
    with _reading():
        return mount.backend.store.open(_record(mount, upload).key)


def remove_upload(mount: Mount, upload: Upload | str) -> bool:
    """Remove an upload; whether it was there."""
    # What is recorded, and not what somebody made of a record.
    found = get(mount, _name(upload))
    if found is None:
        return False
    with reporting():
        return remove(mount.backend, found, RemovalReason.DELETED)


def url_of(mount: Mount, endpoint: str, upload: Upload | str, external: bool) -> str:
    """The path of an upload, or its whole URL."""
    if not is_name(name := _name(upload)):
        raise NotThere
    place = upload.place if isinstance(upload, Upload) else ""
    return mount.url(endpoint, place, name=name, _external=external)


def link_to(
    mount: Mount, upload: Upload | str, seconds: int | None, external: bool
) -> SharedLink:
    """A link to an upload that works for a time without signing in."""
    left = mount.settings.link_seconds if seconds is None else seconds
    if not 1 <= left <= _LONGEST_LINK_SECONDS:
        raise ValueError(
            f"seconds is {seconds}, but it must be from 1 to {_LONGEST_LINK_SECONDS}."
        )
    return made_link(mount, _record(mount, upload), left, external)


def _place(mount: Mount, values: Mapping[str, object] | None) -> str:
    """The place of values, or "": everywhere."""
    return "" if values is None else mount.places.named(values)


def _name(upload: Upload | str) -> str:
    return upload.name if isinstance(upload, Upload) else upload


def _record(mount: Mount, upload: Upload | str) -> Upload:
    """What is recorded of an upload.

    :raises NotThere: nothing is, any more.
    """
    if (found := get(mount, _name(upload))) is None:
        raise NotThere
    return found


@contextmanager
def _reading() -> Iterator[None]:
    """Report what fails, and say that it was nothing that was to be stored."""
    with reporting():
        try:
            yield
        except StorageFailed as error:
            error.variant = error.variant or "reading"
            raise
