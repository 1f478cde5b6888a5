"""Slows down whoever guesses passwords, per account and per address.

Counted in the memory of this process: where several serve, each counts for itself.
"""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, IPv6Network, ip_address

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from .errors import TooManyAttempts
from .people import name_key

# In so many minutes. An address may be a whole office, or a proxy.
_OF_ACCOUNT = RateLimitItemPerMinute(10, 5, namespace="account")
_OF_ADDRESS = RateLimitItemPerMinute(30, 5, namespace="address")


class Throttle:
    """How often somebody may still try to sign in."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def enter(self, name: str, address: str | None) -> None:
        """Someone is about to try.

        :raises TooManyAttempts: it failed too often for this account, whether there is
            one or not, or from this address.
        """
        for limit, key in _keys(name, address):
            if not self._limiter.test(limit, key):
                raise self._refusal(limit, key)

    def failed(self, name: str, address: str | None) -> None:
        """It was the wrong password.

        A right one clears nothing: whoever has an account, or whose own program signs
        in all the time, would make room for others to guess.
        """
        for limit, key in _keys(name, address):
            self._limiter.hit(limit, key)

    def _refusal(self, limit: RateLimitItem, key: str) -> TooManyAttempts:
        until = self._limiter.get_window_stats(limit, key).reset_time
        seconds = max(1, math.ceil(until - time.time()))
        return TooManyAttempts(seconds=seconds, minutes=math.ceil(seconds / 60))


def _keys(name: str, address: str | None) -> tuple[tuple[RateLimitItem, str], ...]:
    return (_OF_ACCOUNT, name_key(name)), (_OF_ADDRESS, _network(address))


def _network(address: str | None) -> str:
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    # Whoever has one IPv6 address has all of its /64 (RFC 4291, 2.5.4).
    mapped = parsed.ipv4_mapped
    return str(mapped or IPv6Network((parsed, 64), strict=False))
