"""The upload session: what is known of one file by its sender's UUID."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from .errors import revive
from .visitor import Visitor

OPEN = "open"
JOINING = "joining"
KEPT = "kept"
REFUSED = "refused"
SWEPT = "swept"
"""Not known any more, but its chunks are still being removed."""


@dataclass(frozen=True, slots=True)
class UploadSession:
    """A file that its sender has a UUID for: it comes in chunks, or came whole.

    :param id: what its chunks are kept under.
    :param sender: whose it is: nobody else may add to it, see it or forget it.
    :param name: what the upload is called, or will be. Each lease gives it another, so
        that two who assemble the same chunks never touch each other's bytes.
    :param state: ``open``, ``joining``, ``kept`` or ``refused``.
    :param refusal: why it was refused, or None.
    :param received_bytes: what those of its chunks that are here have together.
    """

    id: str
    sender: str
    total_bytes: int
    chunk_bytes: int
    name: str
    state: str = OPEN
    refusal: str | None = None
    received_bytes: int = 0

    def raise_refusal(self) -> None:
        """Refuse it again as it was refused before.

        :raises UploadError: it was.
        """
        if self.refusal is not None:
            raise revive(json.loads(self.refusal))


def session_id_of(visitor: Visitor, uuid: str) -> str:
    """The id of a file; another sender's same UUID is another, and so is the same
    sender's at another place."""
    known_by = [visitor.sender, uuid, *filter(None, [visitor.place])]
    return sha256("/".join(known_by).encode()).hexdigest()
