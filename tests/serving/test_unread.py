"""What the server itself refuses has a line in the log, as all requests have."""

from __future__ import annotations

import logging

import pytest
from wire import Wire


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HTTP/1.1\r\nX : y\r\n\r\n", id="a broken head"),
        pytest.param(b"\x16\x03\x01\r\n\r\n", id="no HTTP at all"),
    ],
)
def test_what_is_no_request_is_a_line_that_quotes_nothing_of_it(
    wire: Wire, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    caplog.set_level(logging.INFO, "dropslot.access")

    answer = wire.told(sent)

    _, _, body = answer.partition(b"\r\n\r\n")
    assert [record.getMessage() for record in caplog.records] == [
        f"- - 400 in=0 out={len(body)} ms=0.0 who=- from=127.0.0.1 error=bad-request"
    ]


def test_who_takes_too_long_is_a_line(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dropslot.access")

    with wire.connect(b"GET / HTTP/1.1\r\nX: "):
        wire.wait(3600)

    assert "- - 408 in=0 out=" in caplog.text
