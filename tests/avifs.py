"""AVIF files put together by hand: boxes of one size, streams of another."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable

from crafted import box
from pictures import encoded
from PIL import Image

Size = tuple[int, int]
Bits = Iterable[tuple[int, int]]
"""Numbers and how many bits each of them has."""

KEY, INTER, INTRA_ONLY, SWITCH = range(4)
_SEQUENCE, _FRAME = 1, 6
_SHORT = 16, 16


def saying(avif: bytes, size: Size) -> bytes:
    """An AVIF whose boxes say another size (ISO/IEC 23008-12, 6.5.3)."""
    says = b"ispe" + bytes(4) + struct.pack(">II", *size)
    return re.sub(rb"ispe\x00{4}.{8}", lambda _: says, avif, flags=re.S)


def plain(width: int, height: int) -> bytes:
    """A real one of one colour, in a few hundred bytes."""
    return encoded(Image.new("L", (width, height)), "AVIF", speed=10)


def unit(kind: int, bits: Bits) -> bytes:
    """An open bitstream unit (AV1, 5.3) of so many bits, under 128 bytes of them."""
    body = packed(bits)
    return bytes([kind << 3 | 2, len(body)]) + body


def packed(bits: Bits) -> bytes:
    """Numbers, the high bits first."""
    value = count = 0
    for number, width in bits:
        value, count = value << width | number, count + width
    spare = -count % 8
    return (value << spare).to_bytes((count + spare) // 8)


def still_stream(size: Size) -> bytes:
    """A sequence header in its short form, and a frame (AV1, 5.5 and 5.9)."""
    width, height = size
    sides = [(15, 4), (15, 4), (width - 1, 16), (height - 1, 16)]
    header = [(0, 3), (1, 1), (1, 1), (0, 5), *sides, (0, 32)]
    return unit(_SEQUENCE, header) + unit(_FRAME, [(0, 64)])


def film_sequence(size: Size, **parts: int) -> bytes:
    """A sequence header in its long form.

    :param parts: ``model``, ``ids`` and ``order`` put these parts of it in.
    """
    width, height = size
    has_model, has_ids, has_order = (
        int(name in parts) for name in ("model", "ids", "order")
    )
    timing = [(1, 32), (1, 32), (0, 1), (1, 1), (9, 5), (1, 32), (7, 5), (6, 5)]
    point = [(0, 12), (8, 5), (0, 1), *([(1, 1), (0, 21)] if has_model else [])]
    header = [
        *((0, 3), (0, 1), (0, 1)),
        (has_model, 1),
        *(timing if has_model else []),
        *((1, 1), (0, 5), *point, (1, 1), (3, 4)),
        *((15, 4), (15, 4), (width - 1, 16), (height - 1, 16)),
        *((has_ids, 1), *([(3, 4), (2, 3)] if has_ids else [])),
        *((0, 3), (0, 4), (has_order, 1), *([(0, 2)] if has_order else [])),
        *((1, 1), (1, 1), *([(6, 3)] if has_order else [])),
        (0, 40),
    ]
    return unit(_SEQUENCE, header)


def film_frame(kind: int, size: Size, is_resilient: bool = True, **parts: int) -> bytes:
    """A frame that is not shown and has a size of its own.

    :param parts: those of its sequence header.
    """
    width, height = size
    order = [(0, 7)] if "order" in parts else []
    is_intra = kind in (KEY, INTRA_ONLY)
    resilient = [] if kind == SWITCH else [(int(is_resilient), 1)]
    references = [(0, 3), *([(0, 5)] if "ids" in parts else [])]
    header = [
        *((0, 1), (kind, 2), (0, 1), (1, 1), *resilient),
        *((0, 1), (1, 1), (1, 1)),
        *([(0, 8)] if "ids" in parts else []),
        *([] if kind == SWITCH else [(1, 1)]),
        *order,
        *([] if is_intra or is_resilient else [(0, 3)]),
        *([(1, 1), (0, 8)] if "model" in parts else []),
        *([] if kind == SWITCH else [(0 if is_intra else 255, 8)]),
        *(order * 8 if is_resilient else []),
        *([] if is_intra else [*([(0, 1)] if order else []), *references * 7]),
        *([] if is_intra or is_resilient else [(0, 7)]),
        *((width - 1, 16), (height - 1, 16), (0, 64)),
    ]
    return unit(_FRAME, header)


def full(kind: bytes, body: bytes, version: int = 0) -> bytes:
    """A box with a version and flags (ISO/IEC 14496-12, 4.2.2)."""
    return box(kind, bytes([version, 0, 0, 0]) + body)


def avif_of(*items: tuple[bytes, bytes], says: Size = _SHORT, pieces: int = 1) -> bytes:
    """An AVIF of items, each of a type and some content.

    :param pieces: into which each item's content is cut.
    """
    ftyp = box(b"ftyp", b"avif\0\0\0\0avifmif1")
    infos = b"".join(
        full(b"infe", struct.pack(">HH4s", number, 0, kind) + b"\0", version=2)
        for number, (kind, _) in enumerate(items, 1)
    )
    iinf = full(b"iinf", struct.pack(">H", len(items)) + infos)
    ispe = full(b"ispe", struct.pack(">II", *says))
    rest = iinf + box(b"iprp", box(b"ipco", ispe))
    # Twice, because its length is what the offsets depend on.
    start = 0
    for _ in range(2):
        meta = full(b"meta", _places(items, start, pieces) + rest)
        start = len(ftyp) + len(meta) + 8
    return ftyp + meta + box(b"mdat", b"".join(content for _, content in items))


def _places(items: tuple[tuple[bytes, bytes], ...], start: int, pieces: int) -> bytes:
    places = b""
    for number, (_, content) in enumerate(items, 1):
        step, end = -(-len(content) // pieces), start + len(content)
        starts = range(start, end, step)
        places += struct.pack(">HHH", number, 0, len(starts))
        places += b"".join(struct.pack(">II", at, min(step, end - at)) for at in starts)
        start = end
    return full(b"iloc", b"\x44\0" + struct.pack(">H", len(items)) + places)


def film_of(*samples: bytes, is_long: bool = False) -> bytes:
    """An animated AVIF of samples, two in each chunk.

    :param is_long: offsets have 64 bits.
    """
    ftyp = box(b"ftyp", b"avis\0\0\0\0avisavif")
    start = 0
    for _ in range(2):
        moov = box(b"moov", box(b"trak", _media(samples, start, is_long)))
        start = len(ftyp) + len(moov) + 8
    return ftyp + moov + box(b"mdat", b"".join(samples))


def _media(samples: tuple[bytes, ...], start: int, is_long: bool) -> bytes:
    sizes = [len(sample) for sample in samples]
    chunks = [start + sum(sizes[:index]) for index in range(0, len(sizes), 2)]
    form = f">{len(chunks)}{'Q' if is_long else 'I'}"
    runs = [(1, 2, 1)] if len(samples) > 1 else []
    if len(samples) % 2:
        runs.append((len(chunks), 1, 1))
    table = b"".join(
        (
            full(b"stsd", struct.pack(">I", 1) + box(b"av01", bytes(78))),
            full(b"stsz", struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)),
            full(
                b"stsc",
                struct.pack(">I", len(runs))
                + b"".join(struct.pack(">III", *run) for run in runs),
            ),
            full(
                b"co64" if is_long else b"stco",
                struct.pack(">I", len(chunks)) + struct.pack(form, *chunks),
            ),
        )
    )
    return box(b"mdia", box(b"minf", box(b"stbl", table)))
