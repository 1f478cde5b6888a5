"""A plain form of your own, and Dropslot behind it.

The first page of every tutorial on uploads, without its holes: one file, then several.
Every picture is decoded to its end before it is kept, what was wrong with one is said
in a sentence, and no name that a visitor sends becomes a path.

    flask --app examples/plain_form.py run
"""

from __future__ import annotations

import secrets
from typing import Any

from dropslot import Dropslot, UploadError
from flask import Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

# How many pictures the page shows.
LATEST = 8


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(
        # Put your own here, and keep it secret.
        SECRET_KEY=secrets.token_hex(),
        # Of a whole request to your own views; of one picture, in bytes.
        MAX_CONTENT_LENGTH=50 * 1024**2,
        DROPSLOT_MAX_CONTENT_LENGTH=10 * 1024**2,
        DROPSLOT_UPLOAD_PATH="plain-form",
    )
    app.config.update(config)
    slot = Dropslot(app, url_prefix="/pictures")

    def page(*refused: str) -> str:
        latest = slot.uploads(limit=LATEST)
        return render_template(
            "plain_form.html", refused=refused, pictures=latest, slot=slot
        )

    @app.get("/")
    def index() -> str:
        return page()

    @app.post("/")
    def upload() -> ResponseReturnValue:
        kept, refused = 0, []
        # One form sends one file by this name, the other several.
        for file in request.files.getlist("file"):
            try:
                slot.keep(file)
                kept += 1
            except UploadError as error:
                refused.append(str(error))
        if kept:
            flash(f"{kept} arrived.")
        if refused:
            return page(*refused), 400
        # So that a reload does not send everything again.
        return redirect(url_for("index"), 303)

    @app.errorhandler(413)
    def too_large(_: Exception) -> ResponseReturnValue:
        return page("That is too much at once: at most 50 MB."), 413

    return app
