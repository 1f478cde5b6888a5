"""POST: take the ``file`` parts off the wire, straight into staged files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import (
    ClientDisconnected,
    HTTPException,
    RequestEntityTooLarge,
)
from werkzeug.wsgi import get_input_stream

from dropslot.model import (
    BadRequest,
    NoFile,
    UploadError,
    clean_sender_name,
    clean_title,
)
from dropslot.settings import SenderName, Settings
from dropslot.storage import Staging
from dropslot.uploads import (
    CHUNK_FIELDS,
    Arrival,
    Chunk,
    checked_uuid,
    chunk_of,
    extension_of,
)

from .multipart import (
    FORM_MEMORY_BYTES,
    READ_BYTES,
    Part,
    TextField,
    TooLong,
    events,
    too_large_together,
)
from .part_head import Head

FIELD = "file"
SENDER_NAME_FIELD = "from"
# What a refused client may go on sending, so that it comes to read the answer.
_DRAIN_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Form:
    """What a request brought.

    :param arrivals: its files, in their order, at least one.
    :param chunk: what its fields say, when its only file is a chunk of one.
    :param uuid: what its sender calls its only file, when that is whole.
    """

    arrivals: list[Arrival]
    chunk: Chunk | None
    uuid: str | None


@contextmanager
def received(request: Request, settings: Settings, staging: Staging) -> Iterator[Form]:
    """The files of a request, staged; what was not kept at the end is discarded.

    :raises NoFile: there is no file, or none was chosen.
    :raises TooLarge: a file, or the whole request, is over the limit.
    :raises BadRequest: the body is not what its headers say.
    """
    # Of this request only: the host's own limit stays as it is (Flask 3.1).
    request.max_content_length = settings.request_bytes
    request.max_form_memory_size = FORM_MEMORY_BYTES
    if (request.content_length or 0) > request.max_content_length:
        raise too_large_together(request.content_length or 0, settings)
    with ExitStack() as discarded:
        intake = _Intake(settings, staging, discarded)
        try:
            if "files" in vars(request):
                # Something in the host app has read the form before us.
                intake.fields = request.form.to_dict()
                intake.copy(request.files.getlist(FIELD))
            else:
                intake.read(request)
        except TooLong as error:
            raise too_large_together(settings.request_bytes + 1, settings) from error
        except (ValueError, ClientDisconnected, RequestEntityTooLarge) as error:
            raise BadRequest from error
        if not intake.arrivals:
            # What has a name that nobody can read may have been the file.
            raise BadRequest if intake.is_unreadable else NoFile
        yield _form(intake, settings)


@contextmanager
def staged(
    file: FileStorage, settings: Settings, staging: Staging
) -> Iterator[list[Arrival]]:
    """A file that a host's own view received, staged.

    :raises NoFile: it has no name.
    :raises TooLarge: it is over the limit.
    """
    with ExitStack() as discarded:
        intake = _Intake(settings, staging, discarded)
        intake.copy([file])
        if not intake.arrivals:
            raise NoFile
        yield intake.arrivals


def drain(request: Request) -> None:
    """Read what a refused client still sends, up to a bound, so that it comes to read
    our answer instead of finding its connection broken."""
    rest = _DRAIN_BYTES
    # A client that is gone needs no answer, nor one whose body nobody could hold.
    with suppress(OSError, UploadError, HTTPException):
        # What has been read of it already must not be waited for again.
        stream = vars(request).get("stream") or get_input_stream(request.environ)
        while rest > 0 and (data := stream.read(min(READ_BYTES, rest))):
            rest -= len(data)


def _form(intake: _Intake, settings: Settings) -> Form:
    chunk = chunk_of(intake.fields)
    uuid = intake.fields.get("dzuuid")
    if uuid is not None and len(intake.arrivals) > 1:
        raise BadRequest
    whole = None if chunk or uuid is None else checked_uuid(uuid)
    if settings.sender_name is SenderName.OFF:
        return Form(intake.arrivals, chunk, whole)
    name = clean_sender_name(intake.fields.get(SENDER_NAME_FIELD, ""))
    named = [replace(one, sender_name=name) for one in intake.arrivals]
    return Form(named, chunk, whole)


class _Intake:
    """Stages the files of one request, in their order."""

    def __init__(
        self, settings: Settings, staging: Staging, discarded: ExitStack
    ) -> None:
        self.arrivals: list[Arrival] = []
        self.fields: dict[str, str] = {}
        self.is_unreadable = False
        self._settings = settings
        self._staging = staging
        self._discarded = discarded

    def read(self, request: Request) -> None:
        boundary = request.mimetype_params.get("boundary")
        if request.mimetype != "multipart/form-data" or not boundary:
            raise NoFile
        part: Part | TextField | None = None
        for event in events(request, boundary.encode("ascii", "replace")):
            if isinstance(event, Head):
                part = self._begin(event)
            elif part:
                part.write(event.data)
                if not event.more_data:
                    part.finish()

    def copy(self, files: list[FileStorage]) -> None:
        for file in files:
            if part := self._open(file.filename or ""):
                while data := file.stream.read(READ_BYTES):
                    part.write(data)
                part.finish()

    def _begin(self, head: Head) -> Part | TextField | None:
        if head.filename is not None:
            return self._open(head.filename) if head.name == FIELD else None
        self.is_unreadable = self.is_unreadable or head.is_guessed
        is_free = head.name == SENDER_NAME_FIELD
        if not (is_free or head.name in CHUNK_FIELDS):
            return None
        return TextField(head.name, self.fields, is_free)

    def _open(self, filename: str) -> Part | None:
        title = clean_title(filename)
        if not title:
            # A browser's form sends an empty choice as a file without a name.
            return None
        extension_of(self._settings, title)
        staged = self._staging.new()
        self._discarded.callback(staged.discard)
        self.arrivals.append(Arrival(staged, title))
        return Part(staged, self._settings)
