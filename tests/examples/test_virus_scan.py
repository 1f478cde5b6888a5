"""examples/virus_scan.py, with a real ClamAV daemon and with none."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import virus_scan
from apps import OpenExample
from clamd import clamd, find_clamd
from crafted import chunk, with_chunks
from flask.testing import FlaskClient
from pictures import jpeg, png
from posting import post

_VIRUS = b"Not really a virus, but clamd has been told so."
_SILENT = "The virus scanner gives no answer, so nothing was taken."


@pytest.fixture(scope="module")
def daemon() -> Iterator[Path]:
    """A daemon that knows one virus; its socket."""
    if not find_clamd():
        pytest.skip("There is no clamd here: apt-get install clamav-daemon.")
    # Not pytest's folder: a socket's path has at most 107 characters (unix(7)).
    with (
        TemporaryDirectory() as folder,
        clamd(Path(folder), {"Dropslot.Test": _VIRUS}, "StreamMaxLength 1M") as address,
    ):
        yield address


@pytest.fixture
def client(open_example: OpenExample, daemon: Path) -> FlaskClient:
    """A visitor of the example, whose scanner is there."""
    return open_example(virus_scan.create_app, CLAMD=str(daemon)).test_client()


def test_a_picture_with_a_virus_is_refused_and_the_next_is_kept(
    client: FlaskClient, folder: Path
) -> None:
    # A good picture all the same: the virus is in a comment.
    infected = with_chunks(png(), chunk(b"tEXt", b"Comment\0" + _VIRUS))

    refused = post(client, ("a.png", infected))
    kept = post(client, ("b.png", png()))

    assert refused.status_code == 400
    assert refused.text == "a.png holds a virus (Dropslot.Test.UNOFFICIAL)."
    assert kept.status_code == 204
    assert len(list(folder.glob("*.png"))) == 1


def test_a_picture_that_the_scanner_does_not_take_is_refused(
    client: FlaskClient, folder: Path
) -> None:
    answer = post(client, ("a.png", png(800, 800)))

    assert answer.status_code == 400
    assert list(folder.glob("*.png")) == []


def test_without_a_scanner_nothing_is_taken(
    open_example: OpenExample, folder: Path, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "clamd.sock")
    client = open_example(virus_scan.create_app, CLAMD=nowhere).test_client()

    answer = post(client, ("a.jpg", jpeg()))

    assert (answer.status_code, answer.headers["Dropslot-Error"]) == (400, "refused")
    assert answer.text.startswith(_SILENT)
    assert list(folder.glob("*.jpg")) == []


def test_a_scanner_that_says_nothing_is_not_waited_for_long(
    open_example: OpenExample,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        app = open_example(virus_scan.create_app, CLAMD=address, CLAMD_SECONDS=0.2)

        answer = post(app.test_client(), ("a.jpg", jpeg()))

    assert answer.text.startswith(_SILENT)
