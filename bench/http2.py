"""HTTP/2 in front of a server of this machine: nginx with a certificate of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_START_SECONDS = 30
# Debian keeps its daemons where not every user's PATH leads.
_PATH = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
_CONFIGURATION = """
daemon off;
%(user)s
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    server {
        listen 127.0.0.1:%(port)d ssl http2;
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        client_max_body_size 0;
        location / {
            proxy_pass http://127.0.0.1:%(upstream)d;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
        }
    }
}
"""


@contextmanager
def http2_to(upstream: int, folder: Path) -> Iterator[int]:
    """The port of an nginx in front of this port.

    :param folder: where it may write; made anew.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path=_PATH)
    if program is None:
        raise RuntimeError(
            "HTTP/2 is measured with nginx: apt-get install nginx-light."
        )
    folder.mkdir(parents=True)
    _make_certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Else its worker is somebody who may not enter the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    given = {"user": user, "port": port, "upstream": upstream}
    (folder / "nginx.conf").write_text(_CONFIGURATION % given)
    log = folder / "error.log"
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", "nginx.conf", "-e", str(log)]
    )
    try:
        _wait_until_it_listens(port, process, log)
        yield port
    finally:
        process.terminate()
        process.wait()


def _make_certificate(folder: Path) -> None:
    kind = [
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=bench",
    ]
    files = ["-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(
        ["openssl", "req", *kind, *files], cwd=folder, check=True, capture_output=True
    )


def _wait_until_it_listens(
    port: int, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nginx did not start:\n{log.read_text()}")
