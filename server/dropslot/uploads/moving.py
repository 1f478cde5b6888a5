"""Moves pictures from one place to another, while servers are at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dropslot.log import cause_in_words
from dropslot.model import StorageFailed, StorageFull, UploadError
from dropslot.settings import (
    HIDDEN,
    STAGING,
    Bucket,
    SettingError,
    elsewhere,
    read_place,
)
from dropslot.storage import (
    FallbackStore,
    Storage,
    Store,
    folder_id,
    is_used,
    open_storage,
)

from .backend import Backend, current_store
from .copying import Altered
from .emptying import Emptied, empty
from .passes import Progress, Route, copy_chunks, copy_pictures
from .strangers import strangers


class CannotMove(Exception):
    """It cannot be moved, or no further; its text is the whole sentence."""


def move_away(backend: Backend, place: Path | Bucket, progress: Progress) -> None:
    """Copy every picture to another place, and let it be the place of all of them.

    Before its end nothing changes for anybody, and it may be begun again: what has
    arrived is not copied once more.

    :raises CannotMove: it makes no sense, or one of the two places cannot.
    :raises SettingError: the other place cannot be used.
    """
    target = str(place)
    _refuse_nonsense(backend, place)
    with _opened(backend, place) as storage, _told(target):
        known = None if isinstance(place, Bucket) else folder_id(place)
        _refuse_others(backend, storage.store, target, known)
        backend.whereabouts.begin(target)
        source = current_store(backend)
        route = Route(backend, source, storage.store, storage.staging)
        copy_pictures(route, progress)
        copy_chunks(route, progress, anew=True)
        lay = str(backend.settings.upload_path)
        if not backend.whereabouts.switch(lay, target, known):
            raise CannotMove(
                f"Another move has begun since, so the pictures stay in '{lay}'."
            )


def bring_rest(backend: Backend, progress: Progress) -> None:
    """Copy what servers that were not restarted yet have kept where pictures lay
    before.

    :raises CannotMove: one of the two places cannot.
    """
    route, _ = _way_back(backend)
    here = str(backend.settings.upload_path)
    with _told(here):
        backend.whereabouts.begin(here)
        copy_pictures(route, progress)
        copy_chunks(route, progress, anew=False)
        backend.whereabouts.end()


def empty_source(backend: Backend) -> Emptied:
    """Remove from where pictures lay before what has arrived here.

    :raises CannotMove: one of the two places cannot, or is still in use.
    """
    route, source = _way_back(backend)
    where = read_place(source)
    if isinstance(where, Path) and is_used(where / HIDDEN / STAGING):
        raise CannotMove(
            f"A server still runs with '{source}': stop it before that is emptied."
        )
    with _told(source):
        return empty(route, source)


def _way_back(backend: Backend) -> tuple[Route, str]:
    source = backend.whereabouts.place().moved_from
    store = backend.store
    if source is None or not isinstance(store, FallbackStore):
        raise CannotMove(
            f"The pictures have moved from '{source}', which cannot be opened here: run"
            " this on the machine where it is."
        )
    return Route(backend, store.before, store.now, backend.staging), source


def _refuse_nonsense(backend: Backend, place: Path | Bucket) -> None:
    here, file = backend.settings.upload_path, backend.database.file
    before = backend.whereabouts.place().moved_from
    if _overlap(here, place):
        raise CannotMove(f"'{place}' and '{here}' lie in one another.")
    if before not in (None, str(place)):
        raise CannotMove(
            f"Not all pictures have come from '{before}' yet: first run 'dropslot move"
            f" {here} --remove'."
        )
    if isinstance(here, Path) and file and _lies_in(file, here):
        raise CannotMove(
            f"The catalog lies in '{here}', which the pictures are to leave: first move"
            " it with 'dropslot move-records URL'."
        )


def _refuse_others(
    backend: Backend, store: Store, target: str, known: str | None
) -> None:
    place = backend.whereabouts.place()
    if backend.whereabouts.is_taken(target, known):
        raise CannotMove(f"'{target}' belongs to another Dropslot of this database.")
    if target == place.moved_from or (known is not None and known == place.folder_id):
        # They lay there before; what is strange there was so then.
        return
    if stranger := next(strangers(backend, store), None):
        raise CannotMove(
            f"'{target}' holds '{stranger}', which this database does not know: choose"
            " a place that is empty."
        )


@contextmanager
def _opened(backend: Backend, place: Path | Bucket) -> Iterator[Storage]:
    storage = open_storage(elsewhere(backend.settings, place))
    try:
        try:
            storage.staging.probe()
            storage.store.probe()
        except (StorageFailed, StorageFull) as error:
            reason = cause_in_words(error)
            raise SettingError(f"'{place}' cannot be written to: {reason}.") from error
        yield storage
    finally:
        storage.close()


@contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except Altered as error:
        raise CannotMove(
            f"'{error}' did not arrive in '{place}' as it was sent; run this again, and"
            " it goes on from there."
        ) from error
    except UploadError as error:
        raise CannotMove(
            f"It stopped: {cause_in_words(error)}. Nothing is lost; run this again, and"
            " it goes on from there."
        ) from error


def _overlap(one: Path | Bucket, other: Path | Bucket) -> bool:
    if isinstance(one, Bucket) and isinstance(other, Bucket):
        ours, theirs = f"{one}/", f"{other}/"
        return ours.startswith(theirs) or theirs.startswith(ours)
    if isinstance(one, Path) and isinstance(other, Path):
        return _lies_in(one, other) or _lies_in(other, one)
    return False


def _lies_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
