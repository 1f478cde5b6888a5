"""Checking a picture in a test, without a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dropslot.images import Limits, Picture
from dropslot.images.check import check

LIMITS = Limits(max_pixels=100_000_000, max_frames=2_000)

Check = Callable[..., Picture]
"""``checked(filename, content)``, and the limits if they matter."""


def checker_in(folder: Path) -> Check:
    """A check of bytes as a file of that name."""

    def checked(filename: str, content: bytes, limits: Limits = LIMITS) -> Picture:
        path = folder / "staged"
        path.write_bytes(content)
        try:
            return check(path, Path(filename).suffix, limits)
        finally:
            path.unlink()

    return checked
