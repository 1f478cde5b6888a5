"""The picture formats that Dropslot can prove, and how each is named and served."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One picture format.

    :param name: what a person calls it, and Pillow's name of its decoder.
    :param extensions: lower case with the dot; the first is the canonical one.
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
    Format("JPEG", (".jpg", ".jpeg"), "image/jpeg"),
    Format("PNG", (".png",), "image/png"),
    Format("GIF", (".gif",), "image/gif"),
    Format("WebP", (".webp",), "image/webp"),
    Format("AVIF", (".avif",), "image/avif"),
)

BY_EXTENSION = {
    extension: format_ for format_ in FORMATS for extension in format_.extensions
}
