"""The operator's logo: read once, checked, and known by its type and proportions."""

from __future__ import annotations

import os
import re
import stat
import warnings
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

# It is asked for on every first visit, and kept in memory.
MAX_BYTES = 512 * 1024
_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF")
_RULE = (
    "a file that can be read, with an SVG, PNG, JPEG, WebP, AVIF or GIF picture of at"
    f" most {MAX_BYTES // 1024} KB"
)
# What may stand before the first element (XML 1.0, 2.8).
_SVG = re.compile(
    r"\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(?:\w+:)?svg(?P<attributes>\s[^>]*|)>",
    re.DOTALL | re.IGNORECASE,
)
_NUMBER = r"\s*([0-9.]+)(?:px)?\s*"


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo.

    :param width_px: only its proportion to the height means something for an SVG.
    """

    path: Path
    mime_type: str
    width_px: float
    height_px: float
    body: bytes = field(repr=False)

    def __str__(self) -> str:
        return str(self.path)


def logo(value: Any) -> Logo | None:
    """Read the file of a logo.

    :raises ValueError: it cannot be read, or is none; says what is allowed.
    """
    if not value:
        return None
    path = Path(str(value)).expanduser().absolute()
    try:
        body = _read(path)
    except OSError as error:
        raise ValueError(f"{_RULE} ({error.strerror or error})") from error
    mime_type, width, height = _drawn(body) or _photographed(body)
    return Logo(path, mime_type, width, height, body)


def _read(path: Path) -> bytes:
    # A pipe has nobody who writes, and would be waited for without an end.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        body = file.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise OSError("it is larger")
    return body


def _drawn(body: bytes) -> tuple[str, float, float] | None:
    try:
        found = _SVG.match(body.decode())
    except UnicodeDecodeError:
        return None
    if found is None or "</" not in body.decode():
        return None
    width, height = _size_of_drawing(found["attributes"])
    return "image/svg+xml", width, height


def _size_of_drawing(attributes: str) -> tuple[float, float]:
    sides = [
        re.search(rf"\s{name}=[\"']{_NUMBER}[\"']", attributes)
        for name in ("width", "height")
    ]
    box = re.search(
        r"\sviewBox=[\"']\s*\S+?[\s,]+\S+?[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*[\"']",
        attributes,
    )
    texts = [side[1] for side in sides if side] if all(sides) else None
    try:
        width, height = map(float, texts or (box.groups() if box else ("1", "1")))
    except ValueError:
        return 1.0, 1.0
    return (width, height) if width > 0 and height > 0 else (1.0, 1.0)


def _photographed(body: bytes) -> tuple[str, float, float]:
    try:
        with warnings.catch_warnings():
            # Of a picture with very many pixels.
            warnings.simplefilter("error")
            with Image.open(BytesIO(body), formats=_FORMATS) as picture:
                picture.load()
                mime_type = Image.MIME[picture.format or ""]
                return mime_type, float(picture.width), float(picture.height)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as error:
        raise ValueError(f"{_RULE} (it is none, or is damaged)") from error
    except Image.DecompressionBombError as error:
        raise ValueError(f"{_RULE} (it has too many pixels)") from error
