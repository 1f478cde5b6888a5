"""Dropslot in a Flask app: build the parts of one app, register the blueprint."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, current_app
from itsdangerous import URLSafeSerializer
from werkzeug.datastructures import FileStorage

from dropslot.accounts import Accounts, Throttle, Users
from dropslot.locales import Language, WrongLocale, read_languages
from dropslot.model import Upload
from dropslot.settings import (
    PREFIX,
    SettingError,
    Settings,
    read_secret_key,
    read_settings,
    unknown_names,
)
from dropslot.uploads import Backend, Health, open_backend, start
from dropslot.web import (
    EXTENSION,
    Assets,
    Mount,
    Places,
    frontend_folder,
    keep_file,
    latest,
    make_blueprint,
    mount_of,
)

# Of a host: whoever started it wants to know what is wrong at last.
_PATIENCE_SECONDS = 60


class Dropslot:
    """The upload page, mounted in a Flask app.

    :param app: the app, or None to call :meth:`init_app` later.
    :param url_prefix: where it is mounted, such as ``/photos``; by default the root. By
        values in it, as in ``/albums/<int:album>/photos``, uploads belong to places.
    :param owner: returns the id of the signed-in person who sends this request, or
        None. By default ``current_user.get_id()`` where the app has Flask-Login.
    :param admin: returns whether that person may see and remove everything.
    :param sign_in_url: returns where the app signs people in; the page links to it for
        those who may not upload otherwise.
    :param accounts: Dropslot has accounts of its own and signs people in, with
        Flask-Login at ``/login``; for an app that is nothing but Dropslot, and whose
        sessions were made fit for it (:func:`dropslot.accounts.configure`).
    :param settings: values that go before ``app.config``, such as
        ``{"UPLOAD_PATH": "scans"}``; for several Dropslots in one app.
    :param name: the blueprint's name, for ``url_for("<name>.page")``; each Dropslot of
        an app has its own.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        url_prefix: str = "",
        owner: Callable[[], object] | None = None,
        admin: Callable[[], bool] | None = None,
        sign_in_url: Callable[[], str] | None = None,
        accounts: bool = False,
        settings: Mapping[str, Any] | None = None,
        name: str = "dropslot",
    ) -> None:
        self._url_prefix = "/" + url_prefix.strip("/") if url_prefix.strip("/") else ""
        self._owner = owner or _flask_login_owner
        self._admin = admin or (lambda: False)
        self._sign_in_url = sign_in_url
        self._has_accounts = accounts
        self._settings = {PREFIX + k: v for k, v in (settings or {}).items()}
        if unknown := unknown_names(self._settings):
            raise SettingError(f"{unknown[0]} is not a setting of Dropslot.")
        self._name = name
        self._closers: list[Callable[[], None]] = []
        if app is not None:
            self.init_app(app)

    def init_app(
        self,
        app: Flask,
        *,
        settings: Settings | None = None,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        """Mount it in an app.

        :param settings: the app's, where somebody has read them already.
        :param patience_seconds: how long to wait for a bucket or a PostgreSQL that is
            away just now.
        :raises SettingError: a setting makes no sense; its text says which and why.
        :raises ValueError: so does ``url_prefix``.
        :raises RuntimeError: the app has a Dropslot of that name already.
        """
        mounts = app.extensions.setdefault(EXTENSION, {})
        places = Places(self._url_prefix, app.url_map.converters)
        name = _free_name(self._name, places, mounts)
        if self._has_accounts and hasattr(app, "login_manager"):
            raise RuntimeError(
                "This app signs people in by itself; leave out accounts=True."
            )
        read = settings or read_settings({**app.config, **self._settings})
        backend = open_backend(read, self, name, patience_seconds)
        try:
            mounts[name] = self._open_mount(app, backend, name, places)
            routes = make_blueprint(name, places, self._has_accounts)
            app.register_blueprint(routes)
            sweeper = start(backend, datetime.now(UTC))
        except BaseException:
            mounts.pop(name, None)
            backend.close()
            raise
        if "csrf" in app.extensions:
            # Flask-WTF's tokens; we look at where a request comes from instead.
            app.extensions["csrf"].exempt(routes)
        self._closers += [sweeper.stop, backend.close]
        atexit.register(self.close)

    def _open_mount(
        self, app: Flask, backend: Backend, name: str, places: Places
    ) -> Mount:
        owner, admin, accounts = self._owner, self._admin, None
        secret = read_secret_key(backend.settings)
        if self._has_accounts:
            users = Users(backend.database, backend.mount_id)
            throttle = Throttle(backend.database, backend.mount_id)
            accounts = Accounts(app, users, throttle, backend.settings, secret)
            owner, admin = accounts.owner, accounts.is_admin
        return Mount(
            name=name,
            backend=backend,
            health=Health(backend),
            assets=Assets(frontend_folder(), backend.settings),
            languages=_languages(backend.settings),
            places=places,
            owner=owner,
            is_admin=admin,
            secret=secret,
            browsers=URLSafeSerializer(secret, salt="browser"),
            links=URLSafeSerializer(secret, salt="link"),
            sign_in_url=self._sign_in_url,
            accounts=accounts,
        )

    def keep(
        self,
        file: FileStorage,
        *,
        owner: str | None = None,
        name: str | None = None,
        replace: bool = False,
        place: Mapping[str, object] | None = None,
    ) -> Upload:
        """Keep a file that the host's own view received, on the path of every file.

        :param file: such as ``request.files["photo"]``.
        :param owner: the id of the person whose it is, or None.
        :param name: what it is called; by default what its sender called it. Without
            an extension, such as ``avatar``, it gets that of the file.
        :param replace: once it is kept, remove the owner's earlier uploads of that
            name, whatever their extension; of several places at the same one.
        :param place: where ``url_prefix`` has values, those of the place that it
            belongs to, such as ``{"album": 5}``; by default that of this request.
        :raises UploadError: it is refused; ``dropslot.sentence(error)`` says why.
        :raises ValueError: it is to replace something, but has no owner; or there is no
            such place, or none is said.
        """
        mount = mount_of(self)
        meant = mount.place_meant(place)
        return keep_file(mount, file, owner, name, replace, meant)

    def latest(
        self, *, owner: str, name: str, place: Mapping[str, object] | None = None
    ) -> Upload | None:
        """What an owner last uploaded by a name, such as ``avatar``, or None.

        :param name: with or without an extension; any extension is meant.
        :param place: as for :meth:`keep`; by default everywhere.
        :raises ValueError: there is no such place.
        """
        mount = mount_of(self)
        meant = mount.places.named(place) if place is not None else ""
        return latest(mount, owner, name, meant)

    def close(self) -> None:
        """Stop its background work and let go of its files; for tests and tools."""
        while self._closers:
            self._closers.pop(0)()
        atexit.unregister(self.close)


def _languages(settings: Settings) -> dict[str, Language]:
    try:
        return read_languages(settings.locales)
    except WrongLocale as error:
        raise SettingError(
            f"DROPSLOT_LOCALES is '{settings.locales}', but {error}."
        ) from None


def _free_name(name: str, places: Places, taken: Mapping[str, Mount]) -> str:
    for candidate in (name, name + places.as_name):
        if candidate not in taken:
            return candidate
    raise RuntimeError(
        f"This app has a Dropslot named {name!r} at {places.prefix or '/'} already;"
        " give this one another url_prefix or name."
    )


def _flask_login_owner() -> str | None:
    for mount in current_app.extensions[EXTENSION].values():
        if mount.accounts:
            # Another Dropslot of this app signs people in.
            return cast(str | None, mount.accounts.owner())
    # Only where the host app uses Flask-Login.
    if not hasattr(current_app, "login_manager"):
        return None
    from flask_login import current_user

    identity = current_user.get_id()
    return None if identity is None else str(identity)
