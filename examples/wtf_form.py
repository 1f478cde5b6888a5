"""A Flask-WTF form that takes a picture.

``FileRequired`` and ``FileAllowed`` say what they always say; ``ImageFile`` refuses
what only looks like a picture, next to the field and in the visitor's language.

    flask --app examples/wtf_form.py run
"""

from __future__ import annotations

import secrets
from typing import Any

from dropslot import Dropslot, UploadError
from dropslot.forms import ImageFile
from flask import Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired


class PhotoForm(FlaskForm):  # type: ignore[misc]
    """One picture."""

    photo = FileField(
        validators=[
            FileRequired("Choose a picture."),
            FileAllowed(["jpg", "jpeg", "png"], "Only JPEG and PNG, please."),
            ImageFile(),
        ]
    )


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(
        # Put your own here: Flask-WTF signs its tokens with it.
        SECRET_KEY=secrets.token_hex(),
        MAX_CONTENT_LENGTH=10 * 1024**2,
        DROPSLOT_UPLOAD_PATH="wtf-form",
    )
    app.config.update(config)
    slot = Dropslot(app, url_prefix="/pictures")

    @app.route("/", methods=["GET", "POST"])
    def index() -> ResponseReturnValue:
        form = PhotoForm()
        if not form.validate_on_submit():
            status = 400 if form.is_submitted() else 200
            return render_template("wtf_form.html", form=form), status
        try:
            upload = slot.keep(form.photo.data)
        except UploadError as error:
            # It was checked a moment ago, but the disk may be full.
            form.photo.errors.append(str(error))
            return render_template("wtf_form.html", form=form), error.status
        flash(f"{upload.title} arrived.")
        return redirect(url_for("index"), 303)

    return app
