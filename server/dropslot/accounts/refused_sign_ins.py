"""One line in the log for each attempt to sign in that fails; fail2ban reads it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from dropslot.log import emit, word
from dropslot.model import SignInNeeded, TooManyAttempts

_log = logging.getLogger("dropslot.sign_in")
# A name has 64 at most; a form may bring 64 KiB.
_NAME_CHARACTERS = 80


@contextmanager
def logging_refusals(name: str) -> Iterator[None]:
    """Log it should the sender of this request be refused; docs/running.md promises the
    form of the line.

    :param name: whom they say they are.
    """
    try:
        yield
    except (SignInNeeded, TooManyAttempts) as error:
        address = request.remote_addr
        emit(
            _log,
            logging.WARNING,
            # What the sender chose stands last: it cannot pass for an address.
            f"refused from={word(address)} error={error.code}"
            f" name={word(name, quoted=True)}",
            {
                "message": "refused",
                "from": address,
                "error": error.code,
                "name": name[:_NAME_CHARACTERS],
            },
        )
        raise
