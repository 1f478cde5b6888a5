"""How large the frames of AV1 streams are, whatever the file around them says.

Sections are those of the AV1 Bitstream & Decoding Process Specification.
"""

from __future__ import annotations

from dataclasses import dataclass

from dropslot.model import NotAnImage

from . import av1_frame, av1_sequence
from .av1_sequence import Sequence
from .bits import Bits
from .frame import Data

MAX_UNITS = 100_000
"""Open bitstream units in all streams of a file; a frame is made of one to four."""

_HEADER_BYTES = 512
"""Longer than any header up to its size: 32 operating points of under 110 bits."""

_LEB128_BYTES = 8
_MOST_HEAD_BYTES = 2 + _LEB128_BYTES

# ``obu_type`` (section 6.2.2): frame headers alone, in front of tiles, and repeated.
_SEQUENCE = 1
_FRAMES = frozenset({3, 6, 7})


@dataclass(slots=True)
class Streams:
    """Measures the frames of one stream after the other.

    :param largest_px: width and height of the frame with the most pixels.
    :param decoded_px: of all frames together, those that are never shown included.
    """

    largest_px: tuple[int, int] = (0, 0)
    decoded_px: int = 0
    _sequence: Sequence | None = None
    _units_left: int = MAX_UNITS

    def add(self, data: Data, stream: range) -> None:
        """Walk over an item or a sample (section 5.3), in its own order.

        :raises NotAnImage: when it is no such stream, or has too many units.
        """
        at = stream.start
        while at < stream.stop:
            if not self._units_left:
                raise NotAnImage("too-complex")
            self._units_left -= 1
            head = Bits(data[at : min(at + _MOST_HEAD_BYTES, stream.stop)])
            head.take(1)
            kind, has_layers, has_length = head.take(4), head.flag(), head.flag()
            head.take(1)
            temporal, spatial = 0, 0
            if has_layers:
                temporal, spatial, _ = head.take(3), head.take(2), head.take(3)
            at += 1 + has_layers
            length_bytes = stream.stop - at
            if has_length:
                count, length_bytes = _leb128(head)
                at += count
            if at + length_bytes > stream.stop:
                raise NotAnImage
            body = data[at : at + min(length_bytes, _HEADER_BYTES)]
            self._unit(kind, (temporal, spatial), body)
            at += length_bytes

    def _unit(self, kind: int, layers: tuple[int, int], body: bytes) -> None:
        if kind == _SEQUENCE:
            self._sequence = av1_sequence.read(Bits(body))
        elif kind in _FRAMES and self._sequence:
            width, height = av1_frame.size(Bits(body), layers, self._sequence)
            self.decoded_px += width * height
            if width * height > self.largest_px[0] * self.largest_px[1]:
                self.largest_px = width, height


def _leb128(bits: Bits) -> tuple[int, int]:
    value = 0
    for index in range(_LEB128_BYTES):
        has_more = bits.flag()
        value |= bits.take(7) << 7 * index
        if not has_more:
            return index + 1, value
    raise NotAnImage
