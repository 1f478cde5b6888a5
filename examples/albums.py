"""Albums, each with a page of Dropslot's own.

The prefix has a value, ``<int:album>``: by it every picture belongs to one album, and
is not there in another. Which albums there are only the app knows, so it answers 404
for all others. It hears what arrives and what goes, and writes it down, so that one
query finds the cover of each album and how many pictures it has.

    flask --app examples/albums.py run
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from dropslot import Dropslot, Upload, upload_removed, upload_stored
from flask import Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from people import add_people


def create_app(**config: Any) -> Flask:
    """The app; ``config`` goes before what is set here."""
    app = Flask(__name__)
    app.config.update(
        # Put your own here: with a new one at each start, everyone is signed out.
        SECRET_KEY=secrets.token_hex(),
        # No other site may send our forms for somebody who is signed in.
        SESSION_COOKIE_SAMESITE="Lax",
        ALBUMS="albums.db",
        DROPSLOT_UPLOAD_PATH="album-pictures",
        # Signed-in people upload, everyone sees.
        DROPSLOT_ACCESS="members",
        DROPSLOT_TITLE="Album",
        DROPSLOT_FOOTER="All albums /",
    )
    app.config.update(config)
    add_people(app)
    slot = Dropslot(
        app,
        url_prefix="/albums/<int:album>/photos",
        sign_in_url=lambda: url_for("index"),
    )
    albums = Albums(app.config["ALBUMS"])
    upload_stored.connect(albums.take_in, sender=slot)
    upload_removed.connect(albums.take_out, sender=slot)

    @app.before_request
    def look_for_album() -> None:
        # A browser asks for Dropslot's own files as well, which are the same in all.
        if request.blueprint == "dropslot" and request.endpoint != "dropslot.asset":
            number = (request.view_args or {})["album"]
            if not albums.has(number):
                abort(404)

    @app.get("/")
    def index() -> str:
        return render_template("albums.html", albums=albums.all())

    @app.post("/albums")
    @login_required  # type: ignore[untyped-decorator]
    def new_album() -> ResponseReturnValue:
        title = request.form["title"].strip()[:100]
        if not title:
            return redirect(url_for("index"), 303)
        return redirect(url_for("dropslot.page", album=albums.add(title)), 303)

    return app


class Albums:
    """The app's own tables, in an SQLite file."""

    def __init__(self, path: str) -> None:
        self._path = path
        with self._open() as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS albums (id INTEGER PRIMARY KEY, title TEXT)"
            )
            database.execute(
                "CREATE TABLE IF NOT EXISTS pictures"
                " (album INTEGER, name TEXT, PRIMARY KEY (album, name))"
            )

    def all(self) -> list[sqlite3.Row]:
        """Every album, the newest first: ``id``, ``title``, ``count``, and ``cover``,
        the name of its newest picture or None."""
        with self._open() as database:
            # Names sort in the order of their making.
            return database.execute(
                "SELECT id, title, count(name) AS count, max(name) AS cover"
                " FROM albums LEFT JOIN pictures ON album = id"
                " GROUP BY id ORDER BY id DESC"
            ).fetchall()

    def has(self, number: int) -> bool:
        """Whether there is an album of that number."""
        with self._open() as database:
            query = "SELECT 1 FROM albums WHERE id = ?"
            return database.execute(query, [number]).fetchone() is not None

    def add(self, title: str) -> int | None:
        """Begin an album; return its number."""
        with self._open() as database:
            insert = "INSERT INTO albums (title) VALUES (?)"
            return database.execute(insert, [title]).lastrowid

    def take_in(self, slot: Dropslot, upload: Upload) -> None:
        """Write down that a picture has arrived."""
        with self._open() as database:
            database.execute(
                "INSERT OR IGNORE INTO pictures VALUES (?, ?)", key(upload)
            )

    def take_out(self, slot: Dropslot, upload: Upload) -> None:
        """Write down that a picture has gone."""
        with self._open() as database:
            delete = "DELETE FROM pictures WHERE album = ? AND name = ?"
            database.execute(delete, key(upload))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as database, database:
            database.row_factory = sqlite3.Row
            yield database


def key(upload: Upload) -> tuple[int, str]:
    """What a picture is found by: its album, and its name."""
    return int(upload.place_values["album"]), upload.name
