"""The scans of a JPEG: how many, of what, and whether there is anything in them.

Sections are those of ITU-T T.81.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dropslot.model import NotAnImage

MAX_SCANS = 100
MAX_SCANNED_PX = 500_000_000
"""Scans of a progressive JPEG: encoders write 10, optimisers up to 30.  Each walks over
the whole picture at 0.1 to 3 ns a pixel, so only small ones may have more than 20."""

_BLOCK_PX = 8
_COEFFICIENTS = 64
_HUFFMAN = frozenset({0xC0, 0xC1, 0xC2})
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})


@dataclass(frozen=True, slots=True)
class Layout:
    """What a frame header says (B.2.2).

    :param marker: the second byte of its marker, 0xC0 for baseline.
    :param factors: sampling across and down of each component, by its number.
    """

    marker: int = 0
    width_px: int = 0
    height_px: int = 0
    factors: dict[int, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, marker: int, body: bytes) -> Layout:
        """Read one, without proving that a decoder would take it."""
        parts = (body[at : at + 3] for at in range(6, len(body) - 2, 3))
        return cls(
            marker,
            int.from_bytes(body[3:5]),
            int.from_bytes(body[1:3]),
            {part[0]: (part[1] >> 4, part[1] & 0x0F) for part in parts},
        )

    @property
    def is_progressive(self) -> bool:
        return self.marker in _PROGRESSIVE


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan header says (B.2.3).

    :param first: of its coefficients, 0 to 63.
    :param shift: bits of them that are still missing, "successive approximation".
    """

    components: tuple[int, ...]
    first: int
    last: int
    shift: int

    @classmethod
    def read(cls, body: bytes) -> Scan:
        """Read one; of a damaged one, which the decoder refuses, nothing is known."""
        count = body[0] if body else 0
        if len(body) < 4 + 2 * count:
            return cls((), 0, 0, 0)
        first, last, shifts = body[1 + 2 * count : 4 + 2 * count]
        return cls(tuple(body[1 : 1 + 2 * count : 2]), first, last, shifts & 0x0F)

    def least_bytes(self, layout: Layout) -> int:
        """As much data as it must have: a bit or two for each block (F.1.2, G.1.2).

        0 where nothing can be said, as with arithmetic coding.
        """
        if layout.marker not in _HUFFMAN:
            return 0
        if layout.is_progressive and self.first:
            return 1
        bits = 1 if layout.is_progressive else 2
        return max(1, bits * self._blocks(layout) // 8)

    def _blocks(self, layout: Layout) -> int:
        factors = [layout.factors.get(number, (0, 0)) for number in self.components]
        across = max((pair[0] for pair in layout.factors.values()), default=1) or 1
        down = max((pair[1] for pair in layout.factors.values()), default=1) or 1
        if len(factors) == 1:
            # By itself a component has no blocks outside of the picture (A.2.2).
            width = -(-layout.width_px * factors[0][0] // across)
            height = -(-layout.height_px * factors[0][1] // down)
            return -(-width // _BLOCK_PX) * -(-height // _BLOCK_PX)
        units = -(-layout.width_px // (_BLOCK_PX * across)) * -(
            -layout.height_px // (_BLOCK_PX * down)
        )
        return units * sum(pair[0] * pair[1] for pair in factors)


def refuse_many(scans: list[Scan], layout: Layout) -> None:
    """Refuse scans that cost more than their picture.

    :raises NotAnImage: when there are too many.
    """
    scanned_px = len(scans) * layout.width_px * layout.height_px
    if len(scans) > MAX_SCANS or (len(scans) > 20 and scanned_px > MAX_SCANNED_PX):
        raise NotAnImage("too-complex")


def are_complete(scans: list[Scan], layout: Layout) -> bool:
    """Tell whether the scans bring each bit of each coefficient."""
    missing = {number: [1] * _COEFFICIENTS for number in layout.factors}
    for scan in scans:
        for number in scan.components:
            if number in missing:
                shifts = missing[number]
                shifts[scan.first : scan.last + 1] = [scan.shift] * len(
                    shifts[scan.first : scan.last + 1]
                )
    return bool(missing) and not any(map(any, missing.values()))
