"""Uppy and FilePond, each on a page of its own, in front of Dropslot's endpoint.

After ``make setup``: ``.venv/bin/flask --app examples/other_libraries/app.py run``.
The settings of Dropslot come from the environment, as ``DROPSLOT_UPLOAD_PATH`` does.
"""

from __future__ import annotations

import os
from pathlib import Path

from dropslot import Dropslot
from flask import Flask, Response, send_from_directory

PAGES = Path(__file__).parent
NODE_MODULES = PAGES.parents[1] / "node_modules"

app = Flask(__name__, static_folder=PAGES.parent / "static")
app.config.update({k: v for k, v in os.environ.items() if k.startswith("DROPSLOT_")})
Dropslot(app, url_prefix="/photos")


@app.get("/")
def index() -> Response:
    """Links to everything there is."""
    return send_from_directory(PAGES, "index.html")


@app.get("/<any(uppy, filepond):library>")
def page(library: str) -> Response:
    """The page of a library."""
    return send_from_directory(PAGES, f"{library}.html")


@app.get("/<any(uppy, filepond):library>.js")
def script(library: str) -> Response:
    """What a page does with its library."""
    return send_from_directory(PAGES, f"{library}.js")


@app.get("/<any(uppy, filepond):library>/<path:name>")
def built(library: str, name: str) -> Response:
    """A file of a library, as npm installed it."""
    return send_from_directory(NODE_MODULES / library / "dist", name)
