"""What cameras and tools leave behind pictures."""

from __future__ import annotations

import io
import random
import struct
import zipfile

from crafted import box, chunk, riff_chunk
from pictures import Maker, animated, encoded, jpeg, motion_photo, photo, png
from PIL import Image

NOISE = random.Random(3).randbytes(20_000)


def samsung_trailer(*blocks: tuple[int, bytes, bytes]) -> bytes:
    """Blocks of type, name and content with their directory, as in `samsung.py`."""
    records = [
        struct.pack("<HHI", 0, kind, len(name)) + name + content
        for kind, name, content in blocks
    ]
    directory = b"SEFH" + struct.pack("<II", 106, len(records))
    for index, record in enumerate(records):
        distance = sum(map(len, records[index:]))
        directory += record[:4] + struct.pack("<II", distance, len(record))
    ending = struct.pack("<I", len(directory)) + b"SEFT"
    return b"".join(records) + directory + ending


MOTION = samsung_trailer((0x0A30, b"MotionPhoto_Data", NOISE))


def zipped(*names: str) -> bytes:
    """A ZIP of files with such names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as opened:
        for name in names:
            opened.writestr(name, b"content of " + name.encode())
    return written.getvalue()


def gif() -> bytes:
    """A photo as GIF."""
    return encoded(photo(mode="P"), "GIF")


def webp() -> bytes:
    """A photo as WebP."""
    return encoded(photo(), "WEBP")


def avif() -> bytes:
    """A photo as AVIF."""
    return encoded(photo(), "AVIF", speed=10)


PHONES = ("[Content_Types].xml", "formats/heif/photo.dng", "formats/raw.bin")

FORMATS: dict[str, Maker] = {
    ".jpg": jpeg,
    ".png": png,
    ".gif": gif,
    ".webp": webp,
    ".avif": avif,
}

TAILS_OF_ALL: dict[str, bytes] = {
    "a line end": b"\n",
    "white space": b" \r\n\t" * 9,
    "zeros": bytes(5_000),
    "zeros and a line end": bytes(9) + b"\r\n",
    "Samsung's trailer": MOTION,
}

HARMLESS: dict[str, tuple[str, Maker]] = {
    "a byte of another JPEG": ("a.jpg", lambda: jpeg() + b"\xff"),
    "two bytes of another JPEG": ("a.jpg", lambda: jpeg() + b"\xff\xd8"),
    "half of another JPEG": ("a.jpg", lambda: jpeg() + jpeg(80, 60)[:-900]),
    "another JPEG without its end": ("a.jpg", lambda: jpeg() + jpeg(80, 60)[:-2]),
    "another JPEG without pixels": ("a.jpg", lambda: jpeg() + b"\xff\xd8\xff\xd9"),
    "two others, the first of them cut": (
        "a.jpg",
        lambda: jpeg() + jpeg(80, 60)[:-900] + jpeg(80, 60),
    ),
    "second end of a JPEG": ("a.jpg", lambda: jpeg() + b"\xff\xd9"),
    "Samsung's trailer for its end": ("a.jpg", lambda: jpeg()[:-2] + MOTION),
    "Samsung's trailer behind few pixels": (
        "a.jpg",
        lambda: encoded(Image.new("L", (1, 1)), "JPEG")[:-2] + MOTION,
    ),
    "Samsung's trailer behind a progressive JPEG": (
        "a.jpg",
        lambda: jpeg(progressive=True)[:-2] + MOTION,
    ),
    "Samsung's trailer that names a JPEG": (
        "a.jpg",
        lambda: jpeg()[:-2] + samsung_trailer((0xAB0, b"DualShot_1", jpeg(80, 60))),
    ),
    "Samsung's sound behind a trailer": (
        "a.jpg",
        lambda: jpeg()[:-2] + MOTION + bytes(20) + struct.pack("<I", 20) + b"QDIO",
    ),
    "a film": ("a.jpg", motion_photo),
    "a gain map": ("a.jpg", lambda: jpeg() + jpeg(80, 60)),
    "a gain map and a film": ("a.jpg", lambda: jpeg() + motion_photo()),
    "a phone's other formats": ("a.jpg", lambda: jpeg() + zipped(*PHONES)),
    "an empty archive": ("a.jpg", lambda: jpeg() + zipped()),
    "samples of a depth map": ("a.jpg", lambda: jpeg() + b"\xff\0" * 9_000),
    "second end of a PNG": ("a.png", lambda: png() + png()[-12:]),
    "ends of a PNG in zeros": ("a.png", lambda: png() + (bytes(3) + png()[-12:]) * 3),
    "text behind a PNG": ("a.png", lambda: png() + chunk(b"tEXt", b"a\0b") + b"\n"),
    "second trailer of a GIF": ("a.gif", lambda: gif() + b";"),
    "comment behind a GIF": ("a.gif", lambda: gif() + b"!\xfe\3abc\0"),
    "comment and trailer behind a GIF": (
        "a.gif",
        lambda: gif() + b"\n!\xfe\3abc\0;\n",
    ),
    "GIF without its trailer": ("a.gif", lambda: gif()[:-1]),
    "GIF without its last two bytes": ("a.gif", lambda: gif()[:-2]),
    "GIF with zeros for its trailer": ("a.gif", lambda: gif()[:-1] + bytes(9)),
    "animated GIF without its trailer": ("a.gif", lambda: animated("GIF")[:-1]),
    "metadata behind a WebP": (
        "a.webp",
        lambda: webp() + riff_chunk(b"XMP ", b"<x:xmpmeta/>") + b"\n",
    ),
    "film in an AVIF": ("a.avif", lambda: avif() + box(b"mpvd", motion_photo())),
}
