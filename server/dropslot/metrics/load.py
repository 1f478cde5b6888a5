"""How much a server has to do, as it tells when it is asked."""

from __future__ import annotations

from typing import Protocol


class Load(Protocol):
    """What the program's own server has to do, as ``serving`` tells."""

    @property
    def threads(self) -> int: ...

    @property
    def busy_threads(self) -> int: ...

    @property
    def waiting_requests(self) -> int: ...

    @property
    def spool_bytes(self) -> int: ...
