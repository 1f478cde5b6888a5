"""Goes on with what version 0.1.0 had in its folder: unfinished files, and marks."""

from __future__ import annotations

import logging
from pathlib import Path

from dropslot.model import NotThere
from dropslot.storage import EarlierFolder, session_prefix

from .backend import Backend

_log = logging.getLogger(__name__)


def take_over(backend: Backend) -> None:
    """Write into the database what stood in the folder. Nothing, mostly.

    Others may do so at the same time, and whoever is stopped goes on at the next start.

    :raises UploadError: the database cannot.
    """
    root = backend.settings.upload_path
    if not isinstance(root, Path):
        return
    earlier = EarlierFolder(root)
    try:
        _take_chunks(backend, earlier)
        for key, path in earlier.marks():
            backend.marks.note([key])
            path.unlink(missing_ok=True)
        earlier.clear()
    except OSError as error:
        _log.warning("What 0.1.0 left unfinished stays where it is: %s", error)


def _take_chunks(backend: Backend, earlier: EarlierFolder) -> None:
    for session_id, index, path in earlier.chunks():
        try:
            session = backend.sessions.get(session_id)
            size_bytes = path.stat().st_size
            offset_bytes = index * session.chunk_bytes
            # First: whoever is stopped right after leaves nothing that is not found.
            backend.marks.note([session_prefix(session_id)])
            earlier.take_chunk(path, session_id, offset_bytes)
        except NotThere:
            # Nobody waits for it any more.
            path.unlink(missing_ok=True)
        except FileNotFoundError:
            # Another process was quicker.
            continue
        else:
            backend.sessions.arrived(session_id, offset_bytes, size_bytes)
