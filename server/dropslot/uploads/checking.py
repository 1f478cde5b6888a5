"""Checks what has arrived: is it a picture, and has the host nothing against it?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from dropslot.images import Picture, Sender
from dropslot.model import UploadError, Visitor
from dropslot.signals import upload_checking
from dropslot.storage import Staged

from .accepted import explained, extension_of
from .backend import Backend


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found, and what listeners were told of it, who said nothing
    against it.

    :param title: the name that they were told.
    :param owner: whose they were told it is.
    """

    picture: Picture
    title: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has arrived whole.

    :param title: the name that its sender gave it.
    :param name: what it will be called, where that was decided before; nobody else may
        keep anything under it.
    :param sender_name: what its sender called themselves, if anything.
    :param checked: what was found of these very bytes before, within the same limits.
    """

    staged: Staged
    title: str
    name: str | None = None
    sender_name: str | None = None
    checked: Checked | None = None


def checked(
    backend: Backend, arrivals: Sequence[Arrival], visitor: Visitor
) -> list[Picture]:
    """What files that arrived are; the host's listeners have been asked as well.

    :return: one picture for each arrival, in their order.
    :raises UploadError: one is refused, or too much is being checked just now.
    """
    sender = Sender(visitor.network, visitor.sender if visitor.is_known else "")
    # Places are for requests; what a host keeps outside of any waits for its turn.
    needs_place = visitor.network and not all(one.checked for one in arrivals)
    place = backend.checkers.place(sender) if needs_place else nullcontext()
    with place:
        return [_checked(backend, one, visitor, sender) for one in arrivals]


def _checked(
    backend: Backend, arrival: Arrival, visitor: Visitor, sender: Sender
) -> Picture:
    path, title, owner = arrival.staged.path, arrival.title, visitor.owner
    extension = extension_of(backend.settings, title)
    try:
        picture = _known(arrival, extension)
        if picture is None:
            picture = backend.checkers.check(path, extension, sender)
        if arrival.checked != Checked(picture, title, owner):
            upload_checking.send(
                backend.sender, path=path, title=title, picture=picture, owner=owner
            )
    except UploadError as error:
        explained(error, backend.settings, title)
        raise
    return picture


def _known(arrival: Arrival, extension: str) -> Picture | None:
    """What was found before, where it has the format that its name says."""
    known = arrival.checked and arrival.checked.picture
    return known if known and extension in known.format.extensions else None
