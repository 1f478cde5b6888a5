"""Apps as the tests make them, and the browsers that visit them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dropslot.keep import Keeper
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

MakeApp = Callable[..., Flask]


class Browser(FlaskClient):
    """A client that reads every answer to its end, as browsers and servers do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and close what the answer held open."""
        return super().open(*args, **{"buffered": True, **kwargs})


def keeper_of(app: Flask) -> Keeper:
    """The parts of an app's only Dropslot."""
    (slot,) = app.extensions["dropslot"].values()
    keeper: Keeper = slot.keeper
    return keeper
