"""Where the pictures of an AVIF file lie: colour, transparency, tiles, thumbnails.

Sections are those of ISO/IEC 14496-12.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dropslot.model import NotAnImage

from .boxes import Reader, inside

MAX_ITEMS = 10_000
"""Items, and pieces of all of them; most files have two or three of one piece each."""

_IN_FILE, _IN_META = 0, 1
_READ = frozenset({b"iinf", b"iloc", b"idat"})
_FULL_BOX_BYTES = 4


@dataclass(slots=True)
class Items:
    """The items of one meta box.

    :param kinds: types of each item: two where the file says two things of it.
    :param pieces: offsets in the file of each item, in order.
    """

    kinds: set[tuple[int, bytes]] = field(default_factory=set)
    pieces: dict[int, list[range]] = field(default_factory=dict)

    def of_kind(self, wanted: bytes) -> Iterator[list[range]]:
        """Yield the pieces of each item of a type."""
        for number, kind in self.kinds:
            if kind == wanted and number in self.pieces:
                yield self.pieces[number]


def read(meta: bytes, meta_at: int) -> Items:
    """Read what a meta box says of its items (section 8.11).

    :param meta: the box, with its header.
    :param meta_at: its offset in the file.
    :raises NotAnImage: when it is damaged, or has too many.
    """
    items = Items()
    (_, body), *_ = inside(meta)
    places = {}
    for kind, at in inside(meta, body.start + _FULL_BOX_BYTES):
        if kind in _READ and kind in places:
            # Which of them counts is for each reader to guess.
            raise NotAnImage
        places[kind] = at
    starts = {_IN_FILE: 0}
    if idat := places.get(b"idat"):
        starts[_IN_META] = meta_at + idat.start
    if iinf := places.get(b"iinf"):
        items.kinds.update(_kinds(meta[iinf.start : iinf.stop]))
    if iloc := places.get(b"iloc"):
        _locate(Reader(meta[iloc.start : iloc.stop]), items, starts)
    return items


def _kinds(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the item information box (section 8.11.6)."""
    reader = Reader(content)
    reader.number(2 if reader.version() == 0 else 4)
    for kind, body in inside(content, reader.at):
        if kind == b"infe":
            entry = Reader(content[body.start : body.stop])
            number_bytes = 4 if entry.version() == 3 else 2
            number = entry.number(number_bytes)
            entry.number(2)
            yield number, entry.rest()[:4]


def _locate(reader: Reader, items: Items, starts: dict[int, int]) -> None:
    """Read the item location box (section 8.11.3)."""
    version = reader.version()
    widths = reader.number(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    number_bytes = 2 if version < 2 else 4
    left = MAX_ITEMS
    for _ in range(reader.number(number_bytes)):
        number = reader.number(number_bytes)
        method = reader.number(2) & 15 if version else _IN_FILE
        reader.number(2)
        start = reader.number(base) + starts.get(method, 0)
        count = reader.number(2)
        left -= 1 + count
        if left < 0:
            raise NotAnImage("too-complex")
        pieces = items.pieces.setdefault(number, [])
        for _ in range(count):
            reader.number(index if version else 0)
            at = start + reader.number(offset)
            pieces.append(range(at, at + reader.number(length)))
