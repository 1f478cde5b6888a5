"""What the ledger knows of one file, and who sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from .errors import revive
from .upload import Visitor

OPEN, JOINING, KEPT, REFUSED = "open", "joining", "kept", "refused"
SWEPT = "swept"
"""Not known any more, but its pieces are still being removed."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A file that its sender has a UUID for: it comes in pieces, or came whole.

    :param id: what its pieces are kept under.
    :param sender: whose it is: nobody else may add to it, see it or forget it.
    :param name: what the upload is called, or will be. Each claim gives it another, so
        that two who join the same pieces never touch each other's bytes.
    :param state: ``open``, ``joining``, ``kept`` or ``refused``.
    :param refusal: why it was refused, or None.
    """

    id: str
    sender: str
    total_bytes: int
    piece_bytes: int
    name: str
    state: str = OPEN
    refusal: str | None = None

    def raise_refusal(self) -> None:
        """Refuse it again as it was refused before.

        :raises UploadError: it was.
        """
        if self.refusal is not None:
            raise revive(json.loads(self.refusal))


def id_of(visitor: Visitor, uuid: str) -> str:
    """The id of a file; another sender's same UUID is another."""
    return sha256(f"{sender_of(visitor)}/{uuid}".encode()).hexdigest()


def sender_of(visitor: Visitor) -> str:
    """Who sends: a person, or a browser."""
    if visitor.owner is not None:
        return f"owner/{visitor.owner}"
    return f"browser/{visitor.browser}"
