"""What a start does: tidy up after a crash, look whether pictures can be kept."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from dropslot.log import cause_in_words
from dropslot.model import UploadError
from dropslot.settings import Bucket, SettingError

from .backend import Backend
from .earlier import take_over
from .rehearsal import CannotKeep, rehearse
from .strangers import count_strangers
from .sweeper import Sweeper, sweep, sweep_crash

_log = logging.getLogger(__name__)
_start_log = logging.getLogger("dropslot.start")


def start(backend: Backend, now: datetime) -> Sweeper:
    """Sweep, rehearse, and go on sweeping in the background.

    Where nothing can be kept just now, what is there is served all the same, and the
    log says why.

    :raises SettingError: nothing can be kept, and there is nothing to be served.
    """
    is_bucket = isinstance(backend.settings.upload_path, Bucket)
    if not is_bucket:
        _start_log.info("Removing what crashes and vanished visitors left behind")
        _sweep(backend)
    _start_log.info("Keeping a small picture, to see that it can be done")
    try:
        rehearse(backend, now, with_checker=False)
    except CannotKeep as error:
        if backend.catalog.newest_name() is None:
            raise SettingError(str(error)) from error
        _log.warning("%s What is there is served.", error)
    if is_bucket:
        # A slow store keeps nobody from starting, and to count would list all of it.
        return Sweeper(backend, lambda backend, _: _sweep(backend))
    return Sweeper(backend, _count_strangers)


def _sweep(backend: Backend) -> None:
    try:
        take_over(backend)
        sweep_crash(backend, datetime.now(UTC))
        sweep(backend, datetime.now(UTC))
    except UploadError as error:
        cause = cause_in_words(error)
        _log.warning("What a crash may have left could not be swept: %s", cause)


def _count_strangers(backend: Backend, stopped: threading.Event) -> None:
    if count := count_strangers(backend, stopped):
        _log.warning(
            "%d pictures in '%s' are not in the catalog; 'dropslot import' takes them"
            " in.",
            count,
            backend.settings.upload_path,
        )
