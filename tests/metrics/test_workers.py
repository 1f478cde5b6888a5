"""Metrics under a server with processes of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from apps import MakeApp, backend_of
from command import environment_of
from dropslot.metrics import MetricsOfWorker
from flask import Flask
from pictures import jpeg
from posting import kept
from scraping import scraped
from services.ports import free_ports

# As gunicorn --preload does: the app is loaded, then come the workers, who answer.
PRELOADED = """
import os, sys
from dropslot.app import create_app

app = create_app()
for _ in range(2):
    if os.fork() == 0:
        app.test_client().get("/livez")
        os.write(1, b"ready\\n")
        sys.stdin.read()
        os._exit(0)
sys.stdin.read()
"""


@pytest.fixture
def exported(make_app: MakeApp) -> Iterator[Flask]:
    """An app of one process, as another server loads it."""
    app = make_app(METRICS="127.0.0.1:0")
    app.test_client().get("/livez")
    yield app
    metrics_of(app).close()


def test_an_app_under_another_server_has_metrics_too(exported: Flask) -> None:
    kept(exported.test_client(), "a.jpg", jpeg())

    told = scraped(metrics_of(exported).url)

    assert told['dropslot_uploads_total{outcome="stored"}'] == 1
    # That server's threads are its own.
    assert "dropslot_threads" not in told


def test_a_database_that_hangs_costs_its_own_numbers_and_no_others(
    exported: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    marks = backend_of(exported).marks
    monkeypatch.setattr(marks, "count", lambda: released.wait(30))

    told = scraped(metrics_of(exported).url)
    released.set()

    assert "dropslot_marks" not in told
    assert told["dropslot_staging_files"] == 0


def test_a_second_process_serves_without(
    exported: Flask, make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    taken = metrics_of(exported).url.removeprefix("http://").removesuffix("/metrics")

    app = make_app(METRICS=taken)

    assert app.test_client().get("/").status_code == 200
    assert caplog.messages == [
        f"DROPSLOT_METRICS is '{taken}', but it must be an address that can be listened"
        " on (Address already in use). This process has no metrics."
    ]


def test_of_workers_that_are_forked_one_has_the_address(folder: Path) -> None:
    (port,) = free_ports(1)
    loaded = subprocess.Popen(
        [sys.executable, "-c", PRELOADED],
        env=environment_of(folder, DROPSLOT_METRICS=f"127.0.0.1:{port}"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with loaded:
        assert loaded.stdin
        assert loaded.stdout
        assert loaded.stderr
        ready = [loaded.stdout.readline() for _ in range(2)]
        told = scraped(f"http://127.0.0.1:{port}/metrics")
        loaded.stdin.close()
        log = loaded.stderr.read()

    assert ready == ["ready\n"] * 2
    # Its own request, and none of the other's.
    assert told['dropslot_requests_total{route="livez",status="200"}'] == 1
    assert log.count("This process has no metrics") == 1


def metrics_of(app: Flask) -> MetricsOfWorker:
    """The metrics that an app opens with its first request."""
    metrics: MetricsOfWorker = app.extensions["dropslot.metrics"]
    return metrics
