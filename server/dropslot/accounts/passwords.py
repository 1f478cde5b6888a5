"""Passwords: which are taken, how they are kept, how they are compared."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from .waiting_room import WaitingRoom

# The least for a password that is the only proof (NIST SP 800-63B-4, 3.1.1.2, asks for
# 15; 8 where attempts are throttled, as they are here).
MIN_CHARACTERS = 8
# A longer one only costs time.
MAX_CHARACTERS = 1000
# scrypt takes 32 MiB and 60 ms of a core each time (N=2**15, r=8): not many at once,
# the others wait.
_AT_ONCE = threading.BoundedSemaphore(os.cpu_count() or 2)
_room = WaitingRoom()
_turns = tuple(threading.RLock() for _ in range(64))


class PasswordError(ValueError):
    """A password is not taken; its text is the whole sentence."""


def hashed(password: str) -> str:
    """What is kept of a new password, by scrypt.

    :raises PasswordError: it is too short or too long.
    """
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise PasswordError(
            f"A password takes {MIN_CHARACTERS} to {MAX_CHARACTERS} characters."
        )
    return generate_password_hash(password)


@contextmanager
def turn(
    account: str, sender: str | None = None, is_known: bool = True
) -> Iterator[None]:
    """Wait for one's turn to compare: one at a time for each account.

    :param account: its name, as it is compared.
    :param sender: who is asking, as :meth:`WaitingRoom.place` counts them.
    :raises TooManyAttempts: too many others are waiting.
    """
    with _room.place(sender, is_known), _turns[hash(account) % len(_turns)]:
        yield


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether a password is the one that was hashed; None is nobody's."""
    with _AT_ONCE:
        right = check_password_hash(
            password_hash or nobodys_hash(), password[: MAX_CHARACTERS + 1]
        )
    return right and password_hash is not None


@cache
def nobodys_hash() -> str:
    """What is compared with where there is no such person: it must take as long."""
    return generate_password_hash(os.urandom(16).hex())
