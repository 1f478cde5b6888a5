"""What stores of bytes must do: three contracts, each with one class of tests.

Every method raises ``StorageFull`` or ``StorageFailed`` when it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol


class Staged(Protocol):
    """A file that is arriving; nobody sees it, and it is gone unless it is put.

    :ivar path: where a check can read it.
    :ivar size_bytes: what has been written so far.
    """

    path: Path
    size_bytes: int

    def write(self, data: bytes) -> None:
        """Append bytes."""

    def append(self, source: BinaryIO) -> None:
        """Append all of another file, from where it stands."""

    def close(self) -> None:
        """All of it has been written."""

    def discard(self) -> None:
        """Forget it, put or not; calling it twice is no error."""


class Staging(Protocol):
    """Where files arrive: always a disk of this machine, for a checker needs a file."""

    def new(self) -> Staged:
        """Open a new file to receive bytes into."""
        ...

    def sweep(self, before: datetime) -> int:
        """Remove what processes that have ended left behind, and what is older than a
        time, but nothing that is in use in this process; return how many files."""
        ...

    def free_bytes(self) -> int:
        """How much room is left."""
        ...

    def held(self) -> tuple[int, int]:
        """How many files are there now, left over or arriving, and how many bytes they
        have together."""
        ...

    def ready(self) -> None:
        """Return when bytes could be taken in now; without writing any."""

    def probe(self) -> None:
        """Prove that bytes could be taken in now."""

    def hold_room_back(self) -> None:
        """Hold back a little room, where there is plenty, for :meth:`give_room`."""

    def give_room(self) -> None:
        """Give the room that was held back: a full disk takes not even a removal."""

    def close(self) -> None:
        """Let go of what it holds open."""


class Listed(NamedTuple):
    """What a list tells of a key."""

    key: str
    size_bytes: int


class Store(Protocol):
    """Keeps bytes under keys and knows nothing of who may see them.

    A key is a path of plain names, such as ``Upload.key``. What is under ``.dropslot/``
    is ours alone: thumbnails and chunks (``keys.py``).
    """

    def put(self, staged: Staged, key: str) -> None:
        """Keep bytes under a key, durable and whole on return, or nothing. What was
        under that key is replaced. Thumbnails may be lost in a crash."""

    def open(self, key: str, start: int = 0, stop: int | None = None) -> BinaryIO:
        """Open the bytes of a key, or those from ``start`` to before ``stop``, as a
        seekable file of this machine, at its beginning; its length is how many there
        are.

        :raises NotThere: there is no such key.
        """
        ...

    def append_to(self, staged: Staged, key: str) -> None:
        """Append the bytes of a key to a file that is arriving.

        :raises NotThere: there is no such key.
        """

    def hand_over(self, key: str) -> str | None:
        """An address that a proxy may fetch the bytes of a key from by itself, for a
        little while, or None: it cannot. No visitor may see it."""
        ...

    def remove(self, key: str) -> None:
        """Remove the bytes of a key; one that is not there is no error."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every key that begins with a prefix, whoever has put it there; what is ours
        alone only where the prefix names it. For imports, checks and sweeping: it looks
        at all of them, and is no part of any request."""
        ...

    def listed(self, prefix: str = "") -> Iterator[Listed]:
        """The same, with how many bytes each has. Those in one folder come in the order
        of their names, whatever is between them."""
        ...

    def size_bytes(self, key: str) -> int:
        """How many bytes a key has.

        :raises NotThere: there is no such key.
        """
        ...

    def free_bytes(self) -> int | None:
        """How much room is left, or None where it cannot tell."""
        ...

    def ready(self) -> None:
        """Return when bytes could be put and read now; without writing any."""

    def probe(self) -> None:
        """Prove that what has arrived could be put now: puts a small file, and removes
        it again."""

    def close(self) -> None:
        """Let go of what it holds open."""
