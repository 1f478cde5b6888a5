"""A store in a bucket whose server misbehaves: told, bounded, and never half a file."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from buckets import Arriving, arriving_in, bucket_settings, set_only
from dropslot.model import Busy, NotThere, StorageFailed, StorageFull, UploadError
from dropslot.settings import Bucket
from dropslot.storage.s3 import calls, client
from dropslot.storage.s3.store import BucketStore
from misbehaving import (
    ETAG,
    Misbehaving,
    Say,
    Trickle,
    answer,
    cut,
    error,
    garbage,
    misbehaving,
    silence,
    stall,
)

KEY = "ann/01890000-0000-7000-8000-000000000000.jpg"
BODY = bytes(range(256)) * 1000
LIST = b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"

Serve = Callable[..., tuple[BucketStore, Misbehaving]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for seconds here."""
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.5)
    monkeypatch.setattr(client, "READ_SECONDS", 0.5)
    monkeypatch.setattr(calls, "_ATTEMPT_SECONDS", 0.7)
    monkeypatch.setattr(calls, "_LEAST_SECONDS", 2)
    monkeypatch.setattr(calls, "_SLOWEST_BYTES_PER_SECOND", 100_000_000)
    monkeypatch.setattr(calls, "_PAUSE_SECONDS", (0.0, 0.01))


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """A store at a server that answers so: ``serve(answer(200, b"bytes"))``."""
    with ExitStack() as stack:

        def serve(
            *says: Say, most_waiting: int = 24, pause_seconds: float = 0
        ) -> tuple[BucketStore, Misbehaving]:
            server = stack.enter_context(
                misbehaving(*says, pause_seconds=pause_seconds)
            )
            set_only(server.environment, monkeypatch)
            store = BucketStore(Bucket("pictures", "a"), tmp_path, most_waiting)
            stack.callback(store.close)
            return store, server

        yield serve


@pytest.fixture
def arriving(tmp_path: Path) -> Iterator[Arriving]:
    """Makes files that have arrived: ``arriving(b"bytes")``."""
    with arriving_in(tmp_path) as arriving:
        yield arriving


_ILL = [
    pytest.param(error(503, "SlowDown"), StorageFailed, id="slow down"),
    pytest.param(error(500, "InternalError"), StorageFailed, id="internal error"),
    pytest.param(error(404, "NoSuchBucket"), StorageFailed, id="no bucket"),
    pytest.param(error(403, "AccessDenied"), StorageFailed, id="access denied"),
    pytest.param(answer(404, b"<h1>Not found</h1>"), StorageFailed, id="a proxy's 404"),
    pytest.param(answer(404), StorageFailed, id="an empty 404"),
    pytest.param(answer(200, b"", ETag=None), StorageFailed, id="200 of no object"),
    pytest.param(error(507, "Anything"), StorageFull, id="507"),
    pytest.param(error(403, "QuotaExceeded"), StorageFull, id="Ceph's quota"),
    pytest.param(garbage(), StorageFailed, id="no HTTP"),
    pytest.param(garbage(b""), StorageFailed, id="closed"),
    pytest.param(silence, StorageFailed, id="silence"),
    pytest.param(answer(200, b"a", Last_Modified="never"), StorageFailed, id="no date"),
]


@pytest.mark.parametrize(
    ("say", "told"),
    [
        *_ILL,
        pytest.param(error(404, "NoSuchKey"), NotThere, id="no key"),
        pytest.param(
            answer(200, b"<Error><Code>InternalError</Code></Error>", ETag=None),
            StorageFailed,
            id="200 with an error",
        ),
        pytest.param(answer(200, BODY, Content_Length="x"), StorageFailed, id="size"),
        pytest.param(cut(200, BODY, 100), StorageFailed, id="cut off twice"),
        pytest.param(cut(200, BODY, 0), StorageFailed, id="cut off at once"),
        pytest.param(stall(BODY, 100), StorageFailed, id="a stall"),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_in_our_own_errors(
    serve: Serve, arriving: Arriving, say: Say, told: type[UploadError]
) -> None:
    store, _ = serve(say)

    with pytest.raises(told):
        store.open(KEY)
    with pytest.raises(told):
        store.append_to(arriving(b""), KEY)

    assert store.spool.held_bytes == 0


@pytest.mark.parametrize(
    ("say", "told"),
    [
        *_ILL,
        pytest.param(
            answer(200, b"<Error><Code>InternalError</Code></Error>"),
            StorageFailed,
            id="200 with an error",
        ),
    ],
)
@pytest.mark.parametrize("size_bytes", [10, 256_000])
def test_what_is_wrong_with_a_put_is_told_in_our_own_errors(
    serve: Serve,
    arriving: Arriving,
    say: Say,
    told: type[UploadError],
    size_bytes: int,
) -> None:
    store, _ = serve(say)

    with pytest.raises(told):
        store.put(arriving(BODY[:size_bytes]), KEY)


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(answer(200, b"<html>Welcome</html>"), id="a page"),
        pytest.param(answer(200, b"<Welcome/>"), id="another document"),
        pytest.param(answer(200, b"Welcome"), id="no document"),
        pytest.param(error(200, "InternalError"), id="an error"),
        pytest.param(answer(200, LIST.replace(b"false", b"true")), id="no way on"),
        pytest.param(error(404, "NoSuchBucket"), id="no bucket"),
        pytest.param(error(404, "NoSuchKey"), id="no key"),
        pytest.param(cut(200, LIST, 40), id="cut off"),
        pytest.param(silence, id="silence"),
    ],
)
def test_half_a_list_is_none(serve: Serve, say: Say) -> None:
    store, _ = serve(say)

    with pytest.raises(UploadError):
        list(store.list())


@pytest.mark.parametrize(
    ("say", "told"),
    [
        pytest.param(error(404, "NoSuchKey"), None, id="what is not there"),
        pytest.param(error(404, "NoSuchBucket"), StorageFailed, id="a bucket"),
        pytest.param(error(503, "SlowDown"), StorageFailed, id="too fast"),
    ],
)
def test_only_what_is_not_there_is_removed_already(
    serve: Serve, say: Say, told: type[UploadError] | None
) -> None:
    store, _ = serve(say)

    if told is None:
        store.remove(KEY)
        return
    with pytest.raises(told):
        store.remove(KEY)


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(answer(404), id="no bucket"),
        pytest.param(answer(403), id="not allowed"),
        pytest.param(answer(503), id="ill"),
        pytest.param(silence, id="silent"),
    ],
)
def test_a_store_that_is_ill_is_not_ready(serve: Serve, say: Say) -> None:
    store, _ = serve(say)

    with pytest.raises(StorageFailed):
        store.ready()


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(error(503, "SlowDown"), id="too fast"),
        pytest.param(error(500, "InternalError"), id="ill"),
        pytest.param(error(400, "RequestTimeout"), id="a slow line"),
        pytest.param(garbage(b""), id="closed"),
    ],
)
def test_what_may_pass_is_tried_once_more(
    serve: Serve, arriving: Arriving, say: Say
) -> None:
    store, server = serve(say, answer(200, BODY), say, answer(200))

    with store.open(KEY) as file:
        assert file.read() == BODY
    store.put(arriving(BODY), KEY)

    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(error(403, "AccessDenied"), id="not allowed"),
        pytest.param(error(404, "NoSuchBucket"), id="not there"),
        pytest.param(error(507, "Full"), id="full"),
        pytest.param(error(501, "NotImplemented"), id="not possible"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(serve: Serve, say: Say) -> None:
    store, server = serve(say)

    with pytest.raises(UploadError):
        store.open(KEY)

    assert len(server.requests) == 1


def _rest(first: int, etag: str = ETAG) -> Say:
    span = f"bytes {first}-{len(BODY) - 1}/{len(BODY)}"
    return answer(206, BODY[first:], Content_Range=span, ETag=etag)


def test_what_was_cut_off_is_gone_on_with(serve: Serve, arriving: Arriving) -> None:
    store, server = serve(
        cut(200, BODY, 1000), _rest(1000), cut(200, BODY, 70_000), _rest(70_000)
    )

    with store.open(KEY) as file:
        assert file.read() == BODY
    staged = arriving(b"")
    store.append_to(staged, KEY)

    assert staged.path.read_bytes() == BODY
    assert "Range: bytes=1000-255999" in server.requests[1]
    # Of another picture the rest would not fit.
    assert f"If-Match: {ETAG}" in server.requests[1]


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(error(412, "PreconditionFailed"), id="another by now"),
        pytest.param(answer(200, BODY), id="all of it"),
        pytest.param(_rest(999), id="another range"),
        pytest.param(cut(206, BODY[1000:], 5), id="no range"),
    ],
)
def test_another_rest_is_not_taken_for_it(serve: Serve, say: Say) -> None:
    store, _ = serve(cut(200, BODY, 1000), say)

    with pytest.raises(StorageFailed):
        store.open(KEY)


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(answer(200, BODY), id="all of it"),
        pytest.param(answer(206, BODY[:4], Content_Range="bytes 0-3/10"), id="another"),
        pytest.param(
            answer(206, BODY[2:4], Content_Range="bytes 2-4/10"), id="a wrong length"
        ),
        pytest.param(answer(206, BODY[2:5]), id="a range without its place"),
    ],
)
def test_another_range_is_not_taken_for_it(serve: Serve, say: Say) -> None:
    store, _ = serve(say)

    with pytest.raises(StorageFailed):
        store.open(KEY, 2, 5)


def test_a_trickle_is_given_up_before_its_end(serve: Serve) -> None:
    trickle = Trickle(BODY[:1_000], 0.01)
    store, _ = serve(trickle)

    with pytest.raises(StorageFailed):
        store.open(KEY)

    assert trickle.said_bytes < 1_000


@pytest.mark.parametrize(
    ("pause_seconds", "size_bytes"),
    [
        pytest.param(60, 5_000, id="nobody reads a small one"),
        pytest.param(60, 8_000_000, id="nobody reads a large one"),
        pytest.param(0.001, 16_000_000, id="somebody reads slowly"),
    ],
)
def test_a_put_that_does_not_get_on_is_given_up(
    serve: Serve, arriving: Arriving, pause_seconds: float, size_bytes: int
) -> None:
    store, server = serve(answer(200), pause_seconds=pause_seconds)

    with pytest.raises(StorageFailed):
        store.put(arriving(bytes(size_bytes)), KEY)

    assert server.read_bytes < size_bytes / 2


def test_who_comes_while_enough_wait_is_asked_to_come_again(serve: Serve) -> None:
    store, server = serve(silence, most_waiting=1)
    failed: list[BaseException] = []

    def wait() -> None:
        with pytest.raises(StorageFailed) as error:
            store.open(KEY)
        failed.append(error.value)

    waiting = threading.Thread(target=wait)
    waiting.start()
    server.asked.wait()
    with pytest.raises(Busy) as refusal:
        store.remove(KEY)
    waiting.join()

    assert refusal.value.blanks == {"seconds": 2}
    assert len(failed) == 1
    # The place is free again.
    with pytest.raises(StorageFailed):
        store.remove(KEY)


_FORKED = """
import os, sys, threading
from pathlib import Path
from dropslot.settings import Bucket
from dropslot.storage.s3.store import BucketStore

store = BucketStore(Bucket("pictures"), Path(), most_waiting=1)
threading.Thread(target=store.open, args=["a"], daemon=True).start()
sys.stdin.readline()
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
store.remove("b")
"""


def test_a_forked_server_does_not_wait_for_what_its_parent_waits_for() -> None:
    with (
        misbehaving(silence, answer(204)) as server,
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _FORKED],
            env={**os.environ, **server.environment},
            stdin=subprocess.PIPE,
        ) as program,
    ):
        server.asked.wait()
        program.communicate(b"\n")

    assert program.returncode == 0


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(error(403, "SignatureDoesNotMatch"), id="refused"),
        pytest.param(error(503, "SlowDown"), id="ill"),
        pytest.param(garbage(b""), id="closed"),
        pytest.param(garbage(), id="no HTTP"),
        pytest.param(silence, id="silent"),
    ],
)
def test_nothing_secret_is_in_a_message_or_in_the_log(
    serve: Serve,
    arriving: Arriving,
    say: Say,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, server = serve(say)
    caplog.set_level(logging.INFO)
    told: list[str] = []

    for ask in (
        lambda: store.put(arriving(BODY), KEY),
        lambda: store.open(KEY),
        lambda: store.remove(KEY),
        lambda: list(store.list("ann/")),
        lambda: store.ready(),
    ):
        with pytest.raises(UploadError) as error:
            ask()
        assert error.value.__cause__
        told += traceback.format_exception(error.value)
    told.append(str(bucket_settings("pictures", tmp_path)))

    signature = server.requests[0].partition("Signature=")[2].split()[0]
    assert len(signature) == 64
    text = caplog.text + "".join(told)
    for secret in ("the-access-key", "the-secret-key", signature, KEY, "Signature="):
        assert secret not in text


def test_the_cause_says_what_happened(serve: Serve) -> None:
    store, _ = serve(error(503, "SlowDown"))

    with pytest.raises(StorageFailed) as error_:
        store.open(KEY)

    assert str(error_.value.__cause__) == "503 SlowDown to GetObject"
