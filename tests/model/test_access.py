"""Who may upload, who may see and who may remove, in each mode, for each visitor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apps import MakeApp
from browsers import become
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept, post
from sending import Sender
from signing import signed_in

MODES = ("public", "members", "private", "drop-only")
OPEN = ("public", "members")
OTHERS = ("bob", "stranger")
Ask = Callable[[FlaskClient, str], int]


class Users:
    """Ann with a picture of hers, and everybody else."""

    def __init__(self, make_app: MakeApp, access: str) -> None:
        app = make_app(ACCESS=access)
        self.clients = {
            "ann": signed_in(app, "ann"),
            "bob": signed_in(app, "bob"),
            "admin": signed_in(app, "root", is_admin=True),
            "stranger": app.test_client(),
        }
        self.name = kept(self.clients["ann"], "a.jpg", jpeg())[9:]

    def __getitem__(self, name: str) -> FlaskClient:
        return self.clients[name]


@pytest.fixture
def people(make_app: MakeApp, access: str) -> Users:
    """All of them, in one mode."""
    return Users(make_app, access)


@pytest.mark.parametrize("access", MODES)
@pytest.mark.parametrize("visitor", ["ann", "bob", "admin", "stranger"])
def test_who_sees_a_picture_sees_its_thumbnail_and_its_entry_too(
    people: Users, access: str, visitor: str
) -> None:
    sees = access in OPEN or visitor in ("ann", "admin")
    client, name = people[visitor], people.name

    file = client.get(f"/uploads/{name}")
    thumbnail = client.get(f"/thumbnails/{name}")
    listed = client.get("/uploads/").get_json()["uploads"]
    asked_for = client.get(f"/uploads/?names={name}").get_json()["uploads"]
    page = client.get("/")

    expected = 200 if sees else 404
    assert (file.status_code, thumbnail.status_code) == (expected, expected)
    assert [u["name"] for u in listed] == [u["name"] for u in asked_for]
    assert [u["name"] for u in listed] == ([name] if sees else [])
    assert page.status_code == 200
    assert (name in page.text) == sees


@pytest.mark.parametrize("access", MODES)
@pytest.mark.parametrize("visitor", OTHERS)
def test_nobody_else_removes_a_picture_or_hands_out_a_link_to_it(
    people: Users, access: str, visitor: str
) -> None:
    expected = 403 if access in OPEN else 404

    removed = people[visitor].delete(f"/uploads/{people.name}")
    linked = people[visitor].post(f"/uploads/{people.name}/link")

    assert (removed.status_code, linked.status_code) == (expected, expected)
    is_asked = visitor == "stranger" and access in ("members", "private")
    assert ("Dropslot-Sign-In" in removed.headers) == is_asked
    assert people["ann"].get(f"/uploads/{people.name}").status_code == 200


@pytest.mark.parametrize("access", MODES)
@pytest.mark.parametrize("visitor", ["ann", "admin"])
def test_its_owner_and_an_admin_may_remove_a_picture(
    people: Users, visitor: str
) -> None:
    (entry,) = people[visitor].get("/uploads/").get_json()["uploads"]

    removed = people[visitor].delete(f"/uploads/{people.name}")

    assert entry["mine"] is True
    assert removed.status_code == 204
    assert people["ann"].get(f"/uploads/{people.name}").status_code == 404


@pytest.mark.parametrize("access", MODES)
@pytest.mark.parametrize("visitor", ["bob", "stranger", "admin"])
def test_an_unfinished_file_is_there_for_who_began_it_only(
    people: Users, access: str, visitor: str
) -> None:
    is_asked = visitor == "stranger" and access in ("members", "private")
    sender = Sender(client=people["ann"], body=jpeg())
    sender.send(0)

    asked = people[visitor].get(f"/partial/{sender.uuid}")
    forgotten = people[visitor].delete(f"/partial/{sender.uuid}")

    assert (asked.status_code, forgotten.status_code) == (404, 404)
    assert ("Dropslot-Sign-In" in asked.headers) == is_asked
    assert sender.received() == [0]


@pytest.mark.parametrize(
    ("access", "status"),
    [("public", 204), ("members", 401), ("private", 401), ("drop-only", 204)],
)
def test_a_stranger_may_upload_where_nobody_has_to_sign_in(
    make_app: MakeApp, access: str, status: int
) -> None:
    stranger = make_app(ACCESS=access).test_client()
    sender = Sender(client=stranger, body=jpeg())

    whole = post(stranger, ("a.jpg", jpeg()))
    chunk = sender.send(0)

    assert (whole.status_code, chunk.status_code) == (status, status)
    if status == 401:
        assert whole.headers["Dropslot-Error"] == "sign-in-needed"


def test_in_drop_only_each_browser_sees_what_it_sent(make_app: MakeApp) -> None:
    app = make_app(ACCESS="drop-only")
    one, other = app.test_client(), app.test_client()
    admin = signed_in(app, "root", is_admin=True)

    location = kept(one, "a.jpg", jpeg())

    assert one.get(location).status_code == 200
    assert other.get(location).status_code == 404
    assert admin.get(location).status_code == 200
    assert other.get("/uploads/").get_json()["uploads"] == []
    assert len(admin.get("/uploads/").get_json()["uploads"]) == 1
    assert one.delete(location).status_code == 204


def test_each_person_has_a_folder_of_their_own(make_app: MakeApp) -> None:
    app = make_app(ACCESS="private")
    ann, bob = signed_in(app, "ann"), signed_in(app, "bob")

    names = {kept(client, "a.jpg", jpeg())[9:] for client in (ann, bob)}

    folder = app.extensions["dropslot"]["dropslot"].settings.upload_path
    found = {path.name: path.parent.name for path in folder.glob("*/*.jpg")}
    assert found.keys() == names
    assert {name.partition("-")[0] for name in found.values()} == {"ann", "bob"}


def test_what_a_browser_sent_before_stays_its_own_after_a_sign_in(
    make_app: MakeApp,
) -> None:
    app = make_app(ACCESS="drop-only")
    client = app.test_client()
    location = kept(client, "a.jpg", jpeg())
    ann = signed_in(app, "ann")
    become(ann, client)

    assert ann.get(location).status_code == 200
    assert ann.delete(location).status_code == 204


@pytest.mark.parametrize("access", ["private", "drop-only"])
def test_what_is_private_never_comes_from_a_shared_cache(people: Users) -> None:
    for path in (f"/uploads/{people.name}", f"/thumbnails/{people.name}"):
        control = people["ann"].get(path).headers["Cache-Control"]
        assert control.startswith("private,")
    for path in ("/", "/uploads/"):
        assert "private" in people["ann"].get(path).headers["Cache-Control"]


@pytest.mark.parametrize("access", OPEN)
def test_a_picture_for_everyone_is_the_same_for_everyone(people: Users) -> None:
    answer = people["ann"].get(f"/uploads/{people.name}")

    assert answer.headers["Cache-Control"].startswith("public,")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers
