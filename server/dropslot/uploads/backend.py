"""The backend: store, database and checkers of one Dropslot."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from dropslot.database import Catalog, Database, Leases, UploadSessions, enter
from dropslot.images import CheckerPool
from dropslot.model import UploadError, continue_behind
from dropslot.settings import SettingError, Settings, without_password
from dropslot.storage import Store, open_storage

_start_log = logging.getLogger("dropslot.start")


@dataclass(frozen=True, slots=True)
class Backend:
    """The parts of one Dropslot that keep pictures.

    :param sender: who sends its signals.
    :param leases: who may keep the files of ``sessions``.
    """

    sender: object
    settings: Settings
    store: Store
    database: Database
    catalog: Catalog
    sessions: UploadSessions
    leases: Leases
    checkers: CheckerPool
    mount_id: int

    def close(self) -> None:
        """End the child processes and close database and store."""
        self.checkers.close()
        self.database.close()
        self.store.close()


def open_backend(settings: Settings, sender: object) -> Backend:
    """Open folder and database, ready to keep pictures.

    :raises SettingError: one of them cannot be used.
    """
    # A disk or a database that does not answer: this tells which.
    _start_log.info("Opening the folder %s", settings.upload_path)
    store = open_storage(settings)
    _start_log.info("Opening the catalog %s", without_password(settings.database_url))
    try:
        database = Database(settings.database_url)
        mount_id = enter(
            database, "dropslot", str(settings.upload_path), is_default=True
        ).mount_id
        catalog = Catalog(database, mount_id)
        _continue_names(catalog, database)
    except BaseException:
        store.close()
        raise
    return Backend(
        sender=sender,
        settings=settings,
        store=store,
        database=database,
        catalog=catalog,
        sessions=UploadSessions(database),
        leases=Leases(database),
        checkers=CheckerPool(settings),
        mount_id=mount_id,
    )


def _continue_names(catalog: Catalog, database: Database) -> None:
    """Let what comes next be the first of the list, whatever the clock was before."""
    try:
        newest = catalog.newest_name()
    except UploadError as error:
        raise SettingError(database.explain(error)) from error
    if newest is not None:
        continue_behind(newest)
