"""What Prometheus is told of the real program."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from command import dropslot, environment_of
from pictures import jpeg
from posting import multipart, send
from program import Program
from scraping import Numbers, scraped
from sending import RealSender
from services.ports import free_ports

METRICS_ARE_AT = re.compile(r"Metrics are at +(\S+)")


@pytest.fixture
def url(program: Program) -> str:
    """Where the metrics of a program are that has just begun."""
    program.start(METRICS="127.0.0.1:0", CHUNK_BYTES=1024)
    return program.wait_for(METRICS_ARE_AT)


def test_pictures_are_counted_by_what_became_of_them(
    program: Program, url: str
) -> None:
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(CookieJar())
    )
    browser.open(program.url).read()
    content_type, body = multipart(("a.jpg", jpeg()))
    location = browser.open(
        urllib.request.Request(program.url, body, {"Content-Type": content_type})
    ).headers["Location"]
    send(program, ("a.jpg", jpeg()), ("b.jpg", jpeg()))
    send(program, ("not a picture {}.jpg", b"GIF89a"))
    send(program, ("notes.txt", b"hello"))
    browser.open(
        urllib.request.Request(
            program.url + location,
            method="DELETE",
            headers={"Origin": program.url},
        )
    )

    told = scraped(url)
    assert of(told, "dropslot_uploads_total") == {
        'dropslot_uploads_total{outcome="stored"}': 3,
        'dropslot_uploads_total{outcome="format-mismatch"}': 1,
        'dropslot_uploads_total{outcome="wrong-extension"}': 1,
    }
    assert told["dropslot_removals_total"] == 1
    assert told["dropslot_marks"] == 0


def test_steps_are_timed_where_they_happen(program: Program, url: str) -> None:
    send(program, ("a.jpg", jpeg()))
    (name,) = program.names()
    urllib.request.urlopen(f"{program.url}/uploads/{name}").read()

    told = scraped(url)
    counts = {
        "dropslot_check_duration_seconds_count": 1,
        "dropslot_door_wait_seconds_count": 1,
        # The picture, and its thumbnail.
        'dropslot_store_duration_seconds_count{operation="put"}': 2,
        'dropslot_store_duration_seconds_count{operation="open"}': 1,
        'dropslot_request_duration_seconds_count{route="receive"}': 1,
        'dropslot_request_duration_seconds_count{route="upload"}': 1,
        'dropslot_requests_total{route="receive",status="204"}': 1,
    }
    assert {name: told[name] for name in counts} == counts
    assert told["dropslot_transaction_duration_seconds_count"] >= 3
    check_seconds = told["dropslot_check_duration_seconds_sum"]
    request = 'dropslot_request_duration_seconds_sum{route="receive"}'
    assert 0 < check_seconds < told[request]


def test_what_lies_about_is_told_when_it_is_asked_for(
    program: Program, url: str
) -> None:
    sender = RealSender(program=program, body=jpeg())
    sender.send(0)
    left_over = program.folder / ".dropslot" / "staging" / "left-over.part"
    left_over.write_bytes(bytes(100))

    told = scraped(url)
    assert told["dropslot_unfinished_bytes"] == sender.chunk_bytes
    assert (told["dropslot_staging_files"], told["dropslot_staging_bytes"]) == (1, 100)
    assert told["dropslot_spool_bytes"] == 0
    # One may not have ended yet that has answered.
    assert 0 <= told["dropslot_threads_busy"] <= 1 < told["dropslot_threads"]
    assert told["dropslot_requests_waiting"] == 0
    assert told["process_open_fds"] > 3


def test_no_label_is_what_a_visitor_said(program: Program, url: str) -> None:
    for path in ("/nowhere/%22evil", "/uploads/evil.jpg", "/pictures/evil"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(program.url + path)

    told = scraped(url)
    assert not [name for name in told if "evil" in name]
    assert told['dropslot_requests_total{route="none",status="404"}'] == 1


def test_the_manual_names_every_metric_and_no_other(program: Program, url: str) -> None:
    send(program, ("a.jpg", jpeg()))
    manual = Path(__file__).parents[2] / "docs" / "running.md"
    named = re.findall(r"^\| `(dropslot_\w+)", manual.read_text("utf-8"), re.M)

    told = {re.sub(r"(_bucket|_count|_sum)?({.*)?$", "", name) for name in scraped(url)}
    assert {name for name in told if name.startswith("dropslot_")} == {*named}


def test_by_default_only_the_page_is_listened_for(program: Program) -> None:
    program.start()

    assert listening(program.pid) == {program.port}


def test_by_default_nothing_of_it_is_loaded(folder: Path) -> None:
    code = (
        "import sys; from dropslot.app import create_app; create_app();"
        "print('prometheus_client' in sys.modules)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environment_of(folder),
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout == "False\n"


def test_without_the_extra_the_start_says_what_to_install(folder: Path) -> None:
    code = (
        "import sys; sys.modules['prometheus_client'] = None;"
        "from dropslot.cli import dropslot; dropslot(['--port', '0'])"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environment_of(folder, DROPSLOT_METRICS="127.0.0.1:0"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("dropslot: DROPSLOT_METRICS is '127.0.0.1:0', but ")
    assert sentence.endswith('pip install "dropslot[metrics]".')


def test_the_address_of_the_page_is_none_of_the_metrics(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    address = f"127.0.0.1:{port}"

    ended = dropslot(tmp_path, "--port", str(port), DROPSLOT_METRICS=address)

    assert ended.returncode == 2
    assert ended.stderr == (
        f"dropslot: DROPSLOT_METRICS is '{address}', but it must be an address that"
        " can be listened on (Address already in use).\n"
    )


def of(told: Numbers, name: str) -> Numbers:
    """The numbers of one metric."""
    return {key: told[key] for key in told if key.partition("{")[0] == name}


def listening(pid: int) -> set[int]:
    """The TCP ports that a process listens on (proc(5), /proc/net/tcp)."""
    targets = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]
    sockets = {re.sub(r"socket:\[(\d+)\]", r"\1", target) for target in targets}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {
        int(row[1].rpartition(":")[2], 16)
        for row in rows
        if row[3] == "0A" and row[9] in sockets
    }
