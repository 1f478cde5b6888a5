"""What a host's own code asks of what is kept: in a view, a command, a worker."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from buckets import set_only
from dropslot import Dropslot, NotThere, Upload, UploadError, upload_removed
from flask import Flask
from flask.typing import ResponseReturnValue
from pictures import jpeg, png
from PIL import Image
from services.s3 import Bucket

GONE = "0192f0c1-2a3b-7c4d-8e5f-0123456789ab.jpg"
NO_NAMES = ["../../x", "", "a.jpg", GONE.upper(), GONE + "/..", "\0", GONE + "\n"]


@pytest.fixture
def host(folder: Path) -> Flask:
    """A host whose pictures are private."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(
        DROPSLOT_UPLOAD_PATH=folder,
        DROPSLOT_CHECK_PROCESSES=1,
        DROPSLOT_ACCESS="private",
    )
    return app


@pytest.fixture
def slot(host: Flask, tmp_path: Path) -> Iterator[Dropslot]:
    """One of its two Dropslots; the app's context is there, and no request."""
    slot = Dropslot(host, url_prefix="/photos")
    scans = {"UPLOAD_PATH": tmp_path / "scans"}
    other = Dropslot(host, url_prefix="/scans", settings=scans)
    with host.app_context():
        yield slot
    other.close()
    slot.close()


def test_what_is_kept_is_found_by_its_name(slot: Dropslot) -> None:
    kept = keep(slot, owner=5)

    assert slot.get(kept.name) == kept
    assert slot.get(GONE) is None


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_no_upload_and_no_path(slot: Dropslot, name: str) -> None:
    assert slot.get(name) is None
    assert slot.remove(name) is False
    for ask in (slot.open, slot.url, slot.thumbnail_url, slot.link):
        with pytest.raises(NotThere):
            ask(name)


@pytest.mark.parametrize("name", [None, 5, b"a.jpg", ["a.jpg"], {}])
def test_what_a_form_or_json_has_instead_of_a_name_is_no_upload(
    slot: Dropslot, name: object
) -> None:
    assert slot.get(name) is None


def test_a_record_that_somebody_made_leads_nowhere(
    slot: Dropslot, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret")
    made = replace(keep(slot), name="../secret")

    with pytest.raises(NotThere):
        slot.open(made)
    assert slot.remove(made) is False
    assert (tmp_path / "secret").exists()


def test_the_newest_come_first_page_by_page(slot: Dropslot) -> None:
    kept = [keep(slot) for _ in range(5)]
    newest = [upload.name for upload in reversed(kept)]

    first = slot.uploads(limit=2)
    second = slot.uploads(before=first[-1], limit=2)
    third = slot.uploads(before=second[-1].name, limit=2)

    pages = [[upload.name for upload in page] for page in (first, second, third)]
    assert pages == [newest[:2], newest[2:4], newest[4:]]
    assert slot.uploads(before=third[-1]) == []


def test_a_page_goes_on_behind_what_was_removed(slot: Dropslot) -> None:
    older, newer = keep(slot), keep(slot)
    slot.remove(newer)

    assert slot.uploads(before=newer) == [older]


def test_an_owners_are_theirs_and_nobodys_are_nobodys(slot: Dropslot) -> None:
    five, nobodys, zero = keep(slot, owner=5), keep(slot), keep(slot, owner=0)

    assert slot.uploads() == [zero, nobodys, five]
    assert slot.uploads(owner=5) == slot.uploads(owner="5") == [five]
    assert slot.uploads(owner=0) == [zero]
    # Who is not signed in must not see everybody's by mistake.
    assert slot.uploads(owner=None) == [nobodys]


def test_a_list_has_so_many_as_a_page_of_the_gallery(
    host: Flask, slot: Dropslot, tmp_path: Path
) -> None:
    settings = {"UPLOAD_PATH": tmp_path / "small", "PAGE_SIZE": 2}
    small = Dropslot(host, url_prefix="/small", settings=settings)
    for _ in range(3):
        keep(small)

    assert len(small.uploads()) == 2
    small.close()


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_list_has_a_bound(slot: Dropslot, limit: int) -> None:
    with pytest.raises(ValueError, match=f"limit is {limit}, but it must be from 1 to"):
        slot.uploads(limit=limit)


def test_a_beginning_that_is_none_is_the_fault_of_who_asks(slot: Dropslot) -> None:
    with pytest.raises(UploadError, match="“before” makes no sense") as refused:
        slot.uploads(before="../../x")

    assert refused.value.status == 400


def test_the_bytes_are_a_file_that_can_be_rewound(slot: Dropslot) -> None:
    kept = keep(slot, jpeg(64, 48))

    with slot.open(kept) as file, Image.open(file) as image:
        assert image.size == (64, 48)
    with slot.open(kept.name) as file:
        assert file.read() == jpeg(64, 48)
        file.seek(0)
        assert file.read(2) == b"\xff\xd8"


def test_the_bytes_of_a_bucket_are_a_file_of_this_machine(
    host: Flask,
    bucket: Bucket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_only(bucket.environment, monkeypatch)
    settings = {
        "UPLOAD_PATH": bucket.url,
        "STAGING_PATH": tmp_path / "arriving",
        "DATABASE_URL": f"sqlite:///{tmp_path}/catalog.db",
        "SECRET_KEY": "k" * 32,
    }
    slot = Dropslot(host, settings=settings)
    photo = png(640, 480)

    with host.app_context():
        kept = slot.keep(BytesIO(photo), owner=0, name="a.png")
        with slot.open(kept) as file:
            assert file.read() == photo
            file.seek(-4, 2)
            assert file.read() == photo[-4:]
        assert slot.remove(kept)
        with pytest.raises(NotThere):
            slot.open(kept)
    slot.close()


def test_what_was_removed_is_gone_for_everyone(slot: Dropslot, folder: Path) -> None:
    kept, heard = keep(slot, owner=5), list[str]()

    def removed(_: object, upload: Upload) -> None:
        heard.append(upload.name)

    with upload_removed.connected_to(removed, sender=slot):
        both = [slot.remove(kept), slot.remove(kept.name)]

    assert both == [True, False]
    assert heard == [kept.name]
    assert slot.get(kept.name) is None
    assert list((folder / "5").iterdir()) == []
    with pytest.raises(NotThere, match="There is no such picture here"):
        slot.open(kept)


def test_what_another_dropslot_keeps_is_not_removed(
    host: Flask, slot: Dropslot
) -> None:
    kept = keep(slot)
    other = host.extensions["dropslot"]["dropslot_scans"].backend.sender

    assert other.remove(kept) is False
    assert slot.get(kept.name) == kept


def test_addresses_are_paths_or_whole(host: Flask, slot: Dropslot) -> None:
    kept = keep(slot)
    base_url = "https://example.org/app"

    with host.test_request_context("/own", base_url=base_url):
        assert slot.url(kept) == f"/app/photos/uploads/{kept.name}"
        assert slot.thumbnail_url(kept.name) == f"/app/photos/thumbnails/{kept.name}"
        whole = slot.url(kept.name, external=True)
        thumbnail = slot.thumbnail_url(kept, external=True)

    assert whole == f"{base_url}/photos/uploads/{kept.name}"
    assert thumbnail == f"{base_url}/photos/thumbnails/{kept.name}"


def test_outside_of_a_request_addresses_need_the_name_of_the_server(
    host: Flask, slot: Dropslot
) -> None:
    kept = keep(slot)
    with pytest.raises(RuntimeError, match="SERVER_NAME"):
        slot.url(kept)
    host.config.update(SERVER_NAME="example.org", PREFERRED_URL_SCHEME="https")

    with host.app_context():
        assert slot.url(kept) == f"/photos/uploads/{kept.name}"
        link = slot.link(kept, external=True)

    assert link.url.startswith("https://example.org/photos/shared/")


def test_a_link_shows_a_private_picture_to_anyone_for_a_time(
    host: Flask, slot: Dropslot
) -> None:
    kept = keep(slot, owner=5)
    client = host.test_client()

    with host.test_request_context():
        link, short = slot.link(kept), slot.link(kept.name, seconds=60)
        address = slot.url(kept)

    assert client.get(address).status_code == 404
    assert client.get(link.url).data == jpeg()
    now = datetime.now(UTC)
    assert link.expires - now > timedelta(days=6, hours=23)
    assert timedelta(seconds=50) < short.expires - now <= timedelta(seconds=60)


@pytest.mark.parametrize("seconds", [0, -5, 11 * 365 * 24 * 3600])
def test_a_link_for_no_time_or_for_ever_is_none(slot: Dropslot, seconds: int) -> None:
    with pytest.raises(ValueError, match=f"seconds is {seconds}, but"):
        slot.link(keep(slot), seconds=seconds)


def test_what_is_gone_gets_no_link(slot: Dropslot) -> None:
    with pytest.raises(NotThere):
        slot.link(GONE)


def test_who_asks_for_what_is_gone_in_a_view_gets_404(
    host: Flask, slot: Dropslot
) -> None:
    def own() -> ResponseReturnValue:
        return slot.open(GONE).read()

    host.add_url_rule("/own", view_func=own)

    answer = host.test_client().get("/own")

    assert (answer.status_code, answer.text) == (404, "There is no such picture here.")


def test_a_database_that_fails_is_said_to_be_about_reading(
    slot: Dropslot, folder: Path
) -> None:
    slot.start()
    with closing(sqlite3.connect(folder / ".dropslot" / "catalog.db")) as catalog:
        catalog.execute("ALTER TABLE dropslot_uploads RENAME TO elsewhere")

    asked: list[Any] = [
        lambda: slot.get(GONE),
        slot.uploads,
        lambda: slot.open(GONE),
        lambda: slot.latest(owner=5, name="a"),
    ]
    for ask in asked:
        with pytest.raises(UploadError, match="cannot get at its pictures") as failed:
            ask()
        assert failed.value.status == 503
        assert failed.value.reference


def keep(slot: Dropslot, body: bytes | None = None, owner: Any = None) -> Upload:
    """Keep a photo."""
    return slot.keep(BytesIO(body or jpeg()), owner=owner, name="a.jpg")
