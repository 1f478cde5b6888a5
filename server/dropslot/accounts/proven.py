"""Passwords that were right a moment ago, so that programs need not wait each time."""

from __future__ import annotations

import hmac
import secrets
import time
from hashlib import sha256

from .users import Credentials

# curl proves who it is with every request, which must not cost 60 ms each time.
_SECONDS = 60.0


class Proven:
    """Keeps keyed digests, in memory only, for a minute."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._digests: dict[str, tuple[bytes, float]] = {}

    def add(self, known: Credentials, password: str) -> None:
        """Note that a password was right."""
        until = time.monotonic() + _SECONDS
        self._digests[known.user.id] = self._digest(known, password), until

    def has(self, known: Credentials, password: str) -> bool:
        """Whether it was."""
        digest, until = self._digests.get(known.user.id, (b"", 0.0))
        right = hmac.compare_digest(digest, self._digest(known, password))
        return right and time.monotonic() < until

    def _digest(self, known: Credentials, password: str) -> bytes:
        # With the hash: a changed password is another at once.
        told = f"{known.password_hash}\0{password}".encode()
        return hmac.new(self._key, told, sha256).digest()
