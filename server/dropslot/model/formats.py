"""The picture formats that Dropslot can prove, and how each is named and served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One picture format.

    :param name: what a person calls it, and Pillow's name of its decoder.
    :param extensions: lower case with the dot; the first is the canonical one, the
        others are aliases that mean the same.
    :param mime_type: the type that it is served with (IANA media types).
    """

    name: str
    extensions: tuple[str, ...]
    mime_type: str

    @property
    def extension(self) -> str:
        """The canonical extension, with the dot."""
        return self.extensions[0]


FORMATS = (
    # Windows and Chrome save pictures of the web as .jfif and .pjpeg; cameras with two
    # lenses write a Multi-Picture JPEG as .mpo.
    Format(
        "JPEG",
        (".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".pjpeg", ".pjp", ".mpo"),
        "image/jpeg",
    ),
    Format("PNG", (".png",), "image/png"),
    Format("GIF", (".gif",), "image/gif"),
    Format("WebP", (".webp",), "image/webp"),
    Format("AVIF", (".avif", ".avifs"), "image/avif"),
)

BY_EXTENSION = {
    extension: format_ for format_ in FORMATS for extension in format_.extensions
}


def with_aliases(extensions: Iterable[str]) -> tuple[str, ...]:
    """The extensions of every format that one of these names: .jpg brings .jpeg.

    :param extensions: keys of `BY_EXTENSION`.
    """
    formats = dict.fromkeys(BY_EXTENSION[extension] for extension in extensions)
    return tuple(extension for format_ in formats for extension in format_.extensions)
