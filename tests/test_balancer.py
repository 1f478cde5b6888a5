"""What the tests of replicas rely on: whom nginx asks, and whom not twice."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest
from balancer import balancer
from nginx import find_nginx
from services.ports import free_ports

pytestmark = pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed.")


class Replica(ThreadingHTTPServer):
    """Answers with its port; ``hangs_up`` has it die over what it has read."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.port = self.server_port
        self.asked: list[str] = []
        self.hangs_up = False


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        replica = self.server
        assert isinstance(replica, Replica)
        replica.asked.append(self.command)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if replica.hangs_up:
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(replica.port).encode())

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def replicas() -> Iterator[list[Replica]]:
    with ExitStack() as stack:
        yield [stack.enter_context(_running(Replica())) for _ in range(2)]


def test_all_replicas_are_asked(replicas: list[Replica], tmp_path: Path) -> None:
    with balancer(tmp_path, [one.port for one in replicas]) as port:
        answers = {_answer(port) for _ in range(4)}

    assert answers == {one.port for one in replicas}


def test_a_replica_that_is_away_is_not_noticed(
    replicas: list[Replica], tmp_path: Path
) -> None:
    here = replicas[0].port
    with balancer(tmp_path, [*free_ports(2), here]) as port:
        answers = {_answer(port, body) for body in (None, b"1") * 3}

    assert answers == {here}


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        pytest.param(None, ["GET", "GET"], id="what reads, elsewhere again"),
        pytest.param(b"1", ["POST"], id="what writes, once"),
    ],
)
def test_a_replica_may_die_over_a_request(
    body: bytes | None, asked: list[str], replicas: list[Replica], tmp_path: Path
) -> None:
    for one in replicas:
        one.hangs_up = True
    with (
        balancer(tmp_path, [one.port for one in replicas]) as port,
        pytest.raises(HTTPError) as refusal,
    ):
        _answer(port, body)

    assert refusal.value.code == 502
    assert [*replicas[0].asked, *replicas[1].asked] == asked
    refusal.value.close()


@contextmanager
def _running(replica: Replica) -> Iterator[Replica]:
    thread = threading.Thread(target=replica.serve_forever, args=[0.02])
    thread.start()
    yield replica
    replica.shutdown()
    thread.join()
    replica.server_close()


def _answer(port: int, body: bytes | None = None) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", body) as answer:
        return int(answer.read())
