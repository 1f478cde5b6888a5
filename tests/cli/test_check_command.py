"""``dropslot check``: what is in one and not in the other, and nothing changes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from apps import MakeApp
from command import dropslot
from flask.testing import FlaskClient
from holding import make_marks_older
from pictures import jpeg
from posting import kept
from sending import Sender
from signing import signed_in

STRANGER = "01890000-0000-7000-8000-000000000000.jpg"


@pytest.fixture
def name(client: FlaskClient) -> str:
    """Of a picture that is well."""
    return kept(client, "a cat.jpg", jpeg()).rpartition("/")[2]


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    ended = dropslot(folder, "check")
    assert ended.stderr == ""
    return ended


def test_all_is_well(folder: Path, name: str) -> None:
    ended = check(folder)

    assert ended.returncode == 0
    assert ended.stdout.startswith("Looked at 1 picture.\n")
    assert ended.stdout.count(": 0\n") == 6


def test_a_picture_without_bytes_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    ended = check(folder)

    assert ended.returncode == 1
    assert f"{name} (a cat.jpg): recorded, but not stored\n" in ended.stdout
    assert "\nRecorded, but not stored: 1\n" in ended.stdout


def test_a_picture_of_another_size_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"short")

    ended = check(folder)

    assert ended.returncode == 1
    assert f"{name} (a cat.jpg): of another size than recorded\n" in ended.stdout


def test_bytes_without_a_record_are_named(folder: Path, name: str) -> None:
    (folder / "ann").mkdir()
    (folder / "ann" / STRANGER).write_bytes(b"a")
    # No picture by its name.
    (folder / "README.txt").write_bytes(b"a")

    ended = check(folder)

    assert ended.returncode == 1
    assert f"ann/{STRANGER}: stored, but not recorded\n" in ended.stdout
    assert "README" not in ended.stdout
    assert (folder / "ann" / STRANGER).exists()


def test_a_thumbnail_is_only_counted(folder: Path, client: FlaskClient) -> None:
    names = [kept(client, "a.jpg", jpeg(seed=n)).rpartition("/")[2] for n in range(3)]
    for name in names[:2]:
        (folder / ".dropslot" / "thumbnails" / f"{name}.webp").unlink()

    ended = check(folder)

    assert ended.returncode == 0
    assert "Thumbnails that will be made again: 2\n" in ended.stdout


def test_an_unfinished_file_whose_chunk_is_gone_is_named(
    folder: Path, client: FlaskClient
) -> None:
    sender = Sender(body=jpeg(size=(90, 90)), client=client, chunk_bytes=1024)
    sender.send_all([0, 1])
    assert check(folder).returncode == 0
    (chunk,) = (folder / ".dropslot" / "chunks").glob("*/1024")
    chunk.unlink()

    ended = check(folder)

    assert ended.returncode == 1
    session = chunk.parent.relative_to(folder)
    assert f"{session}: unfinished, and chunks are missing\n" in ended.stdout


def test_an_old_mark_is_named_and_is_no_harm(folder: Path, make_app: MakeApp) -> None:
    sender = Sender(
        body=jpeg(size=(90, 90)), client=make_app().test_client(), chunk_bytes=1024
    )
    sender.send(0)
    make_marks_older(folder, hours=2)

    ended = check(folder)

    assert ended.returncode == 0
    assert "/: marked for more than an hour\n" in ended.stdout


def test_everybodys_are_looked_at(folder: Path, make_app: MakeApp) -> None:
    app = make_app()
    for person in ("ann", "bob"):
        kept(signed_in(app, person), "a.jpg", jpeg())

    assert check(folder).stdout.startswith("Looked at 2 pictures.\n")
