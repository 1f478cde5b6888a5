"""What is said to who starts with a database, and bytes that do not belong together."""

from __future__ import annotations

from typing import Any, NoReturn, TypeAlias

import sqlalchemy as sa

from dropslot.settings import HIDDEN, SettingError

from .schema import uploads

_BUCKET = "s3://"

_Row: TypeAlias = sa.Row[Any]


def is_bucket(store: str | None) -> bool:
    """Whether bytes lie in a bucket, and not in a folder."""
    return store is not None and store.startswith(_BUCKET)


def refuse_elsewhere(row: _Row, store: str) -> NoReturn:
    """Refuse a place that the pictures do not lie in, or not any more.

    :raises SettingError: always.
    """
    lies = f"the pictures of this database lie in '{row.store}'"
    if row.moved_from == store:
        raise SettingError(
            f"DROPSLOT_UPLOAD_PATH is '{store}', but {lies} now: set it to that, and"
            f" 'dropslot move {store}' takes them back."
        )
    raise SettingError(
        f"DROPSLOT_UPLOAD_PATH is '{store}', but {lies}: set it to that; with that set,"
        f" 'dropslot move {store}' moves them. Or give this one a database of its own."
    )


def refuse_moved_records(row: _Row) -> None:
    """Refuse a database that is not the one to use.

    :raises SettingError: the records are in another one.
    """
    if row.records_at is not None:
        raise SettingError(
            f"The records of this Dropslot have moved to '{row.records_at}': set"
            " DROPSLOT_DATABASE_URL to that; where 'dropslot move-records' was"
            " interrupted, run it again."
        )


def refuse_unknown_folder(connection: sa.Connection, row: _Row, store: str) -> None:
    """Refuse a bucket where the pictures lie in the folder of an earlier version.

    :raises SettingError: they do.
    """
    if not is_bucket(store):
        return
    query = sa.select(uploads.c.name).where(uploads.c.mount == row.id).limit(1)
    if connection.execute(query).first() is not None:
        raise SettingError(
            f"DROPSLOT_UPLOAD_PATH is '{store}', but the pictures of this database lie"
            " in the folder that it had before: start once with that folder, then move"
            f" them with 'dropslot move {store}'."
        )


def refuse_another_secret(row: _Row, fingerprint: str) -> None:
    """Refuse a secret key that is not that of the replicas before.

    :raises SettingError: it is not.
    """
    if row.secret not in (None, fingerprint):
        raise SettingError(
            "DROPSLOT_SECRET_KEY is another one than this database was used with so"
            " far, but all replicas must share it; 'dropslot upgrade --new-secret'"
            " takes the one that is set now for the new one."
        )


def refuse_another_folder(row: sa.Row[Any], place: str, folder_id: str | None) -> None:
    """A server is asked by many machines, and each may have a folder of that path.

    :raises SettingError: what lies in this one is another's.
    """
    known = row.folder_id
    if folder_id is not None and known is not None and known != folder_id:
        raise SettingError(
            f"DROPSLOT_UPLOAD_PATH is '{place}', but the folder of that path that this"
            " database knows is another one: give this one a database of its own, or,"
            f" if the pictures are its own, write '{known}' into '{place}/{HIDDEN}/id'."
        )


def refuse_another_bucket(bucket: str) -> NoReturn:
    """Refuse a bucket that belongs to another database.

    :raises SettingError: always.
    """
    raise SettingError(
        f"DROPSLOT_UPLOAD_PATH is '{bucket}', but that bucket belongs to another"
        " database than DROPSLOT_DATABASE_URL names: replicas must share both. Where"
        " that database is lost, remove the object"
        f" '{HIDDEN}/id' from the bucket, and 'dropslot import' takes its pictures in."
    )
