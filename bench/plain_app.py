"""The app that a Flask user would really write to do the same: decode, thumbnail, keep.

All of it happens in the server's own process, as Flask's and Pillow's manuals show it,
the thumbnail with Pillow's own settings for WebP. Nothing of a picture's structure is
looked at, nothing is recorded, nothing synced.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from dropslot.images.thumbnail import SIDE_PX
from flask import Flask, abort, request
from PIL import Image, ImageOps, UnidentifiedImageError

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024 * 1024
app.config["UPLOAD_PATH"] = os.environ.get("UPLOAD_PATH", "uploads")

_EXTENSIONS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}


@app.post("/")
def upload() -> tuple[str, int]:
    """Keep one picture that decodes, and a thumbnail as large as Dropslot's."""
    file = request.files["file"]
    try:
        image = Image.open(file.stream)
        image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        abort(400, "Invalid image")
    if image.format not in _EXTENSIONS:
        abort(400, "Invalid image")
    folder, name = Path(app.config["UPLOAD_PATH"]), str(uuid4())
    small = ImageOps.exif_transpose(image)
    small.thumbnail((SIDE_PX, SIDE_PX))
    small.save(folder / f"{name}-small.webp")
    file.stream.seek(0)
    file.save(folder / (name + _EXTENSIONS[image.format]))
    return "", 204
