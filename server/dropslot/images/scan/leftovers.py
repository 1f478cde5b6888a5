"""What is left of another picture behind a picture.

A program that saves a smaller picture over a larger one and forgets to cut the file
leaves the end of the old one there, from which what was cropped away can be made out
(aCropalypse, CVE-2023-21036).
"""

from __future__ import annotations

import re

from .frame import Data

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_GIF_END = b"\x00;"
_END_BYTES = 64

_START = re.compile(
    rb"\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF.{4}WEBP|\xff\xd8\xff|.{4}ftyp(?:av|he|mi)", re.S
)

# In a JPEG's scan each byte FF is followed by 00 or is a restart marker; behind it come
# the end of the picture or the tables and the head of its next scan (ITU-T T.81, B.2).
_NO_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_BEHIND_SCAN = b"\xff\xd9", b"\xff\xc4", b"\xff\xda", b"\xff\xdb", b"\xff\xdd"

_LEAST_STUFFED = 4
"""So many bytes FF must be as in a scan; in noise four are, once in 670,000 times."""

_SAMPLE_BYTES = 256
_DENSE = 100
"""So many different bytes has a sample of what is compressed: 162 in the mean, and text
has under 60."""


def are_behind_jpeg(data: Data, start: int) -> bool:
    """Tell the end of another picture from what cameras append to a JPEG.

    :param start: where its first byte would be.
    """
    return _ends_png(data, start) or _is_scan(data, start)


def are_behind(data: Data, start: int) -> bool:
    """Tell another picture, or the end of one, where nothing is appended as a rule.

    Of the end of a lossy WebP only so much can be seen: it is compressed.

    :param start: where its first byte would be.
    """
    return (
        are_behind_jpeg(data, start)
        or _START.match(data, start) is not None
        or data[-len(_GIF_END) :] == _GIF_END
        or len(set(data[start : start + _SAMPLE_BYTES])) >= _DENSE
    )


def _ends_png(data: Data, start: int) -> bool:
    # The old file's end is the file's end.
    end = data[max(start, len(data) - _END_BYTES) :]
    return _PNG_END in end and data.find(_PNG_START, start) == -1


def _is_scan(data: Data, start: int) -> bool:
    behind = _NO_SCAN.search(data, start)
    if behind is None or behind[0] not in _BEHIND_SCAN:
        return False
    return data[start : behind.start()].count(b"\xff") >= _LEAST_STUFFED
