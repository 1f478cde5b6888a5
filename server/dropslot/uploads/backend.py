"""The backend: store, database and checkers of one Dropslot."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from dropslot.database import Catalog, Database, Leases, UploadSessions
from dropslot.images import CheckerPool
from dropslot.settings import Settings, without_password
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
    database = Database(settings.database_url)
    return Backend(
        sender=sender,
        settings=settings,
        store=store,
        database=database,
        catalog=Catalog(database),
        sessions=UploadSessions(database),
        leases=Leases(database),
        checkers=CheckerPool(settings),
    )
