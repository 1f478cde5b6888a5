"""The colour profile of a PNG.

Sections are those of the PNG specification, third edition.
"""

from __future__ import annotations

import zlib

from .frame import Data

MAX_ICC_BYTES = 4_194_304
"""Largest profile that is used, inflated; a bomb inflates a thousandfold."""


def inflate(data: Data, body: range) -> bytes:
    """Inflate an iCCP chunk (section 11.3.2.3).

    :param body: of the chunk, in the file.
    :return: the profile, not yet validated, or nothing when it is of no use.
    """
    if len(body) > MAX_ICC_BYTES:
        return b""
    _, _, compressed = data[body.start : body.stop].partition(b"\0")
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(compressed[1:], MAX_ICC_BYTES)
    except zlib.error:
        return b""
    return profile if inflater.eof else b""
