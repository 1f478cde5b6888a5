"""What it costs to guess a password that somebody has stolen the hash of."""

from __future__ import annotations

import pytest
from dropslot.accounts import hashed, passwords
from signing import PASSWORD
from werkzeug.security import generate_password_hash


def test_a_hash_is_dear_and_that_of_nobody_as_dear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # In the other tests it is cheap.
    monkeypatch.setattr(passwords, "generate_password_hash", generate_password_hash)

    somebodys, nobodys = hashed(PASSWORD), passwords.nobodys_hash.__wrapped__()

    assert somebodys.startswith("scrypt:32768:8:1$")
    assert nobodys.startswith("scrypt:32768:8:1$")
