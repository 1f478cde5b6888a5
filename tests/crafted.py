"""Files put together by hand, where Pillow would not write what a test needs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG segment (ITU-T T.81, B.1.1.4)."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """A JPEG with more segments behind its first two bytes."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """A PNG chunk (PNG specification, 5.3)."""
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I4s", len(body), kind) + body + checksum


def png_of(header: tuple[int, ...], pixels: bytes, before: bytes = b"") -> bytes:
    """A PNG.

    :param header: width, height, bit depth, colour type and, if it is so, interlaced.
    :param pixels: as :func:`deflated` gives them.
    :param before: chunks in front of the pixels.
    """
    width, height, depth, colour, *interlaced = header
    ihdr = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, any(interlaced))
    return b"".join(
        (PNG_SIGNATURE, chunk(b"IHDR", ihdr), before, chunk(b"IDAT", pixels))
    ) + chunk(b"IEND")


def with_chunks(png: bytes, *chunks: bytes) -> bytes:
    """A PNG with more chunks behind its header."""
    start = len(PNG_SIGNATURE) + 25
    return png[:start] + b"".join(chunks) + png[start:]


def deflated(rows: Iterable[bytes]) -> bytes:
    """Rows of pixels, each with its filter byte in front, compressed."""
    deflater = zlib.compressobj(9)
    return b"".join(map(deflater.compress, rows)) + deflater.flush()


def fc_tl(number: int, *box: int) -> bytes:
    """An APNG's frame control chunk; the box is width, height, left, top."""
    return chunk(b"fcTL", struct.pack(">I4IHHBB", number, *box, 1, 10, 0, 0))


def riff(*chunks: bytes) -> bytes:
    """A WebP of chunks (RFC 9649, 2.4)."""
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff_chunk(kind: bytes, body: bytes) -> bytes:
    """A WebP chunk, padded to an even length (RFC 9649, 2.3)."""
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) & 1)


def vp8x(flags: int, width: int, height: int) -> bytes:
    """A WebP's extended header (RFC 9649, 2.7)."""
    return riff_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + _sides(width, height))


def anmf(width: int, height: int, bitstream: bytes) -> bytes:
    """A frame of an animated WebP (RFC 9649, 2.7.1.1), in the corner of its canvas."""
    return riff_chunk(b"ANMF", bytes(6) + _sides(width, height) + bytes(4) + bitstream)


def box(kind: bytes, body: bytes) -> bytes:
    """A box of an AVIF or MP4 file (ISO/IEC 14496-12, 4.2)."""
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _sides(width: int, height: int) -> bytes:
    return b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
