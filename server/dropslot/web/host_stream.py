"""What a host's own code hands over: a file of a form, or any binary file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO

from werkzeug.datastructures import FileStorage

from dropslot.model import NoFile, with_extension


def as_received(file: FileStorage | IO[bytes] | None, name: str | None) -> FileStorage:
    """A file as one of a form, under another name where one is given.

    :raises NoFile: there is none.
    :raises TypeError: it is no file, or one of text.
    :raises ValueError: nothing says what it is called.
    """
    if file is None:
        raise NoFile
    if isinstance(file, FileStorage):
        # A browser's form sends an empty choice as a file without a name: no file.
        if not name or file.filename == "":
            return file
        return FileStorage(file.stream, with_extension(name, file.filename or ""))
    if isinstance(file, io.TextIOBase) or not hasattr(file, "read"):
        raise TypeError(
            "keep() takes a file of request.files, or one that is open in binary"
            f" mode, such as open(path, 'rb') or io.BytesIO(data), not {file!r}."
        )
    return FileStorage(file, _named(file, name))


@contextmanager
def at_its_beginning(file: FileStorage) -> Iterator[None]:
    """Have a file read from its beginning, whoever has read of it before; and leave it
    there for whoever comes next.

    :raises ValueError: it cannot be read twice.
    """
    _rewind(file)
    try:
        yield
    finally:
        _rewind(file)


def _named(file: IO[bytes], name: str | None) -> str:
    # That of a temporary file is a number.
    own = getattr(file, "name", "")
    own = PurePath(own).name if isinstance(own, str) else ""
    if not (name or own):
        raise ValueError(
            "This file has no name, which says what kind of picture it is:"
            ' keep(file, name="holiday.jpg").'
        )
    return with_extension(name, own) if name else own


def _rewind(file: FileStorage) -> None:
    try:
        file.stream.seek(0)
    except (AttributeError, OSError) as error:
        raise ValueError(
            "This file cannot be rewound, so nobody can tell whether some of it has"
            " been read already: keep(io.BytesIO(file.read()), name=...)."
        ) from error
