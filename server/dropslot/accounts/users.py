"""People who have an account, and where they are signed in.

Both stand in the catalog's database: every process sees the same, and a sign-in
survives a restart.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dropslot.database import Database, schema

from .sign_ins import SignIns
from .user import User, UserError, clean_name, name_key

_table = schema.users


@dataclass(frozen=True, slots=True)
class Credentials:
    """Somebody who may sign in, and what their password is compared with."""

    user: User
    password_hash: str


class Users:
    """The people of one Dropslot.

    :param mount_id: which of those in the database.
    """

    def __init__(self, database: Database, mount_id: int) -> None:
        self._begin = database.begin
        self._lock = database.lock
        self._mount_id = mount_id
        self._here = _table.c.mount == mount_id
        self._sign_ins = SignIns(mount_id)

    def add(self, name: str, password_hash: str, is_admin: bool) -> User:
        """Give somebody an account.

        :raises UserError: the name is taken, or cannot be one.
        """
        name = self.free_name(name)
        user = User(f"{name}-{secrets.token_hex(3)}", name, is_admin)
        values = {
            "mount": self._mount_id,
            "id": user.id,
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
        query = _table.select().where(self._here, _table.c.name_key == key)
        with self._begin() as connection:
            row = connection.execute(query).one_or_none()
        return Credentials(_user(row), row.password_hash) if row else None

    def all(self) -> list[User]:
        """Everybody, by name."""
        query = _table.select().where(self._here).order_by(_table.c.name_key)
        with self._begin() as connection:
            return [_user(row) for row in connection.execute(query)]

    def has_any(self) -> bool:
        """Whether anybody can sign in at all."""
        query = sa.select(_table.c.id).where(self._here).limit(1)
        with self._begin() as connection:
            return connection.execute(query).first() is not None

    def set_password(self, name: str, password_hash: str) -> User:
        """Change a password, which signs its user out everywhere.

        :raises UserError: there is nobody of that name.
        """
        user = self.known(name)
        change = _table.update().where(self._here, _table.c.id == user.id)
        with self._begin() as connection:
            self._alone_with(user, connection)
            connection.execute(change.values(password_hash=password_hash))
            self._sign_ins.remove_all(connection, user.id)
        return user

    def remove(self, name: str) -> User:
        """Take an account away and sign its user out; their pictures stay.

        :raises UserError: there is nobody of that name.
        """
        user = self.known(name)
        gone = _table.delete().where(self._here, _table.c.id == user.id)
        with self._begin() as connection:
            self._alone_with(user, connection)
            connection.execute(gone)
            self._sign_ins.remove_all(connection, user.id)
        return user

    def sign_in(self, credentials: Credentials, now: datetime) -> str | None:
        """Sign a user in; return the token that proves it.

        None when their password was changed, or they were removed, while it was being
        compared.
        """
        user = credentials.user
        still = sa.select(_table.c.id).where(
            self._here,
            _table.c.id == user.id,
            _table.c.password_hash == credentials.password_hash,
        )
        with self._begin() as connection:
            # A change that came first is seen; one that comes later finds this sign-in
            # and removes it.
            self._alone_with(user, connection)
            if connection.execute(still).first() is None:
                return None
            self._sign_ins.forget_ended(connection, now)
            return self._sign_ins.add(connection, user.id, now)

    def signed_in(self, token: str, now: datetime) -> User | None:
        """The user that a token proves to be signed in."""
        sign_ins = schema.sign_ins
        query = (
            sa.select(_table)
            .join(sign_ins, sign_ins.c.user_id == _table.c.id)
            .where(self._here, self._sign_ins.is_of(token, now))
        )
        with self._begin() as connection:
            row = connection.execute(query).one_or_none()
        return _user(row) if row else None

    def sign_out(self, token: str) -> None:
        """Let a token prove nothing any more, wherever it was copied to."""
        with self._begin() as connection:
            self._sign_ins.remove(connection, token)

    def known(self, name: str) -> User:
        """The user of a name.

        :raises UserError: there is nobody of that name.
        """
        if (found := self.find(name_key(name))) is None:
            raise UserError(f"There is no account {name}.")
        return found.user

    def _alone_with(self, user: User, connection: sa.Connection) -> None:
        self._lock(connection, "user", self._mount_id, user.id)


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(row.id, row.name, row.is_admin)
