"""A line of the log is one line, in text and in JSON, and nobody can forge another."""

from __future__ import annotations

import json
import logging
import re
import sys

import pytest
from dropslot.log.formats import JsonFormatter, TextFormatter

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
FORGED = "\n2026-11-23T10:15:02.123Z WARNING dropslot.sign_in refused from=10.0.0.1"


def test_a_line_begins_with_time_level_and_logger() -> None:
    line = TextFormatter().format(record("all is well"))

    assert re.fullmatch(rf"{STAMP} INFO dropslot\.test all is well", line)


@pytest.mark.parametrize(
    "end", ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\x1b[1A"], ids=ascii
)
def test_what_is_quoted_begins_no_line_of_its_own(end: str) -> None:
    line = TextFormatter().format(record(f"no such file{end}{FORGED.strip()}"))

    first, *others = re.split("[\n\r\v\f\x1b\x85\u2028]", line)
    assert first.startswith("20")
    assert [one for one in others if not one.startswith("  | ")] == []


def test_a_traceback_is_set_apart_from_the_lines_of_the_log() -> None:
    line = TextFormatter().format(record("failed", ValueError(f"bad name {FORGED}")))

    first, *others = line.splitlines()
    assert first.endswith("failed")
    assert "  | ValueError: bad name " in others
    assert {one[:4] for one in others} == {"  | "}


def test_json_is_one_object_a_line_with_the_traceback_inside() -> None:
    line = JsonFormatter().format(record("failed", ValueError(f"bad name {FORGED}")))

    told = json.loads(line)
    assert "\n" not in line
    assert re.fullmatch(STAMP, told["time"])
    assert (told["level"], told["logger"]) == ("info", "dropslot.test")
    assert f"ValueError: bad name {FORGED}" in told["message"]


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize(
    ("text", "secret"),
    [
        pytest.param(
            "Exception on /uploads/01a21ae2-7c1b-7b11-b80d-019d95631e0e.jpg [GET]",
            "019d95631e0e",
            id="a picture's name",
        ),
        pytest.param(
            "Exception while serving /shared/WyJhIl0.Zm9v.YmFy", "Zm9v", id="a link"
        ),
    ],
)
def test_what_other_libraries_log_names_no_picture_and_no_link(
    formatter: logging.Formatter, text: str, secret: str
) -> None:
    line = formatter.format(record(text, OSError(5, "Input/output error", text)))

    assert "Exception " in line
    assert secret not in line


def record(text: str, error: Exception | None = None) -> logging.LogRecord:
    """A record of the log, with a real traceback."""
    about = None
    if error:
        try:
            raise error
        except Exception:
            about = sys.exc_info()
    return logging.LogRecord("dropslot.test", logging.INFO, "", 0, text, (), about)
