"""Pillow's decoders: one for a format, and asked for no more than is needed."""

from __future__ import annotations

import errno
import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Protocol, cast

from PIL import AvifImagePlugin, Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from dropslot.model import Format, NotAnImage, UploadError

from .scan import Data, Frame

# Opened by their classes and not by `Image.open`: so only this one decoder is tried.
_DECODERS: dict[str, Callable[[IO[bytes]], ImageFile.ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "GIF": GifImageFile,
    "WebP": WebPImageFile,
    "AVIF": AvifImageFile,
}

Size = tuple[int, int]
Box = tuple[int, int, int, int]


class Pixels(Protocol):
    """A picture that has been decoded.

    :ivar size: width and height in pixels.
    """

    @property
    def size(self) -> Size: ...

    def crop(self, box: Box) -> Image.Image:
        """A part of it; the box is left, top, right, bottom."""
        ...


class RawPixels:
    """Pixels as a decoder wrote them, not copied into an image of Pillow's.

    For WebP and AVIF, whose pictures Pillow holds twice otherwise.
    """

    def __init__(self, mode: str, rawmode: str, size: Size, data: bytes) -> None:
        self.size = size
        self._mode = mode
        self._rawmode = rawmode
        self._data = memoryview(data)
        self._row_bytes = len(data) // size[1]

    def crop(self, box: Box) -> Image.Image:
        """A band of it, as wide as it is."""
        _, top, _, bottom = box
        rows = self._data[top * self._row_bytes : bottom * self._row_bytes]
        size = self.size[0], bottom - top
        # Shares the memory where it can, and takes any buffer, whatever its annotation
        # says (Pillow docs, `Image.frombuffer`).
        return Image.frombuffer(
            self._mode, size, cast("bytes", rows), "raw", self._rawmode, 0, 1
        )


@contextmanager
def opened(frame: Frame, data: Data, format_: Format) -> Iterator[ImageFile.ImageFile]:
    """Open a frame, and let go of all its memory in the end, whatever happens.

    :raises NotAnImage: its decoder sees another size than the scan did, so that what
        it would decode is not what the limits were held against.
    """
    image = _DECODERS[format_.name](frame.open(data))
    try:
        # An AVIF may be cropped or padded by its container; both sizes are limited.
        if format_.name != "AVIF" and image.size != (frame.width_px, frame.height_px):
            raise NotAnImage
        yield image
    finally:
        _release(image)


def decoded(image: ImageFile.ImageFile, index: int = 0) -> Pixels:
    """Decode a picture, or a frame of an AVIF, to its end.

    :param image: as :func:`opened`, not loaded.
    """
    if isinstance(image, WebPImageFile):
        data, _, _ = image._get_next()
        mode = "RGBX" if image.rawmode == "RGBX" else "RGBA"
        return RawPixels(mode, image.rawmode, image.size, data)
    if isinstance(image, AvifImageFile):
        data, *_ = image._decoder.get_frame(index)
        return RawPixels(image.mode, image.mode, image.size, data)
    image.load()
    return image


@contextmanager
def own_rules() -> Iterator[None]:
    """Hold to our limits and not to those of the process, which a host may have set."""
    before = (
        Image.MAX_IMAGE_PIXELS,
        ImageFile.LOAD_TRUNCATED_IMAGES,
        AvifImagePlugin.DEFAULT_MAX_THREADS,
    )
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # There is a checker for each core; threads of its own would only take memory.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    try:
        yield
    finally:
        (
            Image.MAX_IMAGE_PIXELS,
            ImageFile.LOAD_TRUNCATED_IMAGES,
            AvifImagePlugin.DEFAULT_MAX_THREADS,
        ) = before


def refusal_of(error: Exception, needed_bytes: int) -> Exception:
    """What an error of a decoder means; what had no memory is no damage.

    All that the error kept alive is let go, so the memory of the picture is free.

    :param needed_bytes: as much as decoding takes.
    :return: a refusal, ``MemoryError``, or what the disk said.
    """
    _forget(error)
    if isinstance(error, UploadError):
        return error
    if isinstance(error, OSError) and error.errno not in (None, errno.ENOMEM):
        # The disk's, and not the picture's fault; those of Pillow have no number.
        return error
    # Pillow raises what it comes across: OSError, SyntaxError, struct.error, ...
    told = str(error).lower()
    # Of a failed allocation most of its decoders say no more than of any damage.
    if isinstance(error, MemoryError) or "memory" in told or not has_room(needed_bytes):
        return MemoryError()
    return NotAnImage("cut-short" if "truncated" in told else None)


def has_room(needed_bytes: int) -> bool:
    """Whether so much memory could be had at once, without touching any of it."""
    if needed_bytes <= 0:
        return True
    try:
        mmap.mmap(-1, needed_bytes, **_PRIVATE).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True


# A shared mapping would count against the size of /dev/shm instead.
_PRIVATE: dict[str, int] = (
    {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS}
    if hasattr(mmap, "MAP_ANONYMOUS")
    else {}
)


def _forget(error: BaseException) -> None:
    # Its traceback keeps every frame of the way here, and each frame its variables.
    error.__traceback__ = None
    for other in (error.__cause__, error.__context__):
        if other is not None:
            _forget(other)
    error.__cause__ = error.__context__ = None


def _release(image: ImageFile.ImageFile) -> None:
    image.close()
    # Its canvases; `close` leaves them to whoever still knows the image.
    if isinstance(image, WebPImageFile | AvifImageFile):
        del image._decoder
