"""What every test may use: an app in a folder of its own, and the real program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from apps import MakeApp, keeper_of, open_app
from flask import Flask
from flask.testing import FlaskClient
from program import Program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The upload folder."""
    return tmp_path / "uploads"


@pytest.fixture
def make_app(folder: Path) -> Iterator[MakeApp]:
    """Makes standalone apps: ``make_app(MAX_FRAMES=3)``; they are closed at the end."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        app = open_app(folder, **settings)
        made.append(app)
        return app

    yield make
    for app in made:
        keeper_of(app).sender.close()  # type: ignore[attr-defined]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """A standalone app with the default settings."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor with a browser, and so with cookies, of their own."""
    return app.test_client()


@pytest.fixture
def program(folder: Path) -> Iterator[Program]:
    """The real program on a free port, not started yet."""
    program = Program(folder)
    yield program
    program.kill()
