"""The upload app that Flask tutorials end with, to measure Dropslot against.

It trusts the name and the first bytes of a file: a picture that is cut short, or
damaged anywhere behind its header, is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, abort, request
from werkzeug.utils import secure_filename

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024
app.config["UPLOAD_EXTENSIONS"] = {".jpg", ".jpeg", ".png", ".gif", ".webp"}
app.config["UPLOAD_PATH"] = os.environ.get("UPLOAD_PATH", "uploads")

_HEADER_BYTES = 512


@app.post("/")
def upload_files() -> tuple[str, int]:
    """Keep one picture under its own name."""
    file = request.files["file"]
    filename = secure_filename(file.filename or "")
    if filename:
        extension = Path(filename).suffix.lower()
        if extension not in app.config["UPLOAD_EXTENSIONS"]:
            abort(400)
        header = file.stream.read(_HEADER_BYTES)
        file.stream.seek(0)
        if extension.replace("jpeg", "jpg") != _looks_like(header):
            abort(400)
        file.save(Path(app.config["UPLOAD_PATH"]) / filename)
    return "", 204


def _looks_like(header: bytes) -> str | None:
    if header.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if header.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if header.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if header.startswith(b"RIFF") and header[8:12] == b"WEBP":
        return ".webp"
    return None
