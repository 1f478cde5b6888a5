"""PNGs for the tests that must be refused: damaged, out of order, without pixels."""

from __future__ import annotations

import struct
from functools import partial

from crafted import PNG_SIGNATURE, chunk, deflated, fc_tl, png_of, with_chunks
from pictures import Maker, animated, encoded, flat_png, photo, png

_DAMAGED = "error.invalid-image"
_CUT_SHORT = f"{_DAMAGED}.cut-short"

_ROW = b"\0" + bytes(8)
_ANIMATED = (b"acTL", b"fcTL", b"fdAT")
_STRICT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", *_ANIMATED)


def _apng(*chunks: bytes, frames: int = 2) -> bytes:
    still = png_of((8, 8, 8, 0), deflated([_ROW] * 8), fc_tl(0, 8, 8, 0, 0))
    still = with_chunks(still, chunk(b"acTL", struct.pack(">II", frames, 0)))
    return still[:-12] + b"".join(chunks) + still[-12:]


def _fd_at(number: int, rows: int) -> bytes:
    return chunk(b"fdAT", struct.pack(">I", number) + deflated([_ROW] * rows))


def _with_twice(png: bytes, kind: bytes) -> bytes:
    """A PNG with one of its chunks twice in a row."""
    at = png.index(kind) - 4
    end = at + 12 + int.from_bytes(png[at : at + 4])
    return png[:end] + png[at:end] + png[end:]


def _with_wrong_checksum(kind: bytes) -> bytes:
    png = animated("PNG") if kind in _ANIMATED else _palette_png(transparency=9)
    at = png.index(kind) - 4
    end = at + 12 + int.from_bytes(png[at : at + 4])
    return png[: end - 1] + bytes([png[end - 1] ^ 1]) + png[end:]


def _palette_png(**options: object) -> bytes:
    return encoded(photo(mode="P"), "PNG", **options)


DAMAGED_PNGS: dict[str, tuple[str, Maker, str]] = {
    "PNG without pixels": (
        "a.png",
        lambda: PNG_SIGNATURE + chunk(b"IHDR", bytes(13)) + chunk(b"IEND"),
        _DAMAGED,
    ),
    "PNG of no rows": (
        "a.png",
        lambda: png_of((8, 8, 8, 0), deflated([])),
        _CUT_SHORT,
    ),
    "APNG with a frame of no rows": (
        "a.png",
        lambda: _apng(fc_tl(1, 8, 8, 0, 0), _fd_at(2, 0)),
        _CUT_SHORT,
    ),
    "PNG with two headers": ("a.png", lambda: _with_twice(png(), b"IHDR"), _DAMAGED),
    "PNG with two palettes": (
        "a.png",
        lambda: _with_twice(_palette_png(), b"PLTE"),
        _DAMAGED,
    ),
    "PNG without its palette": (
        "a.png",
        lambda: _palette_png().replace(b"PLTE", b"teXt"),
        _DAMAGED,
    ),
    "PNG with an empty palette": (
        "a.png",
        lambda: with_chunks(png(), chunk(b"PLTE")),
        _DAMAGED,
    ),
    "PNG with pixels in two places": (
        "a.png",
        lambda: with_chunks(png(), chunk(b"IDAT"), chunk(b"tEXt", b"a\0b")),
        _DAMAGED,
    ),
    "PNG with a critical chunk of no kind": (
        "a.png",
        lambda: with_chunks(png(), chunk(b"ABCD")),
        _DAMAGED,
    ),
    **{
        f"wrong checksum of {kind.decode()}": (
            "a.png",
            partial(_with_wrong_checksum, kind),
            _DAMAGED,
        )
        for kind in _STRICT
    },
    "PNG of no size": ("a.png", lambda: flat_png(0, 8), _DAMAGED),
    "PNG of noise": ("a.png", lambda: png_of((8, 8, 8, 0), b"x\x9cnoise"), _DAMAGED),
    "chunk of no kind": ("a.png", lambda: with_chunks(png(), chunk(b"a b1")), _DAMAGED),
    "APNG with a frame missing": ("a.png", _apng, _DAMAGED),
    "APNG with a frame of noise": (
        "a.png",
        lambda: _apng(fc_tl(1, 8, 8, 0, 0), chunk(b"fdAT", b"\0\0\0\2noise")),
        _DAMAGED,
    ),
    "APNG out of order": (
        "a.png",
        lambda: _apng(fc_tl(1, 8, 8, 0, 0), _fd_at(3, 8)),
        _DAMAGED,
    ),
    "APNG frame outside": (
        "a.png",
        lambda: _apng(fc_tl(1, 8, 8, 1, 0), _fd_at(2, 8)),
        _DAMAGED,
    ),
}
