"""Cheap scans in front of the decoders: what is it, is it whole, what must be decoded.

Each format has a file of its own here.  A scan walks the structure of a file without
decoding it, in milliseconds, and yields *frames*: one for each picture of a file, made
of only those bytes that its decoder needs.  So metadata never reaches Pillow, and what
costs Pillow seconds (thousands of comments, megabytes of EXIF, a frame that is drawn
over a huge canvas) costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from dropslot.model import FORMATS, Format

from . import avif, gif, jpeg, png, webp
from .colour import Colour
from .frame import Data, Frame

__all__ = ["Colour", "Data", "Frame", "frames", "sniff"]


class _Scan(Protocol):
    def looks_like(self, data: Data, /) -> bool: ...

    def frames(self, data: Data, /) -> Iterator[Frame]: ...


_SCANS: dict[str, _Scan] = {
    "JPEG": jpeg,
    "PNG": png,
    "GIF": gif,
    "WebP": webp,
    "AVIF": avif,
}


def sniff(data: Data) -> Format | None:
    """Tell a file's format by its first bytes, or None if it is none of ours."""
    return next(
        (format_ for format_ in FORMATS if _SCANS[format_.name].looks_like(data)), None
    )


def frames(data: Data, format_: Format) -> Iterator[Frame]:
    """Walk the whole file and yield each picture or frame that must decode.

    A caller that has seen enough stops asking, so that a limit on frames or pixels
    costs no more than the frames before it.

    :param format_: what :func:`sniff` said.
    :return: at least one frame, unless something is raised; the first is what people
        see.  For JPEG the others are pictures that a camera put behind the first (MPO),
        for the other formats they are frames.  AVIF yields one frame for all frames.
    :raises NotAnImage: when the file is cut short, damaged, carries other data or is
        built to waste time.
    """
    return _SCANS[format_.name].frames(data)
