"""An app of somebody else's with drop areas in its pages: what the tests visit.

``/form`` has one in a form, ``/raw`` one as it stands in HTML, ``/empty`` none; what is
asked for after ``?`` becomes its options.
"""

from __future__ import annotations

import json
import os
from typing import Any

from dropslot import Dropslot
from flask import Flask, redirect, render_template_string, request, session
from flask.typing import ResponseReturnValue

app = Flask(__name__, static_folder=None)
app.config.update({k: v for k, v in os.environ.items() if k.startswith("DROPSLOT_")})
app.secret_key = app.config["DROPSLOT_SECRET_KEY"] = "The tests' own, and no secret."
photos = Dropslot(
    app,
    url_prefix="/photos",
    owner=lambda: session.get("person"),
    sign_in_url=lambda: "/sign-in/ann",
)
# Another one, in a folder beside.
Dropslot(
    app,
    url_prefix="/scans",
    settings={"UPLOAD_PATH": app.config["DROPSLOT_UPLOAD_PATH"] + "-scans"},
)

_FORM = """<!doctype html><html lang="en"><title>Form</title>
<main><h1>A new post</h1>
<form method="post" id="post">
<label>Title <input name="title"></label>
<fieldset id="set">{{ dropslot(photos, name="photos", **options) }}</fieldset>
<button>Save</button> <button type="reset">Start over</button>
</form>
<form method="post" id="other"></form></main>"""
_RAW = """<!doctype html><html lang="en"><title>Raw</title>
<h1>A page</h1>
<form method="post" id="post">
<drop-slot {% for k, v in options.items() %}{{ k }}="{{ v }}" {% endfor %}></drop-slot>
<button>Save</button>
</form>
<script type="module" src="/photos/drop-slot.js"></script>"""
_EMPTY = """<!doctype html><html lang="en"><title>Empty</title>
<h1>A page without</h1><div id="place"></div>"""
_SENT = """<!doctype html><html lang="en"><title>Sent</title>
<h1>Saved</h1><pre>{{ got }}</pre>"""


@app.get("/form")
def form() -> str:
    """A form with a drop area, as the template writes it."""
    return render_template_string(_FORM, photos=photos, options=_options())


@app.get("/raw")
def raw() -> str:
    """A form with a drop area, as HTML has it."""
    return render_template_string(_RAW, options=_options())


@app.get("/empty")
def empty() -> str:
    """A page that a script puts one into."""
    return _EMPTY


@app.post("/form")
@app.post("/raw")
@app.post("/empty")
def save() -> str:
    """Say what came."""
    got = {key: request.form.getlist(key) for key in request.form}
    return render_template_string(_SENT, got=json.dumps(got))


@app.get("/sign-in/<name>")
def sign_in(name: str) -> ResponseReturnValue:
    """Be somebody."""
    session["person"] = name
    return redirect("/form")


def _options() -> dict[str, Any]:
    return {
        key: True if value == "yes" else value for key, value in request.args.items()
    }
