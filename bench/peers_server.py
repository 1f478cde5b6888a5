"""Serves Dropslot and its peers' pages alike: one server, gzipped, cached for ever.

The pages are in ``bench/peers/``, each as its library's manual shows it, with the
minified files of the npm package; all send to the same endpoint.
"""

from __future__ import annotations

import gzip
import mimetypes
import os
import subprocess
from pathlib import Path

from dropslot import Dropslot
from dropslot.serving import Bodies, Server, Spools
from flask import Flask, Response, abort, render_template_string

from bench.served import ROOT

_PAGES = ROOT / "bench" / "peers"
_MODULES = ROOT / "node_modules"
_LIBRARIES = (
    "uppy/dist/uppy.min.mjs",
    "uppy/dist/uppy.min.css",
    "filepond/dist/filepond.min.js",
    "filepond/dist/filepond.min.css",
    "filepond-plugin-image-preview/dist/filepond-plugin-image-preview.min.js",
    "filepond-plugin-image-preview/dist/filepond-plugin-image-preview.min.css",
    "dropzone/dist/dropzone-min.js",
    "dropzone/dist/dropzone.css",
)
# A page of a host's, as bare as those of the libraries.
_HOST = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>A host's page</title>
  </head>
  <body>{{ dropslot() }}</body>
</html>"""
_LIMIT_BYTES = 256 * 1024**2


def main() -> None:
    """Serve them on a free port of this machine until SIGTERM."""
    uploads = Path(os.environ["DROPSLOT_UPLOAD_PATH"])
    app = _app(uploads, uploads / "built")
    spool = uploads / "spool"
    spool.mkdir()
    bodies = Bodies(_LIMIT_BYTES, Spools(spool, None), lambda *_: _LIMIT_BYTES)
    server = Server(app, "127.0.0.1", 0, bodies, 48)
    server.heed_signals()
    print(f"listens on {server.urls[0]}", flush=True)
    server.run()


def _app(uploads: Path, built: Path) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["DROPSLOT_UPLOAD_PATH"] = uploads / "kept"
    Dropslot(app, url_prefix="/photos")
    files = {path.name: _packed(path) for path in _files(built)}

    @app.get("/peers/guest")
    def guest() -> Response:
        page = render_template_string(_HOST).encode()
        headers = {"Content-Encoding": "gzip"}
        return Response(gzip.compress(page, 6), headers=headers)

    @app.get("/peers/<name>")
    def peer(name: str) -> Response:
        if name not in files:
            abort(404)
        headers = {
            "Content-Encoding": "gzip",
            "Cache-Control": "public, max-age=31536000, immutable",
        }
        mime_type = mimetypes.guess_type(name)[0] or "text/javascript"
        return Response(files[name], headers=headers, mimetype=mime_type)

    return app


def _files(built: Path) -> list[Path]:
    # As our own page is made.
    options = ["--bundle", "--minify", "--format=esm", f"--outdir={built}"]
    subprocess.run(
        ["node_modules/.bin/esbuild", *options, str(_PAGES / "uppy-bundled.js")],
        cwd=ROOT,
        check=True,
    )
    libraries = [_MODULES / name for name in _LIBRARIES]
    return [*_PAGES.glob("*.html"), *built.iterdir(), *libraries]


def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


if __name__ == "__main__":
    main()
