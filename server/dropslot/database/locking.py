"""A lock that all processes know, held to the end of a transaction."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

import sqlalchemy as sa


def lock(connection: sa.Connection, *what: object) -> None:
    """Let nobody else who locks the same go on until this transaction has ended.

    What is read afterwards is what they left. In SQLite there is one who writes at a
    time, and that is this transaction from now on.
    """
    if connection.dialect.name == "postgresql":
        key = sa.literal(_key(what), sa.BigInteger)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        return
    driver = cast(Any, connection.connection.dbapi_connection)
    # One that has written has begun to write, and is alone already.
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _key(what: tuple[object, ...]) -> int:
    told = "\0".join(["dropslot", *map(str, what)])
    digest = sha256(told.encode("utf-8", "replace")).digest()
    # PostgreSQL's locks have 64 bits (PostgreSQL docs, 13.3.5).
    return int.from_bytes(digest[:8], signed=True)
