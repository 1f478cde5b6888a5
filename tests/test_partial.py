"""Files that arrive in pieces: in any order, twice, from several, or never whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apps import MakeApp, keeper_of, open_app
from dropslot import Dropslot
from dropslot.partial import MAX_UNFINISHED
from dropslot.sweep import sweep
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import jpeg
from program import Program
from sending import RealSender, Sender
from werkzeug.test import TestResponse


@pytest.fixture
def sender(client: FlaskClient) -> Sender:
    """Sends a photo in a few pieces, from a page that it has loaded."""
    client.get("/")
    return Sender(client=client, body=jpeg())


def test_the_piece_that_completes_a_file_is_answered_with_its_address(
    sender: Sender,
) -> None:
    answers = [sender.send(index) for index in range(sender.count)]

    assert sender.count > 2
    assert {answer.status_code for answer in answers} == {204}
    assert ["Location" in a.headers for a in answers].count(True) == 1
    location = answers[-1].headers["Location"]
    assert sender.client.get(location).data == sender.body
    (upload,) = sender.client.get("/uploads/").get_json()["uploads"]
    assert upload["title"] == "photo.jpg"


def test_nothing_is_left_of_the_pieces_of_a_whole_file(
    sender: Sender, folder: Path
) -> None:
    sender.send_all()

    for room in ("partial", "staging", "unsettled"):
        assert list((folder / ".dropslot" / room).iterdir()) == []


def test_nothing_unfinished_is_listed_or_served(sender: Sender, folder: Path) -> None:
    sender.send(0)

    assert sender.client.get("/uploads/").get_json()["uploads"] == []
    assert list(folder.glob("*.jpg")) == []


def test_what_is_there_is_told_to_who_began_it_only(sender: Sender) -> None:
    sender.send(2)
    sender.send(0)
    stranger = sender.client.application.test_client()

    assert sender.received() == [0, 2]
    assert stranger.get(f"/partial/{sender.uuid}").status_code == 404
    assert stranger.delete(f"/partial/{sender.uuid}").status_code == 404
    assert sender.received() == [0, 2]


@pytest.mark.parametrize(
    "uuid", ["0e2c1f5a-8a3b-4c5d-9e6f-0123456789ab", "..%2F..%2Fetc", "x"]
)
def test_what_was_never_begun_is_404(client: FlaskClient, uuid: str) -> None:
    assert client.get(f"/partial/{uuid}").status_code == 404
    assert client.delete(f"/partial/{uuid}").status_code == 404


def test_another_visitors_same_uuid_is_another_file(sender: Sender, app: Flask) -> None:
    other = Sender(client=app.test_client(), body=jpeg(seed=2), uuid=sender.uuid)
    for index in range(max(sender.count, other.count)):
        for one in (sender, other):
            if index < one.count:
                answer = one.send(index)
                if "Location" in answer.headers:
                    stored = one.client.get(answer.headers["Location"]).data
                    assert stored == one.body


def test_a_forgotten_file_is_gone(sender: Sender, folder: Path) -> None:
    sender.send(0)

    assert sender.client.delete(f"/partial/{sender.uuid}").status_code == 204

    assert sender.client.get(f"/partial/{sender.uuid}").status_code == 404
    assert list((folder / ".dropslot" / "partial").iterdir()) == []


@pytest.mark.parametrize("whole", [False, True], ids=["pieces", "whole"])
def test_to_forget_what_was_kept_takes_it_back(
    sender: Sender, folder: Path, whole: bool
) -> None:
    location = (sender.send_whole if whole else sender.send_all)().headers["Location"]
    stranger = sender.client.application.test_client()

    assert stranger.delete(f"/partial/{sender.uuid}").status_code == 404
    assert sender.client.get(location).status_code == 200
    assert sender.client.delete(f"/partial/{sender.uuid}").status_code == 204

    assert sender.client.get(location).status_code == 404
    assert sender.client.get(f"/partial/{sender.uuid}").status_code == 404
    assert sender.client.delete(f"/partial/{sender.uuid}").status_code == 404
    assert list(folder.glob("*.jpg")) == []


@pytest.mark.parametrize("whole", [False, True], ids=["pieces", "whole"])
def test_what_was_taken_back_may_come_again_in_pieces(
    sender: Sender, whole: bool
) -> None:
    first = (sender.send_whole if whole else sender.send_all)().headers["Location"]
    sender.client.delete(first)

    assert sender.client.get(f"/partial/{sender.uuid}").status_code == 404
    assert sender.send_last().status_code == 204
    assert sender.received() == [sender.count - 1]
    again = sender.send_all(range(sender.count - 1)).headers["Location"]
    assert again != first
    assert sender.client.get(again).data == sender.body


def test_a_lost_answer_can_be_asked_for_again(sender: Sender) -> None:
    first = sender.send_all().headers["Location"]

    again = sender.send(sender.count - 1)

    assert again.headers["Location"] == first
    assert sender.received() == list(range(sender.count))
    assert len(sender.client.get("/uploads/").get_json()["uploads"]) == 1


def test_a_file_that_was_begun_in_smaller_pieces_may_go_on(
    make_app: MakeApp,
) -> None:
    sender = Sender(client=make_app(SECRET_KEY="same").test_client(), body=jpeg())
    sender.send(0)
    cookie = sender.client.get_cookie("dropslot")
    assert cookie

    later = make_app(SECRET_KEY="same", CHUNK_BYTES=8 * 1024**2).test_client()
    later.set_cookie("dropslot", cookie.value)
    sender = replace(sender, client=later)

    assert "Location" in sender.send_all(range(1, sender.count)).headers


def test_a_whole_file_that_is_refused_is_refused_the_same_way_again(
    client: FlaskClient, folder: Path
) -> None:
    sender = Sender(client=client, body=jpeg()[:-50], name="cut.jpg")

    first = sender.send_all()
    again = sender.send(sender.count - 1)

    assert first.status_code == again.status_code == 400
    assert first.text == again.text == "Invalid image: cut.jpg is cut short."
    assert list((folder / ".dropslot" / "partial").iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"dztotalfilesize": 10**12}, 400, id="a total that disagrees"),
        pytest.param({"dzchunkindex": -1}, 400, id="a negative index"),
        pytest.param({"dzuuid": "../x"}, 400, id="a path for a uuid"),
    ],
)
def test_nonsense_changes_nothing(
    sender: Sender, folder: Path, fields: dict[str, object], status: int
) -> None:
    sender.send(0)

    assert sender.send(1, **fields).status_code == status

    assert sender.received() == [0]
    assert list((folder / ".dropslot" / "staging").iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"short", id="fewer bytes than declared"),
        pytest.param(bytes(4001), id="more bytes than declared"),
    ],
)
def test_a_piece_of_another_length_is_refused(sender: Sender, data: bytes) -> None:
    sender.send(0)

    assert sender.send_bytes(1, data).status_code == 400
    assert sender.received() == [0]


def test_a_total_that_changes_is_refused(sender: Sender) -> None:
    sender.send(0)
    longer = Sender(client=sender.client, body=sender.body + b"1", uuid=sender.uuid)

    assert longer.send(1).status_code == 400


def test_a_total_over_the_limit_is_413_with_the_first_piece(
    make_app: MakeApp,
) -> None:
    client = make_app(MAX_CONTENT_LENGTH=5000).test_client()
    sender = Sender(client=client, body=bytes(6000), piece_bytes=1000)

    answer = sender.send(0)

    assert answer.status_code == 413
    assert answer.text == "File is too large: 5.9 KB; the limit is 4.9 KB."


def test_a_wrong_extension_is_refused_with_the_first_piece(
    client: FlaskClient,
) -> None:
    answer = Sender(client=client, body=jpeg(), name="photo.svg").send(0)

    assert answer.headers["Dropslot-Error"] == "wrong-extension"


def test_pieces_of_another_extension_are_refused(sender: Sender, folder: Path) -> None:
    sender.send(0)

    for name in ("photo.png", "photo.jpeg"):
        other = replace(sender, name=name)
        statuses = {other.send(index).status_code for index in range(1, other.count)}
        assert statuses == ({400} if name == "photo.png" else {204})
    assert len(list(folder.glob("*.jpg"))) == 1


def test_one_sender_can_leave_only_so_many_unfinished(client: FlaskClient) -> None:
    for _ in range(MAX_UNFINISHED):
        assert (
            Sender(client=client, body=bytes(1025), piece_bytes=1024)
            .send(0)
            .status_code
            == 204
        )

    refused = Sender(client=client, body=bytes(1025), piece_bytes=1024).send(0)

    assert refused.status_code == 429
    assert refused.headers["Dropslot-Error"] == "too-many-partials"


def test_one_sender_can_leave_only_so_many_bytes_unfinished(
    make_app: MakeApp,
) -> None:
    client = make_app(MAX_CONTENT_LENGTH=2048).test_client()
    answers = [
        Sender(client=client, body=bytes(2048), piece_bytes=1024).send(0).status_code
        for _ in range(17)
    ]

    assert answers == [204] * 16 + [507]


@pytest.mark.parametrize(
    ("chunk_bytes", "piece_bytes", "status"),
    [
        pytest.param(8 * 1024**2, 65_535, 400, id="under 64 KiB"),
        pytest.param(8 * 1024**2, 65_536, 204, id="64 KiB"),
        pytest.param(2048, 2047, 400, id="under what the page sends"),
        pytest.param(2048, 2048, 204, id="what the page sends"),
    ],
)
def test_pieces_smaller_than_anybody_needs_are_refused(
    make_app: MakeApp, folder: Path, chunk_bytes: int, piece_bytes: int, status: int
) -> None:
    client = make_app(CHUNK_BYTES=chunk_bytes).test_client()
    sender = Sender(client=client, body=bytes(100_000), piece_bytes=piece_bytes)

    answer = sender.send(0)

    assert answer.status_code == status
    left = list((folder / ".dropslot" / "partial").iterdir())
    assert len(left) == (1 if status == 204 else 0)


def test_a_small_file_may_come_in_one_small_piece(client: FlaskClient) -> None:
    sender = Sender(client=client, body=jpeg(16, 16), piece_bytes=1000)

    assert sender.count == 1
    assert "Location" in sender.send(0).headers


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This browser keeps no cookies"), ("zh", "Cookie")],
)
def test_a_browser_that_keeps_no_cookies_is_told_so(
    app: Flask, folder: Path, language: str, sentence: str
) -> None:
    sender = Sender(client=app.test_client(use_cookies=False), body=jpeg())
    sender.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language

    first, second = sender.send(0), sender.send(1)

    assert (first.status_code, second.status_code) == (204, 400)
    assert sentence in second.text
    pieces = (folder / ".dropslot" / "partial").rglob("*")
    assert [path.name for path in pieces if path.is_file()] == ["0"]


def test_a_cookie_that_is_not_ours_is_none(app: Flask) -> None:
    sender = Sender(client=app.test_client(), body=jpeg())
    sender.client.set_cookie("dropslot", "forged")

    assert sender.send(1).status_code == 400


def test_who_is_signed_in_needs_no_cookie_of_ours(folder: Path) -> None:
    app = Flask("host")
    settings = {"UPLOAD_PATH": str(folder), "CHUNK_BYTES": 1024}
    slot = Dropslot(app, owner=lambda: "ann", settings=settings)
    sender = Sender(client=app.test_client(use_cookies=False), body=jpeg())

    answer = sender.send_all()
    slot.close()

    assert "Location" in answer.headers


def test_a_whole_file_needs_no_cookie(app: Flask) -> None:
    sender = Sender(client=app.test_client(use_cookies=False), body=jpeg())

    assert "Location" in sender.send_whole().headers


def test_pieces_leave_room_on_the_disk_for_whole_files(
    make_app: MakeApp, folder: Path
) -> None:
    # No disk has room for four files of a tebibyte, the largest limit there is.
    client = make_app(MAX_CONTENT_LENGTH=1024**4).test_client()
    sender = Sender(client=client, body=jpeg())

    refused = sender.send(0)

    assert (refused.status_code, refused.headers["Dropslot-Error"]) == (
        507,
        "storage-full",
    )
    assert list((folder / ".dropslot" / "partial").iterdir()) == []
    assert "Location" in sender.send_whole().headers


def test_files_that_are_begun_at_once_count_each_other(make_app: MakeApp) -> None:
    client = make_app(MAX_CONTENT_LENGTH=2048).test_client()
    client.get("/")
    senders = [
        Sender(client=client, body=bytes(2048), piece_bytes=1024).twin()
        for _ in range(24)
    ]

    with ThreadPoolExecutor(len(senders)) as pool:
        answers = list(pool.map(lambda sender: sender.send(0).status_code, senders))

    assert sorted(answers) == [204] * 16 + [507] * 8


@pytest.mark.parametrize(
    ("hours", "left"),
    [pytest.param(23, 1, id="in time"), pytest.param(25, 0, id="late")],
)
def test_what_nobody_goes_on_with_is_swept(
    sender: Sender, app: Flask, folder: Path, hours: int, left: int
) -> None:
    sender.send(0)

    sweep(keeper_of(app), datetime.now(UTC) + timedelta(hours=hours))

    assert len(list((folder / ".dropslot" / "partial").iterdir())) == left


def test_several_who_believe_they_are_last_get_the_same_answer(
    sender: Sender,
) -> None:
    for index in range(sender.count - 1):
        sender.send(index)
    cookie = sender.client.get_cookie("dropslot")
    assert cookie
    answers: list[TestResponse] = []

    def send_last() -> None:
        client = sender.client.application.test_client()
        client.set_cookie("dropslot", cookie.value)
        twin = Sender(client=client, body=sender.body, uuid=sender.uuid)
        answers.append(twin.send(sender.count - 1))

    threads = [threading.Thread(target=send_last) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(sender.client.get("/uploads/").get_json()["uploads"]) == 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app for the many files of the property below."""
    folder = tmp_path_factory.mktemp("shared")
    app = open_app(folder)
    yield app
    keeper_of(app).sender.close()  # type: ignore[attr-defined]


PHOTO = jpeg()
COUNT = 5


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.permutations(range(COUNT)),
    missing=st.none() | st.integers(0, COUNT - 1),
    extras=st.lists(
        st.tuples(st.integers(0, 2 * COUNT), st.integers(0, COUNT - 1), st.booleans()),
        max_size=6,
    ),
)
def test_any_order_repeat_gap_or_other_bytes_makes_what_was_sent_or_no_file(
    shared: Flask,
    order: list[int],
    missing: int | None,
    extras: list[tuple[int, int, bool]],
) -> None:
    client = shared.test_client()
    client.get("/")
    sender = Sender(client=client, body=PHOTO, piece_bytes=-(-len(PHOTO) // COUNT))
    sent = [(index, True) for index in order]
    for place, index, is_right in extras:
        sent.insert(place, (index, is_right))
    here: dict[int, bytes] = {}
    kept: str | None = None

    for index, is_right in sent:
        if index == missing:
            continue
        data = sender.piece(index) if is_right else sender.piece(index)[::-1]
        answer = sender.send_bytes(index, data)
        if len(here) < COUNT:
            here[index] = data
            kept = answer.headers.get("Location")
            whole = b"".join(here.get(i, b"") for i in range(COUNT))
            # Reversed bytes may still be a picture; then it is that one.
            expected = (len(here) == COUNT) if whole == PHOTO else kept is not None
            assert (kept is not None) == expected
        elif kept:
            assert answer.status_code == (204 if data == here[index] else 400)
        else:
            assert answer.status_code == 400

    assert kept is None or client.get(kept).data == whole


def test_all_pieces_at_once_and_twice_make_one_file(
    sender: Sender, folder: Path
) -> None:
    twins = [(sender.twin(), index) for index in range(sender.count)] * 2

    with ThreadPoolExecutor(len(twins)) as pool:
        answers = list(pool.map(lambda twin: twin[0].send(twin[1]), twins))

    assert {answer.status_code for answer in answers} == {204}
    (location,) = {a.headers.get("Location") for a in answers} - {None}
    assert sender.client.get(location or "").data == sender.body
    assert len(list(folder.glob("*.jpg"))) == 1
    assert list((folder / ".dropslot" / "partial").iterdir()) == []


def test_what_was_acknowledged_survives_kill_9(
    program: Program, tmp_path: Path
) -> None:
    program.start(CHUNK_BYTES=1024)
    sender = RealSender(program=program, body=jpeg())
    for index in range(sender.count - 1):
        assert sender.send(index)[0] == 204

    program.kill()
    program.start()

    assert sender.received() == list(range(sender.count - 1))
    status, location = sender.send(sender.count - 1)
    assert status == 204
    name = location.rpartition("/")[2]
    assert (program.folder / name).read_bytes() == sender.body


def test_two_processes_racing_for_the_last_piece_keep_one_file(
    program: Program, folder: Path
) -> None:
    second = Program(folder, SECRET_KEY="same").start()
    first = program.start(SECRET_KEY="same")
    sender = RealSender(program=first, body=jpeg(1600, 1200), piece_bytes=200_000)
    for index in range(sender.count - 1):
        sender.send(index)
    twin = replace(sender, program=second)
    answers: list[tuple[int, str]] = []

    racers = [
        threading.Thread(target=lambda one=one: answers.append(one.send(one.count - 1)))
        for one in (sender, twin)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    second.kill()
    assert len(set(answers)) == 1
    assert answers[0][0] == 204
    assert len(list(folder.glob("*.jpg"))) == 1
    assert len(first.names()) == 1
