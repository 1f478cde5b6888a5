"""Colour profiles: only what is cheap reaches the library that applies them.

Sections are those of ICC.1:2022.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

MAX_BYTES = 4_194_304
"""Largest profile that is used; printing profiles have up to 3 MB."""

_MAX_TAGS = 100
"""Tags that are looked at; profiles have 9 to 40."""

_HEADER_BYTES = 128

# Section 7.2.5: input, display, output and colour space profiles.
_CLASSES = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})

# Section 7.2.6, and how many numbers a colour has.
_SPACES = {
    "L": (b"GRAY", 1),
    "RGB": (b"RGB ", 3),
    "RGBA": (b"RGB ", 3),
    "CMYK": (b"CMYK", 4),
}

_XYZ, _CURVES = (b"XYZ ",), (b"curv", b"para")
# Section 9.2; what is not here is text, or for the way back to paper.  D2B0 above all:
# its elements may be repeated without end, and are preferred to anything else.
_TAGS = {
    b"wtpt": _XYZ,
    b"chad": (b"sf32",),
    b"rXYZ": _XYZ,
    b"gXYZ": _XYZ,
    b"bXYZ": _XYZ,
    b"rTRC": _CURVES,
    b"gTRC": _CURVES,
    b"bTRC": _CURVES,
    b"kTRC": _CURVES,
    b"A2B0": (b"mft1", b"mft2", b"mAB "),
}


def usable(profile: bytes, mode: str) -> bytes | None:
    """The profile with nothing in it but what a small picture needs.

    :param mode: Pillow's mode of the picture.
    :return: None when it is no profile, or for another kind of picture.
    """
    space, channels = _SPACES.get(mode, (b"", 0))
    if (
        len(profile) > MAX_BYTES
        or profile[36:40] != b"acsp"
        or profile[12:16] not in _CLASSES
        or profile[16:20] != space
    ):
        return None
    tags = dict(_cheap_tags(profile, channels))
    table = b"".join(
        struct.pack(">4sII", name, at, length) for name, (at, length) in tags.items()
    )
    # The tags stay where they are; what is left of the old table is read by nobody.
    head = profile[:_HEADER_BYTES] + struct.pack(">I", len(tags)) + table
    return head + profile[len(head) :]


def _cheap_tags(
    profile: bytes, channels: int
) -> Iterator[tuple[bytes, tuple[int, int]]]:
    count = int.from_bytes(profile[_HEADER_BYTES : _HEADER_BYTES + 4])
    entries = profile[_HEADER_BYTES + 4 :][: 12 * min(count, _MAX_TAGS)]
    entries = entries[: len(entries) // 12 * 12]
    for name, at, length in struct.iter_unpack(">4sII", entries):
        body = profile[at : at + length]
        if (
            len(body) == length
            and body[:4] in _TAGS.get(name, ())
            and (name != b"A2B0" or _is_sound_table(body, channels))
        ):
            yield name, (at, length)


def _is_sound_table(body: bytes, channels: int) -> bool:
    """Whether a table of colours is as large as it says (10.10 to 10.12)."""
    if len(body) < 32 or body[8] != channels or body[9] != 3:
        return False
    if body[:4] != b"mAB ":
        width = 1 if body[:4] == b"mft1" else 2
        return math.prod([body[10]] * channels) * 3 * width <= len(body)
    at = int.from_bytes(body[24:28])
    if at == 0:
        return True
    sides, precision = body[at : at + channels], body[at + 16 : at + 17]
    return (
        len(sides) == channels
        and precision in (b"\1", b"\2")
        and math.prod(sides) * 3 * precision[0] <= len(body)
    )
