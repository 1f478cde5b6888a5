"""Each attempt to sign in that fails is one line, which fail2ban can read."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from apps import MakeApp
from dropslot.log.formats import TextFormatter
from flask import Flask
from flask.testing import FlaskClient
from program import Program
from signing import add_person, sign_in

RUNNING = Path(__file__).parents[2] / "docs" / "running.md"


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An app that Ann has an account in."""
    app = make_app(ACCESS="private")
    add_person(app, "ann")
    return app


def test_a_refused_sign_in_is_a_line_with_address_name_and_code(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, "ann", "wrong", environ_base={"REMOTE_ADDR": "2001:db8::7"})

    (line,) = lines(caplog)
    assert banned(line) == "2001:db8::7"
    assert line.endswith(' from=2001:db8::7 error=sign-in-needed name="ann"')


def test_what_is_refused_for_its_number_has_a_line_too(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(11):
        sign_in(client, "ann", "wrong")

    codes = [re.findall(r"error=(\S+)", line)[0] for line in lines(caplog)]
    assert codes == ["sign-in-needed"] * 10 + ["too-many-attempts"]


def test_a_program_that_is_refused_has_one_line_a_request(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.test_client(use_cookies=False).get("/", auth=("ann", "wrong"))

    (line,) = lines(caplog)
    assert banned(line) == "127.0.0.1"


def test_who_signs_in_has_none(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert sign_in(client, "ann").status_code == 303

    assert lines(caplog) == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="no name"),
        pytest.param("x" * 5000, id="a long name"),
        pytest.param(
            'a" from=203.0.113.9 error=x\n2026-11-23T10:15:02.123Z WARNING'
            " dropslot.sign_in refused from=203.0.113.9 error=x",
            id="a forged line",
        ),
        pytest.param("\u202e\x1b[2J\r", id="what moves the cursor"),
        pytest.param("頭像", id="letters of any script"),
    ],
)
def test_no_name_gets_somebody_else_banned(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    sign_in(client, name, "wrong")

    (line,) = lines(caplog)
    assert line.isprintable()
    assert len(line) < 300
    assert banned(line) == "127.0.0.1"


def test_the_filter_in_the_manual_finds_what_the_program_writes(
    program: Program,
) -> None:
    program.start(ACCESS="private")
    asked = Request(program.url + "/login", b"username=ann&password=wrong")
    with pytest.raises(HTTPError, match="401") as refused:
        urlopen(asked)
    refused.value.close()

    written = program.stop().splitlines()

    assert [banned(line) for line in written if banned(line)] == ["127.0.0.1"]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines for sign-ins, as the program writes them."""
    written = TextFormatter()
    return [
        written.format(record)
        for record in caplog.records
        if record.name == "dropslot.sign_in"
    ]


def banned(line: str) -> str | None:
    """Whom fail2ban would ban for a line: it cuts out the date first."""
    (block,) = re.findall(r"```ini\n(\[Definition\].*?)```", RUNNING.read_text(), re.S)
    manual = configparser.RawConfigParser()
    manual.read_string(block)
    dated = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line)
    if dated is None:
        return None
    rule = manual["Definition"]["failregex"].replace("<HOST>", r"([\da-f:.]+)")
    found = re.search(rule, line[dated.end() :])
    return found[1] if found else None
