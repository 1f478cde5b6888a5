"""A host app that has everything of its own, and Dropslots as guests in its pages.

It is strict about what it lets in (flask-talisman), answers every error itself, and its
page has handlers for whatever a drop area might want to handle. The settings of
Dropslot come from the environment; ``HOST_POLICY`` is added to the page's policy.
"""

from __future__ import annotations

import os

from dropslot import Dropslot
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_talisman import Talisman
from werkzeug.exceptions import HTTPException, NotFound

app = Flask(__name__)
app.secret_key = "the host's own"
app.config.update({k: v for k, v in os.environ.items() if k.startswith("DROPSLOT_")})
folder = os.environ["DROPSLOT_UPLOAD_PATH"]
more = os.environ.get("HOST_POLICY", "")
Dropslot(app, url_prefix="/photos", name="photos")
Dropslot(
    app,
    url_prefix="/scans",
    name="scans",
    settings={"UPLOAD_PATH": f"{folder}-scans"},
)
Talisman(
    app,
    content_security_policy={
        "default-src": "'self'",
        **dict(one.split(" ", 1) for one in more.split(";") if one),
    },
    content_security_policy_nonce_in=["script-src"],
    force_https=False,
    session_cookie_secure=False,
)


@app.errorhandler(404)
def no_such_page(error: NotFound) -> ResponseReturnValue:
    return "The host has no such page.", 404


@app.errorhandler(500)
def broken(error: Exception) -> ResponseReturnValue:
    return "The host is broken.", 500


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> ResponseReturnValue:
    return "The host refuses.", error.code or 500


@app.errorhandler(Exception)
def failed(error: Exception) -> ResponseReturnValue:
    return "The host has failed.", 500


@app.get("/")
def page() -> str:
    """Everything of its own, and one slot."""
    return render_template("page.html")


@app.get("/gallery")
def gallery() -> str:
    """The same with a gallery."""
    return render_template("page.html", gallery=True)


@app.get("/several")
def several() -> str:
    """Two slots of one Dropslot, and one of another."""
    return render_template("several.html")


@app.get("/form")
def form() -> str:
    """One that is a field of a form."""
    return render_template("form.html")


@app.post("/form")
def sent() -> str:
    """What came with the form."""
    return render_template("form.html", came=request.form.getlist("photos"))


@app.get("/raw")
def raw() -> str:
    """A slot that fetches what it is made of."""
    return render_template("raw.html")


@app.get("/empty")
def empty() -> str:
    """None; a script puts them in."""
    return render_template("empty.html")
