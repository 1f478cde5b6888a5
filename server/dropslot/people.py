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

from .catalog import Catalog, metadata
from .engine import milliseconds
from .person import Person, PersonError, clean_name, name_key

_SIGNED_IN = timedelta(days=30)
_people = sa.Table(
    "dropslot_people",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    # As it is compared: "Ann" and "ann" are one person.
    sa.Column("name_key", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
)
_sign_ins = sa.Table(
    "dropslot_sign_ins",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(80), nullable=False, index=True),
    sa.Column("ends_ms", sa.BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A person, and what their password is compared with."""

    person: Person
    password_hash: str


class People:
    """The people of one Dropslot."""

    def __init__(self, catalog: Catalog) -> None:
        self._begin = catalog.begin

    def add(self, name: str, password_hash: str, is_admin: bool) -> Person:
        """Give somebody an account.

        :raises PersonError: the name is taken, or cannot be one.
        """
        name = self.free_name(name)
        person = Person(f"{name}-{secrets.token_hex(3)}", name, is_admin)
        values = {
            "id": person.id,
            "name_key": name_key(name),
            "name": name,
            "password_hash": password_hash,
            "is_admin": is_admin,
        }
        try:
            with self._begin() as connection:
                connection.execute(_people.insert().values(values))
        except sa.exc.IntegrityError as error:
            raise PersonError(f"There is an account {name} already.") from error
        return person

    def free_name(self, name: str) -> str:
        """A name as it will be kept.

        :raises PersonError: the name is taken, or cannot be one.
        """
        name = clean_name(name)
        if self.find(name):
            raise PersonError(f"There is an account {name} already.")
        return name

    def find(self, name: str) -> Credentials | None:
        """The person of a name, in any case of its letters."""
        if "\0" in name:
            # PostgreSQL takes no such text.
            return None
        query = _people.select().where(_people.c.name_key == name_key(name))
        with self._begin() as connection:
            row = connection.execute(query).one_or_none()
        return Credentials(_person(row), row.password_hash) if row else None

    def all(self) -> list[Person]:
        """Everybody, by name."""
        query = _people.select().order_by(_people.c.name_key)
        with self._begin() as connection:
            return [_person(row) for row in connection.execute(query)]

    def has_any(self) -> bool:
        """Whether anybody can sign in at all."""
        with self._begin() as connection:
            return (
                connection.execute(sa.select(_people.c.id).limit(1)).first() is not None
            )

    def set_password(self, name: str, password_hash: str) -> Person:
        """Change a password, which signs its person out everywhere.

        :raises PersonError: there is nobody of that name.
        """
        person = self.known(name)
        change = _people.update().where(_people.c.id == person.id)
        with self._begin() as connection:
            connection.execute(change.values(password_hash=password_hash))
            connection.execute(_sign_ins_of(person))
        return person

    def remove(self, name: str) -> Person:
        """Take an account away and sign its person out; their pictures stay.

        :raises PersonError: there is nobody of that name.
        """
        person = self.known(name)
        with self._begin() as connection:
            connection.execute(_people.delete().where(_people.c.id == person.id))
            connection.execute(_sign_ins_of(person))
        return person

    def sign_in(self, credentials: Credentials, now: datetime) -> str | None:
        """Sign a person in; return the token that proves it.

        None when their password was changed, or they were removed, while it was being
        compared.
        """
        person, token = credentials.person, secrets.token_urlsafe(32)
        still = (
            sa.select(_people.c.id)
            .where(
                _people.c.id == person.id,
                _people.c.password_hash == credentials.password_hash,
            )
            .with_for_update()
        )
        with self._begin() as connection:
            connection.execute(
                _sign_ins.delete().where(_sign_ins.c.ends_ms <= milliseconds(now))
            )
            values = {
                "digest": _digest(token),
                "person_id": person.id,
                "ends_ms": milliseconds(now + _SIGNED_IN),
            }
            connection.execute(_sign_ins.insert().values(values))
            # After the writing: a change that came first is seen now, one that comes
            # later waits for us, finds this row and removes it.
            if connection.execute(still).first():
                return token
            connection.execute(_of_token(token))
        return None

    def signed_in(self, token: str, now: datetime) -> Person | None:
        """The person that a token proves to be signed in."""
        query = (
            sa.select(_people)
            .join(_sign_ins, _sign_ins.c.person_id == _people.c.id)
            .where(
                _sign_ins.c.digest == _digest(token),
                _sign_ins.c.ends_ms > milliseconds(now),
            )
        )
        with self._begin() as connection:
            row = connection.execute(query).one_or_none()
        return _person(row) if row else None

    def sign_out(self, token: str) -> None:
        """Let a token prove nothing any more, wherever it was copied to."""
        with self._begin() as connection:
            connection.execute(_of_token(token))

    def known(self, name: str) -> Person:
        """The person of a name.

        :raises PersonError: there is nobody of that name.
        """
        if (found := self.find(name)) is None:
            raise PersonError(f"There is no account {name}.")
        return found.person


def _person(row: sa.Row[tuple[object, ...]]) -> Person:
    return Person(row.id, row.name, row.is_admin)


def _sign_ins_of(person: Person) -> sa.Delete:
    return _sign_ins.delete().where(_sign_ins.c.person_id == person.id)


def _of_token(token: str) -> sa.Delete:
    return _sign_ins.delete().where(_sign_ins.c.digest == _digest(token))


def _digest(token: str) -> str:
    # No slow hash: a token is 256 random bits, which nobody can guess.
    return sha256(token.encode()).hexdigest()
