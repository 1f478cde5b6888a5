"""How the tests send files: as a browser's script, a plain form, or curl would."""

from __future__ import annotations

import secrets
from contextlib import closing
from http.client import HTTPConnection

from flask.testing import FlaskClient
from program import Program
from werkzeug.test import TestResponse

SCRIPT = {"X-Requested-With": "XMLHttpRequest", "Accept": "text/plain"}
FORM = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def post(
    client: FlaskClient,
    *files: tuple[str, bytes],
    headers: dict[str, str] | None = None,
    path: str = "/",
    fields: dict[str, object] | None = None,
) -> TestResponse:
    """Send files by name and content in one request."""
    content_type, body = multipart(*files, fields=fields)
    return client.post(
        path, data=body, content_type=content_type, headers=headers or SCRIPT
    )


def kept(client: FlaskClient, name: str, body: bytes, path: str = "/") -> str:
    """Send one good file; return the path that it is under now."""
    answer = post(client, (name, body), path=path)
    assert answer.status_code == 204, answer.text
    return answer.headers["Location"]


def multipart(
    *files: tuple[str, bytes], fields: dict[str, object] | None = None
) -> tuple[str, bytes]:
    """The content type and the body of a form with files, as browsers write them."""
    boundary = secrets.token_hex(16)
    body = b"".join(
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (boundary.encode(), name.encode(), str(value).encode())
        for name, value in (fields or {}).items()
    )
    body += b"".join(
        b'--%b\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n%b\r\n"
        % (boundary.encode(), name.replace('"', "%22").encode(), content)
        for name, content in files
    )
    return f"multipart/form-data; boundary={boundary}", (
        body + f"--{boundary}--\r\n".encode()
    )


def send(program: Program, *files: tuple[str, bytes]) -> tuple[int, str]:
    """Send files over a real connection; return status and body."""
    content_type, body = multipart(*files)
    address = HTTPConnection("127.0.0.1", program.port, timeout=60)
    with closing(address) as connection:
        connection.request("POST", "/", body, {"Content-Type": content_type})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
