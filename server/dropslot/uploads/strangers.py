"""Files that lie in the store but not in the catalog: of a catalog that was lost, or
put there by hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice

from dropslot.model import extension_in, is_name
from dropslot.storage import Store

from .accepted import accepted_extensions
from .backend import Backend

# So many names are asked for at a time; both databases take more.
_BATCH = 500


def strangers(backend: Backend, store: Store | None = None) -> Iterator[str]:
    """The keys of all files in the store that the catalog does not know.

    What is just being kept or removed is none of them.

    :param store: another one than the backend's.
    """
    keys = (store or backend.store).list()
    while batch := list(islice(keys, _BATCH)):
        # In this order: what was settled after we saw it has a record by then.
        marked = backend.marks.all()
        known = backend.catalog.known([n for n in map(_name, batch) if is_name(n)])
        for key in batch:
            if key not in marked and _name(key) not in known:
                yield key


def count_strangers(backend: Backend, stopped: threading.Event) -> int:
    """How many of them may be pictures, by their names.

    :param stopped: ends it early, with what was counted by then.
    """
    count = 0
    for key in strangers(backend):
        if stopped.is_set():
            break
        count += extension_in(key) in accepted_extensions(backend.settings)
    return count


def _name(key: str) -> str:
    return key.rpartition("/")[2]
