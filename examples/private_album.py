"""An album of their own for each user of Flask-Login.

Dropslot's page is mounted as it is. With ``DROPSLOT_ACCESS = "private"`` signed-in
people upload, and see only what is theirs; for everyone else it is not there. Whose a
picture is comes from Flask-Login by itself.

    flask --app examples/private_album.py run
"""

from __future__ import annotations

import secrets
from typing import Any

from dropslot import Dropslot
from flask import Flask, render_template, url_for
from people import add_people


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(
        # Put your own here: with a new one at each start, everyone is signed out.
        SECRET_KEY=secrets.token_hex(),
        SESSION_COOKIE_SAMESITE="Lax",
        DROPSLOT_UPLOAD_PATH="albums",
        DROPSLOT_ACCESS="private",
    )
    app.config.update(config)
    add_people(app)
    Dropslot(app, url_prefix="/album", sign_in_url=lambda: url_for("index"))

    @app.get("/")
    def index() -> str:
        return render_template("private_album.html")

    return app
