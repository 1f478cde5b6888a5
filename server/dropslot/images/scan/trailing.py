"""What trails a picture: padding, a camera's own blocks, or something else."""

from __future__ import annotations

import re

from dropslot.model import NotAnImage

from .frame import Data

_NOT_ZERO = re.compile(rb"[^\x00]")

# The short tags must be followed by text: a motion photo's video is tens of megabytes
# that look random, and "<svg" alone stands in 60 MB of them with a chance of 1 in 9.
_MARKUP = re.compile(
    rb"<(?=[sShH!?])"
    rb"(?i:script|!doctype|(?:svg|html|\?php)(?:[\s>/][\t\n\r -~]{6}|[\s>/]?\Z))"
)
_PDF = re.compile(rb"%PDF-[12]\.[0-9]")

# The end of central directory record, with as many entries on this disk as in all
# (PKWARE APPNOTE, 4.3.16), and the header of an entry in that directory (4.3.12).
_ZIP_END = re.compile(rb"PK\x05\x06.{4}(..)\1", re.S)
_ZIP_ENTRY = b"PK\x01\x02"


def skip_zeros(data: Data, start: int) -> int:
    """Find where zero padding ends.

    :return: offset of the first byte from `start` on that is not zero, or the length.
    """
    found = _NOT_ZERO.search(data, start)
    return found.start() if found else len(data)


def refuse_all_but_zeros(data: Data, start: int) -> None:
    """Refuse anything but zero padding from `start` to the end.

    :raises NotAnImage: when there is something.
    """
    if skip_zeros(data, start) < len(data):
        raise NotAnImage("other-data")


def refuse_payloads(data: Data, start: int, end: int | None = None) -> None:
    """Refuse what another program would read as a file of its own.

    Cameras append previews, videos, depth maps and blocks of their own, and all these
    pass.  An archive, a PDF or markup is nothing that a camera writes.

    :raises NotAnImage: when there is such a thing from `start` to `end`.
    """
    end = len(data) if end is None else end
    if (
        _PDF.search(data, start, end)
        or _MARKUP.search(data, start, end)
        or (
            data.find(_ZIP_ENTRY, start, end) != -1
            and _ZIP_END.search(data, start, end)
        )
    ):
        raise NotAnImage("other-data")
