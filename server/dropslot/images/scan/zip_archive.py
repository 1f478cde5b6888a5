"""ZIP archives behind a picture, and the one kind that a phone writes there.

Sections are those of PKWARE's APPNOTE.
"""

from __future__ import annotations

import re
import struct

from .frame import Data

_LOCAL_ENTRY = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
_ENTRY_BYTES = 46

# The end of central directory record, with as many entries on this disk as in all
# (section 4.3.16).
_END = re.compile(rb"PK\x05\x06.{4}(..)\1", re.S)

_PHONES_ENTRY = re.compile(rb"formats/.*|\[Content_Types\]\.xml", re.S)
"""What Lumia phones pack behind a photo: its other formats, as an OPC package."""

_PHONES_ENTRIES = 1_000
_PHONES_ARCHIVES = 4


def stands_in(data: Data, start: int, end: int) -> bool:
    """Tell whether there is an archive, other than a phone's, from `start` to `end`.

    :param start: where an archive may begin that lacks its directory.
    """
    phones = 0
    if data.find(_ENTRY, start, end) != -1:
        for found in _END.finditer(data, start, end):
            phones += 1
            if phones > _PHONES_ARCHIVES or not _is_a_phones(
                data, start, found.start()
            ):
                return True
    return not phones and data[start : min(start + 4, end)] == _LOCAL_ENTRY


def _is_a_phones(data: Data, start: int, end_record: int) -> bool:
    """Walk an archive's directory (section 4.3.12), which stands before its end."""
    if end_record + 22 > len(data):
        return False
    entries, directory_bytes = struct.unpack_from("<HI", data, end_record + 10)
    at = end_record - directory_bytes
    if not 0 < entries <= _PHONES_ENTRIES or at < start:
        return False
    for _ in range(entries):
        if data[at : at + 4] != _ENTRY or at + _ENTRY_BYTES > end_record:
            return False
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        at += _ENTRY_BYTES
        if not _PHONES_ENTRY.fullmatch(data[at : at + name]):
            return False
        at += name + extra + comment
    return bool(at == end_record)
