"""Make a thumbnail again that a crash took, or somebody removed."""

from __future__ import annotations

from dropslot.images import Sender
from dropslot.model import (
    FormatMismatch,
    NotAnImage,
    NotThere,
    TooManyFrames,
    TooManyPixels,
    Upload,
    extension_in,
)
from dropslot.storage import disk_errors

from .backend import Backend

_COPY_BYTES = 1024**2


def remake_thumbnail(backend: Backend, upload: Upload, network: str) -> None:
    """Make the thumbnail of a kept picture again.

    :param network: where the one who wants it sends from.

    :raises NotThere: the picture has gone in the meantime, is over a limit that was
        lowered since, or was replaced in the store by something else.
    :raises Busy, CheckFailed: it cannot be made just now.
    """
    sender = Sender(network, "thumbnails")
    staged = backend.store.stage()
    try:
        with disk_errors(), backend.store.open(upload.key) as stream:
            while data := stream.read(_COPY_BYTES):
                staged.write(data)
        extension = extension_in(upload.name)
        with backend.checkers.place(sender):
            picture = backend.checkers.check(staged.path, extension, sender)
        backend.store.keep_thumbnail(upload.key, picture.thumbnail)
    except (NotAnImage, FormatMismatch, TooManyPixels, TooManyFrames) as error:
        raise NotThere from error
    finally:
        staged.discard()
    if not backend.catalog.has(upload.name):
        # It was removed while this went on.
        backend.store.remove(upload.key)
