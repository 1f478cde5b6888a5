"""A mount: one Dropslot in one app, and which of them a request is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, g, has_request_context, request, url_for
from itsdangerous import URLSafeSerializer

from dropslot.accounts import Accounts
from dropslot.locales import Language
from dropslot.model import Access, owner_text
from dropslot.settings import Settings
from dropslot.uploads import Backend, Health

from .assets import Assets
from .opening import Opening
from .places import Places

EXTENSION = "dropslot"
# What is known of a request, in Flask's ``g``.
_OF_A_REQUEST = tuple(
    f"dropslot_{what}" for what in ("mount", "place", "visitor", "browser")
)


@dataclass(frozen=True, slots=True)
class Mount:
    """One Dropslot in one app. What it keeps pictures with is opened when it is first
    asked for, which raises ``StorageFailed`` where that cannot be used.

    :param name: of its blueprint, in ``url_for``.
    :param sender: the ``Dropslot``, in whose name signals are sent.
    :param settings: what the operator or the host set.
    :param languages: what it speaks, by code.
    :param places: what the values of its prefix tell apart.
    :param owner: returns the id of the signed-in person of this request, or None.
    :param is_admin: whether that person may see and remove everything.
    :param opening: what is opened when it is first used.
    :param has_accounts: whether it has accounts of its own.
    :param sign_in_url: returns where the host app signs people in.
    """

    name: str
    sender: object
    settings: Settings
    assets: Assets
    languages: Mapping[str, Language]
    places: Places
    owner: Callable[[], object]
    is_admin: Callable[[], bool]
    opening: Opening
    has_accounts: bool = False
    sign_in_url: Callable[[], str] | None = None

    @property
    def backend(self) -> Backend:
        """What keeps its pictures."""
        return self.opening.parts.backend

    @property
    def health(self) -> Health:
        """Whether it could keep a picture now."""
        return self.opening.parts.health

    @property
    def secret(self) -> str:
        """What signatures and keys are made with."""
        return self.opening.parts.secret

    @property
    def known_secret(self) -> str | None:
        """The same, or None where nobody has opened the file that it is in."""
        return self.secret if self.opening.is_open else self.settings.secret_key

    @property
    def browsers(self) -> URLSafeSerializer:
        """Signs the anonymous id of each browser."""
        return self.opening.parts.browsers

    @property
    def links(self) -> URLSafeSerializer:
        """Signs the links to single pictures."""
        return self.opening.parts.links

    @property
    def accounts(self) -> Accounts | None:
        """Its own accounts, where the host app has none."""
        return self.own_accounts() if self.has_accounts else None

    def own_accounts(self) -> Accounts:
        """The same, where there are any."""
        accounts = self.opening.parts.accounts
        assert accounts is not None  # noqa: S101
        return accounts

    @property
    def access(self) -> Access:
        """Who may upload here, and who may see."""
        return self.settings.access

    @property
    def prefix(self) -> str:
        """Where it is mounted, without a slash at the end."""
        return self.places.prefix

    def url(self, endpoint: str, place: str = "", **values: Any) -> str:
        """The path of one of its own routes, as browsers have to ask for it; also where
        a request is for none of them.

        :param place: what it is at; by default the place of the request, if it is for
            this mount.
        """
        place = place or g.get("dropslot_place", "")
        if place and self.places.names:
            values |= self.places.values(place)
        return url_for(f"{self.name}.{endpoint}", **values)

    def url_of_names(self, endpoint: str) -> str:
        """What the paths of all uploads at one of its routes begin with."""
        return self.url(endpoint, name="name").removesuffix("name")

    def place_here(self) -> str | None:
        """The place of the current request, or None where that is for something else.

        :raises NotThere: nothing can belong to it.
        """
        if find_mount() is not self:
            return None
        if "dropslot_place" in g:
            return cast(str, g.dropslot_place)
        return self.places.here()

    def place_meant(self, values: Mapping[str, object] | None) -> str:
        """The place that a host's own code means.

        :param values: such as ``{"album": 5}``; None is the place of the request.
        :raises ValueError: there is no such place, or none was told.
        """
        if values is not None:
            return self.places.named(values)
        if not self.places.names:
            return ""
        if (here := self.place_here()) is None:
            values_in_words = ", ".join(f'"{name}": ...' for name in self.places.names)
            raise ValueError(
                f"Say which place under '{self.prefix}' is meant:"
                f" place={{{values_in_words}}}."
            )
        return here

    def owner_id(self) -> str | None:
        """The id of the signed-in person of this request, as it is kept, or None."""
        return owner_text(self.owner())


def current_mount() -> Mount:
    """The Dropslot that this request is for; in a host's own view the one that it has
    asked, and for an address that is nobody's the only one of the app."""
    found = find_mount() or asked_mount()
    return mount_of() if found is None else found


def find_mount() -> Mount | None:
    """The Dropslot that this request is for, or None in a host's own view."""
    if "dropslot_mount" in g:
        return cast(Mount, g.dropslot_mount)
    if not has_request_context():
        return None
    mounts = current_app.extensions.get(EXTENSION, {})
    return cast(Mount | None, mounts.get(request.blueprint))


@contextmanager
def as_if_for(mount: Mount, place: str = "") -> Iterator[None]:
    """Within it this request is one for a mount: what a host's own page shows of it.

    :param place: which of its places.
    """
    # What was found out for this request is about another one, or about none.
    before = {name: g.pop(name) for name in _OF_A_REQUEST if name in g}
    g.dropslot_mount = mount
    g.dropslot_place = place
    try:
        yield
    finally:
        for name in _OF_A_REQUEST:
            g.pop(name, None)
        for name, value in before.items():
            setattr(g, name, value)


def asked_mount() -> Mount | None:
    """The Dropslot that a host's own view has asked last, or None."""
    return cast(Mount | None, g.get("dropslot_asked"))


def in_hosts_view() -> bool:
    """Whether the host itself answers this request."""
    return request.url_rule is not None and find_mount() is None


def only_mount() -> Mount | None:
    """The Dropslot of an app that has no more than one, or None."""
    mounts = list(current_app.extensions.get(EXTENSION, {}).values())
    return mounts[0] if len(mounts) == 1 else None


def mount_of(dropslot: object | None = None) -> Mount:
    """The parts that a Dropslot has in the current app.

    :param dropslot: the ``Dropslot``, or the name of its blueprint; None for the only
        one that the app has.
    :raises RuntimeError: the app has none, not this one, or several to choose from.
    """
    mounts: list[Mount] = list(current_app.extensions.get(EXTENSION, {}).values())
    if dropslot is not None:
        mounts = [
            mount
            for mount in mounts
            if mount.name == dropslot or mount.sender is dropslot
        ]
    if len(mounts) == 1:
        return mounts[0]
    raise RuntimeError(_which(dropslot))


def _which(dropslot: object | None) -> str:
    """Why it is none, or not certain which."""
    names = ", ".join(current_app.extensions.get(EXTENSION, {}))
    if not names:
        return "This app has no Dropslot; mount it with slot.init_app(app)."
    if dropslot is None:
        return f"This app has several Dropslots, {names}; say which by name or object."
    if isinstance(dropslot, str):
        return f"This app has no Dropslot named {dropslot!r}; it has {names}."
    return "This Dropslot is not mounted in this app; say slot.init_app(app)."


def ask_mount(dropslot: object) -> Mount:
    """The same, for a host's own code; a refusal in its view is then told as this
    Dropslot tells it."""
    mount = mount_of(dropslot)
    if has_request_context():
        g.dropslot_asked = mount
    return mount
