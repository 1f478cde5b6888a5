"""Serves the tutorial's app with Dropslot's server, so that only the apps differ."""

from __future__ import annotations

from pathlib import Path

from dropslot.serving import Server

from bench.tutorial_app import app


def main() -> None:
    """Serve it on a free port of this machine until SIGTERM."""
    uploads = Path(app.config["UPLOAD_PATH"])
    spool = uploads / ".spool"
    spool.mkdir()
    # As much more than the largest file as Dropslot itself allows a request.
    limit_bytes = app.config["MAX_CONTENT_LENGTH"] + 1024**3
    server = Server(app, "127.0.0.1", 0, limit_bytes, spool)
    print(f"listens on {server.urls[0]}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
