"""Slows down whoever guesses passwords, per account and per address.

Counted in the memory of this process: where several serve, each counts for itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from dropslot.model import TooManyAttempts, network_of

# In so many minutes. An address may be a whole office, or a proxy.
_OF_ACCOUNT = RateLimitItemPerMinute(10, 5, namespace="account")
_OF_ADDRESS = RateLimitItemPerMinute(30, 5, namespace="address")


class Throttle:
    """How often somebody may still try to sign in."""

    def __init__(self) -> None:
        # Of the windows of `limits` the one whose memory forgets keys in time; it
        # begins with the first failure.
        self._storage = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._storage)

    def refuse_closed(self, account: str, address: str | None) -> None:
        """Look before anything is compared.

        :param account: a name as it is compared, :func:`dropslot.accounts.name_key`.
        :raises TooManyAttempts: it failed too often for this account, whether there is
            one or not, or from this address.
        """
        for limit, key in _keys(account, address):
            if not self._limiter.test(limit, key):
                raise self._refusal(limit, key)

    @contextmanager
    def attempt(self, account: str, address: str | None) -> Iterator[None]:
        """Try; what raises an error has failed, and counts.

        It counts before its end is known, so that tries at the same time count as well.
        A right password takes back its own count only: whoever has an account, or whose
        program signs in all the time, would else make room for others to guess.

        :raises TooManyAttempts: as :meth:`refuse_closed`.
        """
        counted = []
        for limit, key in _keys(account, address):
            if not self._limiter.hit(limit, key):
                raise self._refusal(limit, key)
            counted.append(limit.key_for(key))
        yield
        for key in counted:
            self._storage.decr(key)

    def _refusal(self, limit: RateLimitItem, key: str) -> TooManyAttempts:
        until = self._limiter.get_window_stats(limit, key).reset_time
        seconds = max(1, math.ceil(until - time.time()))
        return TooManyAttempts(seconds=seconds, minutes=math.ceil(seconds / 60))


def _keys(account: str, address: str | None) -> tuple[tuple[RateLimitItem, str], ...]:
    # The address first: from one that is refused no account can be closed.
    digest = sha256(account.encode("utf-8", "replace")).hexdigest()
    return (_OF_ADDRESS, network_of(address)), (_OF_ACCOUNT, digest)
