"""Dropslot in a Flask app: build the parts of one app, register the blueprint."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from itsdangerous import URLSafeSerializer

from dropslot.accounts import Accounts, Throttle, Users
from dropslot.locales import Language, WrongLocale, read_languages
from dropslot.settings import (
    PREFIX,
    SettingError,
    Settings,
    in_instance,
    read_secret_key,
    read_settings,
    unknown_names,
)
from dropslot.uploads import Backend, Health, open_backend, start
from dropslot.web import (
    EXTENSION,
    Assets,
    DefaultOwner,
    HostApi,
    Mount,
    answer_refusals,
    frontend_folder,
    make_blueprint,
)

# Of a host: whoever started it wants to know what is wrong at last.
_PATIENCE_SECONDS = 60


class Dropslot(HostApi):
    """The upload page, mounted in a Flask app.

    :param app: the app, or None to call :meth:`init_app` later.
    :param url_prefix: where it is mounted, such as ``/photos``; by default the root.
    :param owner: returns the id of the signed-in person who sends this request, of any
        kind (``5``, ``0``, a UUID, a text), or None. By default
        ``current_user.get_id()`` where the app has Flask-Login.
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
        self._owner = owner or DefaultOwner(self)
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
        :raises RuntimeError: the app has a Dropslot of that name already.
        """
        mounts = app.extensions.setdefault(EXTENSION, {})
        name = _free_name(self._name, self._url_prefix, mounts)
        if self._has_accounts and hasattr(app, "login_manager"):
            raise RuntimeError(
                "This app signs people in by itself; leave out accounts=True."
            )
        read = settings or _read(app, self._settings)
        backend = open_backend(read, self, name, patience_seconds)
        try:
            mounts[name] = self._open_mount(app, backend, name)
            routes = make_blueprint(name, self._url_prefix, self._has_accounts)
            app.register_blueprint(routes)
            answer_refusals(app)
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

    def _open_mount(self, app: Flask, backend: Backend, name: str) -> Mount:
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
            prefix=self._url_prefix,
            owner=owner,
            is_admin=admin,
            secret=secret,
            browsers=URLSafeSerializer(secret, salt="browser"),
            links=URLSafeSerializer(secret, salt="link"),
            sign_in_url=self._sign_in_url,
            accounts=accounts,
        )

    def close(self) -> None:
        """Stop its background work and let go of its files; for tests and tools."""
        while self._closers:
            self._closers.pop(0)()
        atexit.unregister(self.close)


def _read(app: Flask, own: Mapping[str, Any]) -> Settings:
    return read_settings(in_instance({**app.config, **own}, Path(app.instance_path)))


def _languages(settings: Settings) -> dict[str, Language]:
    try:
        return read_languages(settings.locales)
    except WrongLocale as error:
        raise SettingError(
            f"DROPSLOT_LOCALES is '{settings.locales}', but {error}."
        ) from None


def _free_name(name: str, url_prefix: str, taken: Mapping[str, Mount]) -> str:
    for candidate in (name, name + url_prefix.replace("/", "_")):
        if candidate not in taken:
            return candidate
    raise RuntimeError(
        f"This app has a Dropslot named {name!r} at {url_prefix or '/'} already;"
        " give this one another url_prefix or name."
    )
