"""The standalone app: from the environment to an app that is nothing but Dropslot."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from dropslot.accounts import configure
from dropslot.log import log_to_stderr
from dropslot.model import NotThere
from dropslot.settings import PREFIX, read_settings
from dropslot.web import EXTENSION, Mount, log_strays, sentence

from .extension import Dropslot


def create_app(environment: Mapping[str, str] = os.environ) -> Flask:
    """A Flask app that serves Dropslot at its root; a WSGI server's entry point.

    :param environment: where the ``DROPSLOT_*`` settings come from.
    :raises SettingError: a setting makes no sense; its text says which and why.
    """
    # No static folder: Dropslot serves its own files.
    app = Flask("dropslot", static_folder=None)
    app.config.update({n: v for n, v in environment.items() if n.startswith(PREFIX)})
    log_to_stderr(read_settings(app.config).log)
    log_strays(app)
    Dropslot(app, accounts=True)
    mount: Mount = app.extensions[EXTENSION]["dropslot"]
    configure(app, mount.secret)
    app.register_error_handler(HTTPException, _in_plain_text)
    if count := mount.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    return app


def _in_plain_text(error: HTTPException) -> Response:
    if error.code == 404:
        headers = {"Dropslot-Error": NotThere.code}
        return Response(sentence(NotThere()), 404, headers, mimetype="text/plain")
    response = Response(f"{error.name}.", error.code, mimetype="text/plain")
    # An Allow or Retry-After header is part of the answer.
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response
