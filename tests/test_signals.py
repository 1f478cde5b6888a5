"""What listeners of a host hear, and when."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from apps import Browser
from click.testing import Result
from dropslot import (
    Dropslot,
    RemovalReason,
    Upload,
    upload_removed,
    upload_stored,
)
from flask import Flask, current_app, has_request_context, request
from flask.cli import FlaskGroup
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from pictures import jpeg
from posting import kept, post

Act = Callable[[FlaskClient, Dropslot], object]


@pytest.fixture
def host(folder: Path) -> Flask:
    """A host without a Dropslot."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(DROPSLOT_UPLOAD_PATH=folder, DROPSLOT_CHECK_PROCESSES=1)
    return app


@pytest.fixture
def slot(host: Flask) -> Iterator[Dropslot]:
    """Its only Dropslot, which a view of the host's asks as well."""
    slot = Dropslot(host)

    def own() -> ResponseReturnValue:
        file = request.files["file"]
        return slot.keep(file, owner="ann", name="avatar", replace=True).name

    host.add_url_rule("/avatar", view_func=own, methods=["POST"])
    yield slot
    slot.close()


@pytest.fixture
def client(host: Flask, slot: Dropslot) -> FlaskClient:
    """A visitor of the host."""
    return host.test_client()


def delete_it(client: FlaskClient, slot: Dropslot) -> None:
    """On the page."""
    client.delete(kept(client, "a.jpg", jpeg()))


def take_it_back(client: FlaskClient, slot: Dropslot) -> None:
    """On the page, where the answer that it is kept was not heard."""
    uuid = str(uuid4())
    post(client, ("a.jpg", jpeg()), fields={"dzuuid": uuid})
    client.delete(f"/partial/{uuid}")


def replace_it(client: FlaskClient, slot: Dropslot) -> None:
    """In a view of the host."""
    post(client, ("a.jpg", jpeg()), path="/avatar")
    post(client, ("b.jpg", jpeg()), path="/avatar")


def remove_it(client: FlaskClient, slot: Dropslot) -> None:
    """In a command of the host."""
    name = kept(client, "a.jpg", jpeg()).rpartition("/")[2]
    with client.application.app_context():
        slot.remove(name)


REASONS = [
    pytest.param(delete_it, RemovalReason.DELETED, id="deleted"),
    pytest.param(remove_it, RemovalReason.DELETED, id="removed by the host"),
    pytest.param(take_it_back, RemovalReason.TAKEN_BACK, id="taken back"),
    pytest.param(replace_it, RemovalReason.REPLACED, id="replaced"),
]


@pytest.mark.parametrize(("act", "reason"), REASONS)
def test_a_listener_hears_why_an_upload_was_removed(
    client: FlaskClient, slot: Dropslot, act: Act, reason: RemovalReason
) -> None:
    named: list[str] = []
    others: list[object] = []

    def by_name(slot: Dropslot, upload: Upload, reason: RemovalReason) -> None:
        named.append(reason)

    def all_that_comes(slot: Dropslot, **told: object) -> None:
        others.append(told["reason"])

    with (
        upload_removed.connected_to(by_name, sender=slot),
        upload_removed.connected_to(all_that_comes, sender=slot),
    ):
        act(client, slot)

    assert named == others == [reason]


def test_a_listener_as_in_0_1_0_goes_on_hearing(
    client: FlaskClient, slot: Dropslot
) -> None:
    heard: list[str] = []

    class Listener:
        def forget(self, slot: Dropslot, upload: Upload) -> None:
            heard.append(upload.title)

    def forget(slot: Dropslot, upload: Upload) -> None:
        heard.append(upload.title)

    listener = Listener()
    with (
        upload_removed.connected_to(forget, sender=slot),
        upload_removed.connected_to(listener.forget, sender=slot),
    ):
        delete_it(client, slot)

    assert heard == ["a.jpg", "a.jpg"]


def test_a_listener_that_fails_keeps_nobody_from_hearing(
    client: FlaskClient, slot: Dropslot, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def fail(slot: Dropslot, upload: Upload) -> None:
        raise RuntimeError("the host's own mistake")

    def hear(slot: Dropslot, upload: Upload) -> None:
        heard.append(upload.title)

    with (
        upload_removed.connected_to(fail, sender=slot),
        upload_removed.connected_to(hear, sender=slot),
        upload_removed.connected_to(lambda: None, sender=slot),
    ):
        answer = client.delete(kept(client, "a.jpg", jpeg()))

    assert answer.status_code == 204
    assert heard == ["a.jpg"]
    failed = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert [one.getMessage() for one in failed] == [
        "A listener to upload-removed failed."
    ] * 2
    assert "the host's own mistake" in caplog.text


def test_the_sender_is_the_dropslot(
    host: Flask, client: FlaskClient, slot: Dropslot, tmp_path: Path
) -> None:
    scans = Dropslot(
        host, url_prefix="/scans", settings={"UPLOAD_PATH": tmp_path / "scans"}
    )
    heard: list[tuple[Dropslot, str]] = []

    def hear(slot: Dropslot, upload: Upload) -> None:
        heard.append((slot, upload.title))

    with upload_stored.connected_to(hear, sender=scans):
        kept(client, "a.jpg", jpeg())
        kept(client, "b.jpg", jpeg(), path="/scans/")
    scans.close()

    assert heard == [(scans, "b.jpg")]


def test_a_muted_signal_is_not_heard(client: FlaskClient, slot: Dropslot) -> None:
    heard: list[object] = []

    def hear(slot: Dropslot, upload: Upload) -> None:
        heard.append(upload)

    with upload_stored.connected_to(hear, sender=slot), upload_stored.muted():
        kept(client, "a.jpg", jpeg())

    assert heard == []


def test_in_a_command_a_listener_is_in_the_context_of_its_app(
    host: Flask, slot: Dropslot, folder: Path
) -> None:
    heard: list[tuple[str, bool]] = []
    folder.mkdir()
    (folder / "found.jpg").write_bytes(jpeg())

    def hear(slot: Dropslot, upload: Upload) -> None:
        heard.append((current_app.name, has_request_context()))

    with upload_stored.connected_to(hear, sender=slot):
        taken = flask(host, "import")

    assert "Taken in: 1." in taken.output
    assert heard == [("host", False)]


def flask(host: Flask, *words: str) -> Result:
    """Run ``flask dropslot``."""
    group = FlaskGroup(create_app=lambda: host)
    return host.test_cli_runner().invoke(group, ["dropslot", *words])
