"""``dropslot move`` and ``move-records``: what the operator sees, with real servers."""

from __future__ import annotations

import os
import signal
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from apps import MakeApp, backend_of
from buckets import set_only
from command import dropslot
from forking import forked
from pictures import jpeg
from posting import kept, send
from program import Program
from services.s3 import Bucket

SECRET = "a secret key of all of them"
Sent = dict[str, bytes]


@pytest.fixture
def target(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> str:
    """A place in an empty bucket."""
    set_only(bucket.environment, monkeypatch)
    return f"s3://{bucket.name}/some/prefix"


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """What servers and commands have in common."""
    return {"DATABASE_URL": f"sqlite:///{tmp_path}/catalog.db", "SECRET_KEY": SECRET}


@pytest.fixture
def run(settings: dict[str, str]) -> Callable[..., str]:
    """Runs a command to its end: ``run(place, "move", target)``."""

    def run(place: object, *words: str) -> str:
        given = {f"DROPSLOT_{name}": value for name, value in settings.items()}
        ended = dropslot(Path(), *words, **given, DROPSLOT_UPLOAD_PATH=str(place))
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run


@contextmanager
def serving(place: object, settings: dict[str, str]) -> Iterator[Program]:
    program = Program(Path(), **{**settings, "UPLOAD_PATH": place})
    try:
        yield program.start()
    finally:
        program.kill()


@contextmanager
def sending(program: Program, sent: Sent) -> Iterator[None]:
    """Somebody sends pictures all the time."""
    is_over = threading.Event()

    def go_on() -> None:
        while not is_over.is_set():
            title, body = f"{len(sent)}.jpg", jpeg(seed=len(sent))
            assert send(program, (title, body))[0] == 204
            sent[title] = body

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def fetched(program: Program) -> Sent:
    """Every picture that it has, by its title."""
    listed = program.get_json("/uploads/?limit=500")["uploads"]
    pictures = {}
    for one in listed:
        with urllib.request.urlopen(program.url + one["url"]) as answer:
            pictures[one["title"]] = answer.read()
    return pictures


def test_from_a_folder_to_a_bucket_and_back_while_pictures_come(
    folder: Path, target: str, settings: dict[str, str], run: Callable[..., str]
) -> None:
    sent: Sent = {}
    for here, there in ((folder, target), (target, folder)):
        with serving(here, settings) as program:
            with sending(program, sent):
                told = run(here, "move", str(there))
            assert f"DROPSLOT_UPLOAD_PATH={there}\n" in told
            # It has not even noticed.
            assert fetched(program) == sent
            program.stop()
        with serving(there, settings) as program:
            assert fetched(program) == sent
            with sending(program, sent):
                told = run(there, "move", str(there), "--remove")
            assert "Nothing that is recorded lies there any more" in told
            assert fetched(program) == sent
        assert run(there, "check").count(": 0\n") == 6

    assert len(sent) > 4


def test_it_may_be_killed_at_any_moment(
    make_app: MakeApp,
    folder: Path,
    target: str,
    bucket: Bucket,
    settings: dict[str, str],
    run: Callable[..., str],
) -> None:
    app = make_app(**settings)
    bodies = [jpeg(seed=n) for n in range(60)]
    places = [kept(app.test_client(), "a.jpg", body) for body in bodies]
    backend_of(app).sender.close()  # type: ignore[attr-defined]

    kills = sum(killed_on_its_way(folder, target, bucket, settings) for _ in range(3))

    # On a fast machine the last of them may be too late.
    assert kills > 0
    assert "From now on the pictures lie in" in run(folder, "move", target)
    with serving(target, settings) as program:
        for place, body in zip(places, bodies, strict=True):
            with urllib.request.urlopen(program.url + place) as answer:
                assert answer.read() == body


def killed_on_its_way(
    folder: Path, target: str, bucket: Bucket, settings: dict[str, str]
) -> bool:
    """Kill a move as soon as it has copied something; whether it was not over yet."""
    given = {"UPLOAD_PATH": str(folder), **settings}
    environment = os.environ | {f"DROPSLOT_{k}": v for k, v in given.items()}
    there = len(bucket.listed())
    with Path(os.devnull).open("r+") as nothing:
        streams = [nothing.fileno()] * 3
        process = forked(["dropslot", "move", target], environment, streams)
        while process.poll() is None and len(bucket.listed()) < there + 8:
            pass
        process.send_signal(signal.SIGKILL)
        return process.wait(30) == -signal.SIGKILL


def test_the_old_place_is_refused_once_all_have_moved(
    make_app: MakeApp,
    folder: Path,
    tmp_path: Path,
    settings: dict[str, str],
    run: Callable[..., str],
) -> None:
    make_app(**settings)
    other = tmp_path / "other"
    run(folder, "move", str(other))

    given = {f"DROPSLOT_{name}": value for name, value in settings.items()}
    ended = dropslot(folder, **given)

    assert ended.returncode == 2
    assert f"lie in '{other}' now: set it to that" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_the_secret_key_that_stays_behind_is_named(
    folder: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"

    told = dropslot(folder, "move", str(tmp_path / "b"), DROPSLOT_DATABASE_URL=url)

    assert f"DROPSLOT_SECRET_KEY_FILE={folder}/.dropslot/secret\n" in told.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["s3://B"], "'s3://B' must be s3://bucket", id="no bucket's name"),
        pytest.param(["ftp://x"], "'ftp://x' must be the path of a folder", id="a URL"),
        pytest.param(["/dev/null/x"], "it must be a folder that can", id="no folder"),
        pytest.param(["{other}", "--remove"], "--remove is for later", id="too early"),
    ],
)
def test_a_place_that_makes_no_sense_is_one_sentence(
    folder: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    words = [word.format(other=tmp_path / "other") for word in words]

    ended = dropslot(folder, "move", *words, DROPSLOT_DATABASE_URL=url)

    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_bucket_that_is_not_there_is_one_sentence(
    folder: Path, target: str, settings: dict[str, str]
) -> None:
    given = {f"DROPSLOT_{name}": value for name, value in settings.items()}

    ended = dropslot(folder, "move", "s3://no-such-bucket", **given)

    assert ended.returncode == 2
    assert "there is no bucket of that name" in ended.stderr


def test_where_all_are_already_nothing_is_done(folder: Path) -> None:
    told = dropslot(folder, "move", str(folder))

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.endswith("nothing is to be moved.\n")


def test_a_move_can_be_given_up(
    make_app: MakeApp, folder: Path, settings: dict[str, str], run: Callable[..., str]
) -> None:
    backend_of(make_app(**settings)).whereabouts.begin("s3://photos")

    assert "A move to 's3://photos' was begun and has not" in run(folder, "check")
    assert "The move to 's3://photos' is given up." in run(folder, "move", str(folder))
    assert "given up" not in run(folder, "move", str(folder))


def test_records_move_and_every_picture_is_there(
    folder: Path, postgres_url: str
) -> None:
    body = jpeg()
    with serving(folder, {}) as program:
        send(program, ("a.jpg", body))
        running = dropslot(folder, "move-records", postgres_url)
        program.stop()

    told = dropslot(folder, "move-records", postgres_url)

    assert running.returncode == 2
    assert "stop it first" in running.stderr
    assert told.returncode == 0, told.stderr
    assert not (told.stderr + running.stderr)[len(running.stderr) :]
    password = str(sa.make_url(postgres_url).password)
    assert password not in told.stdout + running.stderr
    with serving(folder, {"DATABASE_URL": postgres_url}) as program:
        assert fetched(program) == {"a.jpg": body}
    before = dropslot(folder)
    assert before.returncode == 2
    assert "The records of this Dropslot have moved" in before.stderr


def test_a_database_is_read_from_a_line(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/other.db"

    told = dropslot(folder, "move-records", "-", typed=url + "\n")

    assert f"DROPSLOT_DATABASE_URL=sqlite:///{tmp_path}/other.db\n" in told.stdout


@pytest.mark.parametrize(
    "url",
    ["hush", "mysql://me:hush@db/x", "", "postgresql+psycopg://me:hush@127.0.0.1:1/x"],
)
def test_a_database_that_makes_no_sense_is_one_sentence(folder: Path, url: str) -> None:
    ended = dropslot(folder, "move-records", url)

    assert ended.returncode == 2
    assert "hush" not in ended.stderr
    assert ended.stderr.count("\n") == 1
