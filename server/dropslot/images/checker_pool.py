"""The pool of checkers: child processes, so that a bad picture hurts nobody.

A decoder that takes too much processor time is ended, one that bloats meets its memory
limit, one that crashes takes only its own process with it; each is an "Invalid image".
What is not the picture's fault is tried once more.
"""

from __future__ import annotations

import base64
import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from weakref import WeakMethod

from dropslot.measures import Step, timed
from dropslot.model import (
    FORMATS,
    CheckFailed,
    NotAnImage,
    of_disk,
    revive,
)
from dropslot.settings import Settings

from .check import Picture
from .checker_process import CheckerEnded, CheckerProcess, CheckerStands
from .door import ANYBODY, Door, Sender

# How long a check may take by the clock, so that what hangs ends, in times of what it
# may take of a processor: a machine that does three other things is not a bad picture.
_WALL_FACTOR = 3
_WALL_LEAST_SECONDS = 5.0
# Signals of the picture's own doing; others came from outside, SIGBUS from a disk that
# cannot be read (mmap(2)).
_CRASHES = {
    signal.SIGSEGV,
    signal.SIGABRT,
    signal.SIGFPE,
    signal.SIGILL,
    signal.SIGTRAP,
    signal.SIGSYS,
}
_FORMATS = {format_.name: format_ for format_ in FORMATS}
_log = logging.getLogger(__name__)


class _TryAgain(Exception):
    """Something ended a check that may not have been the picture's fault."""


class CheckerPool:
    """Checks pictures in child processes, which start with the first picture."""

    def __init__(self, settings: Settings) -> None:
        self._told = {
            "max_pixels": settings.max_pixels,
            "max_frames": settings.max_frames,
            "cpu_seconds": settings.check_seconds,
            "memory_bytes": settings.check_memory,
        }
        self._wall_seconds = _WALL_LEAST_SECONDS + _WALL_FACTOR * settings.check_seconds
        self._turns = settings.check_processes
        self._places = settings.door_places
        self._inherited: list[CheckerProcess] = []
        # A server that loads the app first and forks then must not ask its parent's
        # children.
        forked = WeakMethod(self._begin_in_fork)
        os.register_at_fork(after_in_child=lambda: _call(forked))
        self._begin()

    @property
    def pids(self) -> list[int]:
        """The ids of the checkers' processes."""
        with self._lock:
            return [checker.pid for checker in (*self._resting, *self._asked)]

    def place(self, sender: Sender) -> AbstractContextManager[None]:
        """Be let in, for as long as one request's pictures are checked.

        :raises Busy: too many are inside, all in all or of this sender.
        """
        return self._door.place(sender)

    def check(self, path: Path, extension: str, sender: Sender = ANYBODY) -> Picture:
        """Check one picture, as :func:`dropslot.images.check.check` does, when it is
        its sender's turn.

        :raises NotAnImage: also when it takes too much of a processor or of memory, or
            crashes its checker.
        :raises Busy: the turn did not come in time.
        :raises CheckFailed: it could not be checked, by no fault of its own.
        """
        with self._door.turn(sender):
            try:
                return self._checked(path, extension, self._taken())
            except _TryAgain as error:
                _log.warning("%s The picture is checked once more.", error)
            try:
                return self._checked(path, extension, self._new())
            except _TryAgain as error:
                raise CheckFailed from error

    def close(self) -> None:
        """End the checkers; what they were checking is not kept."""
        self._abandon_inherited()
        with self._lock:
            self._is_open = False
            resting = list(self._resting)
            self._resting.clear()
            for checker in self._asked:
                # Whoever waits for its answer lets go of it.
                checker.kill()
        for checker in resting:
            checker.end()

    def _checked(self, path: Path, extension: str, checker: CheckerProcess) -> Picture:
        is_new = checker.is_new
        try:
            with timed(Step.CHECK):
                answer = checker.ask(path, extension, self._wall_seconds)
        except CheckerEnded as error:
            if error.by == signal.SIGPROF or (is_new and error.by in _CRASHES):
                raise NotAnImage("too-complex") from error
            raise _TryAgain(str(error)) from error
        except CheckerStands as error:
            raise _TryAgain(str(error)) from error
        finally:
            self._rest(checker)
        if "memory" in answer:
            if is_new:
                raise NotAnImage("no-memory")
            raise _TryAgain("A checker had no memory left.")
        return _picture(answer)

    def _taken(self) -> CheckerProcess:
        """A checker that rests, or a new one."""
        self._abandon_inherited()
        with self._lock:
            while self._resting:
                checker = self._resting.pop()
                if checker.is_alive:
                    self._asked.add(checker)
                    return checker
                checker.end()
        return self._new()

    def _new(self) -> CheckerProcess:
        with self._lock:
            if not self._is_open:
                raise CheckFailed
            # There are never more of them than turns.
            spare = self._resting.pop() if self._resting else None
        if spare:
            spare.end()
        try:
            checker = CheckerProcess(self._told)
        except OSError as error:
            raise CheckFailed from error
        with self._lock:
            self._asked.add(checker)
        return checker

    def _rest(self, checker: CheckerProcess) -> None:
        with self._lock:
            self._asked.discard(checker)
            if checker.is_alive and self._is_open:
                self._resting.append(checker)
                return
        checker.end()

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._door = Door(self._turns, self._places)
        self._resting: list[CheckerProcess] = []
        self._asked: set[CheckerProcess] = set()
        self._is_open = True

    def _begin_in_fork(self) -> None:
        # Closed later: under gevent to close them is to talk to the parent's loop.
        self._inherited += [*self._resting, *self._asked]
        self._begin()

    def _abandon_inherited(self) -> None:
        while self._inherited:
            self._inherited.pop().abandon()


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    if alive := method():
        alive()


def _picture(answer: dict[str, Any]) -> Picture:
    if "refusal" in answer:
        raise revive(answer["refusal"])
    if "failed" in answer:
        if number := answer.get("errno"):
            error = OSError(number, os.strerror(number))
            raise of_disk(error) from error
        raise CheckFailed from RuntimeError(answer["failed"])
    return Picture(
        format=_FORMATS[answer["format"]],
        width_px=answer["width_px"],
        height_px=answer["height_px"],
        frames=answer["frames"],
        thumbnail=base64.b64decode(answer["thumbnail"]),
    )
