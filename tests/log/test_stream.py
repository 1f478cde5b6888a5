"""Where the log goes, and what happens when nobody reads it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from dropslot.log.formats import TextFormatter
from dropslot.log.stream import StderrHandler, log_to_stderr

LINE = "x" * 200
# More than a pipe holds (64 KiB, pipe(7)).
MANY = 1000


def test_a_log_that_nobody_reads_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with pipe(monkeypatch) as reader:
        handler = StderrHandler()
        handler.setFormatter(TextFormatter())

        for _ in range(MANY):
            handler.handle(line())
        held = read_all(reader)
        handler.handle(line())
        later = read_all(reader)

    written = held.count(LINE)
    assert 100 < written < MANY
    missing, last = later.splitlines()
    assert f"{MANY - written} lines are missing here" in missing
    assert last.endswith(LINE)


def test_a_long_traceback_that_does_not_fit_is_cut_and_the_next_line_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pipe(monkeypatch) as reader:
        handler = StderrHandler()
        handler.setFormatter(TextFormatter())

        handler.handle(line("y" * 100_000))
        held = read_all(reader)
        handler.handle(line())
        later = read_all(reader)

    assert "yyy" in held
    assert later.startswith("\n")
    assert later.endswith(f" {LINE}\n")


def test_a_reader_that_has_gone_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with pipe(monkeypatch) as reader:
        os.close(reader)
        handler = StderrHandler()

        handler.handle(line())

        # As pipe() expects it.
        os.dup2(os.open(os.devnull, os.O_RDONLY), reader)


def test_without_a_standard_error_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stderr", None)
    monkeypatch.setattr(logging, "raiseExceptions", True)

    StderrHandler().handle(line())


def test_whoever_set_up_logging_before_decides() -> None:
    # As pytest has done here.
    before = list(logging.getLogger().handlers)
    assert before

    log_to_stderr("json")

    assert logging.getLogger().handlers == before


@contextmanager
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A pipe as the standard error; yields where it is read."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    with os.fdopen(writer, "w") as stream, monkeypatch.context() as patched:
        patched.setattr("sys.stderr", stream)
        yield reader
    os.close(reader)


def read_all(reader: int) -> str:
    """What there is to be read now."""
    read = b""
    try:
        while data := os.read(reader, 65536):
            read += data
    except BlockingIOError:
        pass
    return read.decode()


def line(text: str = LINE) -> logging.LogRecord:
    """A record of the log."""
    return logging.LogRecord("dropslot.test", logging.INFO, "", 0, text, (), None)
