"""Remembers what a form has found out about a file, until the file is kept.

A picture is decoded once so, and a host's listeners are asked once. It is of no use to
anybody else: what was found is of these bytes, as a digest says, of this file of this
request, and of this Dropslot, whose limits it is within.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from werkzeug.datastructures import FileStorage

from dropslot.storage import disk_errors
from dropslot.uploads import Arrival, Backend, Checked


@dataclass(frozen=True, slots=True)
class _Known:
    backend: Backend
    digest: bytes
    checked: Checked


# A file of a form goes with its request, and what is known of it goes along.
_known: WeakKeyDictionary[FileStorage, _Known] = WeakKeyDictionary()


def remember(
    backend: Backend, file: FileStorage, arrival: Arrival, checked: Checked
) -> None:
    """Remember what a check of a file has found.

    :param arrival: the file as it was checked, staged still.
    """
    _known[file] = _Known(backend, _digest(arrival.staged.path), checked)


def with_known(backend: Backend, file: object, arrival: Arrival) -> Arrival:
    """A file that has arrived, with what was found before, if it is of these bytes."""
    known = _known.get(file) if isinstance(file, FileStorage) else None
    if known is None or known.backend is not backend:
        return arrival
    if _digest(arrival.staged.path) != known.digest:
        return arrival
    return replace(arrival, checked=known.checked)


def _digest(path: Path) -> bytes:
    with disk_errors(), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
