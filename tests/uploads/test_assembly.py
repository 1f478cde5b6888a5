"""Who joins the chunks: one at a time, and nobody harms what another has kept."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from apps import backend_of
from dropslot.database.schema import upload_sessions as sessions
from dropslot.signals import upload_checking
from dropslot.storage import Staged
from dropslot.uploads import assembly
from dropslot.uploads.assembly import LEASE_AGE
from flask import Flask
from flask.testing import FlaskClient
from holding import catalog_of, holding, make_older, marks_in
from pictures import flat_png, jpeg
from program import Program
from sending import RealSender, Sender
from werkzeug.test import TestResponse


@pytest.fixture
def sender(client: FlaskClient) -> Sender:
    """Has loaded the page and sent all chunks of a photo but the last."""
    client.get("/")
    sender = Sender(client=client, body=jpeg())
    sender.send_all(range(sender.count - 1))
    return sender


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Does something at the same time."""
    with ThreadPoolExecutor() as pool:
        yield pool


def test_one_who_is_overtaken_leaves_what_the_other_has_kept(
    sender: Sender, app: Flask, folder: Path, pool: ThreadPoolExecutor
) -> None:
    with holding(app) as hold:
        slow = pool.submit(sender.twin().send_last)
        hold.wait()
        # The clock was set, or the machine stood still.
        make_older(folder, "leased_ms", hours=1)
        quick = sender.send_last()
        hold.release()

    assert (quick.status_code, slow.result().status_code) == (204, 204)
    assert slow.result().headers["Location"] == quick.headers["Location"]
    assert sender.client.get(quick.headers["Location"]).data == sender.body
    assert len(sender.client.get("/uploads/").get_json()["uploads"]) == 1
    assert len(list(folder.glob("*.jpg"))) == 1
    assert marks_in(folder) == []


def test_one_who_lets_go_at_the_end_is_followed_at_once(
    sender: Sender, app: Flask, folder: Path, pool: ThreadPoolExecutor
) -> None:
    with holding(app) as hold:
        slow = pool.submit(sender.twin().send_last)
        hold.wait()
        # As a program does that is told to stop, and has waited long enough.
        backend_of(app).leases.let_go()
        quick = sender.send_last()
        hold.release()

    assert quick.status_code == 204
    assert slow.result().headers["Location"] == quick.headers["Location"]
    assert len(list(folder.glob("*.jpg"))) == 1
    assert marks_in(folder) == []


def test_one_who_finds_the_chunks_gone_says_what_the_other_said(
    sender: Sender, app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = backend_of(app).chunks
    assemble = chunks.assemble
    quick: list[TestResponse] = []

    def join_too_late(session_id: str, offsets: Sequence[int]) -> Staged:
        monkeypatch.undo()
        make_older(folder, "leased_ms", hours=1)
        quick.append(sender.twin().send_last())
        return assemble(session_id, offsets)

    monkeypatch.setattr(chunks, "assemble", join_too_late)
    slow = sender.send_last()

    assert (quick[0].status_code, slow.status_code) == (204, 204)
    assert slow.headers["Location"] == quick[0].headers["Location"]
    assert sender.send_last().headers["Location"] == slow.headers["Location"]


def test_one_who_is_slow_is_not_taken_for_dead(
    sender: Sender,
    app: Flask,
    folder: Path,
    pool: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(assembly, "RENEW_SECONDS", 0.01)
    with holding(app) as hold:
        slow = pool.submit(sender.twin().send_last)
        hold.wait()
        make_older(folder, "leased_ms", hours=1)

        deadline = time.monotonic() + 30
        while leased_seconds_ago(folder) > 60:
            assert time.monotonic() < deadline

        waiting = pool.submit(sender.send_last)
        hold.release()
    assert slow.result().headers["Location"] == waiting.result().headers["Location"]


def test_what_is_forgotten_while_it_is_joined_leaves_nothing(
    sender: Sender, app: Flask, folder: Path, pool: ThreadPoolExecutor
) -> None:
    with holding(app) as hold:
        joining = pool.submit(sender.twin().send_last)
        hold.wait()
        forgotten = sender.client.delete(f"/partial/{sender.uuid}")
        hold.release()

    assert (forgotten.status_code, joining.result().status_code) == (204, 404)
    assert sender.client.get("/uploads/").get_json()["uploads"] == []
    assert list(folder.glob("*.jpg")) == []


def test_a_join_that_failed_is_tried_again_at_once(
    sender: Sender, folder: Path
) -> None:
    thumbnails = folder / ".dropslot" / "thumbnails"
    thumbnails.rmdir()
    failed = sender.send_last()
    thumbnails.mkdir()

    began = time.monotonic()
    again = sender.send_last()

    assert failed.status_code == 503
    assert sender.client.get(again.headers["Location"]).data == sender.body
    assert time.monotonic() - began < LEASE_AGE.total_seconds() / 2


def test_a_join_that_broke_is_tried_again_at_once(sender: Sender, app: Flask) -> None:
    def break_down(_: object, **__: object) -> None:
        raise RuntimeError

    app.testing = False
    with upload_checking.connected_to(break_down, sender=backend_of(app).sender):
        broken = sender.send_last()

    began = time.monotonic()
    again = sender.send_last()

    assert broken.status_code == 500
    assert sender.client.get(again.headers["Location"]).data == sender.body
    assert time.monotonic() - began < LEASE_AGE.total_seconds() / 2


def test_a_join_that_a_crash_ended_is_begun_again_at_once(
    program: Program, folder: Path
) -> None:
    program.start(CHUNK_BYTES=1024, CHECK_PROCESSES=1)
    # Small on the line, and long to check.
    body = flat_png(9000, 9000)
    sender = RealSender(
        program=program, body=body, name="flat.png", chunk_bytes=len(body) // 3 + 1
    )
    for index in range(sender.count - 1):
        sender.send(index)
    with ThreadPoolExecutor() as pool:
        lost = pool.submit(sender.send, sender.count - 1)
        deadline = time.monotonic() + 30
        while state_of_the_only_one(folder) != "joining":
            assert time.monotonic() < deadline
        program.kill()

    program.start()
    began = time.monotonic()
    status, location = sender.send(sender.count - 1)

    assert lost.exception() is not None
    assert status == 204
    assert (folder / location.rpartition("/")[2]).read_bytes() == body
    assert program.names() == [location.rpartition("/")[2]]
    assert time.monotonic() - began < LEASE_AGE.total_seconds() / 2


def state_of_the_only_one(folder: Path) -> str:
    with catalog_of(folder) as connection:
        return str(connection.execute(sa.select(sessions.c.state)).scalar_one())


def leased_seconds_ago(folder: Path) -> float:
    with catalog_of(folder) as connection:
        leased_ms = connection.execute(sa.select(sessions.c.leased_ms)).scalar_one()
    return time.time() - float(leased_ms) / 1000
