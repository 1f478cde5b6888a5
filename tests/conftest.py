"""What every test may use: an app in a folder of its own, and the real program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from apps import Browser, MakeApp, OpenExample, close_app, open_app
from bundling import pytest_configure  # noqa: F401
from databases import database, database_url  # noqa: F401
from dropslot.accounts import passwords
from dropslot.testing import share_checkers
from flask import Flask
from flask.testing import FlaskClient
from handing import open_site  # noqa: F401
from inspecting import Check, checker_in
from program import Command, Program
from replica_fixtures import gate, needs_nginx, pair, ports, replicas, third  # noqa: F401
from services.fixtures import (  # noqa: F401
    bucket,
    ceph_bucket,
    own_postgres,
    own_seaweedfs,
    postgres_url,
    pytest_configure_node,
    pytest_unconfigure,
    shared_address,
)
from signing import CHEAP, signed_in
from werkzeug.security import generate_password_hash
from wire import Wire, echo_app, serving


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are cores: browsers and servers wait a lot."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Passwords cost next to nothing; that they are dear is proven once."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = partial(generate_password_hash, method=CHEAP)
        patch.setattr(passwords, "generate_password_hash", cheap)
        yield


@pytest.fixture(scope="session", autouse=True)
def checkers_of_all_apps() -> Iterator[None]:
    """Apps with the same limits share a checker, which takes a while to start."""
    with share_checkers():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The upload folder."""
    return tmp_path / "uploads"


@pytest.fixture
def checked(tmp_path: Path) -> Check:
    """Checks pictures: ``checked("a.jpg", content)``."""
    return checker_in(tmp_path)


@pytest.fixture
def opened() -> Iterator[list[Flask]]:
    """Apps whose Dropslot is closed at the end of the test."""
    opened: list[Flask] = []
    yield opened
    for app in opened:
        close_app(app)


@pytest.fixture
def make_app(folder: Path, opened: list[Flask]) -> MakeApp:
    """Makes standalone apps: ``make_app(MAX_FRAMES=3)``."""

    def make(**settings: object) -> Flask:
        opened.append(open_app(folder, **settings))
        return opened[-1]

    return make


@pytest.fixture
def open_example(folder: Path, opened: list[Flask]) -> OpenExample:
    """Opens an example: ``open_example(avatars.create_app)``."""

    def open_(create_app: MakeApp, **config: object) -> Flask:
        given = {"UPLOAD_PATH": folder, "CHECK_PROCESSES": 1}
        app = create_app(**{f"DROPSLOT_{k}": v for k, v in given.items()}, **config)
        app.test_client_class = Browser
        opened.append(app)
        return app

    return open_


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """A standalone app with the default settings."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor with a browser, and so with cookies, of their own."""
    return app.test_client()


@pytest.fixture
def ann(app: Flask) -> FlaskClient:
    """A browser that Ann, who has an account, is signed in with."""
    return signed_in(app, "ann")


@pytest.fixture
def program(folder: Path) -> Iterator[Program]:
    """The real program on a free port, not started yet."""
    program = Program(folder)
    yield program
    program.kill()


@pytest.fixture
def command(folder: Path) -> Iterator[Command]:
    """The same, started as its operator does."""
    command = Command(folder)
    yield command
    command.kill()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """Our server in a thread, with an app that answers how many bytes came."""
    with serving(echo_app(), tmp_path) as wire:
        yield wire
