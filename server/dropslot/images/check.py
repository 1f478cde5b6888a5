"""Is it a picture that decodes to its end, within the limits?  And its thumbnail."""

from __future__ import annotations

import io
import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL.AvifImagePlugin import AvifImageFile
from PIL.ImageFile import ImageFile

from dropslot.model import (
    HEAD_BYTES,
    Format,
    FormatMismatch,
    NotAnImage,
    other_format_of,
)

from . import thumbnail
from .budget import refuse_dear
from .cost import Cost, cost_of, cost_of_avif
from .decoding import decoded, has_room, opened, own_rules, refusal_of
from .limits import Limits, frames_within, refuse_frames, refuse_pixels
from .scan import Data, Frame, exif, sniff


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture that decoded.

    :param format: what it is, whatever its name said.
    :param width_px: as displayed, so after EXIF rotation.
    :param height_px: likewise.
    :param frames: 1 for a still picture.
    :param thumbnail: WebP, see :func:`dropslot.images.thumbnail.make`.
    """

    format: Format
    width_px: int
    height_px: int
    frames: int
    thumbnail: bytes


def check(path: Path, extension: str, limits: Limits) -> Picture:
    """Decode all of a picture, or refuse it.

    Made to run in a child process under a deadline and a memory limit.  The caller
    fills the blank ``name`` of each refusal, and ``formats`` of *not-a-picture*.  What
    is raised keeps nothing of the picture in memory.

    :param path: a file that nobody changes meanwhile.
    :param extension: of its name; an accepted one, lower case with the dot.
    :raises NotAnImage: it is no picture, or does not decode to its end.
    :raises FormatMismatch: it is a picture, but of another format than its name says.
    :raises TooManyPixels: it is larger than the limit.
    :raises TooManyFrames: it has more frames, or more pixels in all its frames.
    :raises OSError: the file cannot be read.
    :raises MemoryError: this process has less memory left than decoding takes, which
        says nothing of the picture.
    """
    with path.open("rb") as file:
        if not file.seek(0, io.SEEK_END):
            raise NotAnImage("empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            format_ = _format_of(data, extension)
            with own_rules():
                return _Check(data, format_, limits).run()


def _format_of(data: Data, extension: str) -> Format:
    format_ = sniff(data)
    if format_ is None:
        if other := other_format_of(data[:HEAD_BYTES]):
            raise NotAnImage(other.variant, format=other.name)
        raise NotAnImage("not-a-picture")
    if extension not in format_.extensions:
        raise FormatMismatch(extension=extension, format=format_.name)
    return format_


class _Check:
    """One file on its way through scan, limits and decoder."""

    def __init__(self, data: Data, format_: Format, limits: Limits) -> None:
        self._data = data
        self._format = format_
        self._limits = limits
        self._needed_bytes = 0

    def run(self) -> Picture:
        try:
            return self._decode()
        except Exception as error:
            refusal = refusal_of(error, self._needed_bytes)
        # Outside, so that it does not carry the error, and the picture, along.
        raise refusal

    def _decode(self) -> Picture:
        first, *others = frames_within(self._data, self._format, self._limits)
        found = (first, *others)
        self._afford([cost_of(one, self._data, self._format) for one in found], first)
        if first.is_blank:
            raise NotAnImage("cut-short")
        with opened(first, self._data, self._format) as image:
            width, height = image.size
            orientation = _orientation(image, first)
            if isinstance(image, AvifImageFile):
                frames = self._avif_frames(image, first)
            else:
                frames = 1 if self._format.name == "JPEG" else 1 + len(others)
            small = thumbnail.make(image, orientation, first)
            if isinstance(image, AvifImageFile):
                for index in range(1, frames):
                    decoded(image, index)
        for frame in others:
            with opened(frame, self._data, self._format) as image:
                # An eighth of each side, which proves a JPEG; no change for others.
                image.draft(None, (1, 1))
                decoded(image)
        if orientation in thumbnail.ON_THE_SIDE:
            width, height = height, width
        return Picture(self._format, width, height, frames, small)

    def _avif_frames(self, image: AvifImageFile, frame: Frame) -> int:
        # Only its decoder tells how many there are, and may see another size.
        width, height = image.size
        px = max(width * height, frame.width_px * frame.height_px)
        refuse_pixels(width, height, self._limits)
        refuse_frames(image.n_frames, image.n_frames * px, self._limits)
        cost = cost_of_avif(frame, self._data, px, image.mode, image.n_frames)
        self._afford([cost] * image.n_frames, frame)
        return int(image.n_frames)

    def _afford(self, costs: Sequence[Cost], frame: Frame) -> None:
        refuse_dear(costs, frame, self._data, self._format, self._limits)
        self._needed_bytes = max(cost.memory_bytes for cost in costs)
        if not has_room(self._needed_bytes):
            raise MemoryError


def _orientation(image: ImageFile, frame: Frame) -> int:
    # Pillow puts an AVIF's own rotation there; of other formats it sees no EXIF.
    block: bytes | None = image.info.get("exif")
    if block is None:
        return frame.orientation
    return exif.orientation(block.removeprefix(b"Exif\0\0"))
