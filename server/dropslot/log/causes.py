"""Why something failed, in a line: what the system said, and no name of a file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from dropslot.model import UploadError

from .lines import printable, without_names

_CAUSE_CHARACTERS = 300


def cause_in_words(error: BaseException) -> str:
    """What began it, such as ``OSError ENOSPC (No space left on device) in /srv/x``.

    The error that it was raised from is followed to the first; where there is none, the
    function that raised it is named.
    """
    first = error
    while first.__cause__ is not None:
        first = first.__cause__
    if isinstance(first, OSError) and first.errno:
        # Not its text, which names the file.
        code = errno.errorcode.get(first.errno, str(first.errno))
        where = _folder(first.filename)
        return f"{type(first).__name__} {code} ({first.strerror}){where}"
    told = _told(first) if first is not error else ""
    described = f"{type(first).__name__}: {told}" if told else type(first).__name__
    plain = without_names(printable(described, is_quoted=False))
    return plain[:_CAUSE_CHARACTERS] + _place(error)


def _told(error: BaseException) -> str:
    # Its sentence is for a person, and in their language.
    text = error.key if isinstance(error, UploadError) else str(error)
    return text.partition("\n")[0]


def _folder(filename: object) -> str:
    if not isinstance(filename, str | os.PathLike):
        return ""
    return f" in {printable(str(Path(filename).parent), is_quoted=False)}"


def _place(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    code = traceback.tb_frame.f_code
    module = traceback.tb_frame.f_globals.get("__name__", "?")
    return f" in {module}.{code.co_name}"
