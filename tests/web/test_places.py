"""A prefix with values: they say which place a picture belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from dropslot import (
    Dropslot,
    Refused,
    Upload,
    upload_checking,
    upload_removed,
    upload_stored,
)
from dropslot.accounts import configure, hashed
from flask import Flask, abort, render_template_string, request, url_for
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from pictures import jpeg, png
from posting import FORM, kept, post
from sending import Sender
from werkzeug.datastructures import FileStorage

ALBUMS = "/albums/<int:album>/photos"
FIVE, SIX = "/albums/5/photos/", "/albums/6/photos/"

MountIt = Callable[..., Dropslot]


@pytest.fixture(params=["sqlite", "postgresql"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """A host app that keeps its records in either database."""
    host = Flask("host")
    host.test_client_class = Browser
    host.config.update(
        SECRET_KEY="secret",
        DROPSLOT_UPLOAD_PATH=tmp_path / "uploads",
        DROPSLOT_CHECK_PROCESSES=1,
        DROPSLOT_CHUNK_BYTES=1024,
    )
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        host.config["DROPSLOT_DATABASE_URL"] = url
    return host


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Flask:
    """A host app, for what no database has to do with."""
    host = Flask("host")
    host.test_client_class = Browser
    host.config.update(
        DROPSLOT_UPLOAD_PATH=tmp_path / "uploads", DROPSLOT_CHECK_PROCESSES=1
    )
    return host


@pytest.fixture
def mount() -> Iterator[MountIt]:
    """Mounts Dropslots in apps, and closes them at the end."""
    mounted: list[Dropslot] = []

    def mount(app: Flask, url_prefix: str = ALBUMS, **how: Any) -> Dropslot:
        mounted.append(Dropslot(app, url_prefix=url_prefix, **how))
        return mounted[-1]

    yield mount
    for one in mounted:
        one.close()


@pytest.fixture
def client(host: Flask, mount: MountIt) -> FlaskClient:
    """A visitor of albums."""
    mount(host)
    return host.test_client()


def listed(client: FlaskClient, path: str, query: str = "") -> list[dict[str, Any]]:
    told = client.get(f"{path}uploads/{query}").get_json()
    uploads: list[dict[str, Any]] = told["uploads"]
    return uploads


def album() -> int:
    values = request.view_args or {}
    return int(values["album"])


def titles(client: FlaskClient, path: str) -> list[str]:
    return [upload["title"] for upload in listed(client, path)]


def test_each_album_has_its_own_pictures(client: FlaskClient) -> None:
    of_five = [kept(client, f"{n}.jpg", jpeg(), path=FIVE) for n in range(3)]
    of_six = kept(client, "six.jpg", jpeg(), path=SIX)

    assert of_six.startswith("/albums/6/photos/uploads/")
    assert titles(client, FIVE) == ["2.jpg", "1.jpg", "0.jpg"]
    assert titles(client, SIX) == ["six.jpg"]
    assert titles(client, "/albums/7/photos/") == []
    for upload in listed(client, FIVE):
        assert upload["url"] in of_five
        assert client.get(upload["url"]).data == jpeg()
        assert client.get(upload["thumbnail"]).status_code == 200


def test_a_picture_of_another_album_is_not_there(client: FlaskClient) -> None:
    name = kept(client, "a.jpg", jpeg(), path=FIVE).rpartition("/")[2]
    kept(client, "b.jpg", jpeg(), path=SIX)
    token = client.post(f"{FIVE}uploads/{name}/link").get_json()["url"]

    for address in (f"uploads/{name}", f"thumbnails/{name}", f"pictures/{name}"):
        assert client.get(FIVE + address).status_code == 200
        assert client.get(SIX + address).status_code == 404
    assert client.get(token).status_code == 200
    assert client.get(token.replace("/5/", "/6/")).status_code == 404
    assert client.post(f"{SIX}uploads/{name}/link").status_code == 404
    assert client.delete(f"{SIX}uploads/{name}").status_code == 404
    assert name not in client.get(SIX).text
    assert listed(client, SIX, f"?names={name}") == []
    assert [u["title"] for u in listed(client, SIX, f"?around={name}")] == ["b.jpg"]
    around = client.get(f"{FIVE}uploads/?around={name}").get_json()
    assert (around["position"], around["total"]) == (1, 1)
    assert client.delete(f"{FIVE}uploads/{name}").status_code == 204


def test_one_address_written_in_two_ways_is_one_place(client: FlaskClient) -> None:
    kept(client, "a.jpg", jpeg(), path="/albums/005/photos/")

    assert titles(client, FIVE) == ["a.jpg"]
    assert 'action="/albums/5/photos/"' in client.get("/albums/005/photos").text


def test_chunks_begun_in_one_album_are_unknown_in_another(client: FlaskClient) -> None:
    five = Sender(client=client, body=jpeg(), path=FIVE)
    six = replace(five, path=SIX)
    five.send_all(range(five.count - 1))

    answer = six.send_last()

    assert (answer.status_code, "Location" in answer.headers) == (204, False)
    assert titles(client, FIVE) == titles(client, SIX) == []
    assert six.received() == [six.count - 1]
    assert client.delete(f"{SIX}partial/{five.uuid}").status_code == 204
    assert client.get(f"{SIX}partial/{five.uuid}").status_code == 404
    assert client.delete(f"{SIX}partial/{five.uuid}").status_code == 404
    assert five.send_last().headers["Location"].startswith(FIVE)
    assert client.delete(f"{SIX}partial/{five.uuid}").status_code == 404
    assert titles(client, FIVE) == ["photo.jpg"]


def test_a_whole_file_that_comes_again_is_kept_once_in_each_album(
    client: FlaskClient,
) -> None:
    five = Sender(client=client, body=jpeg(), path=FIVE)
    six = replace(five, path=SIX)

    locations = [one.send_whole().headers["Location"] for one in (five, six) * 2]

    assert locations[:2] == locations[2:]
    assert titles(client, FIVE) == titles(client, SIX) == ["photo.jpg"]


def test_who_sees_only_what_is_theirs_sees_what_of_it_is_in_the_album(
    host: Flask, mount: MountIt
) -> None:
    owner = {"owner": lambda: request.headers.get("User")}
    mount(host, settings={"ACCESS": "private"}, **owner)
    client = host.test_client()
    for user, path in (("ann", FIVE), ("ann", SIX), ("bob", FIVE)):
        file = (f"{user}.jpg", jpeg())
        assert post(client, file, path=path, headers={"User": user}).status_code == 204

    told = client.get(f"{FIVE}uploads/", headers={"User": "ann"}).get_json()

    assert [upload["title"] for upload in told["uploads"]] == ["ann.jpg"]
    assert told["uploads"][0]["url"].startswith(FIVE)


def test_the_page_and_what_it_asks_for_are_in_the_album(
    on_sqlite: Flask, mount: MountIt
) -> None:
    mount(on_sqlite, settings={"PAGE_SIZE": 1})
    client = on_sqlite.test_client()
    sent = post(client, ("a.jpg", jpeg()), ("b.jpg", jpeg()), path=FIVE, headers=FORM)

    assert sent.headers["Location"] == f"{FIVE}?arrived=2"
    name = listed(client, FIVE)[0]["name"]
    for address in ("", f"pictures/{name}"):
        page = client.get(FIVE + address)
        found = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
        assert [url for url in found if not url.startswith(FIVE)] == []
        # What the page's memory of unfinished files goes by.
        assert f'"upload": "{FIVE}"' in page.text
        answers = [client.get(url, follow_redirects=True) for url in set(found)]
        assert {answer.status_code for answer in answers} == {200}
    told = client.get(f"{FIVE}manifest.webmanifest").get_json()
    assert told["share_target"]["action"] == FIVE
    assert client.get(f"{FIVE}?language=de").headers["Location"] == FIVE


@pytest.mark.parametrize("address", ["livez", "healthz", "manifest.webmanifest"])
def test_whether_all_is_well_is_told_in_any_album(
    on_sqlite: Flask, mount: MountIt, address: str
) -> None:
    mount(on_sqlite)

    answer = on_sqlite.test_client().get(f"/albums/123456/photos/{address}")

    assert answer.status_code == 200


def test_people_sign_in_and_out_in_any_album(on_sqlite: Flask, mount: MountIt) -> None:
    mount(on_sqlite, accounts=True, settings={"ACCESS": "members"})
    configure(on_sqlite, "secret")
    users = on_sqlite.extensions["dropslot"]["dropslot"].accounts.users
    users.add("ann", hashed("correct horse"), False)
    client = on_sqlite.test_client()
    known = {"username": "ann", "password": "correct horse"}

    assert f'action="{FIVE}login"' in client.get(f"{FIVE}login").text
    assert client.post(f"{FIVE}login", data=known).headers["Location"] == FIVE
    assert client.get(f"{SIX}account").get_json()["name"] == "ann"
    kept(client, "a.jpg", jpeg(), path=SIX)
    assert client.post(f"{SIX}logout").headers["Location"] == SIX


def test_a_browser_is_known_in_all_albums(on_sqlite: Flask, mount: MountIt) -> None:
    mount(on_sqlite)
    client = on_sqlite.test_client()

    (cookie,) = client.get(FIVE).headers.getlist("Set-Cookie")

    assert "; Path=/albums;" in f"{cookie};"
    url = kept(client, "a.jpg", jpeg(), path=SIX)
    assert client.delete(url).status_code == 204


def test_the_host_is_told_which_album_it_is(on_sqlite: Flask, mount: MountIt) -> None:
    asked: list[tuple[str, int]] = []

    def ask(who: str) -> None:
        asked.append((who, album()))

    def of_mine(*_: object, **__: object) -> None:
        ask("listener")

    def owner() -> str:
        ask("owner")
        return "ann"

    def admin() -> bool:
        ask("admin")
        return False

    on_sqlite.before_request(lambda: ask("before_request"))
    slot = mount(on_sqlite, owner=owner, admin=admin)
    with upload_checking.connected_to(of_mine, sender=slot):
        kept(on_sqlite.test_client(), "a.jpg", jpeg(), path=FIVE)

    assert {who for who, _ in asked} == {"before_request", "owner", "admin", "listener"}
    assert {told for _, told in asked} == {5}


def test_the_host_says_which_albums_there_are(on_sqlite: Flask, mount: MountIt) -> None:
    def refuse_unknown() -> None:
        if request.blueprint == "dropslot" and album() > 5:
            abort(404)

    on_sqlite.before_request(refuse_unknown)
    mount(on_sqlite)
    client = on_sqlite.test_client()

    assert client.get(FIVE).status_code == 200
    assert post(client, ("a.jpg", jpeg()), path=SIX).status_code == 404


def test_a_value_that_the_host_takes_out_of_the_address_counts_all_the_same(
    on_sqlite: Flask, mount: MountIt
) -> None:
    """As Flask's documentation has it of languages."""

    def pull(_: object, values: dict[str, Any] | None) -> None:
        if values:
            values.pop("lang", None)

    on_sqlite.url_value_preprocessor(pull)
    mount(on_sqlite, "/<lang>/<int:album>")
    client = on_sqlite.test_client()

    url = kept(client, "a.jpg", jpeg(), path="/de/5/")

    assert url.startswith("/de/5/uploads/")
    assert titles(client, "/de/5/") == ["a.jpg"]
    assert titles(client, "/fr/5/") == []


def test_listeners_see_the_place(on_sqlite: Flask, mount: MountIt) -> None:
    slot, heard = mount(on_sqlite, "/<user>/<int:album>"), list[Upload]()
    client = on_sqlite.test_client()

    def hear(_: object, upload: Upload) -> None:
        heard.append(upload)

    with (
        upload_stored.connected_to(hear, sender=slot),
        upload_removed.connected_to(hear, sender=slot),
    ):
        client.delete(kept(client, "a.jpg", jpeg(), path="/J%C3%BC%20=&%25/5/"))

    stored, removed = (upload.place for upload in heard)
    assert stored == removed == "user=J%C3%BC%20%3D%26%25/album=5"
    assert heard[0].place_values == {"user": "Jü =&%", "album": "5"}


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        pytest.param("/<string(length=2):lang>/p", "/de/p/", id="string"),
        pytest.param("/<float:x>/p", "/1.5/p/", id="float"),
        pytest.param("/<any(red, blue):wall>/p", "/blue/p/", id="any"),
        pytest.param(
            "/<uuid:event>/p", "/6ba7b810-9dad-11d1-80b4-00c04fd430c8/p/", id="uuid"
        ),
        pytest.param("/<int(signed=True):x>-<y>", "/-5-b/", id="two in one segment"),
    ],
)
def test_a_value_may_be_of_any_kind(
    on_sqlite: Flask, mount: MountIt, prefix: str, path: str
) -> None:
    slot = mount(on_sqlite, prefix)
    client = on_sqlite.test_client()

    url = kept(client, "a.jpg", jpeg(), path=path)

    (upload,) = listed(client, path)
    assert upload["url"] == url == f"{path}uploads/{upload['name']}"
    with on_sqlite.test_request_context():
        mounted = on_sqlite.extensions["dropslot"]["dropslot"]
        record = mounted.backend.catalog.get(upload["name"])
        assert mounted.url("upload", record.place, name=record.name) == url
        again = slot.keep(photo("b.jpg"), place=record.place_values)
    assert again.place == record.place


def photo(name: str) -> FileStorage:
    return FileStorage(BytesIO(jpeg()), name)


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        pytest.param("/<path:album>/p", "may be several parts of a path", id="path"),
        pytest.param("/a/<int:name>", "'name' means something else", id="ours"),
        pytest.param("/a/<int:owner>", "'owner' means something else", id="the API's"),
        pytest.param("/a/<int:_scheme>", "means something else", id="url_for's"),
        pytest.param("/a/<int:album", "malformed url rule", id="no end"),
        pytest.param("/a/<nothing:album>", "'nothing' does not exist", id="no such"),
        pytest.param("/<x>/<x>", "stands in it twice", id="twice"),
    ],
)
def test_a_prefix_that_tells_no_place_is_refused(
    on_sqlite: Flask, prefix: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Dropslot(on_sqlite, url_prefix=prefix)


def test_what_the_host_keeps_belongs_to_the_place_that_it_says(
    host: Flask, mount: MountIt
) -> None:
    slot = mount(host)

    with host.test_request_context():
        upload = slot.keep(photo("a.jpg"), place={"album": 5})

    assert upload.place == "album=5"
    assert titles(host.test_client(), FIVE) == ["a.jpg"]
    assert titles(host.test_client(), SIX) == []


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        pytest.param(None, "Say which place under", id="none"),
        pytest.param({}, "has album", id="no value"),
        pytest.param({"album": 5, "x": 1}, "has album", id="one too many"),
        pytest.param({"album": "five"}, "cannot be", id="no number"),
        pytest.param({"album": -5}, "cannot be", id="out of bounds"),
    ],
)
def test_a_host_that_names_no_place_is_told_so(
    on_sqlite: Flask, mount: MountIt, place: dict[str, object] | None, sentence: str
) -> None:
    slot = mount(on_sqlite)

    with on_sqlite.test_request_context(), pytest.raises(ValueError, match=sentence):
        slot.keep(photo("a.jpg"), place=place)


def test_what_is_several_parts_of_a_path_is_no_value(
    on_sqlite: Flask, mount: MountIt
) -> None:
    slot = mount(on_sqlite, "/<user>/p")

    with on_sqlite.app_context():
        for user in ("a/b", "", "a" * 501):
            with pytest.raises(ValueError, match="cannot be"):
                slot.keep(photo("a.jpg"), place={"user": user})


def test_where_there_are_no_places_none_can_be_said(
    on_sqlite: Flask, mount: MountIt
) -> None:
    slot = mount(on_sqlite, "/photos")

    with (
        on_sqlite.test_request_context(),
        pytest.raises(ValueError, match="'/photos' has no values"),
    ):
        slot.keep(photo("a.jpg"), place={"album": 5})


def test_in_a_request_of_an_album_it_is_that_one(
    on_sqlite: Flask, mount: MountIt
) -> None:
    slot = mount(on_sqlite)

    def copy(_: object, title: str, **__: object) -> None:
        if title == "a.jpg":
            slot.keep(photo("copy.jpg"))

    with upload_checking.connected_to(copy, sender=slot):
        kept(on_sqlite.test_client(), "a.jpg", jpeg(), path=FIVE)

    assert titles(on_sqlite.test_client(), FIVE) == ["a.jpg", "copy.jpg"]


def test_a_new_picture_replaces_that_of_the_same_album(
    on_sqlite: Flask, mount: MountIt
) -> None:
    slot = mount(on_sqlite)
    with on_sqlite.test_request_context():
        for album in (5, 6, 5):
            place = {"album": album}
            slot.keep(photo("c.jpg"), owner="ann", replace=True, place=place)

        of_six = slot.latest(owner="ann", name="c", place={"album": 6})
        newest = slot.latest(owner="ann", name="c")

    assert of_six
    assert newest
    assert (of_six.place, newest.place) == ("album=6", "album=5")
    for path in (FIVE, SIX):
        assert titles(on_sqlite.test_client(), path) == ["c.jpg"]


def test_the_address_of_a_picture_can_be_made_anywhere(
    on_sqlite: Flask, mount: MountIt
) -> None:
    slot = mount(on_sqlite)
    client = on_sqlite.test_client()
    with on_sqlite.test_request_context():
        upload = slot.keep(photo("a.jpg"), place={"album": 5})
        mounted = on_sqlite.extensions["dropslot"]["dropslot"]
        url = mounted.url("upload", upload.place, name=upload.name)
        told = url_for("dropslot.upload", name=upload.name, album=5)

    assert url == told
    assert client.get(url).data == jpeg()


def test_a_link_to_a_picture_can_be_made_anywhere(
    on_sqlite: Flask, mount: MountIt
) -> None:
    slot = mount(on_sqlite)
    with on_sqlite.test_request_context():
        upload = slot.keep(photo("a.jpg"), place={"album": 5})
        links = [slot.link(upload).url, slot.link(upload.name).url]

    for link in links:
        assert link.startswith(f"{FIVE}shared/")
        assert on_sqlite.test_client().get(link).data == jpeg()


def test_several_with_values_keep_to_themselves(
    on_sqlite: Flask, mount: MountIt, tmp_path: Path
) -> None:
    mount(on_sqlite, "/a/<int:x>/p")
    mount(on_sqlite, "/b/<x>/p", settings={"UPLOAD_PATH": tmp_path / "b"})
    client = on_sqlite.test_client()

    kept(client, "a.jpg", jpeg(), path="/a/5/p/")
    url = kept(client, "b.jpg", jpeg(), path="/b/5/p/")

    assert url.startswith("/b/5/p/")
    assert titles(client, "/a/5/p/") == ["a.jpg"]
    assert titles(client, "/b/5/p/") == ["b.jpg"]
    assert [*on_sqlite.extensions["dropslot"]] == ["dropslot", "dropslot_b_x_p"]


def test_the_tokens_of_flask_wtf_are_not_asked_for(
    on_sqlite: Flask, mount: MountIt
) -> None:
    on_sqlite.secret_key = "secret"
    CSRFProtect(on_sqlite)
    mount(on_sqlite)
    client = on_sqlite.test_client()

    assert post(client, ("a.jpg", jpeg()), path=FIVE).status_code == 204


def test_an_address_that_is_too_long_for_a_place_is_not_there(
    client: FlaskClient, host: Flask, mount: MountIt
) -> None:
    mount(host, "/of/<user>", name="users")
    long = f"/of/{'ü' * 200}/"

    assert client.get(long).status_code == 404
    assert post(client, ("a.jpg", jpeg()), path=long).status_code == 404
    assert client.get(f"{long}livez").status_code == 200


def test_what_came_before_there_were_places_is_in_none(
    on_sqlite: Flask, mount: MountIt
) -> None:
    """Of two that share a folder one has places, as if the other was there before."""
    mount(on_sqlite, "/photos")
    mount(on_sqlite, name="albums")
    client = on_sqlite.test_client()
    kept(client, "a.jpg", jpeg(), path="/photos/")
    (upload,) = listed(client, "/photos/")

    kept(client, "b.png", png(), path=FIVE)

    assert titles(client, FIVE) == ["b.png"]
    assert client.get(f"{FIVE}uploads/{upload['name']}").status_code == 404
    assert titles(client, "/photos/") == ["b.png", "a.jpg"]


def test_a_refusal_leads_back_to_the_album(on_sqlite: Flask, mount: MountIt) -> None:
    slot = mount(on_sqlite)

    def refuse(*_: object, **__: object) -> None:
        raise Refused("No.")

    with upload_checking.connected_to(refuse, sender=slot):
        answer = post(
            on_sqlite.test_client(), ("a.jpg", jpeg()), path=FIVE, headers=FORM
        )

    assert answer.status_code == 400
    assert f'href="{FIVE}"' in answer.text


def test_a_host_page_says_at_which_place_its_drop_area_is(tmp_path: Path) -> None:
    app = Flask("host")
    app.config["DROPSLOT_UPLOAD_PATH"] = tmp_path
    slot = Dropslot(app, url_prefix="/albums/<int:album>/photos")
    try:
        with app.test_request_context("/"):
            page = render_template_string("{{ dropslot(place={'album': 5}) }}")
            with pytest.raises(ValueError, match="Say which place"):
                render_template_string("{{ dropslot() }}")
    finally:
        slot.close()

    assert 'endpoint="/albums/5/photos/"' in page
    assert "/albums/5/photos/uploads/" in page
