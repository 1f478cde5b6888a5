"""What docs/scaling.md tells an operator to do, done as it stands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from asking import Person
from handing import nginx_as_told, store_port
from nginx import find_nginx
from pictures import jpeg
from program import Program
from services.ports import free_ports
from services.s3 import Bucket

pytestmark = pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed.")

_ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_START_SECONDS = 60


def blocks(given: Mapping[str, str]) -> Iterator[str]:
    """The blocks of the page in their order, each address in it as it is here."""
    page = (_ROOT / "docs" / "scaling.md").read_text("utf-8")
    for block in _BLOCK.findall(page):
        for written, is_ in given.items():
            block = block.replace(written, is_)
        yield block


def done(block: str, place: Path) -> str:
    """Do what a block says; what it printed."""
    ended = subprocess.run(
        ["bash", "-euc", block],
        cwd=place,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, f"{block}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


@contextmanager
def going_on(block: str, place: Path) -> Iterator[None]:
    """What a block starts in the background, until the end."""
    shell = subprocess.Popen(
        ["bash", "-euc", f"{block}\nwait"],
        cwd=place,
        env=environment(),
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait()


def environment() -> dict[str, str]:
    """Nothing that was set here for others."""
    return {
        k: v for k, v in os.environ.items() if not k.startswith(("DROPSLOT_", "AWS_"))
    }


def wait_until_well(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            url = f"http://127.0.0.1:{port}/healthz"
            if urllib.request.urlopen(url).status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("It did not start.")


def test_the_blocks_lead_from_one_machine_to_two_replicas_and_lose_nothing(
    tmp_path: Path, bucket: Bucket, postgres_url: str
) -> None:
    (tmp_path / ".venv").symlink_to(_ROOT / ".venv")
    alone = Program(tmp_path / "uploads", HOSTS="pictures.example.org").start()
    before = Person(alone.port).keep("头像.jpg", jpeg())
    secret = (tmp_path / "uploads" / ".dropslot" / "secret").read_text().strip()
    alone.stop()
    first, second = free_ports(2)
    keys = bucket.environment
    setting, install, records, move, start, check = blocks(
        {
            "postgresql://dropslot:password@127.0.0.1:5432/dropslot": postgres_url,
            "change-me-to-64-random-characters": secret,
            "s3://dropslot/pictures": f"{bucket.url}/pictures",
            "http://127.0.0.1:8333": keys["AWS_ENDPOINT_URL"],
            "KEY_ID=key": f"KEY_ID={keys['AWS_ACCESS_KEY_ID']}",
            "ACCESS_KEY=secret": f"ACCESS_KEY={keys['AWS_SECRET_ACCESS_KEY']}",
            "5001": str(first),
            "5002": str(second),
        }
    )

    done(setting, tmp_path)
    assert ".[s3,postgresql]" in install
    done(records, tmp_path)
    done(move, tmp_path)

    with going_on(start, tmp_path):
        wait_until_well(first)
        wait_until_well(second)
        with nginx_as_told(
            tmp_path / "nginx", [first, second], store_port(bucket)
        ) as port:
            visitor = Person(port)
            assert visitor.ask(before).body == jpeg()
            since = visitor.keep("b.jpg", jpeg(seed=2))
            for replica in (first, second):
                assert Person(replica).ask(since).status == 200
        done(check, tmp_path)
