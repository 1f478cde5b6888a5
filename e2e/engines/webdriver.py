"""WebDriver, the language that every engine speaks: what is asked of it here."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

ANSWER_SECONDS = 60
"""A browser that says nothing for so long has hung."""
# W3C WebDriver, 12.1: what an element is called in JSON.
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_WINDOW_PX = {"width": 1200, "height": 900}
# A machine that is busy with others takes 300 files in half a minute.
_WAIT_SECONDS = 60
_POLL_SECONDS = 0.03


class WebDriverError(Exception):
    """The browser says that a command cannot be carried out."""


class Wire(Protocol):
    """What carries commands to a browser, each by the name that WebDriver gives it."""

    def send(self, command: str, **parameters: Any) -> Any:
        """Send a command and wait for its value.

        :raises WebDriverError: what came instead.
        """


class Session:
    """A window of a browser, as somebody in front of it uses it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._restore()

    def open(self, url: str) -> None:
        """Go to an address and wait until the page is loaded; nothing asks whether the
        one before may be left."""
        self._wire.send("Navigate To", url=url)

    def reload(self) -> None:
        """Load the page again."""
        self._wire.send("Refresh")

    def back(self) -> None:
        """Go to the page before."""
        self._wire.send("Back")

    def run(self, script: str, *arguments: Any) -> Any:
        """What the body of a function returns, in the page."""
        return self._wire.send("Execute Script", script=script, args=list(arguments))

    def click(self, element: Any) -> None:
        """Click into the middle of an element."""
        self._wire.send("Element Click", id=element[_ELEMENT])

    def type(self, element: Any, text: str) -> None:
        """Type into a field."""
        self._wire.send("Element Send Keys", id=element[_ELEMENT], text=text)

    def give(self, element: Any, files: Iterable[Path]) -> None:
        """Put files into an input, as a picker does."""
        self.type(element, "\n".join(map(str, files)))

    def picture(self) -> bytes:
        """What the window shows, as a PNG."""
        return b64decode(self._wire.send("Take Screenshot"))

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """While nobody sees the window. A minimized one is hidden to its page in every
        engine; another tab in front of it is not in WebKit, where it opens behind."""
        self._wire.send("Minimize Window")
        wait_for(lambda: self.run("return document.hidden"), "a hidden page")
        yield
        self._restore()

    def _restore(self) -> None:
        self._wire.send("Set Window Rect", x=0, y=0, **_WINDOW_PX)


def wait_for(look: Callable[[], T], what: str) -> T:
    """Look now and then until there is something.

    :return: what was seen.
    :raises AssertionError: nothing was; a machine busy with others is waited for.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while not (seen := look()):
        assert time.monotonic() < deadline, f"Nobody has seen {what}."
        time.sleep(_POLL_SECONDS)
    return seen
