"""Bodies while they arrive: what is kept of one, and of all together."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from apps import MakeApp
from dropslot.model import StorageFull
from dropslot.serving import Spools
from dropslot.serving.spool import Spool
from pictures import jpeg
from posting import multipart
from wire import RESET, form_head, read_all, read_until, serving_dropslot

MIB = 1024**2
LIMIT_BYTES = MIB
PART = bytes(200_000)


def test_of_a_request_over_the_bound_nothing_is_kept(make_app: MakeApp) -> None:
    app = make_app(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    size_bytes = 1024**3

    with serving_dropslot(app) as wire:
        connection = wire.connect(form_head(size_bytes) + bytes(8 * MIB))
        wire.ask()
        held_bytes = wire.spools.held_bytes
        connection.close()

    assert held_bytes == 0


def test_of_chunks_no_more_is_kept_than_a_request_may_have(make_app: MakeApp) -> None:
    app = make_app(MAX_CONTENT_LENGTH=LIMIT_BYTES, MAX_REQUEST=LIMIT_BYTES)
    chunk = b"%x\r\n%b\r\n" % (MIB, bytes(MIB))

    with serving_dropslot(app) as wire:
        connection = wire.connect(
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        held_bytes = []
        for _ in range(4):
            connection.sendall(chunk)
            wire.ask()
            held_bytes.append(wire.spools.held_bytes)
        # What the system still has of it is read in a few turns.
        for _ in range(500):
            wire.ask()
            if not (left_bytes := wire.spools.held_bytes):
                break
        connection.sendall(b"0\r\n\r\n")
        answer = read_until(connection, b"1 MB.")
        connection.close()

    assert max(held_bytes) <= 2 * MIB
    assert left_bytes == 0
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_several_files_may_come_in_one_request(make_app: MakeApp) -> None:
    app = make_app(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    photos = [(f"{n}.jpg", jpeg(seed=n) + bytes(900_000)) for n in range(4)]
    content_type, body = multipart(*photos)

    with serving_dropslot(app) as wire:
        answer = wire.told(
            f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )

    assert answer.startswith(b"HTTP/1.1 204 ")


def test_a_request_over_the_bound_is_told_what_may_come_together(
    make_app: MakeApp,
) -> None:
    app = make_app(MAX_CONTENT_LENGTH=LIMIT_BYTES, MAX_REQUEST=3 * LIMIT_BYTES)

    with serving_dropslot(app) as wire:
        body = bytes(6 * MIB)
        answer = wire.told(form_head(len(body), "Connection: close") + body)

    assert RESET not in answer
    assert answer.endswith(
        b"File is too large: 6 MB came in one request, which may bring 4 MB;"
        b" the limit is 1 MB."
    )


def test_all_that_arrives_has_one_bound(make_app: MakeApp) -> None:
    app = make_app(MAX_ARRIVING=300_000)

    with serving_dropslot(app) as wire:
        first = wire.connect(form_head(len(PART)) + PART[:-1])
        wire.until(lambda: wire.spools.held_bytes == len(PART) - 1)
        second = wire.connect(form_head(len(PART)) + PART)
        refusal = read_until(second, b"send it again in 10 s.")
        held_bytes = wire.spools.held_bytes
        first.close()
        wire.until(lambda: wire.spools.held_bytes == 0)
        second.sendall(form_head(len(PART)) + PART)
        later = second.recv(4096)
        second.close()

    assert wire.spools.held_bytes == 0
    assert refusal.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: 10\r\n" in refusal
    assert held_bytes == len(PART) - 1
    # It has been read now, and is no picture.
    assert later.startswith(b"HTTP/1.1 400 ")


def test_a_body_that_hardly_moves_gives_way_when_others_need_its_room(
    make_app: MakeApp,
) -> None:
    with serving_dropslot(make_app(MAX_ARRIVING=300_000)) as wire:
        first = wire.connect(form_head(len(PART)) + PART[:-1])
        small = wire.connect(form_head(20_000) + bytes(10_000))
        wire.until(lambda: wire.spools.held_bytes == len(PART) - 1)
        wire.wait(11)
        second = wire.connect(form_head(len(PART)) + PART)
        read_until(second, b"send it again in 10 s.")
        wire.wait(1)

        ended = read_all(first)
        small.sendall(bytes(10_000))
        read_until(small, b" 400 ")
        for connection in (first, second, small):
            connection.close()

    assert ended.startswith(b"HTTP/1.1 408 ")


def test_on_a_full_disk_it_is_no_use_to_come_again(tmp_path: Path) -> None:
    """Nobody else holds the room that is wanting."""
    spool = Spool(MIB, Spools(tmp_path, 100_000))

    spool.append(PART)

    with pytest.raises(StorageFull):
        spool.getfile().read()


def test_half_of_the_free_room_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spools = Spools(tmp_path, None)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=400_000))
    first, second = (Spool(MIB, spools) for _ in range(2))

    first.append(PART)
    second.append(PART)

    assert spools.held_bytes == len(PART)
    assert second.is_forgotten
    first.close()
    assert spools.held_bytes == 0


def test_health_tells_before_there_is_no_room_for_what_arrives(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(MAX_CONTENT_LENGTH=LIMIT_BYTES)
    (mount,) = app.extensions["dropslot"].values()
    spools = Spools(tmp_path, 1000)
    mount.health.watch(spools.refuse_when_nearly_full)

    spools.take(900, 0)
    assert app.test_client().get("/healthz").status_code == 200
    spools.take(50, 0)
    assert app.test_client().get("/healthz").status_code == 507
    spools.give_back(950)
    assert app.test_client().get("/healthz").status_code == 200
