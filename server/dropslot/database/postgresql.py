"""An engine for PostgreSQL that waits for nothing for long, whatever it does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from .bounded import BoundedConnection

# Of a process. Whoever waits for one that long is told to come again.
_KEPT_CONNECTIONS = 10
_MORE_CONNECTIONS = 10
_POOL_SECONDS = 5
# Firewalls forget connections that are silent for an hour.
_RECYCLE_SECONDS = 1800
# The least that libpq takes is 2.
_CONNECT_SECONDS = 3
# What a request may wait for, kept by the server. Who holds a lock and has died or
# hangs, holds it no longer than the last.
_BOUNDS = (
    ("statement_timeout", "5s"),
    ("lock_timeout", "3s"),
    ("idle_in_transaction_session_timeout", "10s"),
)
# And by us, for a server that is frozen keeps nothing. A statement may take its time;
# that a connection lives is known at once.
_STATEMENT_SECONDS = 6.0
_PING_SECONDS = 2.0
# One that answered so short a time ago is not asked whether it lives; no server
# restarts as quickly.
_FRESH_SECONDS = 0.05


def engine_of(url: sa.URL) -> sa.Engine:
    """An engine for PostgreSQL, by psycopg 3.

    :raises ImportError: that is not installed.
    """
    from .bounded import BoundedConnection

    def connect(
        dialect: Any, _: object, arguments: Sequence[Any], options: dict[str, Any]
    ) -> BoundedConnection:
        given = {
            "connect_timeout": _CONNECT_SECONDS,
            "fallback_application_name": "dropslot",
            **options,
        }
        connection = BoundedConnection.connect(*arguments, **given, autocommit=True)
        connection.patience_seconds = _PING_SECONDS
        connection.idle_since = time.monotonic()
        # Not as options of the connection: a pooler in between may not know them.
        connection.execute(
            "; ".join(f"SET {bound} = '{value}'" for bound, value in _BOUNDS)
        )
        connection.autocommit = False
        return connection

    engine = sa.create_engine(
        url,
        # What a statement is given may be a password's hash: no error tells it.
        hide_parameters=True,
        pool_size=_KEPT_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        pool_timeout=_POOL_SECONDS,
        # After a restart of the server the first request goes on.
        pool_pre_ping=True,
        # The one that was used last is asked least.
        pool_use_lifo=True,
        pool_recycle=_RECYCLE_SECONDS,
    )
    sa.event.listen(engine, "do_connect", connect)
    _ping_seldom(engine.dialect)
    sa.event.listen(engine, "checkin", _is_idle)
    sa.event.listen(engine, "checkout", _is_used)
    return engine


def _ping_seldom(dialect: Any) -> None:
    # Each upload uses a connection twice, each chunk as well.
    ping = dialect.do_ping

    def ping_the_idle(connection: BoundedConnection) -> bool:
        is_fresh = time.monotonic() - connection.idle_since < _FRESH_SECONDS
        return is_fresh or bool(ping(connection))

    dialect.do_ping = ping_the_idle


def _is_idle(connection: BoundedConnection | None, _: object) -> None:
    if connection is not None:
        # What comes next is the ping.
        connection.patience_seconds = _PING_SECONDS
        connection.idle_since = time.monotonic()


def _is_used(connection: BoundedConnection, _: object, __: object) -> None:
    connection.patience_seconds = _STATEMENT_SECONDS
