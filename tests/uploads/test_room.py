"""What is kept, and what is unfinished, is bounded; who comes gets in all the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from browsers import become
from buckets import bucket_settings, set_only
from disks import small_disk
from dropslot.model import UploadSession
from dropslot.uploads import open_backend
from dropslot.uploads.room import let_join
from flask.testing import FlaskClient
from holding import make_older
from pictures import jpeg
from posting import kept, post
from sending import Sender
from services.s3 import Bucket

# No disk has room for four files of so many bytes, the largest limit there is.
_MORE_THAN_ANY_DISK = "1 TB"
_SAME = "the same for every start"


def test_pictures_may_have_so_much_together_and_not_more(make_app: MakeApp) -> None:
    photo = jpeg()
    client = make_app(MAX_TOTAL=2 * len(photo)).test_client()
    first = kept(client, "a.jpg", photo)
    kept(client, "b.jpg", photo)

    refused = post(client, ("c.jpg", photo))

    assert (refused.status_code, refused.headers["Dropslot-Error"]) == (
        507,
        "storage-full",
    )
    assert "All pictures together" in refused.text
    client.delete(first)
    kept(client, "c.jpg", photo)


def test_what_is_refused_for_the_limit_leaves_nothing(
    make_app: MakeApp, folder: Path
) -> None:
    client = make_app(MAX_TOTAL="1 KB").test_client()

    assert post(client, ("a.jpg", jpeg())).status_code == 507

    for room in ("staging", "thumbnails"):
        assert list((folder / ".dropslot" / room).iterdir()) == []
    assert list(folder.glob("*.jpg")) == []


def test_a_file_that_will_be_too_much_is_refused_with_its_first_chunk(
    make_app: MakeApp, folder: Path
) -> None:
    client = make_app(MAX_TOTAL="10 KB").test_client()
    client.get("/")

    refused = Sender(client=client, body=bytes(10_241)).send(0)

    assert refused.status_code == 507
    assert list((folder / ".dropslot" / "chunks").iterdir()) == []


def test_those_who_come_at_once_count_each_other(make_app: MakeApp) -> None:
    photo = jpeg()
    app = make_app(MAX_TOTAL=3 * len(photo))
    with ThreadPoolExecutor(6) as pool:
        statuses = pool.map(
            lambda _: post(app.test_client(), ("a.jpg", photo)).status_code, range(6)
        )

        assert sorted(statuses) == [204] * 3 + [507] * 3


def test_the_unfinished_file_that_was_left_alone_for_longest_makes_way(
    make_app: MakeApp, folder: Path
) -> None:
    app = make_app(MAX_UNFINISHED=3 * 4000)
    senders = [Sender(client=app.test_client(), body=jpeg()) for _ in range(4)]
    for sender in senders:
        sender.client.get("/")
    for sender in senders[:3]:
        assert sender.send(0).status_code == 204
        make_older(folder, "touched_ms", hours=1)
    senders[0].send(0)
    make_older(folder, "touched_ms", hours=1)

    assert senders[3].send(0).status_code == 204

    assert senders[0].received() == [0]
    assert senders[1].client.get(f"/partial/{senders[1].uuid}").status_code == 404
    assert senders[2].received() == [0]
    assert len(list((folder / ".dropslot" / "chunks").iterdir())) == 3


def test_a_file_that_made_way_can_be_sent_again(
    make_app: MakeApp, folder: Path
) -> None:
    photo = jpeg()
    app = make_app(MAX_UNFINISHED=len(photo))
    first, second = (Sender(client=app.test_client(), body=photo) for _ in range(2))
    for sender in (first, second):
        sender.client.get("/")
        sender.send_all(range(sender.count - 1))

    assert "Location" in first.send_all().headers
    assert list(folder.glob("*.jpg")) != []


def test_fresh_cookies_on_a_small_disk_shut_nobody_out(
    make_app: MakeApp, folder: Path
) -> None:
    with small_disk(folder, "8m"):
        app = make_app(MAX_CONTENT_LENGTH="200 KB", CHUNK_BYTES="64 KB")
        for _ in range(60):
            browser = app.test_client()
            browser.get("/")
            sender = Sender(client=browser, body=bytes(200_000), chunk_bytes=100_000)
            assert sender.send(0).status_code == 204

        client = app.test_client()
        kept(client, "small.jpg", jpeg())
        large = Sender(client=client, body=jpeg(640, 480), chunk_bytes=65_536)
        assert "Location" in large.send_all().headers
        assert client.get("/healthz").status_code == 200
        backend_of(app).sender.close()  # type: ignore[attr-defined]


@pytest.fixture
def begun(make_app: MakeApp) -> Sender:
    """All chunks of a file but the last are there; then the disk is too small."""
    client = make_app(SECRET_KEY=_SAME).test_client()
    client.get("/")
    sender = Sender(client=client, body=jpeg())
    sender.send_all(range(sender.count - 1))
    return sender


def on_a_disk_below_the_reserve(make_app: MakeApp, sender: Sender) -> Sender:
    """The same sender, at an instance that has no room for further chunks."""
    later = make_app(SECRET_KEY=_SAME, MAX_CONTENT_LENGTH=_MORE_THAN_ANY_DISK)
    client = later.test_client()
    become(client, sender.client)
    return Sender(client=client, body=sender.body, uuid=sender.uuid)


def test_the_last_missing_chunk_is_let_in_below_the_reserve(
    make_app: MakeApp, begun: Sender
) -> None:
    later = on_a_disk_below_the_reserve(make_app, begun)

    assert "Location" in later.send_last().headers


def test_a_finished_files_last_chunk_gets_the_same_answer_below_the_reserve(
    make_app: MakeApp, begun: Sender
) -> None:
    location = begun.send_last().headers["Location"]

    later = on_a_disk_below_the_reserve(make_app, begun)

    assert later.send_last().headers["Location"] == location
    assert later.send(0).headers["Location"] == location
    assert later.send_whole().headers["Location"] == location


def test_a_chunk_that_is_there_may_come_again_below_the_reserve(
    make_app: MakeApp, begun: Sender
) -> None:
    later = on_a_disk_below_the_reserve(make_app, begun)

    assert later.send(0).status_code == 204


def test_a_refused_file_is_refused_again_below_the_reserve(
    make_app: MakeApp, client: FlaskClient
) -> None:
    first = make_app(SECRET_KEY=_SAME).test_client()
    first.get("/")
    sender = Sender(client=first, body=bytes(5000))
    refused = sender.send_all()

    later = on_a_disk_below_the_reserve(make_app, sender)

    assert (refused.status_code, later.send_last().text) == (400, refused.text)


def test_what_would_not_help_is_taken_from_nobody(
    make_app: MakeApp, begun: Sender
) -> None:
    later = on_a_disk_below_the_reserve(make_app, begun)
    other = Sender(client=later.client.application.test_client(), body=jpeg())
    other.client.get("/")

    assert other.send(0).status_code == 507
    assert later.received() == list(range(later.count - 1))


def test_a_full_disk_takes_nothing_from_anybody_whose_chunks_are_in_a_bucket(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_only(bucket.environment, monkeypatch)
    backend = open_backend(bucket_settings(bucket.name, tmp_path), None)
    session = UploadSession("an id", "ann", 1000, 500, "a.jpg")
    backend.sessions.begin(session, 1, 1000, lambda _: None)

    let_join(backend, "another", joined_bytes=2**60)

    assert backend.sessions.get("an id") == session
    backend.close()
