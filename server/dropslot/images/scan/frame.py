"""One picture inside a file, as a small file of its own for the decoder."""

from __future__ import annotations

import io
import mmap
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from .colour import Colour

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Data: TypeAlias = mmap.mmap | bytes
"""The whole file; a slice of it is a copy, so slices are kept small."""

Part: TypeAlias = bytes | range
"""Bytes of our own, or a range of offsets in the file."""

_BUFFER_BYTES = 65_536
"""As much as Pillow reads at a time (Pillow, ``ImageFile.MAXBLOCK``)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture or frame that a decoder can open by itself.

    :param width_px: of the pixels as stored, before any rotation.
    :param height_px: likewise.
    :param parts: what the decoder is to read, in order.
    :param orientation: EXIF orientation, 1 to 8 (CIPA DC-008, 4.6.5).
    :param icc: the colour profile, not yet validated.
    :param passes: how often a decoder walks over its pixels: the scans of a JPEG.
    :param colour: how its numbers are meant where there is no profile; None is sRGB.
    :param decoded_px: pixels of all that its decoder makes, where that is more than
        its own: tiles, transparency and frames of an AVIF.
    :param is_blank: whether it has fewer data than any picture of its size, for which a
        decoder makes up the rest.
    """

    width_px: int
    height_px: int
    parts: tuple[Part, ...]
    orientation: int = 1
    icc: bytes | None = None
    passes: int = 1
    colour: Colour | None = None
    decoded_px: int = 0
    is_blank: bool = False

    def open(self, data: Data) -> io.BufferedReader:
        """Open its parts as one seekable file.

        :param data: the file that it was found in; must stay open meanwhile.
        """
        return io.BufferedReader(_Splice(data, self.parts), _BUFFER_BYTES)


class _Splice(io.RawIOBase):
    def __init__(self, data: Data, parts: tuple[Part, ...]) -> None:
        self._data = data
        self._parts = parts
        self._starts = list(accumulate(map(len, parts), initial=0))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}
        self._at = max(0, base[whence] + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self._at >= self._starts[-1]:
            return 0
        view = memoryview(buffer)
        index = bisect_right(self._starts, self._at) - 1
        part, skip = self._parts[index], self._at - self._starts[index]
        wanted_bytes = min(len(view), len(part) - skip)
        if isinstance(part, range):
            start = part.start + skip
            view[:wanted_bytes] = self._data[start : start + wanted_bytes]
        else:
            view[:wanted_bytes] = part[skip : skip + wanted_bytes]
        self._at += wanted_bytes
        return wanted_bytes
