"""A mount: one Dropslot in one app, and which of them a request is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app, g, has_request_context, request, url_for
from itsdangerous import URLSafeSerializer

from dropslot.accounts import Accounts
from dropslot.locales import Language
from dropslot.model import Access, owner_text
from dropslot.settings import Settings
from dropslot.uploads import Backend, Health

from .assets import Assets

EXTENSION = "dropslot"


@dataclass(frozen=True, slots=True)
class Mount:
    """One Dropslot in one app.

    :param name: of its blueprint, in ``url_for``.
    :param health: whether it could keep a picture now.
    :param languages: what it speaks, by code.
    :param prefix: where it is mounted, without a slash at the end.
    :param owner: returns the id of the signed-in person of this request, or None.
    :param is_admin: whether that person may see and remove everything.
    :param secret: what signatures and keys are made with.
    :param browsers: signs the anonymous id of each browser.
    :param links: signs the links to single pictures.
    :param sign_in_url: returns where the host app signs people in.
    :param accounts: its own accounts, where the host app has none.
    """

    name: str
    backend: Backend
    health: Health
    assets: Assets
    languages: Mapping[str, Language]
    prefix: str
    owner: Callable[[], object]
    is_admin: Callable[[], bool]
    secret: str = field(repr=False)
    browsers: URLSafeSerializer
    links: URLSafeSerializer
    sign_in_url: Callable[[], str] | None = None
    accounts: Accounts | None = None

    @property
    def settings(self) -> Settings:
        """What the operator or the host set."""
        return self.backend.settings

    @property
    def access(self) -> Access:
        """Who may upload here, and who may see."""
        return self.settings.access

    def url(self, endpoint: str, **values: Any) -> str:
        """The path of one of its own routes, as browsers have to ask for it; also where
        a request is for none of them."""
        return url_for(f"{self.name}.{endpoint}", **values)

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
    mounts = current_app.extensions.get(EXTENSION, {})
    return cast(Mount | None, mounts.get(request.blueprint))


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

    :param dropslot: the ``Dropslot``, or None for the only one that the app has.
    :raises RuntimeError: the app has none, not this one, or several to choose from.
    """
    mounts: list[Mount] = list(current_app.extensions.get(EXTENSION, {}).values())
    if dropslot is not None:
        mounts = [mount for mount in mounts if mount.backend.sender is dropslot]
    if not mounts:
        missing = "no Dropslot" if dropslot is None else "not this Dropslot"
        raise RuntimeError(f"This app has {missing}; mount it with slot.init_app(app).")
    if len(mounts) > 1:
        raise RuntimeError("This app has several Dropslots; say which: slot=photos.")
    (found,) = mounts
    return found


def ask_mount(dropslot: object) -> Mount:
    """The same, for a host's own code; a refusal in its view is then told as this
    Dropslot tells it."""
    mount = mount_of(dropslot)
    if has_request_context():
        g.dropslot_asked = mount
    return mount
