"""What a browser of the tests is known by: its cookie, and how another gets it."""

from __future__ import annotations

from dropslot.settings import instance_name
from dropslot.web import Mount
from flask import Flask
from flask.testing import FlaskClient

EARLIER_NAME = "dropslot"
"""What the cookie was called once, whatever the secret key."""


def cookie_name(app: Flask) -> str:
    """What an app's only Dropslot calls the cookie of a browser."""
    (mount,) = app.extensions["dropslot"].values()
    assert isinstance(mount, Mount)
    return f"{EARLIER_NAME}_{instance_name(mount.secret)}"


def known_by(client: FlaskClient) -> str:
    """The value of a browser's cookie, or ""."""
    # A client that keeps no cookies does not look for one either.
    if client._cookies is None:
        return ""
    cookie = client.get_cookie(cookie_name(client.application))
    return cookie.value if cookie else ""


def become(client: FlaskClient, other: FlaskClient) -> None:
    """Make a client the same browser as another."""
    if value := known_by(other):
        client.set_cookie(cookie_name(client.application), value)
