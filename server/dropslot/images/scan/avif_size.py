"""How large an AVIF is, by what it says and by what a decoder makes of it.

A few bytes that say 16 x 16 may stand in front of a picture of 144 megapixels, and the
decoder makes all of them before it shrinks them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator

from dropslot.model import NotAnImage

from . import avif_items, avif_tracks
from .av1 import Streams
from .frame import Data

MAX_PICTURES = 16
"""All items together may have so many times the pixels of the largest: a progressive
one comes in up to four layers, its transparency as well, and there are thumbnails."""

MAX_SHARED = 4
"""So many times the file's bytes may its items have; as a rule they share none."""

_EXTENT = re.compile(rb"ispe\x00{4}(.{8})", re.S)
"""Width and height, "image spatial extents" (ISO/IEC 23008-12, 6.5.3)."""

_LONG_GRID = 1

Size = tuple[int, int]


def measure(data: Data, meta: range, moov: range) -> tuple[Size, int]:
    """Measure all items and samples, whether they are shown or not.

    :param meta: the box of items, or an empty range.
    :param moov: the box of tracks, or an empty range.
    :return: width and height of the largest picture or frame, said or true, and the
        pixels of all frames that there are.
    :raises NotAnImage: when something is damaged, missing or built to waste time.
    """
    sizes = [(0, 0)]
    streams = Streams()
    for box in (meta, moov):
        said = data[box.start : box.stop]
        sizes += (struct.unpack(">II", found[1]) for found in _EXTENT.finditer(said))
    if meta:
        sizes += _measure_items(data, meta, streams)
    largest = max(*sizes, streams.largest_px, key=_pixels)
    if streams.decoded_px > MAX_PICTURES * _pixels(largest):
        raise NotAnImage("too-complex")
    if moov:
        for sample in avif_tracks.samples(data[moov.start : moov.stop]):
            streams.add(data, _inside(data, sample))
    return max(largest, streams.largest_px, key=_pixels), streams.decoded_px


def _measure_items(data: Data, meta: range, streams: Streams) -> Iterator[Size]:
    items = avif_items.read(data[meta.start : meta.stop], meta.start)
    left_bytes = MAX_SHARED * len(data)
    for pieces in items.of_kind(b"av01"):
        left_bytes -= sum(len(_inside(data, piece)) for piece in pieces)
        if left_bytes < 0:
            raise NotAnImage("too-complex")
        if len(pieces) == 1:
            streams.add(data, pieces[0])
        else:
            joined = _joined(data, pieces)
            streams.add(joined, range(len(joined)))
    for pieces in items.of_kind(b"grid"):
        yield _grid_size(_joined(data, pieces))


def _joined(data: Data, pieces: Iterable[range]) -> bytes:
    inside = (_inside(data, piece) for piece in pieces)
    return b"".join(data[piece.start : piece.stop] for piece in inside)


def _inside(data: Data, piece: range) -> range:
    if piece.stop > len(data):
        raise NotAnImage("cut-short")
    return piece


def _grid_size(grid: bytes) -> Size:
    """Read the size of a picture that is made of tiles (ISO/IEC 23008-12, 6.6.2.3)."""
    form = ">II" if grid[1:2] and grid[1] & _LONG_GRID else ">HH"
    if len(grid) < 4 + struct.calcsize(form):
        raise NotAnImage
    width, height = struct.unpack_from(form, grid, 4)
    return width, height


def _pixels(size: Size) -> int:
    return size[0] * size[1]
