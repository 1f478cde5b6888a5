"""Apps as the tests make them, and the browsers that visit them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dropslot.app import create_app
from dropslot.uploads import Backend
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

MakeApp = Callable[..., Flask]
OpenExample = Callable[..., Flask]


class Browser(FlaskClient):
    """A client that reads every answer to its end, as browsers and servers do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and close what the answer held open."""
        return super().open(*args, **{"buffered": True, **kwargs})


def open_app(folder: Path, **settings: object) -> Flask:
    """A standalone app in a folder, with one checker and chunks as small as may be,
    unless ``settings`` says otherwise."""
    small = {"CHECK_PROCESSES": 1, "CHUNK_BYTES": 1024}
    given = {"UPLOAD_PATH": folder, **small, **settings}
    app = create_app({f"DROPSLOT_{k}": str(v) for k, v in given.items()})
    app.test_client_class = Browser
    return app


def backend_of(app: Flask) -> Backend:
    """The parts of an app's only Dropslot."""
    (slot,) = app.extensions["dropslot"].values()
    backend: Backend = slot.backend
    return backend


def close_app(app: Flask) -> None:
    """Close an app's only Dropslot, opened or not."""
    (mount,) = app.extensions["dropslot"].values()
    mount.sender.close()


def sign_in(app: Flask, name: str, password: str) -> FlaskClient:
    """The browser of somebody who has signed in to an example, or tried to."""
    client = app.test_client()
    client.post("/sign-in", data={"name": name, "password": password})
    return client
