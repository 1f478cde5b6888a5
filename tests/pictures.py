"""Pictures for the tests, made in memory: every kind that must pass."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from crafted import box, chunk, deflated, fc_tl, png_of, segment, with_chunks
from crafted import with_segments as more
from PIL import Image, ImageChops, ImageCms

Maker = Callable[[], bytes]


def jpeg(width: int = 320, height: int = 240, seed: int = 0, **options: Any) -> bytes:
    """A photo of realistic size; the same arguments give the same bytes.

    :param options: what Pillow's writer takes, such as ``progressive=True``.
    """
    return encoded(photo(width, height, seed=seed), "JPEG", **options)


def png(width: int = 160, height: int = 120, seed: int = 0, **options: Any) -> bytes:
    """A photo as PNG."""
    return encoded(photo(width, height, seed=seed), "PNG", **options)


def flat_png(width: int, height: int) -> bytes:
    """A black RGB picture of any size, made without its pixels."""
    rows = (bytes(1 + 3 * width) for _ in range(height))
    return png_of((width, height, 8, 2), deflated(rows))


def animated(format_: str, frames: int = 3) -> bytes:
    """An animation of small photos, in any format that Pillow can write."""
    first, *others = (photo(48, 36, seed=seed) for seed in range(frames))
    return encoded(first, format_, save_all=True, append_images=others, duration=80)


@cache
def photo(
    width: int = 160, height: int = 120, mode: str = "RGB", seed: int = 0
) -> Image.Image:
    """Clouds of colour with grain, so that encoders have something to do."""
    chance = random.Random(seed)
    coarse = width // 8 + 1, height // 8 + 1
    clouds = Image.frombytes("RGB", coarse, chance.randbytes(3 * coarse[0] * coarse[1]))
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    grain = grain.point([value // 8 for value in range(256)])
    smooth = clouds.resize((width, height), Image.Resampling.BICUBIC)
    return ImageChops.add(smooth, grain.convert("RGB")).convert(mode)


def encoded(image: Image.Image, format_: str, **options: Any) -> bytes:
    """A picture as a file."""
    written = io.BytesIO()
    image.save(written, format_, **options)
    return written.getvalue()


def half_clear(colour: str = "red") -> Image.Image:
    """A picture of one colour whose left half is transparent."""
    image = Image.new("RGBA", (160, 120), colour)
    image.paste((0, 0, 0, 0), (0, 0, 80, 120))
    return image


def turned(orientation: int) -> Image.Exif:
    """EXIF that says which way up the picture is."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Maker"
    return exif


def red_as_green() -> bytes:
    """A colour profile whose red is sRGB's green, and the other way round."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"----", 1).replace(b"gXYZ", b"rXYZ", 1)
    return swapped.replace(b"----", b"gXYZ", 1)


def profile_of_elements(count: int) -> bytes:
    """An sRGB profile whose way to other colours is one matrix, again and again.

    ICC.1:2022, 10.16: all of the elements stand at the same place.
    """
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    number = int.from_bytes(srgb[128:132])
    table = bytearray(srgb[132 : 132 + 12 * number])
    for at in range(4, len(table), 12):
        table[at : at + 4] = (int.from_bytes(table[at : at + 4]) + 12).to_bytes(4)
    ones = struct.pack(">12f", 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
    matrix = b"matf" + bytes(4) + struct.pack(">HH", 3, 3) + ones
    place = struct.pack(">II", 16 + 8 * count, len(matrix))
    elements = b"mpet" + bytes(4) + struct.pack(">HHI", 3, 3, count)
    elements += place * count + matrix
    entry = struct.pack(">4sII", b"D2B0", len(srgb) + 12, len(elements))
    body = bytes(table) + entry + srgb[132 + 12 * number :] + elements
    size_bytes = (132 + len(body)).to_bytes(4)
    return size_bytes + srgb[4:128] + (number + 1).to_bytes(4) + body


def meant_as(avif: bytes, primaries: int, transfer: int) -> bytes:
    """An AVIF that says how its numbers are meant (ITU-T H.273)."""
    at = avif.index(b"colrnclx") + 8
    return avif[:at] + struct.pack(">HH", primaries, transfer) + avif[at + 4 :]


def grey_16_bit() -> bytes:
    """A PNG that is dark on the left and white on the right, 16 bits a pixel."""
    row = b"".join((300 * x).to_bytes(2) for x in range(200))
    return png_of((200, 50, 16, 0), deflated([b"\0" + row] * 50))


def interlaced_png() -> bytes:
    """Seven passes (PNG specification, 8.1), which Pillow reads but cannot write."""
    image = photo(37, 23)
    starts = ((0, 0), (4, 0), (0, 4), (2, 0), (0, 2), (1, 0), (0, 1))
    steps = ((8, 8), (8, 8), (4, 8), (4, 4), (2, 4), (2, 2), (1, 2))
    pixels = image.tobytes()
    rows = []
    for (left, top), (right, down) in zip(starts, steps, strict=True):
        for y in range(top, 23, down):
            at = (3 * (37 * y + x) for x in range(left, 37, right))
            rows.append(b"\0" + b"".join(pixels[i : i + 3] for i in at))
    return png_of((37, 23, 8, 2, 1), deflated(rows))


def apng_with_a_cover() -> bytes:
    """Its first picture is no frame, and its only frame covers a part of it."""
    image = png(20, 10)
    frame = bytes(4 - 1) + b"\1" + deflated([b"\0" + bytes(3 * 5)] * 4)
    end = len(image) - 12
    animation = fc_tl(0, 5, 4, 2, 2) + chunk(b"fdAT", frame)
    image = image[:end] + animation + image[end:]
    return with_chunks(image, chunk(b"acTL", (1).to_bytes(4) + bytes(4)))


def stripped_multi_picture() -> bytes:
    """A JPEG whose index names three pictures, but a tool has kept only the first."""
    whole = animated("MPO")
    return whole[: whole.index(b"\xff\xd9\xff\xd8") + 2]


def motion_photo() -> bytes:
    """A photo with its video behind it, as phones write."""
    frames = random.Random(1).randbytes(50_000)
    return jpeg() + box(b"ftyp", b"mp42" + bytes(4)) + box(b"mdat", frames)


def _as(format_: str, mode: str = "RGB", **options: Any) -> Maker:
    return lambda: encoded(photo(mode=mode), format_, **options)


def _dot(format_: str) -> Maker:
    return lambda: encoded(Image.new("RGB", (1, 1), "teal"), format_)


_XMP = segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(65_000))
_FILL = b"\xff" * 9

ENDS_EARLIER = {
    "multi-picture",
    "padded JPEG",
    "motion photo",
    "maker's trailer",
    "padded PNG",
}
"""Kinds whose picture is whole before the file ends."""

VALID: dict[str, tuple[str, Maker]] = {
    "baseline": ("a.jpg", jpeg),
    "long extension": ("a.jpeg", partial(jpeg, seed=1)),
    "progressive": ("a.jpg", partial(jpeg, progressive=True)),
    "full colour": ("a.jpg", partial(jpeg, subsampling=0)),
    "greyscale": ("a.jpg", _as("JPEG", "L")),
    "CMYK": ("a.jpg", _as("JPEG", "CMYK")),
    "restart markers": ("a.jpg", partial(jpeg, restart_marker_blocks=3)),
    "turned left": ("a.jpg", partial(jpeg, exif=turned(6))),
    "turned right": ("a.jpg", partial(jpeg, exif=turned(8))),
    "colour profile": ("a.jpg", partial(jpeg, icc_profile=red_as_green())),
    "useless profile": ("a.jpg", partial(jpeg, icc_profile=b"useless" * 50_000)),
    "XMP of 4 MB": ("a.jpg", lambda: more(jpeg(), *[_XMP] * 60)),
    "fill bytes": ("a.jpg", lambda: jpeg().replace(b"\xff\xda", _FILL + b"\xff\xda")),
    "multi-picture": ("a.jpg", partial(animated, "MPO")),
    "stripped multi-picture": ("a.jpg", stripped_multi_picture),
    "padded JPEG": ("a.jpg", lambda: jpeg() + bytes(5_000)),
    "motion photo": ("a.jpg", motion_photo),
    "maker's trailer": ("a.jpg", lambda: jpeg() + b"\0\0\1\nImage_UTC_Data1700SEFT"),
    "one pixel JPEG": ("a.jpg", _dot("JPEG")),
    "RGB PNG": ("a.png", png),
    "RGBA PNG": ("a.png", lambda: encoded(half_clear(), "PNG")),
    "grey PNG": ("a.png", _as("PNG", "L")),
    "grey PNG with alpha": ("a.png", _as("PNG", "LA")),
    "16-bit PNG": ("a.png", grey_16_bit),
    "palette PNG": ("a.png", _as("PNG", "P")),
    "palette PNG with a clear colour": ("a.png", _as("PNG", "P", transparency=9)),
    "black and white PNG": ("a.png", _as("PNG", "1")),
    "interlaced PNG": ("a.png", interlaced_png),
    "PNG with a profile": ("a.png", partial(png, icc_profile=red_as_green())),
    "turned PNG": ("a.png", partial(png, exif=turned(6))),
    "padded PNG": ("a.png", lambda: png() + bytes(100)),
    "animated PNG": ("a.png", partial(animated, "PNG")),
    "animated PNG with a cover": ("a.png", apng_with_a_cover),
    "one pixel PNG": ("a.png", _dot("PNG")),
    "GIF": ("a.gif", _as("GIF", interlace=0)),
    "interlaced GIF": ("a.gif", _as("GIF", interlace=1)),
    "clear GIF": ("a.gif", lambda: encoded(half_clear(), "GIF")),
    "animated GIF": ("a.gif", partial(animated, "GIF")),
    "one pixel GIF": ("a.gif", _dot("GIF")),
    "WebP": ("a.webp", _as("WEBP")),
    "lossless WebP": ("a.webp", _as("WEBP", lossless=True)),
    "clear WebP": ("a.webp", lambda: encoded(half_clear(), "WEBP")),
    "turned WebP": ("a.webp", _as("WEBP", exif=turned(6))),
    "WebP with a profile": ("a.webp", _as("WEBP", icc_profile=red_as_green())),
    "animated WebP": ("a.webp", partial(animated, "WEBP")),
    "one pixel WebP": ("a.webp", _dot("WEBP")),
    "AVIF": ("a.avif", _as("AVIF", speed=10)),
    "clear AVIF": ("a.avif", lambda: encoded(half_clear(), "AVIF", speed=10)),
    "turned AVIF": ("a.avif", _as("AVIF", exif=turned(6), speed=10)),
    "AVIF with a profile": ("a.avif", _as("AVIF", icc_profile=red_as_green())),
    "animated AVIF": ("a.avif", partial(animated, "AVIF")),
    "one pixel AVIF": ("a.avif", _dot("AVIF")),
}
