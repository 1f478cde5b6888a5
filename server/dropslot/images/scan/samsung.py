"""The trailer of Samsung's phones, which some of them write in place of a JPEG's end.

Its blocks are listed in a directory (SEFH) that ends the file (SEFT), by their distance
from it.  This was found out by ExifTool (Samsung.pm, "ProcessSamsung").
"""

from __future__ import annotations

import struct

from .frame import Data

_MAX_BLOCKS = 1_000
_MAX_DIRECTORIES = 4
_HEADER_BYTES = _ENTRY_BYTES = 12
_LEAST_BLOCK_BYTES = 8


def trailer_start(data: Data) -> int:
    """Find where a trailer begins that ends with the file, or the file's length."""
    end = len(data)
    for _ in range(_MAX_DIRECTORIES):
        if end < _HEADER_BYTES + 8:
            break
        length_bytes, kind = struct.unpack_from("<I4s", data, end - 8)
        directory = end - 8 - length_bytes
        if directory < 0 or not kind.isalnum():
            break
        if kind == b"SEFT":
            return _first_block(data, directory, length_bytes) or len(data)
        # Blocks such as QDIO may follow, which end in the same way.
        end = directory
    return len(data)


def _first_block(data: Data, directory: int, length_bytes: int) -> int | None:
    if length_bytes < _HEADER_BYTES or data[directory : directory + 4] != b"SEFH":
        return None
    (count,) = struct.unpack_from("<I", data, directory + 8)
    if (
        not 0 < count <= _MAX_BLOCKS
        or _HEADER_BYTES + count * _ENTRY_BYTES > length_bytes
    ):
        return None
    start = directory + _HEADER_BYTES
    entries = data[start : start + count * _ENTRY_BYTES]
    blocks: list[tuple[int, int]] = list(struct.iter_unpack("<4xII", entries))
    if any(
        not _LEAST_BLOCK_BYTES <= length <= distance <= directory
        for distance, length in blocks
    ):
        return None
    return directory - max(distance for distance, _ in blocks)
