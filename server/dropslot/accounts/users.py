"""People who have an account, and where they are signed in.

Both stand in the catalog's database: every process sees the same, and a sign-in
survives a restart. Of a sign-in only a digest is kept, so that a copy of the database
lets nobody in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from dropslot.database import Database, milliseconds, schema

from .user import User, UserError, clean_name, name_key

_SIGNED_IN = timedelta(days=30)
_table, _sign_ins = schema.users, schema.sign_ins


@dataclass(frozen=True, slots=True)
class Credentials:
    """Somebody who may sign in, and what their password is compared with."""

    user: User
    password_hash: str


class Users:
    """The people of one Dropslot."""

    def __init__(self, database: Database) -> None:
        self._begin = database.begin

    def add(self, name: str, password_hash: str, is_admin: bool) -> User:
        """Give somebody an account.

        :raises UserError: the name is taken, or cannot be one.
        """
        name = self.free_name(name)
        user = User(f"{name}-{secrets.token_hex(3)}", name, is_admin)
        values = {
            "id": user.id,
            "mount": 1,
            "name_key": name_key(name),
            "name": name,
            "password_hash": password_hash,
            "is_admin": is_admin,
        }
        try:
            with self._begin() as connection:
                connection.execute(_table.insert().values(values))
        except sa.exc.IntegrityError as error:
            raise UserError(f"There is an account {name} already.") from error
        return user

    def free_name(self, name: str) -> str:
        """A name as it will be kept.

        :raises UserError: the name is taken, or cannot be one.
        """
        name = clean_name(name)
        if self.find(name_key(name)):
            raise UserError(f"There is an account {name} already.")
        return name

    def find(self, key: str) -> Credentials | None:
        """The user of a name.

        :param key: the name as it is compared, see :func:`name_key`.
        """
        if "\0" in key:
            # PostgreSQL takes no such text.
            return None
        query = _table.select().where(_table.c.name_key == key)
        with self._begin() as connection:
            row = connection.execute(query).one_or_none()
        return Credentials(_user(row), row.password_hash) if row else None

    def all(self) -> list[User]:
        """Everybody, by name."""
        query = _table.select().order_by(_table.c.name_key)
        with self._begin() as connection:
            return [_user(row) for row in connection.execute(query)]

    def has_any(self) -> bool:
        """Whether anybody can sign in at all."""
        with self._begin() as connection:
            return (
                connection.execute(sa.select(_table.c.id).limit(1)).first() is not None
            )

    def set_password(self, name: str, password_hash: str) -> User:
        """Change a password, which signs its user out everywhere.

        :raises UserError: there is nobody of that name.
        """
        user = self.known(name)
        change = _table.update().where(_table.c.id == user.id)
        with self._begin() as connection:
            connection.execute(change.values(password_hash=password_hash))
            connection.execute(_sign_ins_of(user))
        return user

    def remove(self, name: str) -> User:
        """Take an account away and sign its user out; their pictures stay.

        :raises UserError: there is nobody of that name.
        """
        user = self.known(name)
        with self._begin() as connection:
            connection.execute(_table.delete().where(_table.c.id == user.id))
            connection.execute(_sign_ins_of(user))
        return user

    def sign_in(self, credentials: Credentials, now: datetime) -> str | None:
        """Sign a user in; return the token that proves it.

        None when their password was changed, or they were removed, while it was being
        compared.
        """
        user, token = credentials.user, secrets.token_urlsafe(32)
        still = (
            sa.select(_table.c.id)
            .where(
                _table.c.id == user.id,
                _table.c.password_hash == credentials.password_hash,
            )
            .with_for_update()
        )
        with self._begin() as connection:
            connection.execute(
                _sign_ins.delete().where(_sign_ins.c.ends_ms <= milliseconds(now))
            )
            values = {
                "digest": _digest(token),
                "mount": 1,
                "user_id": user.id,
                "ends_ms": milliseconds(now + _SIGNED_IN),
            }
            connection.execute(_sign_ins.insert().values(values))
            # After the writing: a change that came first is seen now, one that comes
            # later waits for us, finds this row and removes it.
            if connection.execute(still).first():
                return token
            connection.execute(_of_token(token))
        return None

    def signed_in(self, token: str, now: datetime) -> User | None:
        """The user that a token proves to be signed in."""
        query = (
            sa.select(_table)
            .join(_sign_ins, _sign_ins.c.user_id == _table.c.id)
            .where(
                _sign_ins.c.digest == _digest(token),
                _sign_ins.c.ends_ms > milliseconds(now),
            )
        )
        with self._begin() as connection:
            row = connection.execute(query).one_or_none()
        return _user(row) if row else None

    def sign_out(self, token: str) -> None:
        """Let a token prove nothing any more, wherever it was copied to."""
        with self._begin() as connection:
            connection.execute(_of_token(token))

    def known(self, name: str) -> User:
        """The user of a name.

        :raises UserError: there is nobody of that name.
        """
        if (found := self.find(name_key(name))) is None:
            raise UserError(f"There is no account {name}.")
        return found.user


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(row.id, row.name, row.is_admin)


def _sign_ins_of(user: User) -> sa.Delete:
    return _sign_ins.delete().where(_sign_ins.c.user_id == user.id)


def _of_token(token: str) -> sa.Delete:
    return _sign_ins.delete().where(_sign_ins.c.digest == _digest(token))


def _digest(token: str) -> str:
    # No slow hash: a token is 256 random bits, which nobody can guess.
    return sha256(token.encode()).hexdigest()
