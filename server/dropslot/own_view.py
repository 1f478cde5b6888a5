"""Files that a host's own view received: check them, keep them, find them again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from flask import current_app
from werkzeug.datastructures import FileStorage

from .errors import UploadError
from .keep import Keeper, checked, keep, remove
from .receive import staged
from .slot import EXTENSION, Slot
from .upload import Upload, Visitor, clean_title, stem_of, with_extension

_log = logging.getLogger(__name__)


def slot_of(dropslot: object | None = None) -> Slot:
    """The parts that a Dropslot has in the current app.

    :param dropslot: the ``Dropslot``, or None for the only one that the app has.
    :raises RuntimeError: the app has none, not this one, or several to choose from.
    """
    slots: list[Slot] = list(current_app.extensions.get(EXTENSION, {}).values())
    if dropslot is not None:
        slots = [slot for slot in slots if slot.keeper.sender is dropslot]
    if not slots:
        missing = "no Dropslot" if dropslot is None else "not this Dropslot"
        raise RuntimeError(f"This app has {missing}; mount it with slot.init_app(app).")
    if len(slots) > 1:
        raise RuntimeError("This app has several Dropslots; say which: slot=photos.")
    (found,) = slots
    return found


def check_file(slot: Slot, file: FileStorage) -> None:
    """Check a file as if it were to be kept, and leave it as it was, at its beginning.

    :raises UploadError: it would be refused.
    """
    visitor = Visitor(owner=slot.owner_id(), browser="")
    file.stream.seek(0)
    try:
        with staged(file, slot.settings, slot.keeper.store) as arrivals:
            for arrival in arrivals:
                checked(slot.keeper, arrival, visitor)
    finally:
        file.stream.seek(0)


def keep_file(
    slot: Slot, file: FileStorage, owner: str | None, name: str | None, replace: bool
) -> Upload:
    """Keep a file, under another name where one is given; see ``Dropslot.keep``."""
    if replace and not owner:
        raise ValueError(
            "keep(replace=True) replaces what the same owner uploaded before, so it"
            " needs one: keep(file, owner=user_id, replace=True)."
        )
    with staged(_renamed(file, name), slot.settings, slot.keeper.store) as arrivals:
        visitor = Visitor(owner=owner or None, browser="")
        (upload,) = keep(slot.keeper, arrivals, visitor, datetime.now(UTC))
    if replace:
        _remove_older(slot.keeper, upload)
    return upload


def latest(slot: Slot, owner: str, name: str) -> Upload | None:
    """The newest upload of an owner by a name, whatever its extension."""
    found = slot.keeper.catalog.titled(owner, stem_of(clean_title(name)))
    return found[0] if found else None


def _renamed(file: FileStorage, name: str | None) -> FileStorage:
    # A browser's form sends an empty choice as a file without a name: no file.
    if not name or file.filename == "":
        return file
    return FileStorage(file.stream, with_extension(name, file.filename or ""))


def _remove_older(keeper: Keeper, upload: Upload) -> None:
    """Of an owner's uploads of one name, leave the newest.

    That may be another than this one: of two that are kept at once, whoever looks last
    sees both records, and removes the older, its own or not.
    """
    try:
        _, *older = keeper.catalog.titled(str(upload.owner), stem_of(upload.title))
        for one in older:
            remove(keeper, one)
    except UploadError:
        # The new one is kept all the same; the next replacement removes what stayed.
        _log.exception("What %s replaces could not be removed.", upload.name)
