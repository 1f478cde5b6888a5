"""What the sequence header of an AV1 stream says, and what its frames need to be read.

Sections are those of the AV1 Bitstream & Decoding Process Specification.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .bits import Bits

SELECT = 2
"""``SELECT_SCREEN_CONTENT_TOOLS`` and ``SELECT_INTEGER_MV`` (section 3): it is for each
frame to say."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the numbers are that a frame header may begin with (section 5.5.4).

    :param presentation_bits: 0 where frames say nothing of when they are shown.
    :param removal_bits: 0 where there is no model of the decoder.
    """

    presentation_bits: int = 0
    removal_bits: int = 0
    delay_bits: int = 0


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence header (section 5.5), in its order.

    :param removals: of each operating point whose decoder is modelled, its layers.
    :param side_bits: how long width and height are in a frame that says them anew.
    :param id_bits: of a frame's number and of the difference of two, or 0.
    """

    is_still: bool
    timing: Timing
    removals: tuple[int, ...]
    side_bits: tuple[int, int]
    width_px: int
    height_px: int
    id_bits: tuple[int, int] = (0, 0)
    screen_tools: int = SELECT
    integer_motion: int = SELECT
    order_bits: int = 0


@dataclass(slots=True)
class _Points:
    timing: Timing = field(default_factory=Timing)
    removals: list[int] = field(default_factory=list)


def read(bits: Bits) -> Sequence:
    """Read a sequence header, as far as sizes are concerned.

    :raises NotAnImage: when it is cut short.
    """
    bits.take(4)
    is_still = bits.flag()
    points = _Points()
    if is_still:
        bits.take(5)
    else:
        _read_points(bits, points)
    side_bits = bits.take(4) + 1, bits.take(4) + 1
    width, height = (bits.take(count) + 1 for count in side_bits)
    known = (is_still, points.timing, tuple(points.removals), side_bits, width, height)
    if is_still:
        return Sequence(*known)
    id_bits = (0, 0)
    if bits.flag():
        difference = bits.take(4) + 2
        id_bits = difference + bits.take(3) + 1, difference
    # Block size, intra filters; then compound prediction and its kind.
    bits.take(3 + 4)
    has_order = bits.flag()
    if has_order:
        bits.take(2)
    screen_tools = SELECT if bits.flag() else bits.take(1)
    integer_motion = SELECT
    if screen_tools and not bits.flag():
        integer_motion = bits.take(1)
    order_bits = bits.take(3) + 1 if has_order else 0
    return Sequence(*known, id_bits, screen_tools, integer_motion, order_bits)


def _read_points(bits: Bits, points: _Points) -> None:
    has_model = False
    if bits.flag():
        has_model = _read_timing(bits, points)
    has_delay = bits.flag()
    for _ in range(bits.take(5) + 1):
        layers = bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if has_model and bits.flag():
            bits.take(2 * points.timing.delay_bits + 1)
            points.removals.append(layers)
        if has_delay and bits.flag():
            bits.take(4)


def _read_timing(bits: Bits, points: _Points) -> bool:
    bits.take(64)
    is_even = bits.flag()
    if is_even:
        bits.skip_exponential()
    has_model = bits.flag()
    if has_model:
        delay = bits.take(5) + 1
        bits.take(32)
        removal, presentation = bits.take(5) + 1, bits.take(5) + 1
        points.timing = Timing(0 if is_even else presentation, removal, delay)
    return has_model
