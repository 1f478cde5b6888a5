"""Who is signed in, where a host does not say: whom its Flask-Login knows."""

from __future__ import annotations

import logging
from typing import cast

from flask import current_app

from .mount import EXTENSION, Mount, mount_of

_log = logging.getLogger(__name__)


class DefaultOwner:
    """Returns the id of the person of this request, or None.

    Whom another Dropslot of the app has signed in with its own accounts; else the
    user of Flask-Login, where the app has that.

    :param dropslot: the ``Dropslot`` that asks.
    """

    def __init__(self, dropslot: object) -> None:
        self._dropslot = dropslot
        self._has_warned = False

    def __call__(self) -> object:
        mounts: dict[str, Mount] = current_app.extensions[EXTENSION]
        for mount in mounts.values():
            if mount.has_accounts:
                return mount.owner()
        if not hasattr(current_app, "login_manager"):
            self._warn()
            return None
        from flask_login import current_user

        return cast(object, current_user.get_id())

    def _warn(self) -> None:
        """Say once that nobody can come in: not when it is mounted, for Flask-Login may
        be set up after it, but when it is first asked."""
        if self._has_warned:
            return
        self._has_warned = True
        mount = mount_of(self._dropslot)
        if mount.access.needs_sign_in:
            _log.warning(
                "DROPSLOT_ACCESS is '%s' for the Dropslot at %s, but nobody can sign"
                " in: give Dropslot(owner=...) a function that returns the id of who is"
                " signed in, or set up Flask-Login in this app.",
                mount.access,
                mount.prefix or "/",
            )
