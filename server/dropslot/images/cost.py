"""What decoding takes, in memory and in time, known before any of it is spent.

The figures are those of Pillow 13 and its libraries, measured on a core of 2023 by
filling a process with each kind of picture; they are the dearest that was seen, so that
a picture takes less.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from dropslot.model import Format

from .scan import Data, Frame

_FRAME_NS = 50_000
_ROW_NS = 30
_ROW_BYTES = 64

# WebP's and AVIF's decoders are given the whole file, and keep it themselves.
_COPIES = 3

_HEAD_BYTES = 131_072
_WEBP_HEAD_BYTES = 96

# The configuration of a codec (AV1 in ISOBMFF, 2.3.3): the second byte of its flags.
_CODEC = re.compile(rb"av1C.{2}(.)", re.DOTALL)
_HIGH_DEPTH = 0x40

# PNG specification, 11.2.1: samples in a pixel, by colour type.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


@dataclass(frozen=True, slots=True)
class Cost:
    """What decoding one frame takes.

    :param memory_bytes: at the most at a time, beside what the process has.
    :param cpu_ns: without what each of its bytes takes.
    :param file_bytes: what its decoder reads.
    """

    memory_bytes: int
    cpu_ns: int
    file_bytes: int


def cost_of(frame: Frame, data: Data, format_: Format) -> Cost:
    """What a frame will cost; of an AVIF at the least, see :func:`cost_of_avif`."""
    px = frame.width_px * frame.height_px
    file_bytes = sum(map(len, frame.parts))
    if format_.name == "JPEG":
        memory_bytes, cpu_ns = _of_jpeg(frame, data, px)
    elif format_.name == "PNG":
        memory_bytes, cpu_ns = _of_png(frame, data, px)
    elif format_.name == "GIF":
        # Indices, and once more where the frame is to be disposed of.
        memory_bytes, cpu_ns = 2 * px, 4 * px
    elif format_.name == "WebP":
        memory_bytes, cpu_ns = _of_webp(frame, data, px)
        memory_bytes += _COPIES * file_bytes
    else:
        return cost_of_avif(frame, data, px, "L", 1)
    return Cost(
        memory_bytes + _ROW_BYTES * frame.height_px,
        cpu_ns + _ROW_NS * frame.height_px + _FRAME_NS,
        file_bytes,
    )


def cost_of_avif(frame: Frame, data: Data, px: int, mode: str, frames: int) -> Cost:
    """What each of the frames of an AVIF will cost.

    :param px: of one.
    :param mode: Pillow's mode of it.
    :param frames: of several, a decoder keeps up to eight (AV1, 7.20).
    """
    file_bytes = sum(map(len, frame.parts))
    found = _CODEC.search(frame.open(data).read(_HEAD_BYTES))
    depth_bytes = 2 if found and found[1][0] & _HIGH_DEPTH else 1
    # Planes of the decoder, then the pixels, twice.
    sample_bytes = depth_bytes * (1 if frames == 1 else 9) + 2
    memory_bytes = len(mode) * sample_bytes * px + px // 2 + _COPIES * file_bytes
    made_px = max(px, frame.decoded_px // frames)
    return Cost(memory_bytes, 9 * made_px + _FRAME_NS, file_bytes // frames)


def _of_png(frame: Frame, data: Data, px: int) -> tuple[int, int]:
    head = frame.open(data).read(33)
    depth, colour = head[24:26]
    row_bytes = 1 + (frame.width_px * _CHANNELS.get(colour, 4) * depth + 7) // 8
    # Paeth's filter takes 2 ns a byte, inflating and unpacking another 2.
    cpu_ns = 4 * row_bytes * frame.height_px + 4 * px
    if colour == 3 or colour == 0:
        return px * max(1, depth // 8), cpu_ns
    return 4 * px, cpu_ns


def _of_webp(frame: Frame, data: Data, px: int) -> tuple[int, int]:
    # Three canvases of four bytes a pixel, and planes of alpha.
    head = frame.open(data).read(_WEBP_HEAD_BYTES)
    if b"VP8 " in head and b"ALPH" not in head:
        return 12 * px, 10 * px
    return 15 * px, 14 * px


def _of_jpeg(frame: Frame, data: Data, px: int) -> tuple[int, int]:
    head = frame.open(data).read(_HEAD_BYTES)
    kind, samples, in_first_scan, components = _jpeg_layout(head)
    if kind in _LOSSLESS:
        return 8 * px, 30 * px
    if kind not in _PROGRESSIVE and frame.passes == 1 and in_first_scan == components:
        return px // 4, 2 * px
    # All its coefficients are kept, in two bytes each, and each scan walks over them.
    return (
        int(2 * samples * px) + px // 4,
        int(samples * px * (2 + 0.4 * frame.passes)),
    )


_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg_layout(head: bytes) -> tuple[int, float, int, int]:
    """Of a JPEG's head (ITU-T T.81, B.2.2 and B.2.3).

    :return: the marker of its frame, samples for each pixel, components in its first
        scan and in the frame.
    """
    kind, sampling, at = 0, b"\x11", 2
    while at + 4 <= len(head):
        marker, length_bytes = struct.unpack_from(">xBH", head, at)
        if marker in (0x01, 0xD8, 0xFF):
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _SOF:
            kind, sampling = marker, head[at + 11 : at + 2 + length_bytes : 3]
        if marker == 0xDA:
            break
        at += 2 + length_bytes
    sides = [(factors >> 4, factors & 15) for factors in sampling] or [(1, 1)]
    largest = max(h for h, _ in sides) * max(v for _, v in sides) or 1
    samples = sum(h * v for h, v in sides) / largest
    in_first_scan = head[at + 4] if at + 4 < len(head) else 0
    return kind, samples, in_first_scan, len(sides)
