"""Which Dropslot the rows of a database belong to; several may share one."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

import sqlalchemy as sa

from dropslot.model import UploadError
from dropslot.settings import SettingError

from .database import Database
from .refused_mounts import (
    is_bucket,
    refuse_another_folder,
    refuse_another_secret,
    refuse_elsewhere,
    refuse_moved_records,
    refuse_unknown_folder,
)
from .schema import mounts as table

_log = logging.getLogger(__name__)
# What the only one in a folder's own SQLite file has.
_FIRST = 1

_Row: TypeAlias = sa.Row[Any]


@dataclass(frozen=True, slots=True)
class Entered:
    """A Dropslot that has been found among those in a database, or is new there.

    :param moved_from: where its bytes were before, as long as not all have moved.
    :param moves: how often they have moved.
    """

    mount_id: int
    moved_from: str | None
    moves: int = 0


@dataclass(frozen=True, slots=True)
class _Asking:
    name: str
    store: str
    folder_id: str | None
    secret: str | None
    is_default: bool
    is_leaving: bool
    is_server: bool


def enter(
    database: Database,
    name: str,
    store: str,
    folder_id: str | None = None,
    secret: str | None = None,
    is_default: bool = False,
    is_leaving: bool = False,
) -> Entered:
    """Find the Dropslot that is meant, or add it; others may do so at the same time.

    In a database that can only be read it is found all the same.

    :param name: of the blueprint.
    :param store: where the bytes are: the path of a folder, or ``s3://bucket/prefix``.
    :param folder_id: what lies in that folder, which may be renamed.
    :param secret: the secret key, which all replicas must have in common; None: it is
        not compared, as by a tool.
    :param is_default: whether the database is a file in that folder, and goes with it.
    :param is_leaving: also where its records have moved to another database.
    :raises SettingError: its pictures are elsewhere, or it has another secret key; or
        the database cannot.
    """
    is_server = database.file is None
    asking = _Asking(name, store, folder_id, secret, is_default, is_leaving, is_server)
    found: _Row | None = None
    try:
        with database.begin() as connection:
            found, change = _find(connection, asking)
        if found and (not change or database.can_only_be_read):
            return _entered(found)
        with database.begin() as connection:
            # Another replica may have been quicker.
            database.lock(connection, "mounts")
            now, change = _find(connection, asking)
            return _write(connection, now, change)
    except UploadError as error:
        # What is there is served, as long as it is certain what that is: in a database
        # that others share the first one may be somebody else's.
        if found is None and not is_default:
            raise SettingError(database.explain(error)) from error
        _log.warning("%s", database.explain(error))
        return _entered(found) if found else Entered(_FIRST, None)


def bucket_id(database: Database, mount_id: int) -> str:
    """What lies in the bucket of a Dropslot, and in no other; made when it is missing.

    :raises StorageFull, StorageFailed: the database cannot.
    """
    ours = table.c.id == mount_id
    made = table.update().where(ours, table.c.bucket_id.is_(None))
    with database.begin() as connection:
        connection.execute(made.values(bucket_id=secrets.token_hex(16)))
        return str(
            connection.execute(sa.select(table.c.bucket_id).where(ours)).scalar_one()
        )


def take_new_secret(database: Database, mount_id: int, secret: str) -> None:
    """Have all replicas start with another secret key from now on.

    :raises StorageFull, StorageFailed: the database cannot.
    """
    change = table.update().where(table.c.id == mount_id)
    with database.begin() as connection:
        connection.execute(change.values(secret=_fingerprint(secret)))


def _find(
    connection: sa.Connection, asking: _Asking
) -> tuple[_Row | None, dict[str, str]]:
    """The row that is meant, or None, and what is to be changed in it."""
    rows = connection.execute(table.select().order_by(table.c.id)).all()
    row = _meant(connection, rows, asking)
    if row is not None and not asking.is_leaving:
        refuse_moved_records(row)
    wanted = {"store": asking.store}
    if asking.folder_id is not None:
        wanted["folder_id"] = asking.folder_id
    if asking.secret is not None:
        wanted["secret"] = _fingerprint(asking.secret)
    if row is None or row.store is None:
        return row, {"name": asking.name, **wanted}
    if "secret" in wanted and not asking.is_default:
        refuse_another_secret(row, wanted["secret"])
    return row, _different(row, wanted)


def _meant(
    connection: sa.Connection, rows: Sequence[_Row], asking: _Asking
) -> _Row | None:
    for row in rows:
        is_ours = asking.folder_id is not None and row.folder_id == asking.folder_id
        # What has moved away from a folder is not there, even if the folder is.
        if row.moved_from == asking.store or (is_ours and is_bucket(row.store)):
            refuse_elsewhere(row, asking.store)
        if is_ours:
            return row
    for row in rows:
        if row.store == asking.store:
            if asking.is_server:
                refuse_another_folder(row, asking.store, asking.folder_id)
            return row
    # That of an earlier version, which nobody has opened since.
    for row in rows:
        if row.store is None:
            refuse_unknown_folder(connection, row, asking.store)
            return row
    alike = [row for row in rows if row.name == asking.name]
    if asking.is_default and len(alike) == 1:
        return alike[0]
    if alike and is_bucket(asking.store):
        refuse_elsewhere(alike[0], asking.store)
    return None


def _write(
    connection: sa.Connection, row: _Row | None, change: Mapping[str, str]
) -> Entered:
    if row is None:
        made = table.insert().values(**change).returning(table.c.id)
        return Entered(connection.execute(made).scalar_one(), None)
    if change:
        connection.execute(table.update().where(table.c.id == row.id).values(**change))
    return _entered(row)


def _entered(row: _Row) -> Entered:
    return Entered(row.id, row.moved_from, row.moves or 0)


def _different(row: _Row, wanted: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in wanted.items() if getattr(row, key) != value}


def _fingerprint(secret: str) -> str:
    return sha256(f"fingerprint/{secret}".encode()).hexdigest()
