"""The backend: store, database and checkers of one Dropslot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dropslot.database import (
    Catalog,
    Database,
    Entered,
    Leases,
    Marks,
    UploadSessions,
    Whereabouts,
    enter,
)
from dropslot.images import CheckerPool, open_checkers
from dropslot.log import cause_in_words
from dropslot.model import UploadError, continue_behind
from dropslot.settings import (
    Bucket,
    SettingError,
    Settings,
    read_secret_key,
    without_password,
)
from dropslot.storage import (
    Chunks,
    FallbackStore,
    Staging,
    Storage,
    Store,
    folder_id,
    open_before,
    open_storage,
)

from .own_bucket import hold_bucket

# For a bucket that pictures have moved from; without it most are served.
_PATIENCE_SECONDS = 60.0
_log = logging.getLogger(__name__)
_start_log = logging.getLogger("dropslot.start")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Backend:
    """The parts of one Dropslot that keep pictures.

    :param sender: who sends its signals.
    :param mount_id: which rows of the database are its own.
    :param leases: who may keep the files of ``sessions``.
    :param alone_since: whatever was begun before this time was left by a crash; None
        where others may be at it.
    """

    sender: object
    settings: Settings
    staging: Staging
    store: Store
    chunks: Chunks
    database: Database
    mount_id: int
    catalog: Catalog
    sessions: UploadSessions
    leases: Leases
    marks: Marks
    whereabouts: Whereabouts
    checkers: CheckerPool
    alone_since: datetime | None

    def close(self) -> None:
        """End the child processes and close database and store."""
        for close in self.closers():
            close()

    def closers(self) -> tuple[Callable[[], None], ...]:
        """What does so; none of them knows who sends the signals."""
        parts = self.checkers, self.database, self.store, self.staging
        return tuple(part.close for part in parts)


def current_store(backend: Backend) -> Store:
    """The store where pictures lie now, without the one before."""
    store = backend.store
    return store.now if isinstance(store, FallbackStore) else store


def open_backend(
    settings: Settings,
    sender: object,
    name: str = "dropslot",
    patience_seconds: float = 0,
    *,
    takes_any_secret: bool = False,
    is_leaving: bool = False,
) -> Backend:
    """Open store and database, ready to keep pictures.

    :param name: of the blueprint; a database may hold several Dropslots.
    :param patience_seconds: how long to wait for a bucket or a database that is away.
    :param takes_any_secret: whether the secret key may be another one than that of the
        replicas before.
    :param is_leaving: also where the records have moved to another database.
    :raises SettingError: one of them cannot be used.
    """
    # A disk or a database that does not answer: this tells which.
    what = "bucket" if isinstance(settings.upload_path, Bucket) else "folder"
    _start_log.info("Opening the %s %s", what, settings.upload_path)
    storage = open_storage(settings, patience_seconds)
    _start_log.info("Opening the catalog %s", without_password(settings.database_url))
    try:
        database = Database(settings.database_url, patience_seconds)
        secret = None if takes_any_secret else _shared_secret(settings, database)
        entered = _entered(settings, database, name, secret, is_leaving)
        mount_id = entered.mount_id
        _hold_bucket(settings, storage, database, mount_id)
        patience_seconds = min(patience_seconds, _PATIENCE_SECONDS)
        storage = _with_those_before(settings, storage, entered, patience_seconds)
        catalog = Catalog(database, mount_id)
        _continue_names(catalog, database)
    except BaseException:
        storage.close()
        raise
    return Backend(
        sender=sender,
        settings=settings,
        staging=storage.staging,
        store=storage.store,
        chunks=storage.chunks,
        database=database,
        mount_id=mount_id,
        catalog=catalog,
        sessions=UploadSessions(database, mount_id),
        leases=Leases(database, mount_id),
        marks=Marks(database, mount_id, entered.moves),
        whereabouts=Whereabouts(database, mount_id, entered.moves),
        checkers=open_checkers(settings),
        alone_since=storage.alone_since,
    )


def _shared_secret(settings: Settings, database: Database) -> str | None:
    """The secret key where others may share it, else None: on one machine an operator
    may change it whenever they like."""
    is_shared = isinstance(settings.upload_path, Bucket) or database.file is None
    return read_secret_key(settings) if is_shared else None


def _hold_bucket(
    settings: Settings, storage: Storage, database: Database, mount_id: int
) -> None:
    if not isinstance(settings.upload_path, Bucket):
        return
    try:
        hold_bucket(storage, str(settings.upload_path), database, mount_id)
    except UploadError as error:
        # What is there is served; the next start looks again.
        cause = cause_in_words(error)
        _log.warning("Whose the bucket is could not be seen: %s", cause)


def _with_those_before(
    settings: Settings, storage: Storage, entered: Entered, patience_seconds: float
) -> Storage:
    """The store, and the one that not all pictures have moved from."""
    moved_from = entered.moved_from
    if moved_from is None:
        return storage
    reason = "there is no such folder on this machine"
    try:
        before = open_before(settings, moved_from, patience_seconds)
    except SettingError as error:
        before, reason = None, str(error)
    if before is None:
        _log.warning(
            "Pictures that have not moved from '%s' yet are not shown (%s): run"
            " 'dropslot move %s' on a machine that can read them.",
            moved_from,
            reason.rstrip("."),
            settings.upload_path,
        )
        return storage
    both = FallbackStore(storage.store, before)
    return replace(storage, store=both, chunks=Chunks(both, storage.staging))


def _entered(
    settings: Settings,
    database: Database,
    name: str,
    secret: str | None,
    is_leaving: bool,
) -> Entered:
    place, store = settings.upload_path, str(settings.upload_path)
    known, goes_along = None, False
    if isinstance(place, Path):
        known, file = folder_id(place), database.file
        goes_along = file is not None and file.parent == settings.hidden_path
    return enter(database, name, store, known, secret, goes_along, is_leaving)


def _continue_names(catalog: Catalog, database: Database) -> None:
    """Let what comes next be the first of the list, whatever the clock was before."""
    try:
        newest = catalog.newest_name()
    except UploadError as error:
        raise SettingError(database.explain(error)) from error
    if newest is not None:
        continue_behind(newest)
