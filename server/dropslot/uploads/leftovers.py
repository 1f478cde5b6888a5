"""What may fail without harm, because it is done again later; but not in silence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dropslot.log import cause_in_words
from dropslot.model import UploadError

_log = logging.getLogger(__name__)


@contextmanager
def done_later(what: str) -> Iterator[None]:
    """Go on when something fails that the sweep, or the next turn, does again.

    :param what: what is done here, for the log.
    """
    try:
        yield
    except UploadError as error:
        _log.warning("%s failed; it is done later: %s", what, cause_in_words(error))
