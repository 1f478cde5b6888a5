"""What is known of one file by its sender's UUID: the value, and its table.

The table stands in the catalog's database, so that every process sees the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from .catalog import metadata
from .errors import revive
from .upload import Visitor

OPEN, JOINING, KEPT, REFUSED = "open", "joining", "kept", "refused"
SWEPT = "swept"
"""Not known any more, but its pieces are still being removed."""


partials = sa.Table(
    "partials",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("sender", sa.Text, nullable=False, index=True),
    sa.Column("total_bytes", sa.BigInteger, nullable=False),
    sa.Column("piece_bytes", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(48), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("refusal", sa.Text),
    sa.Column("touched_ms", sa.BigInteger, nullable=False, index=True),
    sa.Column("claimed_ms", sa.BigInteger),
)

_COLUMNS = ("id", "sender", "total_bytes", "piece_bytes", "name", "state", "refusal")


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


def find(connection: sa.Connection, partial_id: str) -> Partial | None:
    """What stands there of one, or None."""
    columns = [partials.c[name] for name in _COLUMNS]
    query = sa.select(*columns).where(partials.c.id == partial_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Partial(**row._mapping)


def insert(connection: sa.Connection, partial: Partial, touched_ms: int) -> None:
    """Write a new one.

    :raises IntegrityError: one of that id is there.
    """
    values = {name: getattr(partial, name) for name in _COLUMNS}
    connection.execute(partials.insert().values(**values, touched_ms=touched_ms))


def change(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    values: Mapping[str, object],
) -> bool:
    """Change those that a condition is true of; return whether there was one."""
    statement = partials.update().where(condition).values(values)
    return connection.execute(statement).rowcount > 0
