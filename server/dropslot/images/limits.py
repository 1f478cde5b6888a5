"""How large a picture may be, and what checking it may take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dropslot.model import Format, NotAnImage, TooManyFrames, TooManyPixels

from .scan import Data, Frame, frames

ALL_FRAMES = 4
"""All frames together may have so many times the pixels of the largest picture."""

MAX_SIDE_PX = 1_000_000
"""No browser shows more (libpng, ``PNG_USER_WIDTH_MAX``)."""

PLAIN_PX = 16_000_000
PX_PER_BYTE = 10_000
"""Above 16 megapixels (200 MB while WebP decodes) each byte of the file may stand for
so many pixels.  Photos have 2 to 20 a byte, and a blank black and white PNG, the most
that deflate can do, has 8,256; what has more is an empty canvas, which fills the memory
for the price of a kilobyte."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may be.

    :param max_pixels: width x height of the picture, and of each frame.
    :param max_frames: frames of an animation.
    :param memory_bytes: all the memory of the process that checks.
    :param cpu_seconds: after which a check would be ended.
    """

    max_pixels: int
    max_frames: int
    memory_bytes: int = 1024**3
    cpu_seconds: float = 10


def frames_within(data: Data, format_: Format, limits: Limits) -> list[Frame]:
    """The frames of a file, unless they have too many pixels.

    :raises TooManyPixels: one is too large.
    :raises TooManyFrames: there are too many, or all together are too large.
    :raises NotAnImage: there is next to nothing in them, or a scan refuses the file.
    """
    found: list[Frame] = []
    total_px = 0
    for frame in frames(data, format_):
        found.append(frame)
        total_px += frame.width_px * frame.height_px
        refuse_pixels(frame.width_px, frame.height_px, limits)
        if format_.name != "JPEG":
            refuse_frames(len(found), total_px, limits)
    affordable_px = min(PX_PER_BYTE * len(data), ALL_FRAMES * limits.max_pixels)
    if total_px > max(PLAIN_PX, affordable_px):
        raise NotAnImage("too-complex")
    return found


def refuse_pixels(width_px: int, height_px: int, limits: Limits) -> None:
    """Refuse a picture or frame that is too large.

    :raises TooManyPixels: with both numbers in megapixels.
    :raises NotAnImage: it is longer than any browser shows.
    """
    px = width_px * height_px
    if px > limits.max_pixels:
        raise TooManyPixels(**_megapixels(px, limits.max_pixels))
    if max(width_px, height_px) > MAX_SIDE_PX:
        raise NotAnImage("too-complex")


def refuse_frames(frames: int, total_px: int, limits: Limits) -> None:
    """Refuse an animation that is too long.

    :param total_px: of all these frames.
    :raises TooManyFrames: with how many of such frames may be.
    """
    if frames > limits.max_frames:
        raise TooManyFrames(limit=limits.max_frames)
    most_px = ALL_FRAMES * limits.max_pixels
    if total_px > most_px:
        raise TooManyFrames(limit=most_px * frames // total_px)


def _megapixels(px: int, limit_px: int) -> dict[str, str]:
    """Say both in megapixels, with so many decimals that the first is the larger."""
    limit = (Decimal(limit_px) / 10**6).normalize()
    decimals = max(0, -int(limit.as_tuple().exponent))
    while (pixels := round(Decimal(px) / 10**6, decimals)) <= limit:
        decimals += 1
    return {"pixels": f"{pixels:f}", "limit": f"{limit:f}"}
