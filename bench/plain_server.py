"""Serves the plain app with waitress and its defaults, as its manual shows."""

from __future__ import annotations

from waitress.server import create_server

from bench.plain_app import app


def main() -> None:
    """Serve it on a free port of this machine until SIGTERM."""
    server = create_server(app, host="127.0.0.1", port=0)
    print(f"listens on http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
