"""Dropslot in a Flask app: build the parts of one app, register the blueprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakSet

from flask import Flask

from dropslot.accounts import know_who_signed_in
from dropslot.locales import Language, WrongLocale, read_languages
from dropslot.settings import (
    PREFIX,
    SettingError,
    Settings,
    in_instance,
    read_settings,
    unknown_names,
)
from dropslot.web import (
    EXTENSION,
    Assets,
    DefaultOwner,
    HostApi,
    Mount,
    Opening,
    Places,
    answer_refusals,
    dropslot,
    free_name,
    frontend_folder,
    make_blueprint,
    open_parts,
    point_out,
)

# Whoever starts a server wants to know what is wrong at last.
_PATIENCE_SECONDS = 60


class Dropslot(HostApi):
    """The upload page, mounted in a Flask app.

    :param app: the app, or None to call :meth:`init_app` later.
    :param url_prefix: where it is mounted, such as ``/photos``; by default the root. By
        values in it, as in ``/albums/<int:album>/photos``, uploads belong to places.
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
            name = unknown[0].removeprefix(PREFIX)
            hint = f" Leave out {PREFIX} there." if name.startswith(PREFIX) else ""
            raise SettingError(f"{name} in settings= is no setting of Dropslot.{hint}")
        self._name = name
        self._openings: WeakSet[Opening] = WeakSet()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask, *, settings: Settings | None = None) -> None:
        """Mount it in an app. Nothing is opened yet: see :meth:`start`.

        :param app: it may have several, each under a name and a prefix of its own.
        :param settings: the app's, where somebody has read them already.
        :raises SettingError: a setting makes no sense; its text says which and why.
        :raises ValueError: so does ``url_prefix``.
        :raises RuntimeError: the app has this Dropslot already, or another at that
            prefix or of that name.
        """
        mounts = app.extensions.setdefault(EXTENSION, {})
        places = Places(self._url_prefix, app.url_map.converters)
        name = free_name(self, self._name, places, mounts)
        if self._has_accounts and hasattr(app, "login_manager"):
            raise RuntimeError(
                "This app signs people in by itself; leave out accounts=True."
            )
        read = settings or _read(app, self._settings)
        if settings is None:
            point_out(read, app.config, mounts)
        mount = self._mount(app, read, name, places)
        routes = make_blueprint(name, places, self._has_accounts)
        app.register_blueprint(routes)
        answer_refusals(app)
        # ``{{ dropslot() }}`` in the host's templates.
        app.add_template_global(dropslot, "dropslot")
        mounts[name] = mount
        self._openings.add(mount.opening)
        if "csrf" in app.extensions:
            # Flask-WTF's tokens; we look at where a request comes from instead.
            app.extensions["csrf"].exempt(routes)

    def _mount(
        self, app: Flask, settings: Settings, name: str, places: Places
    ) -> Mount:
        opening = Opening(
            app, partial(open_parts, settings, self, name, self._has_accounts)
        )
        mount = Mount(
            name=name,
            sender=self,
            settings=settings,
            assets=Assets(frontend_folder(), settings),
            languages=_languages(settings),
            places=places,
            owner=self._owner,
            is_admin=self._admin,
            opening=opening,
            has_accounts=self._has_accounts,
            sign_in_url=self._sign_in_url,
        )
        if not self._has_accounts:
            return mount
        know_who_signed_in(app, mount.own_accounts)
        return replace(
            mount,
            owner=lambda: mount.own_accounts().owner(),
            is_admin=lambda: mount.own_accounts().is_admin(),
        )

    def start(self, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """Open folder and database now, in every app that it is mounted in.

        Else the first request does, or the first call of a method here, once in each
        process. Call this in the program of a server that is not to start where it
        could keep nothing; not in an app factory, and not before a server forks.

        :param patience_seconds: how long to wait for a bucket or a PostgreSQL that is
            away just now.
        :raises SettingError: one of them cannot be used; its text says which and why.
        """
        for opening in list(self._openings):
            opening.open(patience_seconds)

    def close(self) -> None:
        """Stop its background work and let go of its files and processes, in every app
        that it is mounted in; for tests and tools. Used again, it opens again.

        An app that nobody holds any more is closed without it.
        """
        for opening in list(self._openings):
            opening.close()


def _read(app: Flask, own: Mapping[str, Any]) -> Settings:
    return read_settings(in_instance({**app.config, **own}, Path(app.instance_path)))


def _languages(settings: Settings) -> dict[str, Language]:
    try:
        return read_languages(settings.locales)
    except WrongLocale as error:
        raise SettingError(
            f"DROPSLOT_LOCALES is '{settings.locales}', but {error}."
        ) from None
