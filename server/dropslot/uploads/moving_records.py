"""Moves the records to another database, while no server is at work."""

from __future__ import annotations

from dropslot.database import CannotTransfer, Database, Say, transfer
from dropslot.log import cause_in_words
from dropslot.model import UploadError
from dropslot.storage import is_used

from .backend import Backend
from .moving import CannotMove


def move_records(backend: Backend, target: Database, say: Say) -> int:
    """Take all records along, and let nobody start with the database before.

    :return: how many rows there are.
    :raises CannotMove: a server is at work, the target is in use, or one of the two
        databases cannot.
    """
    source = backend.database
    if is_used(backend.settings.staging_path, backend.staging):
        raise CannotMove(
            f"A server is running with '{backend.settings.upload_path}': stop it first,"
            " for what it recorded meanwhile would be lost."
        )
    for database in (source, target):
        if database.can_only_be_read:
            raise CannotMove(f"The database '{database.place}' can only be read.")
    if source.place == target.place:
        raise CannotMove(f"The records are in '{source.place}' already.")
    try:
        return transfer(source, backend.mount_id, target, say)
    except CannotTransfer as error:
        raise CannotMove(str(error)) from error
    except UploadError as error:
        raise CannotMove(
            f"It stopped: {cause_in_words(error)}. Nothing is lost; run this again."
        ) from error
