"""Finds all files in a folder, but for those that systems and we keep for ourselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# What Windows, macOS and NAS systems put beside pictures; they are nobody's.
_OF_SYSTEMS = {"thumbs.db", "desktop.ini", "@eadir"}


def files_in(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Every file in a folder and in those within it, in the order of their names; links
    are told as they are, and none is followed."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name.lower() in _OF_SYSTEMS:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_in(Path(entry))
        else:
            yield entry
