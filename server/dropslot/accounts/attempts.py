"""Counts attempts in the database, where all replicas count together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite

from dropslot.database import now_ms, schema

_table = schema.attempts
# More than one attempt adds.
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

    @property
    def base_exceptions(self) -> type[Exception]:
        """What `limits` might wrap; it wraps nothing."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count one more; those who count at once count each other."""
        query = _COUNT[self._connection.dialect.name]
        values = {"lasts_ms": round(expiry * 1000), "amount": amount}
        return int(self._ask(query, key=key, **values).scalar_one())

    def decr(self, key: str, amount: int = 1) -> None:
        """Count one less, but never less than none."""
        self._ask(_COUNT_LESS, key_=key, amount=amount)

    def get(self, key: str) -> int:
        """How many there are."""
        return self._live(key)[0]

    def get_expiry(self, key: str) -> float:
        """When they will be forgotten, by the clock of this machine."""
        return time.time() + self._live(key)[1] / 1000

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of some keys that anything is counted for."""
        return {row.key for row in self._ask(_LIVE, keys=keys)}

    def forget_old(self) -> None:
        """Remove some of what is over."""
        if keys := self._ask(_OVER).scalars().all():
            self._ask(_FORGET, keys=keys)

    def clear(self, key: str) -> None:
        """Forget one."""
        self._ask(_FORGET, keys=[key])

    def reset(self) -> int:
        """Forget all."""
        return int(self._ask(_table.delete().where(_HERE)).rowcount)

    def check(self) -> bool:
        """It is as well as the transaction is."""
        return True

    def _live(self, key: str) -> tuple[int, int]:
        """How many there are, and for how many milliseconds."""
        row = self._ask(_LIVE, keys=[key]).one_or_none()
        return (row.number, row.left_ms) if row else (0, 0)

    def _ask(self, query: sa.Executable, **values: Any) -> sa.CursorResult[Any]:
        return self._connection.execute(query, {"mount_": self._mount_id, **values})


# Made once, for it takes longer than to ask them.
_HERE = _table.c.mount == sa.bindparam("mount_")
_THESE = _HERE, _table.c.key.in_(sa.bindparam("keys", expanding=True))
_AMOUNT = sa.bindparam("amount", type_=sa.Integer)


def _count(insert: Any) -> sa.Executable:
    lasts_ms = sa.bindparam("lasts_ms", type_=sa.BigInteger)
    new = insert(_table).values(
        mount=sa.bindparam("mount_"),
        key=sa.bindparam("key"),
        count=_AMOUNT,
        ends_ms=now_ms() + lasts_ms,
    )
    is_over = _table.c.ends_ms <= now_ms()
    counted: sa.Executable = new.on_conflict_do_update(
        index_elements=[_table.c.mount, _table.c.key],
        set_={
            "count": sa.case(
                (is_over, new.excluded.count), else_=_table.c.count + _AMOUNT
            ),
            "ends_ms": sa.case((is_over, new.excluded.ends_ms), else_=_table.c.ends_ms),
        },
    ).returning(_table.c.count)
    return counted


_COUNT = {
    "sqlite": _count(sqlite.insert),
    "postgresql": _count(postgresql.insert),
}
_COUNT_LESS = (
    _table.update()
    .where(_HERE, _table.c.key == sa.bindparam("key_"), _table.c.count >= _AMOUNT)
    .values(count=_table.c.count - _AMOUNT)
)
_LIVE = sa.select(
    _table.c.key,
    _table.c.count.label("number"),
    (_table.c.ends_ms - now_ms()).label("left_ms"),
).where(*_THESE, _table.c.ends_ms > now_ms())
_OVER = (
    sa.select(_table.c.key)
    # As a query of its own it is asked once, and the index is of use.
    .where(_HERE, _table.c.ends_ms <= sa.select(now_ms()).scalar_subquery())
    .limit(_FORGOTTEN_AT_ONCE)
    # What another replica removes or counts just now is left to it.
    .with_for_update(skip_locked=True)
)
_FORGET = _table.delete().where(*_THESE)
