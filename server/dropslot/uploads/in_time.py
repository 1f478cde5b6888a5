"""Asks what may hang, and hears in time that it does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

_Answer = TypeVar("_Answer")


class InTime(Generic[_Answer]):
    """A question that may hang, as a disk or a database does. Those who ask at once are
    told the same, and however often it is asked, it holds one thread.

    :param ask: answers, or raises.
    :param name: what the thread is called.
    """

    def __init__(self, ask: Callable[[], _Answer], name: str) -> None:
        self._ask = ask
        self._name = name
        self._lock = threading.Lock()
        self._asking: Future[_Answer] | None = None

    def asked(self) -> Future[_Answer]:
        """What will be answered."""
        with self._lock:
            if self._asking is None or self._asking.done():
                asking: Future[_Answer] = Future()
                # Should no thread be had just now, the next who asks tries again.
                threading.Thread(
                    target=self._answer, args=[asking], name=self._name, daemon=True
                ).start()
                self._asking = asking
            return self._asking

    def _answer(self, asking: Future[_Answer]) -> None:
        try:
            answer = self._ask()
        except BaseException as error:
            asking.set_exception(error)
        else:
            asking.set_result(answer)
