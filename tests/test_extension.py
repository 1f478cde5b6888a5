"""Dropslot inside other Flask apps."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from dropslot import (
    Dropslot,
    Refused,
    SettingError,
    Upload,
    UploadError,
    sentence,
    upload_checking,
    upload_refused,
    upload_removed,
    upload_stored,
)
from dropslot.accounts import configure, hashed
from flask import Flask, request
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept, multipart, post
from werkzeug.datastructures import FileStorage
from werkzeug.serving import make_server

Mount = Callable[..., Dropslot]


@pytest.fixture
def host(tmp_path: Path) -> Flask:
    """A host app with a limit, a template and an error page of its own."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "index.html").write_text("the host's own page")
    app = Flask("host", template_folder=str(templates))
    app.test_client_class = Browser
    app.config.update(
        MAX_CONTENT_LENGTH=100,
        DROPSLOT_UPLOAD_PATH=tmp_path / "uploads",
        DROPSLOT_CHECK_PROCESSES=1,
    )
    app.register_error_handler(404, lambda _: ("the host's own 404", 404))
    app.add_url_rule("/own", view_func=_own_view, methods=["POST"])
    return app


@pytest.fixture
def mount(host: Flask) -> Iterator[Mount]:
    """Mounts Dropslots in the host, and closes them at the end."""
    mounted: list[Dropslot] = []

    def mount(app: Flask = host, **how: Any) -> Dropslot:
        mounted.append(Dropslot(app, **how))
        return mounted[-1]

    yield mount
    for one in mounted:
        one.close()


def test_under_a_prefix_every_address_is_under_the_prefix(
    host: Flask, mount: Mount
) -> None:
    mount(url_prefix="/photos")
    client = host.test_client()

    answer = post(client, ("a.jpg", jpeg()), path="/photos/")

    (upload,) = client.get("/photos/uploads/").get_json()["uploads"]
    assert answer.headers["Location"] == f"/photos/uploads/{upload['name']}"
    assert client.get(upload["url"]).data == jpeg()
    assert client.get(upload["thumbnail"]).status_code == 200
    assert 'action="/photos/"' in client.get("/photos/").text


def test_the_hosts_limit_is_its_own_and_ours_is_ours(host: Flask, mount: Mount) -> None:
    mount(url_prefix="/photos")
    client = host.test_client()

    assert post(client, ("a.jpg", jpeg()), path="/photos/").status_code == 204
    assert client.post("/own", data=bytes(101)).status_code == 413
    assert host.config["MAX_CONTENT_LENGTH"] == 100


def test_the_hosts_error_pages_and_templates_stay_its_own(
    host: Flask, mount: Mount
) -> None:
    mount(url_prefix="/photos")
    client = host.test_client()

    assert client.get("/nowhere").text == "the host's own 404"
    assert client.get("/photos/uploads/none.jpg").headers["Dropslot-Error"]
    assert "the host's own page" not in client.get("/photos/").text


def test_the_hosts_config_is_not_touched(host: Flask, mount: Mount) -> None:
    before = dict(host.config)

    mount(url_prefix="/photos")
    post(host.test_client(), ("a.jpg", jpeg()), path="/photos/")

    assert host.config == before


def test_the_hosts_answers_carry_none_of_our_headers(host: Flask, mount: Mount) -> None:
    mount(url_prefix="/photos")

    answer = host.test_client().post("/own", data=b"x")

    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_a_form_that_the_host_has_read_before_us_is_taken_all_the_same(
    host: Flask, mount: Mount
) -> None:
    host.config["MAX_CONTENT_LENGTH"] = None
    host.before_request(lambda: request.form.get("token") and None)
    mount(url_prefix="/photos")

    answer = post(host.test_client(), ("a.jpg", jpeg()), path="/photos/")

    assert answer.status_code == 204


def test_two_dropslots_in_one_app_keep_to_themselves(
    host: Flask, mount: Mount, tmp_path: Path
) -> None:
    mount(url_prefix="/photos")
    mount(url_prefix="/scans", settings={"UPLOAD_PATH": tmp_path / "scans"})
    client = host.test_client()

    post(client, ("photo.jpg", jpeg()), path="/photos/")
    post(client, ("scan.jpg", jpeg()), path="/scans/")

    assert titles(client, "/photos/") == ["photo.jpg"]
    assert titles(client, "/scans/") == ["scan.jpg"]
    for prefix in ("/photos", "/scans"):
        (upload,) = client.get(f"{prefix}/uploads/").get_json()["uploads"]
        assert client.delete(upload["url"]).status_code == 204


def test_two_dropslots_may_share_a_folder(host: Flask, mount: Mount) -> None:
    mount(url_prefix="/a")
    mount(url_prefix="/b")
    client = host.test_client()

    post(client, ("photo.jpg", jpeg()), path="/a/")

    assert titles(client, "/b/") == ["photo.jpg"]


def test_two_apps_in_one_process_keep_to_themselves(
    host: Flask, mount: Mount, tmp_path: Path
) -> None:
    other = Flask("other")
    other.config["DROPSLOT_UPLOAD_PATH"] = tmp_path / "other"
    mount()
    mount(other)

    post(host.test_client(), ("a.jpg", jpeg()))

    assert titles(host.test_client(), "/") == ["a.jpg"]
    assert titles(other.test_client(), "/") == []


def test_two_dropslots_at_one_place_are_told_apart_or_refused(
    host: Flask, mount: Mount
) -> None:
    mount()

    with pytest.raises(RuntimeError, match="another url_prefix"):
        mount()


def test_the_host_says_who_owns_an_upload(
    host: Flask, mount: Mount, tmp_path: Path
) -> None:
    mount(owner=lambda: request.headers.get("User"))
    ann, bob = ({"User": name, "Accept": "text/plain"} for name in ("ann", "../bob"))
    client = host.test_client()

    location = post(client, ("a.jpg", jpeg()), headers=ann).headers["Location"]
    post(client, ("b.jpg", jpeg()), headers=bob)

    assert client.delete(location, headers=bob).status_code == 403
    assert client.delete(location, headers=ann).status_code == 204
    folders = {p.name for p in (tmp_path / "uploads").iterdir() if p.is_dir()}
    assert folders == {".dropslot", "ann", "%2E.%2Fbob"}


def test_two_dropslots_of_an_app_know_the_same_accounts(
    host: Flask, mount: Mount, tmp_path: Path
) -> None:
    mount(accounts=True, settings={"ACCESS": "private"})
    configure(host, "secret")
    scans = {"ACCESS": "private", "UPLOAD_PATH": str(tmp_path / "scans")}
    mount(url_prefix="/scans", settings=scans)
    slots = host.extensions["dropslot"]
    ann = slots["dropslot"].accounts.users.add("ann", hashed("correct horse"), False)
    client = host.test_client()
    client.post("/login", data={"username": "ann", "password": "correct horse"})

    location = kept(client, "a.jpg", jpeg(), path="/scans/")

    assert (tmp_path / "scans" / ann.id / location.rpartition("/")[2]).is_file()


def test_private_pictures_are_for_their_owner_only(host: Flask, mount: Mount) -> None:
    mount(owner=lambda: request.headers.get("User"), settings={"ACCESS": "private"})
    client = host.test_client()
    ann, bob = {"User": "ann"}, {"User": "bob"}

    nobody = post(client, ("a.jpg", jpeg()), headers={"Accept": "text/plain"})
    location = post(client, ("a.jpg", jpeg()), headers=ann).headers["Location"]

    assert nobody.status_code == 401
    assert client.get(location, headers=ann).status_code == 200
    assert client.get(location, headers=bob).status_code == 404
    assert client.delete(location, headers=bob).status_code == 404
    assert client.get("/uploads/", headers=bob).get_json()["uploads"] == []


def test_a_listener_may_refuse_a_picture_with_its_own_sentence(
    host: Flask, mount: Mount, tmp_path: Path
) -> None:
    slot = mount()

    def scan(_: object, title: str, **__: object) -> None:
        raise Refused(f"{title} holds a virus {{name}}.")

    with upload_checking.connected_to(scan, sender=slot):
        answer = post(host.test_client(), ("a.jpg", jpeg()))

    assert answer.status_code == 400
    assert answer.text == "a.jpg holds a virus {name}."
    assert list((tmp_path / "uploads").glob("*.jpg")) == []


def test_listeners_hear_what_was_stored_and_what_was_removed(
    host: Flask, mount: Mount
) -> None:
    slot, heard = mount(), list[tuple[str, str]]()
    client = host.test_client()

    def stored(_: object, upload: Upload) -> None:
        heard.append(("stored", upload.title))

    def removed(_: object, upload: Upload) -> None:
        heard.append(("removed", upload.title))

    with (
        upload_stored.connected_to(stored, sender=slot),
        upload_removed.connected_to(removed, sender=slot),
    ):
        location = post(client, ("a.jpg", jpeg())).headers["Location"]
        client.delete(location)

    assert heard == [("stored", "a.jpg"), ("removed", "a.jpg")]


def test_listeners_hear_what_was_refused_and_why(host: Flask, mount: Mount) -> None:
    slot, heard = mount(), list[tuple[str, str | None]]()
    client = host.test_client()

    def refused(_: object, error: UploadError, title: str | None) -> None:
        heard.append((error.code, title))

    with upload_refused.connected_to(refused, sender=slot):
        post(client, ("a.jpg", jpeg()), ("b.jpg", b"GIF89a"), ("c.txt", b"late"))
        post(client)
        with host.test_request_context(), pytest.raises(UploadError):
            slot.keep(FileStorage(BytesIO(b"RIFF"), "d.webp"))

    # Once for all that came together: none of it is kept.
    assert heard == [
        ("wrong-extension", "c.txt"),
        ("no-file", None),
        ("invalid-image", "d.webp"),
    ]


def test_a_wrong_setting_stops_the_start(host: Flask) -> None:
    host.config["DROPSLOT_ACCESS"] = "everybody"

    with pytest.raises(SettingError, match="DROPSLOT_ACCESS is 'everybody'"):
        Dropslot(host)


def titles(client: FlaskClient, prefix: str) -> list[str]:
    listed = client.get(f"{prefix}uploads/").get_json()
    return [upload["title"] for upload in listed["uploads"]]


def _own_view() -> str:
    return str(len(request.get_data()))


def test_a_file_that_the_hosts_view_received_goes_the_same_way(
    host: Flask, mount: Mount
) -> None:
    slot = mount(url_prefix="/photos")
    host.config["MAX_CONTENT_LENGTH"] = None

    def avatar() -> str:
        try:
            return slot.keep(request.files["file"], owner="ann").key
        except UploadError as error:
            return sentence(error)

    host.add_url_rule("/avatar", view_func=avatar, methods=["POST"])
    client = host.test_client()

    assert post(client, ("a.jpg", jpeg()), path="/avatar").text.startswith("ann/")
    refused = post(client, ("a.jpg", jpeg()[:-50]), path="/avatar")
    assert refused.text == "Invalid image: a.jpg is cut short."


def test_a_body_that_the_host_has_read_before_us_is_taken_all_the_same(
    host: Flask, mount: Mount
) -> None:
    host.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=100)
    host.before_request(lambda: request.get_data() and None)
    mount()

    assert post(host.test_client(), ("a.jpg", jpeg())).status_code == 204


def test_a_listener_that_fails_does_not_make_a_stored_picture_a_failure(
    host: Flask, mount: Mount
) -> None:
    slot = mount()

    def fail(_: object, upload: Upload) -> None:
        raise RuntimeError("the host's own mistake")

    with upload_stored.connected_to(fail, sender=slot):
        answer = post(host.test_client(), ("a.jpg", jpeg()))

    assert answer.status_code == 204


def test_a_setting_is_named_without_its_prefix(host: Flask) -> None:
    with pytest.raises(SettingError, match="Leave out DROPSLOT_ there"):
        Dropslot(host, settings={"DROPSLOT_UPLOAD_PATH": "photos"})


def test_what_is_most_likely_a_mistake_is_pointed_out(
    host: Flask, mount: Mount, caplog: pytest.LogCaptureFixture
) -> None:
    host.config["DROPSLOT_ACCES"] = "private"

    mount(url_prefix="/one")
    mount(url_prefix="/two")

    told = [record.getMessage() for record in caplog.records]
    assert "DROPSLOT_ACCES is not a setting of Dropslot; it is ignored." in told
    assert sum("each shows those of the other" in line for line in told) == 1


def test_mounted_twice_it_is_refused(host: Flask, mount: Mount) -> None:
    slot = mount(url_prefix="/photos")

    with pytest.raises(RuntimeError, match="mounted in this app already, at /photos"):
        slot.init_app(host)


def test_a_setting_that_there_is_none_of_is_refused(host: Flask) -> None:
    with pytest.raises(SettingError, match="UPLAOD_PATH in settings= is no setting"):
        Dropslot(host, settings={"UPLAOD_PATH": "x"})


def test_under_flasks_own_server_a_refused_sender_reads_why(
    host: Flask, mount: Mount
) -> None:
    mount()
    server = make_server("127.0.0.1", 0, host, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    content_type, body = multipart(("a.txt", bytes(3_000_000)))
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)

    connection.request("POST", "/", body, {"Content-Type": content_type})
    answer = connection.getresponse()

    assert answer.status == 400
    assert answer.read().startswith(b"Invalid image: a.txt is not a picture.")
    connection.close()
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_page_leads_strangers_to_the_hosts_own_sign_in(
    host: Flask, mount: Mount
) -> None:
    mount(sign_in_url=lambda: "/enter?next=/", settings={"ACCESS": "private"})

    page = host.test_client().get("/").text

    assert 'href="/enter?next=/"' in page
    assert "Sign in to see your pictures." in page


def test_the_page_tells_one_person_of_a_host_from_another_and_nothing_of_them(
    host: Flask, mount: Mount
) -> None:
    mount(owner=lambda: request.headers.get("User"))
    client = host.test_client()

    keys = [page_data(client, user)["owner"] for user in ("ann", "bob", "ann", "")]

    assert keys[0] == keys[2] != keys[1]
    assert keys[3] == ""
    assert "ann" not in keys[0]


def page_data(client: FlaskClient, user: str) -> dict[str, Any]:
    """What the scripts of the page know, as some user of the host sees it."""
    page = client.get("/", headers={"User": user}).text
    found = re.search(r'id="dropslot-data">(.*?)</script>', page, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data
