"""Files for the tests that must be refused: mislabelled, damaged, two in one."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from crafted import (
    PNG_SIGNATURE,
    box,
    chunk,
    deflated,
    fc_tl,
    png_of,
    riff,
    riff_chunk,
    segment,
    vp8x,
    with_chunks,
    with_segments,
)
from pictures import Maker, animated, encoded, flat_png, jpeg, motion_photo, png
from PIL import Image

Hostile = tuple[str, Maker, str]
"""Its name, its bytes, and the key of the refusal."""

_DAMAGED = "error.invalid-image"
_CUT_SHORT = f"{_DAMAGED}.cut-short"
_NOT_A_PICTURE = f"{_DAMAGED}.not-a-picture"
_OTHER_DATA = f"{_DAMAGED}.other-data"
_MISMATCH = "error.format-mismatch"

_DOT = Image.new("L", (1, 1))
_ROW = b"\0" + bytes(8)


def archive() -> bytes:
    """A ZIP with one file in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        opened.writestr("evil.class", b"\xca\xfe\xba\xbe")
    return written.getvalue()


def _after(make: Callable[[], bytes], *tail: bytes) -> Maker:
    return lambda: make() + b"".join(tail)


def _of(format_: str) -> Maker:
    return lambda: encoded(Image.new("RGB", (20, 20), "teal"), format_)


def _heif(brand: bytes, others: bytes) -> bytes:
    return box(b"ftyp", brand + bytes(4) + others)


def _apng(*chunks: bytes, frames: int = 2) -> bytes:
    still = png_of((8, 8, 8, 0), deflated([_ROW] * 8), fc_tl(0, 8, 8, 0, 0))
    still = with_chunks(still, chunk(b"acTL", struct.pack(">II", frames, 0)))
    return still[:-12] + b"".join(chunks) + still[-12:]


def _fd_at(number: int, rows: int) -> bytes:
    return chunk(b"fdAT", struct.pack(">I", number) + deflated([_ROW] * rows))


def _webp_pixels() -> bytes:
    return encoded(_DOT, "WEBP", lossless=True)[12:]


_ANIMATED = 2
_ANIM = riff_chunk(b"ANIM", bytes(6))
_HTML = b"<html><body onload=alert(1)>hello</body></html>"

MISLABELLED: dict[str, Hostile] = {
    "nothing at all": ("a.jpg", bytes, f"{_DAMAGED}.empty"),
    "text": ("a.jpg", lambda: b"Dear Sir or Madam", _NOT_A_PICTURE),
    "one byte": ("a.jpg", lambda: b"\xff", _NOT_A_PICTURE),
    "HTML": ("a.gif", lambda: _HTML, _NOT_A_PICTURE),
    "SVG": (
        "a.png",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        f"{_DAMAGED}.not-taken",
    ),
    "PDF": ("a.jpg", lambda: b"%PDF-1.7\n%%EOF", _NOT_A_PICTURE),
    "BMP": ("a.png", _of("BMP"), f"{_DAMAGED}.not-taken"),
    "TIFF": ("a.jpg", _of("TIFF"), f"{_DAMAGED}.not-shown"),
    "HEIC": ("a.avif", lambda: _heif(b"heic", b"mif1heic"), f"{_DAMAGED}.heic"),
    "HEIC by another brand": (
        "a.jpg",
        lambda: _heif(b"mif1", b"miafMiHBheix"),
        f"{_DAMAGED}.heic",
    ),
    "a film": ("a.jpg", lambda: _heif(b"mp42", b"isom"), _NOT_A_PICTURE),
    "PNG named JPEG": ("a.jpg", png, _MISMATCH),
    "JPEG named PNG": ("a.png", jpeg, _MISMATCH),
    "WebP named GIF": ("a.gif", _of("WEBP"), _MISMATCH),
    "GIF named AVIF": ("a.avif", _of("GIF"), _MISMATCH),
    "AVIF named WebP": ("a.webp", _of("AVIF"), _MISMATCH),
}

DAMAGED: dict[str, Hostile] = {
    "JPEG without a picture": ("a.jpg", lambda: b"\xff\xd8\xff\xd9", _DAMAGED),
    "JPEG without a frame": (
        "a.jpg",
        lambda: jpeg().replace(b"\xff\xc0", b"\xff\xfe", 1),
        _DAMAGED,
    ),
    "JPEG segment without a length": (
        "a.jpg",
        lambda: with_segments(jpeg(), b"\xff\xe1\0\1"),
        _DAMAGED,
    ),
    "second picture of noise": (
        "a.jpg",
        _after(jpeg, b"\xff\xd8", segment(0xDA, b"noise"), b"\xff\xd9"),
        _DAMAGED,
    ),
    "second picture cut short": (
        "a.jpg",
        lambda: animated("MPO")[:-40],
        _CUT_SHORT,
    ),
    "PNG without pixels": (
        "a.png",
        lambda: PNG_SIGNATURE + chunk(b"IHDR", bytes(13)) + chunk(b"IEND"),
        _DAMAGED,
    ),
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
    "GIF without a frame": ("a.gif", lambda: b"GIF89a" + bytes(7) + b";", _DAMAGED),
    "GIF of noise": (
        "a.gif",
        lambda: _of("GIF")()[:-9] + b"\xff" * 7 + b"\0;",
        _DAMAGED,
    ),
    "GIF with another block": ("a.gif", lambda: _of("GIF")()[:-1] + b"?;", _DAMAGED),
    "WebP of noise": (
        "a.webp",
        lambda: riff(riff_chunk(b"VP8 ", b"noise!\x08\0\x08\0" + b"noise")),
        _DAMAGED,
    ),
    "WebP without a picture": ("a.webp", lambda: riff(vp8x(0, 8, 8)), _DAMAGED),
    "WebP without a frame": (
        "a.webp",
        lambda: riff(vp8x(_ANIMATED, 8, 8), _ANIM),
        _DAMAGED,
    ),
    "WebP smaller than its canvas": (
        "a.webp",
        lambda: riff(vp8x(0, 8, 8), _webp_pixels()),
        _DAMAGED,
    ),
    "AVIF without a picture": (
        "a.avif",
        lambda: box(b"ftyp", b"avif\0\0\0\0avifmif1"),
        _CUT_SHORT,
    ),
}

POLYGLOTS: dict[str, Hostile] = {
    "JPEG and ZIP": ("a.jpg", _after(jpeg, archive()), _OTHER_DATA),
    "JPEG, padding and ZIP": ("a.jpg", _after(jpeg, bytes(99), archive()), _OTHER_DATA),
    "motion photo and ZIP": ("a.jpg", _after(motion_photo, archive()), _OTHER_DATA),
    "ZIP and a comment": ("a.jpg", _after(jpeg, archive(), b"more"), _OTHER_DATA),
    "JPEG and PDF": ("a.jpg", _after(jpeg, b"\n%PDF-1.4\n"), _OTHER_DATA),
    "JPEG and script": ("a.jpg", _after(jpeg, b"<ScRiPt src=//x>"), _OTHER_DATA),
    "JPEG and PHP": ("a.jpg", _after(jpeg, b"<?php system($_GET[0]);"), _OTHER_DATA),
    "JPEG and HTML": ("a.jpg", _after(jpeg, _HTML.upper()), _OTHER_DATA),
    "JPEG and doctype": ("a.jpg", _after(jpeg, b"--><!DOCTYPE html>"), _OTHER_DATA),
    "JPEG and SVG": ("a.jpg", _after(jpeg, b"<svg onload='alert(1)'>"), _OTHER_DATA),
    "two pictures and SVG": (
        "a.jpg",
        lambda: animated("MPO") + b"<svg onload='alert(1)'>",
        _OTHER_DATA,
    ),
    "PNG and ZIP": ("a.png", _after(png, archive()), _OTHER_DATA),
    "PNG and a byte": ("a.png", _after(png, b"\0\0\1"), _OTHER_DATA),
    "GIF and ZIP": ("a.gif", _after(_of("GIF"), archive()), _OTHER_DATA),
    "GIF and script": ("a.gif", _after(_of("GIF"), b"=1;alert(1)"), _OTHER_DATA),
    "WebP and ZIP": ("a.webp", _after(_of("WEBP"), archive()), _OTHER_DATA),
    "AVIF and ZIP": ("a.avif", _after(_of("AVIF"), archive()), _OTHER_DATA),
    "AVIF and a box of HTML": (
        "a.avif",
        _after(_of("AVIF"), box(b"free", _HTML)),
        _OTHER_DATA,
    ),
}

BROKEN = MISLABELLED | DAMAGED | POLYGLOTS
