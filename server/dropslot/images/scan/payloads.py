"""Archives, programs, documents and markup, told by how they begin.

A search through everything must be sure of itself: a motion photo's video is tens of
megabytes that look random.  All that is searched for stands in 60 MB of noise with a
chance of 1 in 70,000, nearly all of it that of "<svg" and some text.  Where something
must begin, behind a picture or behind a video, three bytes and a half are enough:
there are only a few such places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dropslot.model import NotAnImage

from . import zip_archive
from .frame import Data
from .padding import skip_padding

_MAX_BOXES = 1_000
"""Boxes of a video that are stepped over; films have three to ten."""

_VIDEO_BOX = re.compile(rb"(.{4})(?:ftyp|moov|mdat|free|skip|wide|uuid|meta)", re.S)
"""A box of the outermost level of a video (ISO/IEC 14496-12, 6.2.3)."""

# What is opened wherever it stands is searched for everywhere, at 0.3 ms a megabyte
# each: 7-Zip and WinRAR look for an archive behind other data, so do readers of PDF.
#
# The short tags of markup must be followed by text: "<svg" alone stands in 60 MB of
# noise with a chance of 1 in 9.
_ANYWHERE = {
    re.compile(rb"7z\xbc\xaf\x27\x1c"): "archive",
    re.compile(rb"Rar!\x1a\x07[\x00\x01]"): "archive",
    # Its class, byte order, version and system (System V gABI, "ELF Identification").
    re.compile(rb"\x7fELF[\x01\x02][\x01\x02]\x01[\x00-\x12]"): "program",
    # For x86, ARM and both with 64 bits (Microsoft PE Format, "Machine Types").
    re.compile(rb"PE\x00\x00(?:\x4c\x01|\x64\x86|\xc0\x01|\xc4\x01|\x64\xaa)"): (
        "program"
    ),
    re.compile(rb"%PDF-[12]\.[0-9]"): "document",
    re.compile(
        rb"<(?=[sShH!?])"
        rb"(?i:script|!doctype|(?:svg|html|\?php)(?:[\s>/][\t\n\r -~]{6}|[\s>/]?\Z))"
    ): "markup",
}

_AT_THE_START = {
    # gzip, compress, bzip2, xz, zstd, lz4, lzip, cabinet, ar, RPM, xar, cpio, LHA, ACE
    # and tar; ZIP has a room of its own.
    re.compile(
        rb"\x1f\x8b\x08[\x00-\x1f]|\x1f\x9d[\x89-\x90]|BZh[1-9]1AY&SY|\xfd7zXZ\x00"
        rb"|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|LZIP\x01|MSCF\x00{4}|!<arch>\n"
        rb"|\xed\xab\xee\xdb|xar!\x00|07070[127]|..-l[hz][0-7ds]-|.{7}\*\*ACE\*\*"
        rb"|.{257}ustar[\x00 ]",
        re.S,
    ): "archive",
    # DOS and Windows (fewer than 512 bytes on the last page), Unix, macOS, Java,
    # WebAssembly (the zero in front is taken for padding), Android, Flash, scripts.
    re.compile(
        rb"MZ.[\x00\x01]|\x7fELF|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]"
        rb"|\xca\xfe\xba\xbe|\x00?asm[\x01-\x0f]\x00{3}|dex\n0|[CFZ]WS[\x01-\x32]"
        rb"|#! ?/",
        re.S,
    ): "program",
    # RTF, what Microsoft Office wrote until 2007, and a link of Windows.
    re.compile(
        rb"\{\\rtf1|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|L\x00{3}\x01\x14\x02\x00"
    ): "document",
}


def refuse(data: Data, start: int, end: int | None = None) -> None:
    """Refuse what another program would read as a file of its own.

    Cameras append previews, videos, depth maps and blocks of their own, and all these
    pass.  An archive, a program, a document or markup is nothing that a camera writes.

    :param start: where something may begin.
    :raises NotAnImage: when there is such a thing from `start` to `end`.
    """
    end = len(data) if end is None else end
    first = skip_padding(data, start, end)
    for at in _beginnings(data, start, first, end):
        for signature, what in _AT_THE_START.items():
            if signature.match(data, at, end):
                raise NotAnImage(f"other-data.{what}")
    for signature, what in _ANYWHERE.items():
        if signature.search(data, first, end):
            raise NotAnImage(f"other-data.{what}")
    if zip_archive.stands_in(data, first, end):
        raise NotAnImage("other-data.archive")


def _beginnings(data: Data, start: int, first: int, end: int) -> Iterator[int]:
    """Yield where something may begin: at the first byte, and behind a video."""
    yield first
    # The length of a box may begin with zeros, which look like padding.
    box = _VIDEO_BOX.search(data, max(start, first - 3), min(first + 8, end))
    if box:
        yield skip_padding(data, _behind_video(data, box.start(), end), end)


def _behind_video(data: Data, start: int, end: int) -> int:
    at = start
    for _ in range(_MAX_BOXES):
        box = _VIDEO_BOX.match(data, at, end)
        length_bytes = int.from_bytes(box[1]) if box else 0
        if length_bytes == 1:
            length_bytes = int.from_bytes(data[at + 8 : at + 16])
        if length_bytes < 8:
            break
        at += length_bytes
    return min(at, end)
