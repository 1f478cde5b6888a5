"""Is it a picture that decodes to its end, within the limits?  And its thumbnail."""

from __future__ import annotations

import io
import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO

from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from dropslot.model import (
    Format,
    FormatMismatch,
    NotAnImage,
    TooManyFrames,
    TooManyPixels,
    UploadError,
)

from . import thumbnail
from .scan import Data, Frame, exif, frames, sniff

ALL_FRAMES = 4
"""All frames together may have so many times the pixels of the largest picture: 400
megapixels at 4 to 7 ns each keep the dearest animation of 2 MB under 3 s."""

MAX_SIDE_PX = 1_000_000
"""No browser shows more (libpng, ``PNG_USER_WIDTH_MAX``)."""

PLAIN_PX = 16_000_000
PX_PER_BYTE = 10_000
"""Above 16 megapixels (256 MB while WebP decodes) each byte of the file may stand for
so many pixels.  Photos have 2 to 20 a byte, and a blank black and white PNG, the most
that deflate can do, has 8,256; what has more is an empty canvas, which fills the memory
for the price of a kilobyte."""

# Opened by their classes and not by `Image.open`: so only this one decoder is tried,
# no pixel limit of the whole process needs changing, and nothing is warned about.
_DECODERS: dict[str, Callable[[IO[bytes]], ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "GIF": GifImageFile,
    "WebP": WebPImageFile,
    "AVIF": AvifImageFile,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may be.

    :param max_pixels: width x height of the picture, and of each frame.
    :param max_frames: frames of an animation.
    """

    max_pixels: int
    max_frames: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture that decoded.

    :param format: what it is, whatever its name said.
    :param width_px: as displayed, so after EXIF rotation.
    :param height_px: likewise.
    :param frames: 1 for a still picture.
    :param thumbnail: WebP, see :func:`dropslot.thumbnail.make`.
    """

    format: Format
    width_px: int
    height_px: int
    frames: int
    thumbnail: bytes


def check(path: Path, extension: str, limits: Limits) -> Picture:
    """Decode all of a picture, or refuse it.

    Made to run in a child process under a deadline and a memory limit.  The caller
    fills the blank ``name`` of each refusal, and ``formats`` of *not-a-picture*.

    :param path: a file that nobody changes meanwhile.
    :param extension: of its name; an accepted one, lower case with the dot.
    :raises NotAnImage: it is no picture, or does not decode to its end.
    :raises FormatMismatch: it is a picture, but of another format than its name says.
    :raises TooManyPixels: it is larger than the limit.
    :raises TooManyFrames: it has more frames, or more pixels in all its frames.
    :raises OSError: the file cannot be read.
    :raises MemoryError: decoding takes more memory than there is.
    """
    with path.open("rb") as file, _only_refusals():
        if not file.seek(0, io.SEEK_END):
            raise NotAnImage("empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            format_ = sniff(data)
            if format_ is None:
                raise NotAnImage("not-a-picture")
            if extension not in format_.extensions:
                raise FormatMismatch(extension=extension, format=format_.name)
            return _decode(data, format_, limits)


@contextmanager
def _only_refusals() -> Iterator[None]:
    try:
        yield
    except (UploadError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            # The disk's, and not the picture's fault; those of Pillow have no number.
            raise
        # Pillow raises what it comes across: OSError, SyntaxError, struct.error, ...
        variant = "cut-short" if "truncated" in str(error).lower() else None
        raise NotAnImage(variant) from error


def _decode(data: Data, format_: Format, limits: Limits) -> Picture:
    first, *others = _within(data, format_, limits)
    image = _DECODERS[format_.name](first.open(data))
    width, height = image.size
    frames = 1 if format_.name == "JPEG" else 1 + len(others)
    if isinstance(image, AvifImageFile):
        frames = image.n_frames
        _refuse_pixels(width, height, limits)
        _refuse_frames(frames, frames * width * height, limits)
    orientation = _orientation(image, first)
    icc = first.icc or image.info.get("icc_profile")
    small = thumbnail.make(image, orientation, icc)
    if isinstance(image, AvifImageFile):
        for index in range(1, frames):
            image.seek(index)
            image.load()
    for frame in others:
        image = _DECODERS[format_.name](frame.open(data))
        # An eighth of each side, which proves a JPEG as well; no change for others.
        image.draft(None, (1, 1))
        image.load()
    if orientation in thumbnail.ON_THE_SIDE:
        width, height = height, width
    return Picture(format_, width, height, frames, small)


def _within(data: Data, format_: Format, limits: Limits) -> list[Frame]:
    found: list[Frame] = []
    total_px = 0
    for frame in frames(data, format_):
        found.append(frame)
        total_px += frame.width_px * frame.height_px
        _refuse_pixels(frame.width_px, frame.height_px, limits)
        if format_.name != "JPEG":
            _refuse_frames(len(found), total_px, limits)
    affordable_px = min(PX_PER_BYTE * len(data), ALL_FRAMES * limits.max_pixels)
    if total_px > max(PLAIN_PX, affordable_px):
        raise NotAnImage("too-complex")
    return found


def _refuse_pixels(width_px: int, height_px: int, limits: Limits) -> None:
    px = width_px * height_px
    if px > limits.max_pixels:
        raise TooManyPixels(**_megapixels(px, limits.max_pixels))
    if max(width_px, height_px) > MAX_SIDE_PX:
        raise NotAnImage("too-complex")


def _megapixels(px: int, limit_px: int) -> dict[str, str]:
    """Say both in megapixels, with so many decimals that the first is the larger."""
    limit = (Decimal(limit_px) / 10**6).normalize()
    decimals = max(0, -int(limit.as_tuple().exponent))
    while (pixels := round(Decimal(px) / 10**6, decimals)) <= limit:
        decimals += 1
    return {"pixels": f"{pixels:f}", "limit": f"{limit:f}"}


def _refuse_frames(frames: int, total_px: int, limits: Limits) -> None:
    if frames > limits.max_frames:
        raise TooManyFrames(limit=limits.max_frames)
    most_px = ALL_FRAMES * limits.max_pixels
    if total_px > most_px:
        raise TooManyFrames(limit=most_px * frames // total_px)


def _orientation(image: ImageFile, frame: Frame) -> int:
    # Pillow puts an AVIF's own rotation there; of other formats it sees no EXIF.
    block: bytes | None = image.info.get("exif")
    if block is None:
        return frame.orientation
    return exif.orientation(block.removeprefix(b"Exif\0\0"))
