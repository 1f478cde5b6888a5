"""Pictures that something hides behind: archives, programs, another picture."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from functools import partial

from crafted import PNG_SIGNATURE, box
from hostile import Hostile
from pictures import Maker, animated, encoded, jpeg, motion_photo, photo, png
from tails import FORMATS, NOISE, PHONES, avif, gif, samsung_trailer, webp, zipped

_REFUSED = "error.invalid-image.other-data"
_ARCHIVE, _PROGRAM = f"{_REFUSED}.archive", f"{_REFUSED}.program"
_DOCUMENT, _MARKUP = f"{_REFUSED}.document", f"{_REFUSED}.markup"
_PICTURE = f"{_REFUSED}.picture"

_HTML = b"<html><body onload=alert(1)>hello</body></html>"
_WINDOWS_PROGRAM = (
    b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff".ljust(60, b"\0")
    + (64).to_bytes(4, "little")
    + b"PE\0\0\x64\x86"
    + bytes(99)
)
_LINUX_PROGRAM = b"\x7fELF\2\1\1\0" + bytes(200)


def _tar() -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as opened:
        opened.addfile(tarfile.TarInfo("evil.sh"))
    return written.getvalue()


def _overwritten(format_: str, **options: object) -> bytes:
    """A small picture that was saved over a larger one, which was not cut off."""
    small, large = photo(120, 90), photo(400, 300, seed=1)
    new, old = (encoded(one, format_, **options) for one in (small, large))
    return new + old[len(new) :]


_PAYLOADS: dict[str, tuple[bytes, str]] = {
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24), _ARCHIVE),
    "RAR": (b"Rar!\x1a\7\1\0" + bytes(20), _ARCHIVE),
    "old RAR": (b"Rar!\x1a\7\0" + bytes(20), _ARCHIVE),
    "gzip": (gzip.compress(b"content"), _ARCHIVE),
    "xz": (lzma.compress(b"content"), _ARCHIVE),
    "zstd": (b"\x28\xb5\x2f\xfd\4\0" + bytes(9), _ARCHIVE),
    "bzip2": (b"BZh91AY&SY" + bytes(9), _ARCHIVE),
    "cabinet": (b"MSCF" + bytes(40), _ARCHIVE),
    "tar": (_tar(), _ARCHIVE),
    "Debian package": (b"!<arch>\ndebian-binary   ", _ARCHIVE),
    "ZIP": (zipped("evil.class"), _ARCHIVE),
    "ZIP without its directory": (zipped("evil.class")[:40], _ARCHIVE),
    "ZIP that looks like a phone's": (zipped(*PHONES, "evil.exe"), _ARCHIVE),
    "a phone's and another ZIP": (zipped(*PHONES) + zipped("evil"), _ARCHIVE),
    "Windows program": (_WINDOWS_PROGRAM, _PROGRAM),
    "DOS program": (b"MZ" + bytes(62), _PROGRAM),
    "Linux program": (_LINUX_PROGRAM, _PROGRAM),
    "macOS program": (b"\xcf\xfa\xed\xfe\7\0\0\1" + bytes(24), _PROGRAM),
    "universal macOS program": (b"\xca\xfe\xba\xbe\0\0\0\2" + bytes(24), _PROGRAM),
    "Java class": (b"\xca\xfe\xba\xbe\0\0\0\x41" + bytes(24), _PROGRAM),
    "WebAssembly": (b"\0asm\1\0\0\0" + bytes(9), _PROGRAM),
    "Android program": (b"dex\n035\0" + bytes(99), _PROGRAM),
    "shell script": (b"#!/bin/sh\nrm -rf ~\n", _PROGRAM),
    "PDF": (b"%PDF-1.7\n", _DOCUMENT),
    "Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), _DOCUMENT),
    "PDF behind a line end": (b"\n%PDF-1.4\n", _DOCUMENT),
    "HTML": (_HTML, _MARKUP),
    "HTML in capitals": (_HTML.upper(), _MARKUP),
    "script": (b"<ScRiPt src=//x>", _MARKUP),
    "PHP": (b"<?php system($_GET[0]);", _MARKUP),
    "doctype": (b"--><!DOCTYPE html>", _MARKUP),
    "SVG": (b"<svg onload='alert(1)'>", _MARKUP),
    "ZIP and a comment": (zipped("evil.class") + b"more", _ARCHIVE),
}

_IN_BETWEEN: dict[str, tuple[bytes, str]] = {
    "a film and ZIP": (motion_photo()[len(jpeg()) :] + zipped("evil"), _ARCHIVE),
    "a film and gzip": (motion_photo()[len(jpeg()) :] + gzip.compress(b"x"), _ARCHIVE),
    "noise and 7z": (NOISE + b"7z\xbc\xaf\x27\x1c" + NOISE, _ARCHIVE),
    "noise and a Windows program": (NOISE + _WINDOWS_PROGRAM, _PROGRAM),
    "noise and a Linux program": (NOISE + _LINUX_PROGRAM, _PROGRAM),
    "Samsung's block with RAR": (
        samsung_trailer((0xA30, b"MotionPhoto_Data", _PAYLOADS["RAR"][0])),
        _ARCHIVE,
    ),
}


def _with(make: Maker, tail: bytes) -> bytes:
    return make() + tail


HIDDEN: dict[str, Hostile] = {
    **{
        f"JPEG and {kind}": ("a.jpg", partial(_with, jpeg, tail), key)
        for kind, (tail, key) in (_PAYLOADS | _IN_BETWEEN).items()
    },
    **{
        f"JPEG, padding and {kind}": (
            "a.jpg",
            partial(_with, jpeg, b"\0\n" + tail),
            key,
        )
        for kind, (tail, key) in _PAYLOADS.items()
    },
    **{
        f"{extension} and {kind}": (f"a{extension}", partial(_with, make, tail), key)
        for extension, make in FORMATS.items()
        for kind, (tail, key) in _PAYLOADS.items()
    },
    "JPEG saved over a larger one": ("a.jpg", lambda: _overwritten("JPEG"), _PICTURE),
    "JPEG saved over a progressive one": (
        "a.jpg",
        lambda: _overwritten("JPEG", progressive=True),
        _PICTURE,
    ),
    "JPEG saved over a PNG": (
        "a.jpg",
        lambda: jpeg() + encoded(photo(400, 300), "PNG")[len(jpeg()) :],
        _PICTURE,
    ),
    "PNG saved over a larger one": ("a.png", lambda: _overwritten("PNG"), _PICTURE),
    "GIF saved over a larger one": ("a.gif", lambda: _overwritten("GIF"), _PICTURE),
    "WebP saved over a larger one": ("a.webp", lambda: _overwritten("WEBP"), _PICTURE),
    "AVIF saved over a larger one": ("a.avif", lambda: _overwritten("AVIF"), _PICTURE),
    "two PNGs": ("a.png", lambda: png() + png(seed=1), _PICTURE),
    "two GIFs": ("a.gif", lambda: gif() + gif(), _PICTURE),
    "two WebPs": ("a.webp", lambda: webp() + webp(), _PICTURE),
    "PNG and JPEG": ("a.png", lambda: png() + jpeg(), _PICTURE),
    "PNG and pixels": (
        "a.png",
        lambda: png() + png()[len(PNG_SIGNATURE) + 25 :],
        _PICTURE,
    ),
    "GIF with a frame behind its trailer": (
        "a.gif",
        lambda: gif() + gif()[781:],
        _PICTURE,
    ),
    "two pictures and SVG": (
        "a.jpg",
        lambda: animated("MPO") + b"<svg onload='alert(1)'>",
        _MARKUP,
    ),
    "AVIF and a box of HTML": ("a.avif", lambda: avif() + box(b"free", _HTML), _MARKUP),
    "AVIF and a box of gzip": (
        "a.avif",
        lambda: avif() + box(b"free", gzip.compress(b"x")),
        _ARCHIVE,
    ),
    "GIF and script": ("a.gif", lambda: gif() + b"=1;alert(1)", _REFUSED),
    "PNG and a byte": ("a.png", lambda: png() + b"\0\0\1", _REFUSED),
    "PNG and a word": ("a.png", lambda: png() + b"secret", _REFUSED),
    "GIF and a word": ("a.gif", lambda: gif() + b"secret", _REFUSED),
    "WebP and a word": ("a.webp", lambda: webp() + b"secret", _REFUSED),
    "AVIF and a word": ("a.avif", lambda: avif() + b"secret", _REFUSED),
}
