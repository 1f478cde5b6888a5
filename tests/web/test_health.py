"""/healthz: whether a picture could be kept now, before people meet that it cannot; and
/livez: whether anybody answers."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from disks import fill, read_only, small_disk
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept


def test_an_instance_that_can_keep_pictures_is_well(
    client: FlaskClient, folder: Path
) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")
    assert [path.name for path in folder.iterdir()] == [".dropslot"]


def test_a_limit_that_is_nearly_reached_is_told(make_app: MakeApp) -> None:
    photo = jpeg()
    client = make_app(MAX_TOTAL=2 * len(photo) + 1000).test_client()
    kept(client, "a.jpg", photo)
    assert client.get("/healthz").status_code == 200

    kept(client, "b.jpg", photo)

    answer = client.get("/healthz")
    assert (answer.status_code, answer.headers["Dropslot-Error"]) == (
        507,
        "storage-full",
    )


def test_a_disk_that_takes_no_more_chunks_is_told(make_app: MakeApp) -> None:
    client = make_app(MAX_CONTENT_LENGTH="1 TB").test_client()

    assert client.get("/healthz").status_code == 507


def test_a_full_disk_is_told_and_that_it_is_not_any_more(
    make_app: MakeApp, folder: Path
) -> None:
    with small_disk(folder):
        app = make_app(MAX_CONTENT_LENGTH="1 MB")
        filling = fill(folder)
        full = app.test_client().get("/healthz")
        filling.unlink()
        well = app.test_client().get("/healthz")
        backend_of(app).sender.close()  # type: ignore[attr-defined]

    assert (full.status_code, well.status_code) == (507, 200)


def test_a_disk_that_became_read_only_is_told(make_app: MakeApp, folder: Path) -> None:
    app = make_app()
    with read_only(folder):
        answer = app.test_client().get("/healthz")

    assert answer.status_code == 503


def test_a_hidden_folder_on_a_disk_of_its_own_is_told(
    make_app: MakeApp, folder: Path
) -> None:
    location = kept(make_app().test_client(), "a.jpg", jpeg())
    hidden = folder / ".dropslot"
    hidden.rename(folder.parent / "before")
    with small_disk(hidden):
        for path in (folder.parent / "before").glob("catalog.db*"):
            (hidden / path.name).write_bytes(path.read_bytes())
        app = make_app(MAX_CONTENT_LENGTH="1 MB")
        client = app.test_client()
        answers = client.get("/healthz"), client.get(location)
        backend_of(app).sender.close()  # type: ignore[attr-defined]

    assert [answer.status_code for answer in answers] == [503, 200]


def test_a_database_that_somebody_holds_is_told_in_time(
    make_app: MakeApp, tmp_path: Path
) -> None:
    catalog = tmp_path / "catalog.db"
    client = make_app(DATABASE_URL=f"sqlite:///{catalog}?timeout=4").test_client()

    began = time.monotonic()
    with closing(sqlite3.connect(catalog)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        answer = client.get("/healthz")
        took_seconds = time.monotonic() - began

    assert answer.status_code == 503
    assert took_seconds < 3


def test_a_disk_that_hangs_holds_one_thread_however_often_it_is_asked(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    released = threading.Event()
    monkeypatch.setattr(backend_of(app).store, "ready", lambda: released.wait(30))

    statuses = {app.test_client().get("/healthz").status_code for _ in range(3)}
    threads = [one.name for one in threading.enumerate()].count("health")
    released.set()

    assert (statuses, threads) == ({503}, 1)


def test_who_asks_whether_it_lives_is_told_whatever_is_broken(
    make_app: MakeApp, folder: Path
) -> None:
    client = make_app(HOSTS="photos.example").test_client()
    folder.rename(folder.parent / "away")

    # A probe knows an address, and no name.
    answer = client.get("/livez", headers={"Host": "10.0.0.7:5000"})

    assert client.get("/healthz", base_url="http://photos.example").status_code == 503
    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
