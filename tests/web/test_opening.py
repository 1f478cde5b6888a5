"""Nothing is opened before somebody comes, and what could not be is tried again."""

from __future__ import annotations

import json
import logging
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from apps import Browser
from command import environment_of
from dropslot import Dropslot, SettingError
from flask import Flask
from pictures import jpeg
from posting import FORM, kept, post
from services.ports import free_ports

# What a test run does, in a process that nothing else is at work in.
FACTORIES = """
import gc, json, os, pathlib, sys, threading
from dropslot import Dropslot
from flask import Flask

folder = pathlib.Path(sys.argv[1])
picture = pathlib.Path(sys.argv[2])
ONE = {"Sec-Fetch-Site": "same-origin"}


def create_app(number):
    app = Flask("host")
    app.config.update(DROPSLOT_UPLOAD_PATH=folder / str(number))
    Dropslot(app, url_prefix="/photos")
    return app


def held():
    pid = os.getpid()
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    descriptors = len(os.listdir("/proc/self/fd"))
    return threading.active_count(), len(children), descriptors


before = held()
apps = [create_app(number) for number in range(20)]
made = held()
nothing = sorted(folder.iterdir())
for app in apps[:3]:
    with picture.open("rb") as file:
        sent = app.test_client().post(
            "/photos/", data={"file": (file, "a.jpg")}, headers=ONE
        )
    assert sent.status_code == 204, sent.text
used = held()
# Nobody closes them.
del app, apps
gc.collect()
print(json.dumps([before, made, [str(path) for path in nothing], used, held()]))
"""

# What gunicorn does when it has loaded the app, and what gevent does, and a host's
# multiprocessing, before another program runs.
FORKED = """
import json, os, sys, threading
from dropslot.app import create_app

app = create_app()
client = app.test_client()
with open(sys.argv[1], "rb") as file:
    client.post("/", data={"file": (file, "a.jpg")})


def held():
    threads = [thread.name for thread in threading.enumerate()]
    return sorted(threads), sorted(os.listdir("/proc/self/fd"))


parents, descriptors = held()
if os.fork():
    os.wait()
    sys.exit()
begun = held()
status = client.get("/").status_code
print(json.dumps([parents, begun[0], begun[1] == descriptors, status, held()[0]]))
os._exit(sys.stdout.flush() or 0)
"""


@pytest.fixture
def host(folder: Path) -> Flask:
    """A host app with a folder for Dropslot."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(DROPSLOT_UPLOAD_PATH=folder, DROPSLOT_CHECK_PROCESSES=1)
    return app


@pytest.fixture
def slot(host: Flask) -> Iterator[Dropslot]:
    """The host's only Dropslot."""
    slot = Dropslot(host, url_prefix="/photos")
    yield slot
    slot.close()


@pytest.fixture
def in_the_way(folder: Path) -> Path:
    """A file where the folder should be."""
    folder.write_text("no folder")
    return folder


def test_an_app_that_is_made_holds_nothing_and_one_that_is_gone_lets_go(
    tmp_path: Path,
) -> None:
    folder, picture = tmp_path / "many", tmp_path / "a.jpg"
    folder.mkdir()
    picture.write_bytes(jpeg())

    told = subprocess.run(
        [sys.executable, "-c", FACTORIES, folder, picture],
        capture_output=True,
        check=True,
    )

    before, made, folders, used, after = json.loads(told.stdout)
    assert made == before
    assert folders == []
    # A sweeper and a checker each.
    assert used[:2] == [before[0] + 3, before[1] + 3]
    assert after == before


def test_a_fork_begins_nothing_before_somebody_comes(
    tmp_path: Path, folder: Path
) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(jpeg())
    (port,) = free_ports(1)
    metrics = f"127.0.0.1:{port}"

    told = subprocess.run(
        [sys.executable, "-c", FORKED, picture],
        env=environment_of(folder, DROPSLOT_METRICS=metrics, DROPSLOT_LOG="off"),
        capture_output=True,
        check=True,
    )

    parents, begun, has_all_descriptors, status, later = json.loads(told.stdout)
    assert "sweep" in parents
    assert begun == ["MainThread"]
    assert has_all_descriptors
    assert status == 200
    assert later == ["MainThread", "sweep"]
    # The parent's still.
    assert b"This process has no metrics" in told.stderr


@pytest.mark.usefixtures("slot")
def test_who_asks_whether_it_lives_opens_nothing(host: Flask, folder: Path) -> None:
    assert host.test_client().get("/photos/livez").status_code == 200
    assert not folder.exists()


@pytest.mark.usefixtures("slot")
def test_of_many_who_come_first_one_opens(
    host: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dropslot.start")
    together = threading.Barrier(8)

    def visit(_: int) -> int:
        together.wait()
        return host.test_client().get("/photos/").status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(visit, range(8)))

    assert statuses == [200] * 8
    opened = [one for one in caplog.messages if one.startswith("Opening the catalog")]
    assert len(opened) == 1


@pytest.mark.usefixtures("slot")
def test_what_cannot_be_opened_is_answered_told_once_and_tried_again(
    host: Flask, in_the_way: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = host.test_client()

    answers = [client.get("/photos/"), post(client, ("a.jpg", jpeg()), path="/photos/")]
    health, page = client.get("/photos/healthz"), client.get("/photos/", headers=FORM)
    in_the_way.unlink()
    later = client.get("/photos/")

    for answer in (*answers, health, page):
        assert (answer.status_code, answer.headers["Dropslot-Error"]) == (
            503,
            "storage-failed",
        )
        assert answer.headers["Retry-After"] == "5"
    assert "main.css" in page.text
    assert later.status_code == 200
    told = [one for one in caplog.messages if "DROPSLOT_UPLOAD_PATH" in one]
    assert told == [
        f"DROPSLOT_UPLOAD_PATH is '{in_the_way}', but it must be a folder that can be"
        " written to (File exists). It is tried again with each request."
    ]
    assert "Folder and database can be used now." in caplog.messages


def test_the_page_of_a_refusal_has_its_sheet_where_nothing_can_be_opened(
    host: Flask, slot: Dropslot, in_the_way: Path
) -> None:
    client = host.test_client()
    page = client.get("/photos/", headers=FORM).text
    sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    assert client.get(sheet).mimetype == "text/css"


def test_a_server_may_ask_for_the_sentence_before_it_serves(
    slot: Dropslot, in_the_way: Path
) -> None:
    with pytest.raises(SettingError, match="must be a folder that can be written to"):
        slot.start()
    in_the_way.unlink()

    slot.start()

    assert (in_the_way / ".dropslot").is_dir()


def test_those_who_wait_for_an_opening_that_fails_do_not_wait_once_more(
    host: Flask,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        url = f"postgresql://ann:secret@{address}/dropslot"
        slot = Dropslot(host, settings={"DATABASE_URL": url})
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: host.test_client().get("/"), range(6)))

        slot.close()
        asked = connections_waiting(silent)

    assert [answer.status_code for answer in answers] == [503] * 6
    assert asked == 1


def test_what_was_closed_is_opened_by_who_comes_next(
    host: Flask, slot: Dropslot
) -> None:
    client = host.test_client()
    location = kept(client, "a.jpg", jpeg(), path="/photos/")

    slot.close()

    assert client.get(location).data == jpeg()


def test_the_first_call_of_a_method_opens(host: Flask, slot: Dropslot) -> None:
    with host.app_context():
        assert slot.latest(owner="ann", name="avatar") is None


def connections_waiting(listener: socket.socket) -> int:
    """How many have been made to it that nobody has taken up."""
    count = 0
    while select.select([listener], [], [], 0)[0]:
        listener.accept()[0].close()
        count += 1
    return count
