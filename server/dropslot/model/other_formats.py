"""Picture formats that Dropslot does not take, so that each can be called by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 512
"""As many bytes of a file tell what it is."""


@dataclass(frozen=True, slots=True)
class OtherFormat:
    """A picture format that is not taken.

    :param name: picks what a person calls it, ``format.<name>`` in ``locales/``.
    :param variant: which sentence refuses it: ``heic`` for the photos of phones,
        ``not-shown`` where most browsers do not show it, else ``not-taken``.
    :param extensions: lower case with the dot.
    :param start: what a file of it begins with, where that tells it from others.
    """

    name: str
    variant: str
    extensions: tuple[str, ...]
    start: re.Pattern[bytes] | None = None


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


_CAMERAS = (
    ".3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .gpr .iiq .kdc .mef .mos .mrw .nef .nrw"
    " .orf .pef .raf .raw .rw2 .rwl .sr2 .srf .srw .x3f"
)

OTHER_FORMATS = (
    # ISO/IEC 23008-12, B.4 and 10.2: HEVC's brands, and those of any codec.
    OtherFormat(
        "HEIC",
        "heic",
        (".heic", ".heics", ".heif", ".heifs", ".hif"),
        _begins(rb".{4}ftyp(?:.{4}){0,16}?(?:hei[cxms]|hev[cxms]|mif1|msf1)"),
    ),
    # Some of them begin like a TIFF, so they come in front of it.
    OtherFormat(
        "RAW",
        "not-shown",
        tuple(_CAMERAS.split()),
        _begins(rb"II\*\0.{4}CR|.{4}ftypcrx|FUJIFILMCCD-RAW|IIR[OS]|MMOR|IIU\0|FOVb"),
    ),
    # TIFF 6.0, section 2; BigTIFF has 43 instead of 42.
    OtherFormat(
        "TIFF",
        "not-shown",
        (".tif", ".tiff"),
        _begins(rb"II[*+]\0|MM\0[*+]"),
    ),
    OtherFormat("Photoshop", "not-shown", (".psd", ".psb"), _begins(rb"8BPS\0[\1\2]")),
    OtherFormat("GIMP", "not-shown", (".xcf",), _begins(rb"gimp xcf ")),
    # ISO/IEC 18181-2, 9.1: in boxes, or the bare codestream.
    OtherFormat(
        "JPEG XL",
        "not-shown",
        (".jxl",),
        _begins(rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n"),
    ),
    # ITU-T T.800, I.5.1 and A.4.1.
    OtherFormat(
        "JPEG 2000",
        "not-shown",
        (".jp2", ".j2k", ".j2c", ".jpf", ".jpx"),
        _begins(rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51"),
    ),
    OtherFormat("OpenEXR", "not-shown", (".exr",), _begins(rb"\x76\x2f\x31\x01")),
    OtherFormat("Targa", "not-shown", (".tga",)),
    # Behind its size come four bytes of zero.
    OtherFormat("BMP", "not-taken", (".bmp", ".dib"), _begins(rb"BM.{4}\0{4}")),
    # How many pictures it holds, and the width, height and colours of the first.
    OtherFormat(
        "ICO", "not-taken", (".ico", ".cur"), _begins(rb"\0\0[\1\2]\0[^\0]\0.{3}\0")
    ),
    OtherFormat(
        "SVG",
        "not-taken",
        (".svg", ".svgz"),
        _begins(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?)?(?:<!.*?)?<svg[\s>]"),
    ),
)

OTHER_BY_EXTENSION = {
    extension: other for other in OTHER_FORMATS for extension in other.extensions
}


def other_format_of(head: bytes) -> OtherFormat | None:
    """Tell which of them a file is, or None.

    :param head: its first `HEAD_BYTES`.
    """
    return next(
        (other for other in OTHER_FORMATS if other.start and other.start.match(head)),
        None,
    )
