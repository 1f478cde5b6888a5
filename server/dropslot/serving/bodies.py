"""What is done with the bodies of requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .spools import Spools

Allowance: TypeAlias = Callable[[str, str, Mapping[str, str]], int]
"""Says how many bytes are kept of the body of a request, before any of it has come: by
its method, its path, and the fields of its head by their names as in WSGI, without
``HTTP_``. It is asked in the server's only loop, so it may not wait for anything."""

# Whoever is refused may send so much before they are cut off: 1 GiB costs 0.3 s of CPU.
_LEAST_DRAINED_BYTES = 4 * 1024**3
_DRAINED_REQUESTS = 4


@dataclass(frozen=True, slots=True)
class Bodies:
    """What is done with them.

    :param request_bytes: of a longer body nothing is kept.
    :param spools: where they wait until they are whole.
    :param allowance: who may send one.
    """

    request_bytes: int
    spools: Spools
    allowance: Allowance

    @property
    def drained_bytes(self) -> int:
        """Of a longer body not even the rest is read and forgotten."""
        return max(_LEAST_DRAINED_BYTES, _DRAINED_REQUESTS * self.request_bytes)
