"""What is measured where it happens, and heard where somebody counts it.

Nobody listens by default; then a step is not even timed. Not for host apps, which have
``signals.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class Step(StrEnum):
    """A step that takes time, whether it goes well or not."""

    CHECK = "check"
    DOOR = "door"
    TRANSACTION = "transaction"
    PUT = "put"
    OPEN = "open"
    APPEND = "append"
    REMOVE = "remove"


class Listener(Protocol):
    """Hears what is measured, in the thread where it happens; it must not raise."""

    def step_took(self, step: Step, seconds: float) -> None:
        """A step has ended."""

    def request_took(self, route: str | None, status: int, seconds: float) -> None:
        """A request has its answer.

        :param route: the name of ours that it went to, or None: to none.
        """

    def lease_taken_over(self) -> None:
        """Somebody goes on with what another has died over."""


_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have somebody hear all that is measured in this process from now on."""
    _listeners.append(listener)


def stop_listening(listener: Listener) -> None:
    """Have somebody hear no more."""
    _listeners.remove(listener)


def timed(step: Step) -> AbstractContextManager[None]:
    """Time what is done in a ``with``."""
    return _Timing(step) if _listeners else _UNTIMED


def timing(
    step: Step,
) -> Callable[[Callable[_Given, _Answer]], Callable[_Given, _Answer]]:
    """Time every call of a function."""

    def decorated(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
        @wraps(function)
        def called(*args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
            if not _listeners:
                return function(*args, **kwargs)
            with _Timing(step):
                return function(*args, **kwargs)

        return called

    return decorated


def request_took(route: str | None, status: int, seconds: float) -> None:
    """Tell of a request."""
    for listener in _listeners:
        listener.request_took(route, status, seconds)


def lease_taken_over() -> None:
    """Tell that a lease was taken over from one who died."""
    for listener in _listeners:
        listener.lease_taken_over()


class _Timing(AbstractContextManager[None]):
    def __init__(self, step: Step) -> None:
        self._step = step

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self._began
        for listener in _listeners:
            listener.step_took(self._step, seconds)


_UNTIMED = nullcontext()
