"""A validator for Flask-WTF's file fields; needs ``pip install "dropslot[wtf]"``."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage

from dropslot.model import UploadError
from dropslot.web import Mount, check_file, mount_of, sentence

from .extension import Dropslot

try:
    from wtforms.validators import ValidationError
except ImportError as error:
    raise ImportError(
        "dropslot.forms needs Flask-WTF: pip install 'dropslot[wtf]'."
    ) from error


class ImageFile:
    """Refuses what Dropslot would refuse, with its sentence in the visitor's language.

    For a ``FileField`` or ``MultipleFileField``. No file is no mistake; that is for
    ``FileRequired`` to say. Listeners to ``upload_checking`` are asked.

    Afterwards ``slot.keep(field.data)`` of the same Dropslot takes over what was found
    and does not decode the picture again, as long as its bytes are the same. Listeners
    are asked again only if they would be told something else: another ``owner`` than
    who is signed in, or another ``name`` than the file has.

    :param slot: which Dropslot; needed where the app has several.
    :raises RuntimeError: when a form is validated in an app that has none, or several.
    """

    def __init__(self, slot: Dropslot | None = None) -> None:
        self._slot = slot

    def __call__(self, form: object, field: Any) -> None:
        """Check what the field was given; several files, each with its own sentence."""
        mount = mount_of(self._slot)
        refusals = _refusals(mount, _files(field.data))
        # WTForms adds the one that is raised to those that are there.
        field.errors.extend(refusals[:-1])
        if refusals:
            raise ValidationError(refusals[-1])


def _files(data: object) -> list[FileStorage]:
    chosen = data if isinstance(data, list | tuple) else [data]
    # A field may hold what the form was filled with before: a name, or nothing.
    return [file for file in chosen if isinstance(file, FileStorage) and file]


def _refusals(mount: Mount, files: list[FileStorage]) -> list[str]:
    refusals = []
    for file in files:
        try:
            check_file(mount, file)
        except UploadError as error:
            refusals.append(sentence(error))
    return refusals
