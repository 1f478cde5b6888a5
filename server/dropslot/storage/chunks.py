"""The chunks of files that are not whole yet, in whatever store there is.

Which of them are here is known by the database, not by looking.
"""

from __future__ import annotations

from collections.abc import Sequence

from .contract import Staged, Staging, Store
from .keys import chunk_key, session_prefix


class Chunks:
    """The chunks of one store, of any size, known by where they begin in their file."""

    def __init__(self, store: Store, staging: Staging) -> None:
        self._store = store
        self._staging = staging

    def put(self, session_id: str, offset_bytes: int, staged: Staged) -> None:
        """Make a chunk durable; one of that offset is replaced."""
        self._store.put(staged, chunk_key(session_id, offset_bytes))

    def assemble(self, session_id: str, offsets: Sequence[int]) -> Staged:
        """Stage the file that chunks make, in the order that is given; they stay.

        :raises NotThere: one of them is not here (any more).
        """
        whole = self._staging.new()
        try:
            for offset_bytes in offsets:
                self._store.append_to(whole, chunk_key(session_id, offset_bytes))
        except BaseException:
            whole.discard()
            raise
        return whole

    def drop(self, session_id: str, offsets: Sequence[int]) -> None:
        """Remove chunks; one that is not there is no error."""
        for offset_bytes in offsets:
            self._store.remove(chunk_key(session_id, offset_bytes))

    def drop_all(self, session_id: str) -> None:
        """Remove whatever there is of a file. It looks, and is for sweeping only."""
        for key in list(self._store.list(session_prefix(session_id))):
            self._store.remove(key)
