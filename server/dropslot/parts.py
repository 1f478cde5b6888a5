"""A form's parts off the wire, an event at a time."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Epilogue, MultipartDecoder, NeedData

# Werkzeug's own default; parts of a form, files and fields together.
_MAX_PARTS = 1000
# Larger reads make Werkzeug's decoder keep more than max_form_memory_size and fail.
READ_BYTES = 64 * 1024
# Werkzeug's own default, and enough for the headers of a part.
FORM_MEMORY_BYTES = 500_000


class TooLong(Exception):
    """The body is longer than a request may be; its length was not told before."""


def events(request: Request, boundary: bytes) -> Iterator[object]:
    """What Werkzeug's decoder finds: ``Field``, ``File`` and ``Data``.

    :raises TooLong: the body is longer than ``request.max_content_length``.
    :raises ValueError, RequestEntityTooLarge: it is no form, or has too many parts.
    """
    decoder = MultipartDecoder(
        boundary,
        max_form_memory_size=FORM_MEMORY_BYTES,
        max_parts=_MAX_PARTS,
    )
    # A host's hook may have taken the whole body with get_data() before us.
    cached: bytes | None = vars(request).get("_cached_data")
    stream = request.stream if cached is None else BytesIO(cached)
    while True:
        data = _read(stream)
        decoder.receive_data(data or None)
        event = decoder.next_event()
        while not isinstance(event, NeedData | Epilogue):
            yield event
            event = decoder.next_event()
        if isinstance(event, Epilogue):
            return


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(READ_BYTES)
    except RequestEntityTooLarge as error:
        raise TooLong from error
