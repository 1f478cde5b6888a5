"""What version 0.1.0 kept in a folder, and which is rows of the database since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from dropslot.settings import HIDDEN

from .keys import chunk_key
from .regular import is_regular
from .walking import files_in


class EarlierFolder:
    """The chunks and the marks of an upload folder as they were.

    :param root: the upload folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._chunks = root / HIDDEN / "partial"
        self._marks = root / HIDDEN / "unsettled"

    def chunks(self) -> Iterator[tuple[str, int, Path]]:
        """Each chunk: the id of its session, its index, and where it is."""
        for path in _files(self._chunks):
            session_id, name = path.parent.name, path.name
            if path.parent.parent == self._chunks and name.isdigit():
                yield session_id, int(name), path

    def take_chunk(self, path: Path, session_id: str, offset_bytes: int) -> None:
        """Put a chunk where chunks are now.

        :raises OSError: it cannot be, or another process was quicker.
        """
        target = self._root / chunk_key(session_id, offset_bytes)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)

    def marks(self) -> Iterator[tuple[str, Path]]:
        """Each mark: the key that it is of, and where it is."""
        for path in _files(self._marks):
            # A comma stood for the slash between an owner's folder and a name; before,
            # the whole key was quoted.
            quoted = "," not in path.name and "%2F" in path.name
            key = unquote(path.name) if quoted else path.name.replace(",", "/")
            yield key, path

    def clear(self) -> None:
        """Remove the empty folders."""
        if self._chunks.is_dir():
            for folder in self._chunks.iterdir():
                with suppress(OSError):
                    folder.rmdir()
        for folder in (self._chunks, self._marks):
            with suppress(OSError):
                folder.rmdir()


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [Path(entry) for entry in files_in(folder) if is_regular(entry)]
