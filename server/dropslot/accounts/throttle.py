"""Slows down whoever guesses passwords, and as few others as can be.

Counted in the database, for all replicas together; where it cannot be written to, in
the memory of this process.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from typing import TypeAlias

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from dropslot.database import Database
from dropslot.model import StorageFailed, StorageFull, TooManyAttempts, network_of

from .attempts import Attempts

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
_Storage: TypeAlias = Attempts | MemoryStorage


class Throttle:
    """How often somebody may still try to sign in.

    :param mount_id: which Dropslot of those in the database.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._mount_id = mount_id
        # For a database that cannot be written to: to be open to every guess is no
        # answer to a full disk, and to be closed to everybody is none either.
        self._memory = MemoryStorage()

    def refuse_closed(
        self, account: str, address: str | None, browser: str | None = None
    ) -> None:
        """Look before anything is compared.

        :param account: a name as it is compared, :func:`dropslot.accounts.name_key`.
        :param browser: the id of a browser that has signed in to this account before.
        :raises TooManyAttempts: it failed too often for this account, whether there is
            one or not, or from this address.
        :raises StorageFailed: the database cannot even be read.
        """
        keys = _keys(account, address, browser)
        _refuse_closed(self._memory, keys)
        with self._begin() as connection:
            attempts = Attempts(connection, self._mount_id)
            # Nearly always none.
            known = attempts.known([limit.key_for(key) for limit, key in keys])
            counted = [key for key in keys if key[0].key_for(key[1]) in known]
            _refuse_closed(attempts, counted)

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
        take_back = self._counted(keys)
        yield
        take_back(keys)

    def _counted(self, keys: Sequence[_Key]) -> Callable[[Sequence[_Key]], None]:
        """Count; return what takes it back."""
        try:
            with self._begin() as connection:
                attempts = Attempts(connection, self._mount_id)
                attempts.forget_old()
                _count(attempts, keys)
        except (StorageFull, StorageFailed):
            _count(self._memory, keys)
            return partial(_take_back, self._memory)
        return self._take_back

    def _take_back(self, keys: Sequence[_Key]) -> None:
        # A right password lets in, even if the database cannot be written to any more.
        with suppress(StorageFull, StorageFailed), self._begin() as connection:
            _take_back(Attempts(connection, self._mount_id), keys)


def _refuse_closed(storage: _Storage, keys: Sequence[_Key]) -> None:
    limiter = FixedWindowRateLimiter(storage)
    for limit, key in keys:
        if not limiter.test(limit, key):
            raise _refusal(limiter, limit, key)


def _count(storage: _Storage, keys: Sequence[_Key]) -> None:
    limiter = FixedWindowRateLimiter(storage)
    for number, (limit, key) in enumerate(keys, 1):
        if not limiter.hit(limit, key):
            # What is refused was no guess: it must close nothing else.
            _take_back(storage, keys[:number])
            raise _refusal(limiter, limit, key)


def _take_back(storage: _Storage, keys: Sequence[_Key]) -> None:
    for limit, key in keys:
        storage.decr(limit.key_for(key))


def _refusal(
    limiter: FixedWindowRateLimiter, limit: RateLimitItem, key: str
) -> TooManyAttempts:
    until = limiter.get_window_stats(limit, key).reset_time
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
