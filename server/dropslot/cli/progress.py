"""How far a long command has come: a line that changes or, where nobody watches it, one
from time to time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

_WATCHED_SECONDS = 0.2
_UNWATCHED_SECONDS = 10.0
_CLEAR_LINE = "\r\x1b[2K"


class ProgressLine:
    """Printed where errors go, so that it is in nobody's way."""

    def __init__(self) -> None:
        self._is_watched = sys.stderr.isatty()
        self._pause_seconds = (
            _WATCHED_SECONDS if self._is_watched else _UNWATCHED_SECONDS
        )
        self._said_at = time.monotonic()

    def say(self, sentence: Callable[[], str]) -> None:
        """Say it, unless something was said a moment ago."""
        now = time.monotonic()
        if now - self._said_at < self._pause_seconds:
            return
        self._said_at = now
        if self._is_watched:
            click.echo(_CLEAR_LINE + sentence(), err=True, nl=False)
        else:
            click.echo(sentence(), err=True)

    def end(self) -> None:
        """Nothing more is to come."""
        if self._is_watched:
            click.echo(_CLEAR_LINE, err=True, nl=False)
