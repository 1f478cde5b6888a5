"""nginx in front of several replicas: one that is away is not noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nginx import nginx

# A replica that refused once gets nothing for a second, unless all have.
_REPLICA = "server 127.0.0.1:%d max_fails=1 fail_timeout=1s;"
_UPSTREAM = """
upstream replicas {
    least_conn;
    %s
    keepalive 16;
}
"""
# What a replica has begun to answer, and a POST that it has read, goes to no other:
# the page sends it again by itself.
_LOCATION = """
location / {
    proxy_pass http://replicas;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Prefix "";
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    proxy_connect_timeout 2s;
    proxy_read_timeout 60s;
    proxy_next_upstream error timeout;
    client_max_body_size 0;
}
"""


@contextmanager
def balancer(
    folder: Path, ports: Sequence[int], locations: str = "", upstreams: str = ""
) -> Iterator[int]:
    """nginx in front of replicas on these ports; the port that it listens on.

    The replicas are told ``TRUSTED_PROXIES=1``, and may start later.

    :param folder: an empty one, for what nginx writes.
    :param locations: more ``location`` blocks, say for ``ACCEL_REDIRECT``.
    :param upstreams: more ``upstream`` blocks, which these name.
    """
    replicas = _UPSTREAM % "\n    ".join(_REPLICA % port for port in ports)
    with nginx(folder, _LOCATION + locations, replicas + upstreams) as port:
        yield port
