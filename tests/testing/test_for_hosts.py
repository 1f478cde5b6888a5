"""What ``dropslot.testing`` gives the tests of a host app."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps import Browser, backend_of
from dropslot import Dropslot
from dropslot.testing import broken_picture, picture, share_checkers, upload
from flask import Flask, request
from flask.testing import FlaskClient

ROOT = Path(__file__).parents[2]
FORMATS = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}
MakeHost = Callable[..., Flask]


@pytest.fixture
def make_host(tmp_path: Path) -> Iterator[MakeHost]:
    """Makes host apps, each with a folder of its own and a Dropslot at ``/photos``."""
    slots: list[Dropslot] = []

    def make(**settings: object) -> Flask:
        app = Flask("host")
        app.test_client_class = Browser
        given = {"UPLOAD_PATH": tmp_path / str(len(slots)), **settings}
        slots.append(Dropslot(app, url_prefix="/photos", settings=given))
        return app

    yield make
    for slot in slots:
        slot.close()


@pytest.fixture
def client(make_host: MakeHost) -> FlaskClient:
    """A visitor of a host app."""
    return make_host().test_client()


@pytest.mark.parametrize(("format", "mime_type"), FORMATS.items())
def test_a_picture_of_every_format_is_kept(
    client: FlaskClient, format: str, mime_type: str
) -> None:
    content = picture(48, 36, format)

    sent = upload(client, "/photos", content)

    assert sent.answer.status_code == 204
    assert (sent.upload.width_px, sent.upload.height_px) == (48, 36)
    assert (sent.upload.mime_type, sent.code) == (mime_type, None)
    assert sent.upload.title == f"picture.{format.replace('jpeg', 'jpg')}"
    assert client.get(f"/photos/uploads/{sent.upload.name}").data == content


@pytest.mark.parametrize("format", FORMATS)
def test_a_broken_one_of_every_format_is_refused(
    client: FlaskClient, format: str
) -> None:
    sent = upload(client, "/photos/", broken_picture(format=format), "a." + format)

    assert sent.code == "invalid-image"
    with pytest.raises(AssertionError, match=r"400 BAD REQUEST: Invalid image: a\."):
        _ = sent.upload


def test_other_clouds_are_other_bytes() -> None:
    assert picture(seed=1) == picture(seed=1) != picture(seed=2)


def test_a_format_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="'heic' is none of jpeg, png, gif, webp"):
        picture(format="heic")


def test_a_large_one_goes_in_chunks_as_the_page_sends_it(make_host: MakeHost) -> None:
    app, posted = make_host(CHUNK_BYTES=1024, SENDER_NAME="optional"), list[str]()
    app.before_request(lambda: posted.append(request.method))
    content = picture(400, 300)

    sent = upload(app.test_client(), "/photos", content, fields={"from": "Ann"})

    assert posted.count("POST") == -(-len(content) // 1024) > 2
    assert sent.upload.size_bytes == len(content)
    assert sent.upload.sender_name == "Ann"


def test_where_there_is_no_dropslot_it_is_said_where_there_is_one(
    client: FlaskClient,
) -> None:
    with pytest.raises(LookupError, match="No Dropslot is at /; this app has /photos/"):
        upload(client)


def test_apps_with_the_same_limits_share_a_checker_and_others_do_not(
    make_host: MakeHost,
) -> None:
    with share_checkers():
        apps = [make_host() for _ in range(3)]
        strict = make_host(MAX_PIXELS=1000)
        sent = [upload(app.test_client(), "/photos") for app in (*apps, strict)]
        pids = [backend_of(app).checkers.pids for app in (*apps, strict)]
        slot = backend_of(apps[0]).sender
        slot.close()  # type: ignore[attr-defined]
        later = upload(apps[1].test_client(), "/photos")

    assert [one.code for one in sent] == [None, None, None, "too-many-pixels"]
    assert pids[0] == pids[1] == pids[2] != pids[3]
    assert later.code is None
    for (pid,) in (pids[0], pids[3]):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_example_of_a_hosts_own_tests_passes(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("--basetemp", tmp_path / "pytest", "examples/private_album_tests.py"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stdout.splitlines()[-1].startswith("4 passed"), ended.stdout
