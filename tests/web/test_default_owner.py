"""Who is signed in, where a host does not say; and where nobody can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from dropslot import Dropslot
from dropslot.accounts import configure
from flask import Flask
from flask_login import LoginManager, UserMixin

Mount = Callable[..., Dropslot]
SENTENCE = (
    "DROPSLOT_ACCESS is 'private' for the Dropslot at /photos, but nobody can sign in:"
    " give Dropslot(owner=...) a function that returns the id of who is signed in, or"
    " set up Flask-Login in this app."
)


@pytest.fixture
def host(folder: Path) -> Flask:
    """A host where nobody can sign in yet."""
    app = Flask("host")
    app.test_client_class = Browser
    app.secret_key = "secret"
    app.config.update(DROPSLOT_UPLOAD_PATH=folder, DROPSLOT_CHECK_PROCESSES=1)
    return app


@pytest.fixture
def mount(host: Flask) -> Iterator[Mount]:
    """Mounts Dropslots in it, and closes them at the end."""
    mounted: list[Dropslot] = []

    def mount(access: str = "private", url_prefix: str = "/photos", **how: Any) -> None:
        settings = {"ACCESS": access, **how.pop("settings", {})}
        slot = Dropslot(host, url_prefix=url_prefix, settings=settings, **how)
        mounted.append(slot)

    yield mount  # type: ignore[misc]
    for slot in mounted:
        slot.close()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is said about signing in."""
    said = [one.getMessage() for one in caplog.records]
    return [one for one in said if "sign in" in one]


@pytest.mark.parametrize("access", ["private", "members"])
def test_where_nobody_can_sign_in_the_log_says_what_to_do_once(
    host: Flask, mount: Mount, access: str, caplog: pytest.LogCaptureFixture
) -> None:
    mount(access)
    at_mount = warnings(caplog)
    client = host.test_client()

    for _ in range(3):
        client.get("/photos/")

    assert at_mount == []
    assert warnings(caplog) == [SENTENCE.replace("private", access)]


def test_flask_login_may_be_set_up_after_it(
    host: Flask, mount: Mount, caplog: pytest.LogCaptureFixture
) -> None:
    mount()
    manager = LoginManager(host)
    manager.request_loader(lambda _: Person())

    page = host.test_client().get("/photos/")

    assert 'type="file"' in page.text
    assert warnings(caplog) == []


@pytest.mark.parametrize(
    ("access", "how"),
    [
        pytest.param("public", {}, id="nobody has to"),
        pytest.param("drop-only", {}, id="nobody has to, either"),
        pytest.param("private", {"owner": lambda: None}, id="the host says who"),
    ],
)
def test_else_there_is_nothing_to_say(
    host: Flask,
    mount: Mount,
    access: str,
    how: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    mount(access, **how)

    assert host.test_client().get("/photos/").status_code == 200
    assert warnings(caplog) == []


def test_accounts_of_another_dropslot_are_enough(
    host: Flask, mount: Mount, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mount(url_prefix="", accounts=True)
    configure(host, "secret")
    mount(settings={"UPLOAD_PATH": tmp_path / "photos"})

    host.test_client().get("/photos/")

    assert warnings(caplog) == []


class Person(UserMixin):  # type: ignore[misc]
    """Somebody with the id that databases begin with at times."""

    id = 0
