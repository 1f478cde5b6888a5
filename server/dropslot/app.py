"""The standalone app: from the environment to an app that is nothing but Dropslot."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from dropslot.accounts import configure
from dropslot.log import log_to_stderr
from dropslot.metrics import MetricsOfWorker
from dropslot.model import UploadError
from dropslot.settings import PREFIX, Settings, read_settings
from dropslot.web import (
    EXTENSION,
    Mount,
    Prefix,
    decline,
    fail,
    is_loopback,
    log_strays,
    protect,
    refuse,
    refuse_other_host,
)

from .extension import Dropslot

_METRICS = "dropslot.metrics"
# The small page that says so shall look like one, and who asks whether we live may know
# an address only; there is no secret in them.
_OF_ANY_NAME = ("dropslot.asset", "dropslot.livez")


def create_app(
    environment: Mapping[str, str] = os.environ, listens_on: str | None = None
) -> Flask:
    """A Flask app that serves Dropslot at its root; a WSGI server's entry point.

    :param environment: where the ``DROPSLOT_*`` settings come from.
    :param listens_on: the address that its server listens on, where that is known.
    :raises SettingError: a setting makes no sense; its text says which and why.
    """
    # No static folder: Dropslot serves its own files.
    app = _App("dropslot", static_folder=None)
    app.config.update({n: v for n, v in environment.items() if n.startswith(PREFIX)})
    settings = read_settings(app.config)
    log_to_stderr(settings.log)
    log_strays(app)
    slot = Dropslot(accounts=True)
    slot.init_app(app, settings=settings)
    # Now, for its operator to read what is wrong; whatever it keeps its pictures and
    # records in may be started after it.
    slot.start(patience_seconds=math.inf)
    mount: Mount = app.extensions[EXTENSION]["dropslot"]
    configure(app, mount.secret)
    app.register_error_handler(HTTPException, decline)
    app.register_error_handler(UploadError, refuse)
    app.register_error_handler(Exception, fail)
    app.after_request(_finish)
    _trust(app, settings)
    _answer_to(app, settings, listens_on)
    if listens_on is None:
        # Our own program opens them once it listens itself.
        app.extensions[_METRICS] = metrics = MetricsOfWorker(mount.backend)
        app.before_request(metrics.open)
    return app


class _App(Flask):
    def log_exception(self, exc_info: Any) -> None:
        """Nothing: our own handlers log it, under the reference of its answer."""


def _trust(app: Flask, settings: Settings) -> None:
    app.wsgi_app = Prefix(app.wsgi_app, settings.url_prefix)  # type: ignore[method-assign]
    if count := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )


def _answer_to(app: Flask, settings: Settings, listens_on: str | None) -> None:
    # Behind a proxy it is the proxy that answers to names.
    is_alone = listens_on is not None and not settings.trusted_proxies
    if settings.hosts or (is_alone and is_loopback(listens_on or "")):

        def check() -> None:
            if request.endpoint in _OF_ANY_NAME:
                return
            refuse_other_host(request.environ.get("HTTP_HOST"), settings.hosts)

        app.before_request(check)


def _finish(response: Response) -> Response:
    location = response.headers.get("Location", "")
    if location and location.startswith(here := request.host_url):
        # Werkzeug's own redirects name a scheme and a host; a proxy may know better.
        response.headers["Location"] = "/" + location[len(here) :].lstrip("/")
    is_ours = "X-Content-Type-Options" in response.headers
    return response if is_ours else protect(response)
