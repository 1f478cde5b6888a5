"""A form's parts off the wire, an event at a time, and where they go."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from flask import Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import (
    Data,
    Epilogue,
    Field,
    File,
    MultipartDecoder,
    NeedData,
    State,
)

from dropslot.locales import in_megabytes
from dropslot.model import BadRequest, TooLarge
from dropslot.settings import Settings
from dropslot.storage import Staged

from .charsets import decoded
from .part_head import Head, head_of
from .visitor import accepted_languages

MAX_FILES = 1000
"""Files in one request: each is staged. And what is no file:"""
MAX_FIELDS = 1000
# Larger reads make Werkzeug's decoder keep more than max_form_memory_size and fail.
READ_BYTES = 64 * 1024
# Werkzeug's own default.
FORM_MEMORY_BYTES = 500_000
# As much as servers allow a line of a request's own head. The longest name of a file
# has 255 bytes, three times as many where each is quoted.
_HEAD_BYTES = 8192
# Nobody sends so many of the largest size; what is larger is one file.
_SO_MANY_FILES = 100
# The longest number or UUID. Of a longer name the beginning is kept; a browser sends no
# more than its field takes.
_FIELD_BYTES = 64
_NAME_BYTES = 4096


class TooLong(Exception):
    """The body is longer than a request may be; its length was not told before."""


def events(request: Request, boundary: bytes) -> Iterator[Head | Data]:
    """What a form holds: the head of each part, and its data in portions.

    :raises TooLong: the body is longer than ``request.max_content_length``.
    :raises BadRequest: it has too many parts, or the head of one is too long.
    :raises ValueError, RequestEntityTooLarge: it is no form.
    """
    decoder = _Decoder(boundary, accepted_languages())
    # A host's hook may have taken the whole body with get_data() before us.
    cached: bytes | None = vars(request).get("_cached_data")
    stream = request.stream if cached is None else BytesIO(cached)
    while True:
        data = _read(stream)
        decoder.receive_data(data or None)
        event = decoder.next_event()
        while not isinstance(event, NeedData | Epilogue):
            if isinstance(event, Field | File):
                yield decoder.head(event)
            elif isinstance(event, Data):
                yield event
            event = decoder.next_event()
        if isinstance(event, Epilogue):
            return
        decoder.refuse_long_head()


class _Decoder(MultipartDecoder):
    """Werkzeug's decoder, for names in any charset, with bounds that say so."""

    def __init__(self, boundary: bytes, languages: list[str]) -> None:
        super().__init__(boundary, max_form_memory_size=FORM_MEMORY_BYTES)
        self._languages = languages
        self._is_guessed = False
        self._files = 0
        self._fields = 0

    def head(self, event: Field | File) -> Head:
        """What a part is.

        :raises BadRequest: there are too many.
        """
        disposition = event.headers["Content-Disposition"]
        head = head_of(disposition, self._languages, self._is_guessed)
        if head.filename is None:
            self._fields += 1
        else:
            self._files += 1
        if self._files > MAX_FILES:
            raise BadRequest("files", limit=MAX_FILES)
        if self._fields > MAX_FIELDS:
            raise BadRequest("fields", limit=MAX_FIELDS)
        return head

    def refuse_long_head(self) -> None:
        """Wait for no end of a head that is too long already.

        :raises BadRequest: it is.
        """
        if self.state is State.PART:
            _refuse_long(self.buffer)

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        # Werkzeug's own takes UTF-8 only, however long it is.
        _refuse_long(data)
        raw = bytes(data)
        text = decoded(raw, self._languages).encode()
        self._is_guessed = text != raw
        return super()._parse_headers(text)


def _refuse_long(head: bytes | bytearray) -> None:
    if len(head) > _HEAD_BYTES:
        raise BadRequest("head")


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(READ_BYTES)
    except RequestEntityTooLarge as error:
        raise TooLong from error


class Part:
    """One file on its way in; over the limit it is counted to its end but not written,
    so that the refusal can say how large it is."""

    def __init__(self, staged: Staged, settings: Settings) -> None:
        self._staged = staged
        self._settings = settings
        self._count_bytes = 0

    def write(self, data: bytes) -> None:
        """Take in what came of it."""
        self._count_bytes += len(data)
        if self._count_bytes <= self._settings.max_content_length:
            self._staged.write(data)

    def finish(self) -> None:
        """All of it has come."""
        # A request of a thousand files must not hold a thousand descriptors.
        self._staged.close()
        if self._count_bytes > self._settings.max_content_length:
            raise too_large(self._count_bytes, self._settings)


class TextField:
    """A short text field on its way in.

    :param is_free: it holds what a person typed, and not what a program counted.
    """

    def __init__(self, name: str, fields: dict[str, str], is_free: bool) -> None:
        self._name = name
        self._fields = fields
        self._most_bytes = _NAME_BYTES if is_free else _FIELD_BYTES
        self._text = b""

    def write(self, data: bytes) -> None:
        """Take in what came of it."""
        self._text += data
        if len(self._text) > self._most_bytes:
            raise BadRequest("value", field=self._name)

    def finish(self) -> None:
        """All of it has come."""
        self._fields[self._name] = self._text.decode()


def too_large(size_bytes: int, settings: Settings) -> TooLarge:
    """The refusal of so many bytes."""
    return TooLarge(
        size=in_megabytes(size_bytes, up=True),
        limit=in_megabytes(settings.max_content_length),
    )


def too_large_together(size_bytes: int, settings: Settings) -> TooLarge:
    """The refusal of a whole request; how many files are in it nobody has seen."""
    if size_bytes > _SO_MANY_FILES * settings.max_content_length:
        return too_large(size_bytes, settings)
    return TooLarge(
        "together",
        size=in_megabytes(size_bytes, up=True),
        together=in_megabytes(settings.request_bytes),
        limit=in_megabytes(settings.max_content_length),
    )
