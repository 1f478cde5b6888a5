"""Removes from where pictures lay before what has arrived where they lie now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dropslot.model import NotThere
from dropslot.storage import thumbnail_key

from .at_once import at_once
from .comparing import compare
from .copying import is_same, persistently
from .passes import Route, chunk_keys


@dataclass(slots=True)
class Emptied:
    """What became of it.

    :ivar removed: how many pictures were removed.
    :ivar left: the keys of what had to stay: it is not, or not alike, in the target.
    """

    removed: int = 0
    left: list[str] = field(default_factory=list)


def empty(route: Route, source: str) -> Emptied:
    """Remove from the source what is recorded and has the same bytes in the target.

    When nothing that is recorded lies only there, pictures are not looked for there any
    more. What has no record stays.

    :param source: as the database says it.
    :raises StorageFailed: one of the stores cannot.
    """
    emptied = Emptied()
    for key, is_gone in at_once(lambda key: _removed(route, key), _there(route)):
        if is_gone:
            emptied.removed += 1
        else:
            emptied.left.append(key)
    chunks = at_once(lambda key: _removed(route, key), chunk_keys(route))
    emptied.left += [key for key, is_gone in chunks if not is_gone]
    if not emptied.left:
        _settle(route, source, emptied)
    return emptied


def _settle(route: Route, source: str, emptied: Emptied) -> None:
    whereabouts = route.backend.whereabouts
    whereabouts.settle()
    # A server that should have been restarted may have kept one a moment before; from
    # now on it cannot.
    emptied.left += _there(route)
    if emptied.left:
        whereabouts.reopen(source)
        return
    _remove_marked(route)


def _there(route: Route) -> Iterator[str]:
    """The keys of recorded pictures that the source has."""
    owners = route.backend.catalog.owners
    for one in compare(route.records, owners, route.source.listed()):
        if one.upload is not None and one.size_bytes is not None:
            yield one.key


def _removed(route: Route, key: str) -> tuple[str, bool]:
    """Whether the source does not have it any more."""
    try:
        if not is_same(route.source, route.target, key):
            return key, False
    except NotThere:
        return key, not _has(route, key)
    _remove(route, key)
    return key, True


def _has(route: Route, key: str) -> bool:
    try:
        persistently(lambda: route.source.size_bytes(key))
    except NotThere:
        return False
    return True


def _remove(route: Route, key: str) -> None:
    persistently(lambda: route.source.remove(key))
    persistently(lambda: route.source.remove(thumbnail_key(key)))


def _remove_marked(route: Route) -> None:
    """Remove what crashes left: the sweep does not come here any more."""
    for key in route.backend.marks.all():
        if key.endswith("/"):
            for chunk in list(route.source.list(key)):
                _remove(route, chunk)
        elif not route.backend.catalog.has(key.rpartition("/")[2]):
            _remove(route, key)
