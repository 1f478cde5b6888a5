"""Marks of what is being kept or removed: an empty file for each key."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

# Stands for the slash between an owner's folder and a name. Neither has a comma, so
# that nothing has to be quoted, which would make it longer: an owner's folder may have
# 200 bytes, and a file's name 255.
_SLASH = ","
# What it was in version 0.1.0, which quoted the whole key once more.
_OLDER_SLASH = "%2F"


class Marks:
    """The marks of one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self, key: str) -> None:
        """Set the mark of a key; it may be there."""
        self._path(key).touch()

    def forget(self, key: str) -> None:
        """Remove the mark of a key; one that is not there is no error."""
        self._path(key).unlink(missing_ok=True)

    def key_of(self, mark: Path) -> str:
        """The key that a mark is of; an older one is named anew."""
        if _SLASH not in mark.name and _OLDER_SLASH in mark.name:
            key = unquote(mark.name)
            mark.replace(self._path(key))
            return key
        return mark.name.replace(_SLASH, "/")

    def _path(self, key: str) -> Path:
        return self.folder / key.replace("/", _SLASH)
