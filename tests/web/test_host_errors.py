"""Under our prefix, what goes wrong in a host's own code has the host's own answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from dropslot import Dropslot, upload_checking
from flask import Flask, abort, redirect, request
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, kept, post
from werkzeug.exceptions import HTTPException

Mount = Callable[..., Dropslot]
HANDLED = [
    pytest.param("trouble", id="its own kind"),
    pytest.param(Exception, id="every kind"),
    pytest.param(500, id="every 500"),
]


class Trouble(Exception):
    """The host's own."""


@pytest.fixture
def host(tmp_path: Path) -> Flask:
    """A host app with a folder for Dropslot."""
    app = Flask("host")
    app.test_client_class = Browser
    settings = {"UPLOAD_PATH": tmp_path / "uploads", "CHECK_PROCESSES": 1}
    app.config.update({f"DROPSLOT_{k}": v for k, v in settings.items()})
    return app


@pytest.fixture
def mount(host: Flask) -> Iterator[Mount]:
    """Mounts a Dropslot in the host, and closes it at the end."""
    mounted: list[Dropslot] = []

    def mount(**how: Any) -> Dropslot:
        mounted.append(Dropslot(host, url_prefix="/photos", **how))
        return mounted[-1]

    yield mount
    for one in mounted:
        one.close()


def trouble(*_: object, **__: object) -> Any:
    """What a host's own code may do."""
    raise Trouble("the host's own mistake")


@pytest.mark.parametrize("handled", HANDLED)
@pytest.mark.parametrize("where", ["owner", "admin", "sign_in_url", "before_request"])
def test_an_exception_of_the_host_goes_to_the_hosts_handler(
    host: Flask, mount: Mount, where: str, handled: Any
) -> None:
    kind = Trouble if handled == "trouble" else handled
    host.register_error_handler(kind, lambda _: ("the host is sorry", 500))
    ways: dict[str, Any] = {"owner": lambda: "ann", "admin": bool}
    if where == "before_request":
        host.before_request(trouble)
    else:
        ways[where] = trouble
    mount(**ways)

    answer = host.test_client().get("/photos/")

    assert (answer.status_code, answer.text) == (500, "the host is sorry")
    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_who_sends_is_asked_of_the_host_and_so_is_what_goes_wrong(
    host: Flask, mount: Mount
) -> None:
    host.register_error_handler(Trouble, lambda _: ("the host is sorry", 500))
    mount(owner=trouble)

    answer = post(host.test_client(), ("a.jpg", jpeg()), path="/photos/")

    assert (answer.status_code, answer.text) == (500, "the host is sorry")


def test_an_exception_of_the_host_is_its_own_where_nobody_handles_it(
    host: Flask, mount: Mount
) -> None:
    host.testing = True
    mount(owner=trouble)

    with pytest.raises(Trouble):
        host.test_client().get("/photos/")


def test_what_the_host_aborts_with_is_the_hosts_page(host: Flask, mount: Mount) -> None:
    host.before_request(lambda: abort(401))
    host.register_error_handler(
        HTTPException, lambda error: (f"the host's own {error.code}", error.code)
    )
    mount()

    answer = host.test_client().get("/photos/")

    assert (answer.status_code, answer.text) == (401, "the host's own 401")
    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_where_the_host_sends_somebody_they_go(host: Flask, mount: Mount) -> None:
    host.before_request(lambda: redirect("/enter"))
    mount()

    answer = host.test_client().get("/photos/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/enter")
    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_a_listener_of_the_host_that_fails_goes_to_the_hosts_handler(
    host: Flask, mount: Mount
) -> None:
    host.register_error_handler(Trouble, lambda _: ("the host is sorry", 500))
    slot = mount()

    with upload_checking.connected_to(trouble, sender=slot):
        answer = post(host.test_client(), ("a.jpg", jpeg()), path="/photos/")

    assert (answer.status_code, answer.text) == (500, "the host is sorry")
    assert host.test_client().get("/photos/uploads/").get_json()["uploads"] == []


def test_what_we_refuse_stays_ours_whatever_the_host_handles(
    host: Flask, mount: Mount
) -> None:
    host.register_error_handler(Exception, lambda _: ("the host is sorry", 500))
    mount()
    client = host.test_client()

    refused = post(client, ("a.txt", b"x"), path="/photos/")
    missing = client.get("/photos/uploads/none.jpg", headers=FORM)

    assert refused.headers["Dropslot-Error"] == "wrong-extension"
    assert (missing.status_code, missing.mimetype) == (404, "text/html")
    assert 'href="/photos/"' in missing.text
    assert missing.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("pictures/none.jpg", 404, id="no picture"),
        pytest.param("shared/x", 404, id="no link"),
        pytest.param("?before=x", 400, id="no name"),
    ],
)
def test_who_opens_an_address_of_ours_in_a_host_gets_a_failure_on_a_page(
    host: Flask, mount: Mount, path: str, status: int
) -> None:
    mount()

    answer = host.test_client().get(f"/photos/{path}", headers=FORM)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert 'href="/photos/"' in answer.text


def test_whom_the_host_has_not_signed_in_is_led_to_where_it_does(
    host: Flask, mount: Mount
) -> None:
    mount(
        settings={"ACCESS": "private"},
        sign_in_url=lambda: "/enter",
        owner=lambda: request.args.get("as"),
    )
    client = host.test_client()
    address = kept(client, "a.jpg", jpeg(), path="/photos/?as=ann")

    missing = client.get(address.replace("uploads", "pictures"), headers=FORM)

    assert missing.status_code == 404
    assert 'href="/enter"' in missing.text


def test_an_answer_of_ours_carries_our_headers_in_a_host_too(
    host: Flask, mount: Mount
) -> None:
    mount()
    client: FlaskClient = host.test_client()

    location = kept(client, "a.jpg", jpeg(), path="/photos/")

    for path in ("/photos/", "/photos/uploads/", location):
        assert client.get(path).headers["X-Content-Type-Options"] == "nosniff"
