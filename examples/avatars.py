"""An avatar for each user of Flask-Login.

Each is kept in the folder of the user's id. A new one replaces the old one, whatever
its extension, and only when it is a picture; everyone sees it next to the name.

    flask --app examples/avatars.py run
"""

from __future__ import annotations

import secrets
from typing import Any

from dropslot import Dropslot, UploadError
from flask import Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from people import PASSWORDS, add_people


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(
        # Put your own here: with a new one at each start, everyone is signed out.
        SECRET_KEY=secrets.token_hex(),
        # No other site may send our forms for somebody who is signed in.
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=10 * 1024**2,
        DROPSLOT_UPLOAD_PATH="avatars",
        # Signed-in people upload, everyone sees.
        DROPSLOT_ACCESS="members",
    )
    app.config.update(config)
    add_people(app)
    slot = Dropslot(app, url_prefix="/pictures")

    @app.get("/")
    def index() -> str:
        avatars = {name: slot.latest(owner=name, name="avatar") for name in PASSWORDS}
        return render_template("avatars.html", avatars=avatars, slot=slot)

    @app.post("/avatar")
    @login_required  # type: ignore[untyped-decorator]
    def set_avatar() -> ResponseReturnValue:
        file, owner = request.files.get("avatar"), current_user.get_id()
        try:
            slot.keep(file, owner=owner, name="avatar", replace=True)
        except UploadError as error:
            flash(str(error))
        return redirect(url_for("index"), 303)

    return app
