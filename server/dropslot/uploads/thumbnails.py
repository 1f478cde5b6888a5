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
from dropslot.storage import thumbnail_key

from .backend import Backend
from .keep import put_thumbnail


def remake_thumbnail(backend: Backend, upload: Upload, network: str) -> None:
    """Make the thumbnail of a kept picture again.

    :param network: where the one who wants it sends from.

    :raises NotThere: the picture has gone in the meantime, is over a limit that was
        lowered since, or was replaced in the store by something else.
    :raises Busy, CheckFailed: it cannot be made just now.
    """
    sender = Sender(network, "thumbnails")
    staged = backend.staging.new()
    try:
        backend.store.append_to(staged, upload.key)
        extension = extension_in(upload.name)
        with backend.checkers.place(sender):
            picture = backend.checkers.check(staged.path, extension, sender)
        put_thumbnail(backend, upload.key, picture.thumbnail)
    except (NotAnImage, FormatMismatch, TooManyPixels, TooManyFrames) as error:
        raise NotThere from error
    finally:
        staged.discard()
    if not backend.catalog.has(upload.name):
        # It was removed while this went on.
        backend.store.remove(thumbnail_key(upload.key))
