"""WebKit: WebKitGTK's own small browser, on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from engines.webdriver import ANSWER_SECONDS, Session, WebDriverError, wait_for

_DRIVER = "WebKitWebDriver"
_BROWSERS = ("*-linux-gnu/webkit2gtk-4.*/MiniBrowser", "webkit2gtk-4.*/MiniBrowser")
_SCREEN = ("-nolisten", "tcp", "-screen", "0", "1280x1024x24")
# Also when the tests are killed.
_ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM")
# W3C WebDriver, 6: behind the address of the session.
_ADDRESSES = {
    "Back": "back",
    "Element Click": "element/{id}/click",
    "Element Send Keys": "element/{id}/value",
    "Execute Script": "execute/sync",
    "Minimize Window": "window/minimize",
    "Navigate To": "url",
    "Refresh": "refresh",
    "Set Window Rect": "window/rect",
    "Take Screenshot": "screenshot",
}
_QUESTIONS = {"Take Screenshot"}
_START_SECONDS = 10
_STARTS = 3
# No storage at all; it has no setting in which storage throws as soon as one looks.
_KEEPS_NOTHING = (
    "--cookies-policy=never",
    "--enable-html5-local-storage=false",
    "--enable-html5-database=false",
)
_NO_DESKTOP = {"GDK_BACKEND": "x11", "GTK_A11Y": "none", "NO_AT_BRIDGE": "1"}


def find_webkit() -> str | None:
    """The path of WebKit's browser where there is all that it takes, else None."""
    if not shutil.which(_DRIVER) or not shutil.which("Xvfb"):
        return None
    found = (path for pattern in _BROWSERS for path in Path("/usr/lib").glob(pattern))
    return next(map(str, found), None)


class _Driver:
    """Commands by HTTP, to the only session of a driver."""

    def __init__(self, port: int, browser: str, *options: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
        given = {"binary": browser, "args": ["--automation", *options]}
        wanted = {
            "webkitgtk:browserOptions": given,
            "unhandledPromptBehavior": "accept",
        }
        begun = self._ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/{begun['sessionId']}"
        self._connection.sock.settimeout(ANSWER_SECONDS)

    def send(self, command: str, **parameters: Any) -> Any:
        address = _ADDRESSES[command].format(**parameters)
        if command in _QUESTIONS:
            return self._ask("GET", f"{self._session}/{address}", None)
        return self._ask("POST", f"{self._session}/{address}", parameters)

    def close(self) -> None:
        self._ask("DELETE", self._session, None)
        self._connection.close()

    def _ask(self, method: str, address: str, parameters: dict[str, Any] | None) -> Any:
        body = None if parameters is None else json.dumps(parameters)
        self._connection.request(method, f"/session{address}", body)
        with self._connection.getresponse() as answer:
            value = json.load(answer)["value"]
        if answer.status != 200:
            raise WebDriverError(f"{value['error']}: {value['message']}")
        return value


class WebKit:
    """A screen; each session is a browser of its own on it.

    :param folder: for all that they write.
    """

    def __init__(self, folder: Path, browser: str, display: str) -> None:
        self._folder = folder
        self._browser = browser
        homes = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self._environment = {**os.environ, **_NO_DESKTOP, **homes, "DISPLAY": display}
        # It needs no bus, and must not find somebody else's.
        self._environment.pop("DBUS_SESSION_BUS_ADDRESS", None)

    @contextmanager
    def session(self, keeps: bool = True) -> Iterator[Session]:
        """A visitor who has never been here.

        :param keeps: whether pages may keep cookies and storage.
        """
        options = () if keeps else _KEEPS_NOTHING
        with ExitStack() as stack:
            driver = self._start(stack, options)
            stack.callback(driver.close)
            yield Session(driver)

    def _start(self, stack: ExitStack, options: tuple[str, ...]) -> _Driver:
        # The driver picks a port for its browser, and waits for ever when somebody else
        # gets it first.
        for _ in range(_STARTS):
            with ExitStack() as process, suppress(TimeoutError):
                port = _free_port()
                command = [_DRIVER, f"--port={port}"]
                running = _process(self._folder, command, self._environment)
                process.enter_context(running)
                wait_for(partial(_answers, port), "WebKit's driver")
                driver = _Driver(port, self._browser, *options)
                stack.push(process.pop_all())
                return driver
        raise AssertionError("WebKit does not start.")


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """Start its screen.

    :param folder: an empty one, for all that it writes.
    """
    browser = find_webkit()
    assert browser
    with _screen(folder) as display:
        yield WebKit(folder, browser, display)


@contextmanager
def _screen(folder: Path) -> Iterator[str]:
    """The display of an X server that draws into memory."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), *_SCREEN]
    with open(reading) as number, _process(folder, command, None, writing):  # noqa: PTH123
        os.close(writing)
        yield f":{number.readline().strip()}"


@contextmanager
def _process(
    folder: Path, command: list[str], environment: dict[str, str] | None, *files: int
) -> Iterator[None]:
    """A process and all that it starts."""
    with (folder / f"{command[0]}.log").open("wb") as log:
        process = subprocess.Popen(
            [*_ENDS_WITH_US, *command],
            env=environment,
            pass_fds=files,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
