"""What a host's own code may hand to ``keep``: files, and owners of any kind."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import pytest
from apps import Browser
from dropslot import Dropslot
from flask import Flask, current_app, request
from pictures import jpeg
from posting import kept
from werkzeug.datastructures import FileStorage

ANN = UUID("11111111-2222-3333-4444-555555555555")
OWNERS = [
    pytest.param(5, "5", id="a number"),
    pytest.param(0, "0", id="zero"),
    pytest.param(ANN, str(ANN), id="a UUID"),
    pytest.param("../ann", "../ann", id="a text"),
]
NOBODY = [
    pytest.param(None, id="none"),
    pytest.param("", id="an empty text"),
    pytest.param(False, id="not signed in, and so on"),
]


@pytest.fixture
def who() -> dict[str, Any]:
    """Who is signed in to the host: its ``owner``."""
    return {"owner": None}


@pytest.fixture
def slot(folder: Path, who: dict[str, Any]) -> Iterator[Dropslot]:
    """The only Dropslot of a host, whose app context is there."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(
        DROPSLOT_UPLOAD_PATH=folder,
        DROPSLOT_CHECK_PROCESSES=1,
        DROPSLOT_ACCESS="drop-only",
    )
    slot = Dropslot(app, owner=lambda: who["owner"])
    with app.app_context():
        yield slot
    slot.close()


@pytest.fixture
def client(slot: Dropslot) -> Browser:
    """A visitor of the host."""
    client = current_app.test_client()
    assert isinstance(client, Browser)
    return client


@pytest.mark.parametrize(("owner", "text"), OWNERS)
def test_an_owner_is_kept_as_text_whatever_the_kind_of_their_id(
    slot: Dropslot, owner: Any, text: str
) -> None:
    kept = slot.keep(photo(), owner=owner, name="avatar")

    assert kept.owner == text
    assert slot.latest(owner=owner, name="avatar") == kept
    assert slot.latest(owner=text, name="avatar") == kept
    assert slot.keep(photo(), owner=text, name="avatar", replace=True).owner == text


@pytest.mark.parametrize(("owner", "text"), OWNERS)
def test_who_is_signed_in_may_have_an_id_of_any_kind(
    slot: Dropslot, client: Browser, who: dict[str, Any], owner: Any, text: str
) -> None:
    slot.keep(photo(), owner=owner)
    who["owner"] = owner
    location = kept(client, "b.jpg", jpeg())

    listed = client.get("/uploads/").get_json()["uploads"]

    assert [upload["title"] for upload in listed] == ["b.jpg", "a.jpg"]
    assert client.delete(location).status_code == 204


@pytest.mark.parametrize("owner", NOBODY)
def test_nobody_is_no_owner(slot: Dropslot, who: dict[str, Any], owner: Any) -> None:
    assert slot.keep(photo(), owner=owner).owner is None
    assert slot.latest(owner=owner, name="a") is None
    with pytest.raises(ValueError, match="needs one"):
        slot.keep(photo(), owner=owner, replace=True)


@pytest.mark.parametrize("person", [object(), True, b"ann", ["ann"]])
def test_a_person_who_is_no_id_is_pointed_out(slot: Dropslot, person: Any) -> None:
    with pytest.raises(TypeError, match="must be an id, such as 5 or 'ann', not "):
        slot.keep(photo(), owner=person)


def test_an_admin_sees_everything_whatever_kind_of_truth_says_so(folder: Path) -> None:
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(DROPSLOT_UPLOAD_PATH=folder, DROPSLOT_CHECK_PROCESSES=1)
    admin: Any = lambda: request.args.get("admin")  # noqa: E731
    settings = {"ACCESS": "private"}
    slot = Dropslot(app, owner=lambda: 0, admin=admin, settings=settings)
    with app.app_context():
        slot.keep(photo(), owner=1)
    client = app.test_client()

    assert client.get("/uploads/").get_json()["uploads"] == []
    assert len(client.get("/uploads/?admin=1").get_json()["uploads"]) == 1
    slot.close()


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(lambda path: path.open("rb"), id="a file"),
        pytest.param(lambda path: path.open("rb", buffering=0), id="without a buffer"),
        pytest.param(lambda path: named(path.read_bytes(), "a.jpg"), id="memory"),
        pytest.param(
            lambda path: FileStorage(path.open("rb"), "a.jpg"), id="of a form"
        ),
    ],
)
def test_all_of_a_file_is_kept_whatever_was_read_of_it(
    slot: Dropslot, tmp_path: Path, opened: Callable[[Path], IO[bytes]]
) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())
    file = opened(tmp_path / "a.jpg")
    file.read(100)

    first = slot.keep(file)
    second = slot.keep(file)
    left = file.read()
    file.close()

    assert (first.title, first.size_bytes) == ("a.jpg", len(jpeg()))
    assert second.size_bytes == len(jpeg())
    assert left == jpeg()


def test_a_file_without_a_name_is_given_one(slot: Dropslot) -> None:
    assert slot.keep(io.BytesIO(jpeg()), name="a.jpg").title == "a.jpg"
    with tempfile.TemporaryFile() as file:
        file.write(jpeg())
        assert slot.keep(file, name="b.jpg").title == "b.jpg"
    with pytest.raises(ValueError, match=r'keep\(file, name="holiday.jpg"\)'):
        slot.keep(io.BytesIO(jpeg()))


def test_a_path_that_a_file_is_opened_by_is_no_part_of_its_name(
    slot: Dropslot, tmp_path: Path
) -> None:
    (tmp_path / "holiday.jpg").write_bytes(jpeg())

    with (tmp_path / "holiday.jpg").open("rb") as file:
        assert slot.keep(file, name="../../x").title == "x.jpg"
    with (tmp_path / "holiday.jpg").open("rb") as file:
        assert slot.keep(file).title == "holiday.jpg"


def test_what_cannot_be_rewound_is_not_taken_for_whole(slot: Dropslot) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\xff\xd8")
    os.close(writing)

    with (
        os.fdopen(reading, "rb") as pipe,
        pytest.raises(ValueError, match=r"keep\(io.BytesIO\(file.read\(\)\)"),
    ):
        slot.keep(pipe, name="a.jpg")


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("a.jpg", id="a path"),
        pytest.param(b"\xff\xd8", id="bytes"),
        pytest.param(io.StringIO("x"), id="a file of text"),
    ],
)
def test_what_is_no_binary_file_is_told_what_is(slot: Dropslot, file: Any) -> None:
    with pytest.raises(TypeError, match="open in binary mode"):
        slot.keep(file, name="a.jpg")


def test_where_a_form_brought_no_file_none_was_chosen(
    slot: Dropslot, client: Browser
) -> None:
    client.application.add_url_rule(
        "/own", view_func=lambda: slot.keep(request.files.get("x")).name
    )

    answer = client.get("/own")

    assert answer.status_code == 400
    assert answer.text == "No file was chosen. Choose at least one picture."


def photo() -> FileStorage:
    """A photo, as a form brings it."""
    return FileStorage(io.BytesIO(jpeg()), "a.jpg")


def named(data: bytes, name: str) -> io.BytesIO:
    """A file in memory that knows what it is called."""
    file = io.BytesIO(data)
    file.name = name
    return file
