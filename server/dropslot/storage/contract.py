"""What a store of bytes must do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


class Staged(Protocol):
    """A file that is arriving; nobody sees it, and it is gone unless it is kept.

    :ivar path: where a check can read it.
    :ivar size_bytes: what has been written so far.
    """

    path: Path
    size_bytes: int

    def write(self, data: bytes) -> None:
        """Append bytes.

        :raises StorageFull, StorageFailed: nothing more can be written.
        """

    def close(self) -> None:
        """All of it has been written."""

    def discard(self) -> None:
        """Forget it, kept or not; calling it twice is no error."""


class Store(Protocol):
    """Keeps bytes under keys (``Upload.key``) and knows nothing of who may see them.

    Every method raises ``StorageFull`` or ``StorageFailed`` when the store cannot.

    A key is *unsettled* from before its bytes or its record first exist until both do,
    and from before the record goes until the bytes are gone as well. After a crash the
    record decides what becomes of the bytes of an unsettled key.
    """

    def stage(self) -> Staged:
        """Open a new file to receive bytes into."""
        ...

    def keep(self, staged: Staged, key: str) -> None:
        """Make the bytes durable under a key: from then on they survive a crash."""

    def open(self, key: str) -> BinaryIO:
        """Open the bytes of a key, seekable.

        :raises NotThere: there is no such key.
        """
        ...

    def remove(self, key: str) -> None:
        """Remove the bytes of a key; one that is not there is no error."""

    def unsettle(self, key: str) -> None:
        """Note that the record of a key decides, should we crash now."""

    def settle(self, key: str) -> None:
        """Bytes and record of a key agree again."""

    def unsettled(self, before: datetime) -> Iterator[str]:
        """The keys that a crash left unsettled: those noted before a time, and all that
        were there when this process came, where no other one used the store."""
        ...

    def sweep_staging(self, before: datetime) -> int:
        """Remove what nobody will finish, by the same rule, and nothing that is in use
        in this process; return how many files."""
        ...

    def keep_thumbnail(self, key: str, webp: bytes) -> None:
        """Keep the thumbnail of a key; it may be lost in a crash and is made again."""

    def open_thumbnail(self, key: str) -> BinaryIO:
        """Open the thumbnail of a key.

        :raises NotThere: there is none (any more).
        """
        ...

    def put_chunk(self, group: str, index: int, staged: Staged) -> None:
        """Make a chunk of a group durable; one of that index is replaced."""

    def chunks(self, group: str) -> set[int]:
        """The indexes of the chunks of a group that are here."""
        ...

    def assemble(self, group: str, count: int) -> Staged:
        """Stage the file that a group's first chunks make; they stay.

        :raises NotThere: one of them is not here (any more).
        """
        ...

    def drop_chunks(self, group: str) -> None:
        """Remove a group; one that is not there is no error."""

    def chunk_bytes(self) -> int:
        """What all chunks together have; those that other processes bring may be
        counted a little later."""
        ...

    def chunk_groups(self) -> Iterator[str]:
        """Every group that has chunks."""
        ...

    def keys(self) -> Iterator[str]:
        """Every file that lies in the store, whoever has put it there: not only keys of
        ours. It looks at all of them, and is no part of any request."""
        ...

    def free_bytes(self) -> int | None:
        """How much room is left, or None where the store cannot tell."""
        ...

    @property
    def abandoned_before(self) -> datetime:
        """What was begun before this time was begun by a process that has ended."""
        ...

    def probe(self) -> None:
        """Prove that bytes could be taken in and kept now."""

    def hold_room_back(self) -> None:
        """Hold back a little room, where there is plenty, for :meth:`give_room`."""

    def give_room(self) -> None:
        """Give the room that was held back: a full disk takes not even a removal."""

    def close(self) -> None:
        """Let go of what the store holds open."""
