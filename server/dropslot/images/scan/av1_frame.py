"""The size that an AV1 frame has by its own header.

Sections are those of the AV1 Bitstream & Decoding Process Specification.
"""

from __future__ import annotations

from .av1_sequence import SELECT, Sequence
from .bits import Bits

_KEY, _, _INTRA_ONLY, _SWITCH = range(4)
_REFERENCES = 7
_SLOTS = 8
_ALL_SLOTS = 0xFF


def size(bits: Bits, layers: tuple[int, int], sequence: Sequence) -> tuple[int, int]:
    """Read a frame header (section 5.9.2) up to the size of its frame.

    :param layers: temporal and spatial layer that it belongs to.
    :return: width and height; (0, 0) when it only shows an earlier frame.
    :raises NotAnImage: when it is cut short.
    """
    largest = sequence.width_px, sequence.height_px
    if sequence.is_still:
        return largest
    if bits.flag():
        return 0, 0
    kind, is_shown = bits.take(2), bits.flag()
    if is_shown:
        bits.take(sequence.timing.presentation_bits)
    else:
        bits.take(1)
    # A key frame that is shown, and a switch frame, stand for themselves.
    is_resilient = kind == _SWITCH or (kind == _KEY and is_shown) or bits.flag()
    _skip_tools(bits, sequence)
    bits.take(sequence.id_bits[0])
    says_size = kind == _SWITCH or bits.flag()
    if not says_size:
        return largest
    bits.take(sequence.order_bits)
    is_intra = kind in (_KEY, _INTRA_ONLY)
    if not (is_intra or is_resilient):
        bits.take(3)
    _skip_removal(bits, layers, sequence)
    refreshed = _ALL_SLOTS
    if not (kind == _SWITCH or (kind == _KEY and is_shown)):
        refreshed = bits.take(_SLOTS)
    if is_resilient and (not is_intra or refreshed != _ALL_SLOTS):
        bits.take(_SLOTS * sequence.order_bits)
    if not is_intra:
        _skip_references(bits, sequence)
        if not is_resilient and any(bits.flag() for _ in range(_REFERENCES)):
            # As large as a frame before it (section 5.9.7).
            return largest
    width, height = (bits.take(count) + 1 for count in sequence.side_bits)
    return width, height


def _skip_tools(bits: Bits, sequence: Sequence) -> None:
    bits.take(1)
    has_screen_tools = sequence.screen_tools
    if has_screen_tools == SELECT:
        has_screen_tools = bits.take(1)
    if has_screen_tools and sequence.integer_motion == SELECT:
        bits.take(1)


def _skip_removal(bits: Bits, layers: tuple[int, int], sequence: Sequence) -> None:
    removal_bits = sequence.timing.removal_bits
    if not removal_bits or not bits.flag():
        return
    temporal, spatial = layers
    for point in sequence.removals:
        if not point or (point >> temporal & 1 and point >> (spatial + 8) & 1):
            bits.take(removal_bits)


def _skip_references(bits: Bits, sequence: Sequence) -> None:
    is_short = sequence.order_bits and bits.flag()
    if is_short:
        bits.take(2 * 3)
    for _ in range(_REFERENCES):
        if not is_short:
            bits.take(3)
        bits.take(sequence.id_bits[1])
