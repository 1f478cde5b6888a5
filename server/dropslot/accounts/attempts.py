"""Counts attempts in the database, where all replicas count together."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite

from dropslot.database import now_ms, schema

_table = schema.attempts
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_FORGOTTEN_AT_ONCE = 100


class Attempts(Storage):
    """A storage of `limits`, within one transaction and by the database's clock.

    :param connection: the transaction, to be committed by whoever began it.
    """

    STORAGE_SCHEME = None

    def __init__(self, connection: sa.Connection, mount_id: int) -> None:
        super().__init__()
        self._connection = connection
        self._mount_id = mount_id
        self._here = _table.c.mount == mount_id

    @property
    def base_exceptions(self) -> type[Exception]:
        """What `limits` might wrap; it wraps nothing."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count one more; those who count at once count each other."""
        insert = _INSERTS[self._connection.dialect.name](_table).values(
            mount=self._mount_id,
            key=key,
            count=amount,
            ends_ms=now_ms() + round(expiry * 1000),
        )
        is_over, new = _table.c.ends_ms <= now_ms(), insert.excluded
        counted = insert.on_conflict_do_update(
            index_elements=[_table.c.mount, _table.c.key],
            set_={
                "count": sa.case((is_over, new.count), else_=_table.c.count + amount),
                "ends_ms": sa.case((is_over, new.ends_ms), else_=_table.c.ends_ms),
            },
        )
        query = counted.returning(_table.c.count)
        return int(self._connection.execute(query).scalar_one())

    def decr(self, key: str, amount: int = 1) -> None:
        """Count one less; those that were over meanwhile are over."""
        fewer = _table.update().where(
            self._here, _table.c.key == key, _table.c.count >= amount
        )
        self._connection.execute(fewer.values(count=_table.c.count - amount))

    def get(self, key: str) -> int:
        """How many there are."""
        return int(self._live(_table.c.count, key) or 0)

    def get_expiry(self, key: str) -> float:
        """When they will be forgotten, by the clock of this machine."""
        left_ms = self._live(_table.c.ends_ms - now_ms(), key) or 0
        return time.time() + int(left_ms) / 1000

    def known(self, keys: list[str]) -> set[str]:
        """Those of some keys that anything is counted for."""
        query = sa.select(_table.c.key).where(
            self._here, _table.c.key.in_(keys), _table.c.ends_ms > now_ms()
        )
        return set(self._connection.execute(query).scalars())

    def forget_old(self) -> None:
        """Remove some of what is over, more than one attempt adds."""
        # As a query of its own it is asked once, and the index is of use.
        now = sa.select(now_ms()).scalar_subquery()
        over = sa.select(_table.c.key).where(self._here, _table.c.ends_ms <= now)
        # What another replica removes or counts just now is left to it.
        free = over.limit(_FORGOTTEN_AT_ONCE).with_for_update(skip_locked=True)
        if keys := self._connection.execute(free).scalars().all():
            gone = _table.delete().where(self._here, _table.c.key.in_(keys))
            self._connection.execute(gone)

    def clear(self, key: str) -> None:
        """Forget one."""
        self._connection.execute(_table.delete().where(self._here, _table.c.key == key))

    def reset(self) -> int:
        """Forget all."""
        return self._connection.execute(_table.delete().where(self._here)).rowcount

    def check(self) -> bool:
        """It is as well as the transaction is."""
        return True

    def _live(self, what: sa.ColumnElement[Any], key: str) -> Any:
        query = sa.select(what).where(
            self._here, _table.c.key == key, _table.c.ends_ms > now_ms()
        )
        return self._connection.execute(query).scalar_one_or_none()
