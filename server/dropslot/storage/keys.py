"""Under which keys there is what is ours alone."""

from __future__ import annotations

from dropslot.settings import HIDDEN

THUMBNAILS = f"{HIDDEN}/thumbnails/"
CHUNKS = f"{HIDDEN}/chunks/"


def thumbnail_key(key: str) -> str:
    """Where the thumbnail of a picture is."""
    return f"{THUMBNAILS}{key.rpartition('/')[2]}.webp"


def is_thumbnail(key: str) -> bool:
    """Whether it may be lost in a crash: it is made again."""
    return key.startswith(THUMBNAILS)


def session_prefix(session_id: str) -> str:
    """What the keys of all chunks of a file begin with."""
    return f"{CHUNKS}{session_id}/"


def chunk_key(session_id: str, offset_bytes: int) -> str:
    """Where the chunk of a file is that begins at an offset."""
    return f"{session_prefix(session_id)}{offset_bytes}"
