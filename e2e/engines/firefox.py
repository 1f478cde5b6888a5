"""Firefox: spoken to by Marionette, its own WebDriver.

geckodriver, which Debian has not, only translates.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engines.webdriver import ANSWER_SECONDS, Session, WebDriverError, wait_for

_NAMES = ("firefox-esr", "firefox")
# A profile asks nobody on the network, and nothing of whoever opens it.
_PREFERENCES = {
    # Any free one: the browser writes it down.
    "marionette.port": 0,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
}
# What a visitor sets who forbids sites to keep anything: BEHAVIOR_REJECT.
_KEEPS_NOTHING = ("network.cookie.cookieBehavior", 2)


def find_firefox() -> str | None:
    """The path of a Firefox where there is one, else None."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


class _Marionette:
    """Messages ``length:[type, id, name, parameters]``, one at a time."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        self._answers = self._socket.makefile("rb")
        self._receive()

    def send(self, command: str, **parameters: Any) -> Any:
        # "Element Click" is WebDriver:ElementClick here.
        return self.ask("WebDriver:" + _OWN_NAMES.get(command, command), parameters)

    def ask(self, name: str, parameters: dict[str, Any]) -> Any:
        message = json.dumps([0, 0, name.replace(" ", ""), parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, _, error, value = self._receive()
        if error:
            raise WebDriverError(f"{error['error']}: {error['message']}")
        return value["value"] if isinstance(value, dict) and "value" in value else value

    def close(self) -> None:
        self._answers.close()
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while (digit := self._answers.read(1)) != b":":
            assert digit, "Firefox has ended."
            length += digit
        return json.loads(self._answers.read(int(length)))


_OWN_NAMES = {"Navigate To": "Navigate"}


class Firefox:
    """One that runs; each session is a tab of its own in it."""

    def __init__(self, marionette: _Marionette) -> None:
        self._marionette = marionette

    @contextmanager
    def session(self, keeps: bool = True) -> Iterator[Session]:
        """A visitor who has never been here.

        :param keeps: whether pages may keep cookies and storage.
        """
        before = self._marionette.send("Get Window Handle")
        tab = self._marionette.send("New Window", type="tab")["handle"]
        self._marionette.send("Switch To Window", handle=tab)
        # What is stored belongs to an origin, and so to the port of one program.
        self._marionette.send("Delete All Cookies")
        if not keeps:
            self._in_chrome("Services.prefs.setIntPref(...arguments)", *_KEEPS_NOTHING)
        try:
            yield Session(self._marionette)
        finally:
            self._marionette.send("Close Window")
            self._marionette.send("Switch To Window", handle=before)
            self._in_chrome(
                "Services.prefs.clearUserPref(...arguments)", _KEEPS_NOTHING[0]
            )

    def _in_chrome(self, script: str, *arguments: object) -> None:
        """Run a script in the browser itself."""
        self._marionette.ask("Marionette:SetContext", {"value": "chrome"})
        self._marionette.send("Execute Script", script=script, args=list(arguments))
        self._marionette.ask("Marionette:SetContext", {"value": "content"})


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Start it, without a screen.

    :param folder: an empty one, for all that it writes.
    """
    program = find_firefox()
    assert program
    lines = [
        f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in _PREFERENCES.items()
    ]
    (folder / "user.js").write_text("\n".join(lines))
    command = [program, "--headless", "--no-remote", "--profile", str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--marionette", "--remote-allow-system-access"],
            env={**os.environ, "HOME": str(folder)},
            stdout=log,
            stderr=log,
        )
    try:
        port = folder / "MarionetteActivePort"
        wait_for(lambda: port.is_file() and port.read_text(), "Firefox start")
        marionette = _Marionette(int(port.read_text()))
        marionette.ask("WebDriver:NewSession", {"unhandledPromptBehavior": "accept"})
        yield Firefox(marionette)
        marionette.close()
    finally:
        process.terminate()
        process.wait()
