"""All or nothing, whatever happens: crashes, races, a store or a catalog that fails."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from uuid import UUID

import pytest
from apps import MakeApp, backend_of
from dropslot.storage.staged import StagedFile
from dropslot.uploads import sweep
from flask import Flask
from flask.testing import FlaskClient
from holding import make_marks_older, marks_in
from pictures import jpeg
from posting import kept, post, send
from program import Program


@pytest.mark.parametrize("delay", [n * 0.07 for n in range(6)])
def test_a_crash_leaves_no_record_without_bytes_and_no_bytes_without_a_record(
    program: Program, delay: float
) -> None:
    program.start(CHECK_PROCESSES=2)
    senders = [
        threading.Thread(target=_send_until_it_dies, args=[program]) for _ in range(3)
    ]
    for sender in senders:
        sender.start()
    while not program.names():
        pass
    time.sleep(delay)

    program.kill()
    for sender in senders:
        sender.join()
    program.start()

    names = program.names()
    assert {path.name for path in program.folder.glob("*.jpg")} == set(names)
    assert list((program.folder / ".dropslot" / "staging").iterdir()) == []
    assert marks_in(program.folder) == []


def test_a_picture_that_is_removed_while_it_is_read_is_404_not_500(
    client: FlaskClient,
) -> None:
    seen: set[int] = set()
    for _ in range(5):
        location = kept(client, "a.jpg", jpeg())
        reader = threading.Thread(
            target=_read_until_gone, args=[client, location, seen]
        )
        reader.start()
        client.delete(location)
        reader.join()

    assert seen <= {200, 404}
    assert 404 in seen


def test_what_a_store_that_failed_may_still_get_stays_marked_until_a_sweep(
    app: Flask, folder: Path
) -> None:
    thumbnails = folder / ".dropslot" / "thumbnails"
    thumbnails.rmdir()
    thumbnails.touch()

    assert post(app.test_client(), ("a.jpg", jpeg())).status_code == 503
    (name,) = marks_in(folder)
    thumbnails.unlink()
    (folder / name).write_bytes(jpeg())
    make_marks_older(folder, hours=2)
    sweep(backend_of(app), datetime.now(UTC))

    assert list(folder.glob("*.jpg")) == []
    assert marks_in(folder) == []


def test_a_catalog_that_fails_keeps_no_bytes(
    make_app: MakeApp, folder: Path, tmp_path: Path
) -> None:
    catalog = tmp_path / "catalog.db"
    url = f"sqlite:///{catalog}?timeout=0.1"
    client = make_app(DATABASE_URL=url).test_client()

    with closing(sqlite3.connect(catalog)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        answer = post(client, ("b.jpg", jpeg()))

    assert answer.status_code == 503
    assert answer.headers["Dropslot-Error"] == "storage-failed"
    assert list(folder.glob("*.jpg")) == []
    assert list((folder / ".dropslot" / "thumbnails").iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_503(
    client: FlaskClient, folder: Path
) -> None:
    (folder / ".dropslot" / "staging").rmdir()

    answer = post(client, ("a.jpg", jpeg()))

    assert answer.status_code == 503
    assert list(folder.glob("*.jpg")) == []


@pytest.mark.parametrize("fields", [{}, {"dzuuid": str(UUID(int=1))}])
def test_a_disk_that_cannot_read_what_arrived_is_503_and_no_bad_picture(
    client: FlaskClient,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    fields: dict[str, object],
) -> None:
    close = StagedFile.close

    def and_the_disk_fails(staged: StagedFile) -> None:
        close(staged)
        staged.path.unlink()
        # A regular file that can be opened and nothing more (proc(5)).
        staged.path.symlink_to("/proc/self/mem")

    monkeypatch.setattr(StagedFile, "close", and_the_disk_fails)
    answer = post(client, ("a.jpg", jpeg()), fields=fields)

    assert (answer.status_code, answer.headers["Dropslot-Error"]) == (
        503,
        "storage-failed",
    )
    assert list(folder.glob("*.jpg")) == []
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_says_only_at_the_end_that_it_is_full_is_507(
    client: FlaskClient,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, "no room")

    # As network file systems do: they take everything and write it later.
    monkeypatch.setattr(os, "fsync", refuse)
    answer = post(client, ("a.jpg", jpeg()))
    monkeypatch.undo()

    assert answer.status_code == 507
    assert list(folder.glob("*.jpg")) == []


def _send_until_it_dies(program: Program) -> None:
    photo = jpeg()
    with suppress(OSError, HTTPException):
        while True:
            send(program, ("a.jpg", photo))


def _read_until_gone(client: FlaskClient, location: str, seen: set[int]) -> None:
    reader = client.application.test_client()
    for _ in range(200):
        status = reader.get(location).status_code
        seen.add(status)
        if status != 200:
            return
