"""What is accepted: told by a file's name, and put in words."""

from __future__ import annotations

from dropslot.model import (
    BY_EXTENSION,
    OTHER_BY_EXTENSION,
    FormatMismatch,
    UploadError,
    WrongExtension,
    extension_in,
    with_aliases,
)
from dropslot.settings import Settings


def accepted_extensions(settings: Settings) -> tuple[str, ...]:
    """The accepted extensions, aliases included: .jfif is accepted where .jpg is."""
    return with_aliases(settings.upload_extensions)


def accepted_formats(settings: Settings) -> str:
    """The accepted formats as people call them: "JPEG, PNG"."""
    return ", ".join(_names(settings))


def refused_extensions(settings: Settings) -> list[tuple[str, str, str]]:
    """Those of pictures that are not accepted here, each with the variant of its
    refusal and the name of its format."""
    others = [
        (one, other.variant, other.name) for one, other in OTHER_BY_EXTENSION.items()
    ]
    accepted = accepted_extensions(settings)
    known = [
        (one, "not-taken", format_.name)
        for one, format_ in BY_EXTENSION.items()
        if one not in accepted
    ]
    return [one for one in others if one[0] not in accepted] + known


def extension_of(settings: Settings, title: str) -> str:
    """The accepted extension that a file's name ends in, in lower case.

    :raises WrongExtension: it ends in another, or in none.
    """
    extension = extension_in(title)
    if extension in accepted_extensions(settings):
        return extension
    if other := OTHER_BY_EXTENSION.get(extension):
        refusal = WrongExtension(other.variant, format=other.name)
    elif known := BY_EXTENSION.get(extension):
        refusal = WrongExtension("not-taken", format=known.name)
    else:
        refusal = WrongExtension(None if extension else "none")
    raise explained(refusal, settings, title)


def explained(refusal: UploadError, settings: Settings, title: str) -> UploadError:
    """A refusal that can be told: about which file it is, and what is accepted here."""
    refusal.blanks.setdefault("formats", accepted_formats(settings))
    if isinstance(refusal, FormatMismatch) and (
        refusal.blanks["format"] not in _names(settings)
    ):
        # Under a name that fits it would be refused as well.
        refusal.variant = "not-taken"
    return refusal.about(title)


def _names(settings: Settings) -> list[str]:
    names = (BY_EXTENSION[extension].name for extension in settings.upload_extensions)
    return list(dict.fromkeys(names))
