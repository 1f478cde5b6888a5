"""Every picture goes past ClamAV before it is kept.

The listener asks a ClamAV daemon, and refuses what it finds with a sentence that the
page shows next to the file. When the daemon gives no answer, the picture is refused as
well.

    CLAMD=/run/clamav/clamd.ctl flask --app examples/virus_scan.py run
    CLAMD=127.0.0.1:3310 flask --app examples/virus_scan.py run
"""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import Any

from dropslot import Dropslot, Refused, upload_checking
from flask import Flask, current_app

CHUNK_BYTES = 64 * 1024


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(
        CLAMD=os.environ.get("CLAMD", "/run/clamav/clamd.ctl"),
        CLAMD_SECONDS=30,
        # clamd passes over what is larger than its MaxFileSize and StreamMaxLength,
        # which Debian sets to 25 MB.
        DROPSLOT_MAX_CONTENT_LENGTH=20 * 1024**2,
        DROPSLOT_UPLOAD_PATH="scanned",
    )
    app.config.update(config)
    slot = Dropslot(app)
    upload_checking.connect(scan, sender=slot)
    return app


def scan(slot: Dropslot, path: Path, title: str, **_: object) -> None:
    """Refuse a picture that ClamAV does not call clean."""
    try:
        verdict = ask_clamd(path)
    except OSError as error:
        current_app.logger.warning("clamd gives no answer: %s", error)
        raise Refused(
            "The virus scanner gives no answer, so nothing was taken."
            " Please try again later."
        ) from error
    if verdict.endswith(" FOUND"):
        virus = verdict.removeprefix("stream: ").removesuffix(" FOUND")
        raise Refused(f"{title} holds a virus ({virus}).")
    if verdict != "stream: OK":
        current_app.logger.warning("clamd says: %s", verdict)
        raise Refused(f"{title} could not be scanned for viruses.")


def ask_clamd(path: Path) -> str:
    """clamd's verdict on a file: ``stream: OK`` or ``stream: <virus> FOUND``.

    Its INSTREAM command (clamd(8)): chunks, each after its length in four bytes; a
    length of zero is the end.
    """
    with connect_to_clamd() as clamd, path.open("rb") as file:
        clamd.sendall(b"zINSTREAM\0")
        while data := file.read(CHUNK_BYTES):
            clamd.sendall(struct.pack("!L", len(data)) + data)
        clamd.sendall(struct.pack("!L", 0))
        with clamd.makefile("rb") as answer:
            return answer.read().rstrip(b"\0").decode("utf-8", "replace")


def connect_to_clamd() -> socket.socket:
    """A connection to the daemon that ``CLAMD`` names: a path, or host:port."""
    address, seconds = current_app.config["CLAMD"], current_app.config["CLAMD_SECONDS"]
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=seconds)
    clamd = socket.socket(socket.AF_UNIX)
    clamd.settimeout(seconds)
    try:
        clamd.connect(address)
    except OSError:
        clamd.close()
        raise
    return clamd
