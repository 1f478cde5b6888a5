"""Two stores as one, while pictures move from the one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, TypeVar

from dropslot.model import NotThere

from .contract import Listed, Staged, Store

_Found = TypeVar("_Found")


class FallbackStore:
    """Keeps in one store, and finds in the one before what has not moved yet.

    :ivar now: where everything is put.
    :ivar before: where some still lie.
    """

    def __init__(self, now: Store, before: Store) -> None:
        self.now = now
        self.before = before

    def put(self, staged: Staged, key: str) -> None:
        self.now.put(staged, key)

    def open(self, key: str, start: int = 0, stop: int | None = None) -> BinaryIO:
        return self._found(lambda store: store.open(key, start, stop))

    def append_to(self, staged: Staged, key: str) -> None:
        self._found(lambda store: store.append_to(staged, key))

    def hand_over(self, key: str) -> str | None:
        # Which of the two has it would have to be asked first.
        return None

    def remove(self, key: str) -> None:
        self.now.remove(key)
        self.before.remove(key)

    def list(self, prefix: str = "") -> Iterator[str]:
        """As every store does, but a key may come twice."""
        yield from self.now.list(prefix)
        yield from self.before.list(prefix)

    def listed(self, prefix: str = "") -> Iterator[Listed]:
        """As every store does, but a key may come twice."""
        yield from self.now.listed(prefix)
        yield from self.before.listed(prefix)

    def size_bytes(self, key: str) -> int:
        return self._found(lambda store: store.size_bytes(key))

    def free_bytes(self) -> int | None:
        return self.now.free_bytes()

    def ready(self) -> None:
        self.now.ready()

    def probe(self) -> None:
        self.now.probe()

    def close(self) -> None:
        self.now.close()
        self.before.close()

    def _found(self, look: Callable[[Store], _Found]) -> _Found:
        for store in (self.now, self.before):
            with suppress(NotThere):
                return look(store)
        # It may have moved between the two looks.
        return look(self.now)
