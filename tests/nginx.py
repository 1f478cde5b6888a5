"""nginx as a proxy in front of the real program: found, else installed."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from debian import find, install

_PROGRAM = "nginx"
_START_SECONDS = 30
# All that nginx writes is in the folder that it is started for.
_CONFIGURATION = """
daemon off;
%s
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    %s
}
"""
_SERVER = """
    %s
    server {
        listen 127.0.0.1:%d;
        %s
    }
"""


def find_nginx() -> str | None:
    """``nginx`` where it is installed, else None."""
    return find(_PROGRAM)


@contextmanager
def nginx(folder: Path, locations: str, upstreams: str = "") -> Iterator[int]:
    """nginx with these ``location`` blocks; the port that it listens on.

    :param upstreams: ``upstream`` blocks, which the locations name.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with nginx_with(folder, _SERVER % (upstreams, port, locations), port):
        yield port


@contextmanager
def nginx_with(folder: Path, blocks: str, port: int) -> Iterator[None]:
    """nginx with these ``upstream`` and ``server`` blocks, which listen on a port."""
    program = find_nginx()
    assert program
    # Else its worker is somebody who may not enter the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_CONFIGURATION % (user, blocks))
    log = folder / "error.log"
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", "nginx.conf", "-e", str(log)]
    )
    try:
        _wait_until_it_listens(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_until_it_listens(
    port: int, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise AssertionError(f"nginx did not start:\n{log.read_text()}")


if __name__ == "__main__":
    install(_PROGRAM, "nginx-light")
