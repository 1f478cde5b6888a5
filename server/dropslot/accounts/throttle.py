"""Slows down whoever guesses passwords, and as few others as can be.

Counted in the memory of this process: where several serve, each counts for itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeAlias

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from dropslot.model import TooManyAttempts, network_of

# Whoever guesses meets the first; those who share their address, or whose name they
# guess at, do not. In so many minutes.
_OF_BOTH = RateLimitItemPerMinute(10, 5, namespace="sign-in/account-address")
# An address may be a whole office, a school or a proxy.
_OF_ADDRESS = RateLimitItemPerMinute(100, 5, namespace="sign-in/address")
# Twenty addresses guess at one account before it is closed to strangers. More than 100
# in all are not wanted where a password is the only proof (NIST SP 800-63B-4, 3.2.2);
# but then anybody could close an account for good.
_OF_ACCOUNT = RateLimitItemPerHour(200, namespace="sign-in/account")
# A browser that has signed in to an account before meets none of those (OWASP, "Slow
# Down Online Guessing Attacks with Device Cookies").
_OF_BROWSER = RateLimitItemPerMinute(10, 5, namespace="sign-in/browser-account")

_Key: TypeAlias = tuple[RateLimitItem, str]


class Throttle:
    """How often somebody may still try to sign in."""

    def __init__(self) -> None:
        # Of the windows of `limits` the one whose memory forgets keys in time; it
        # begins with the first failure.
        self._storage = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._storage)

    def refuse_closed(
        self, account: str, address: str | None, browser: str | None = None
    ) -> None:
        """Look before anything is compared.

        :param account: a name as it is compared, :func:`dropslot.accounts.name_key`.
        :param browser: the id of a browser that has signed in to this account before.
        :raises TooManyAttempts: it failed too often for this account, whether there is
            one or not, or from this address.
        """
        for limit, key in _keys(account, address, browser):
            if not self._limiter.test(limit, key):
                raise self._refusal(limit, key)

    @contextmanager
    def attempt(
        self, account: str, address: str | None, browser: str | None = None
    ) -> Iterator[None]:
        """Try; what raises an error has failed, and counts.

        It counts before its end is known, so that tries at the same time count as well.
        A right password takes back its own count only: whoever has an account, or whose
        program signs in all the time, would else make room for others to guess.

        :raises TooManyAttempts: as :meth:`refuse_closed`.
        """
        keys = _keys(account, address, browser)
        self._count(keys)
        yield
        self._take_back(keys)

    def _count(self, keys: tuple[_Key, ...]) -> None:
        for number, (limit, key) in enumerate(keys, 1):
            if not self._limiter.hit(limit, key):
                # What is refused was no guess: it must close nothing else.
                self._take_back(keys[:number])
                raise self._refusal(limit, key)

    def _take_back(self, keys: tuple[_Key, ...]) -> None:
        for limit, key in keys:
            self._storage.decr(limit.key_for(key))

    def _refusal(self, limit: RateLimitItem, key: str) -> TooManyAttempts:
        until = self._limiter.get_window_stats(limit, key).reset_time
        seconds = max(1, math.ceil(until - time.time()))
        return TooManyAttempts(seconds=seconds, minutes=math.ceil(seconds / 60))


def _keys(account: str, address: str | None, browser: str | None) -> tuple[_Key, ...]:
    """What an attempt counts against, the narrowest first; the keys are ASCII, and at
    most 150 characters with their limits, whatever was sent."""
    digest = sha256(account.encode("utf-8", "replace")).hexdigest()
    if browser is not None:
        return ((_OF_BROWSER, f"{browser}/{digest}"),)
    network = network_of(address)
    return (
        (_OF_BOTH, f"{digest}/{network}"),
        (_OF_ADDRESS, network),
        (_OF_ACCOUNT, digest),
    )
