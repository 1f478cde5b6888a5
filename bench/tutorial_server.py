"""Serves the tutorial's app with Dropslot's server, so that only the apps differ."""

from __future__ import annotations

from pathlib import Path

from dropslot.serving import Bodies, Server, Spools

from bench.tutorial_app import app


def main() -> None:
    """Serve it on a free port of this machine until SIGTERM."""
    uploads = Path(app.config["UPLOAD_PATH"])
    spool = uploads / ".spool"
    spool.mkdir()
    # As much more than the largest file as Dropslot itself allows a request.
    limit_bytes = 4 * app.config["MAX_CONTENT_LENGTH"]
    bodies = Bodies(limit_bytes, Spools(spool, None), lambda *_: limit_bytes)
    server = Server(app, "127.0.0.1", 0, bodies, 48)
    server.heed_signals()
    print(f"listens on {server.urls[0]}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
