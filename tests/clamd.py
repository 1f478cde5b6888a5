"""The ClamAV daemon that the virus tests ask: found, else installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Debian keeps its daemons where not every user's PATH leads.
_PATH = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
_INSTALLS = (
    ("apt-get", "update"),
    ("apt-get", "install", "--yes", "--no-install-recommends", "clamav-daemon"),
)
_INSTALL_SECONDS = 600
_START_SECONDS = 30


def find_clamd() -> str | None:
    """``clamd`` where it is installed, else None."""
    return shutil.which("clamd") or shutil.which("clamd", path=_PATH)


@contextmanager
def clamd(folder: Path, viruses: dict[str, bytes], *lines: str) -> Iterator[Path]:
    """A daemon that knows these viruses, each by some of its bytes; its socket.

    :param lines: more lines of its configuration.
    """
    program = find_clamd()
    assert program
    database, address = folder / "database", folder / "clamd.sock"
    database.mkdir()
    # Extended signatures: name, any type of file, any place in it, bytes in hex.
    signatures = [f"{name}:0:*:{some.hex()}\n" for name, some in viruses.items()]
    (database / "test.ndb").write_text("".join(signatures))
    settings = (
        f"DatabaseDirectory {database}",
        f"LocalSocket {address}",
        f"TemporaryDirectory {folder}",
        "Foreground yes",
        *lines,
    )
    (folder / "clamd.conf").write_text("\n".join(settings) + "\n")
    with (folder / "clamd.log").open("wb") as log:
        process = subprocess.Popen(
            [program, f"--config-file={folder / 'clamd.conf'}"], stdout=log, stderr=log
        )
        try:
            _wait_until_it_answers(address, process, folder / "clamd.log")
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait_until_it_answers(
    address: Path, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(address))
            connection.sendall(b"zPING\0")
            if connection.recv(5) == b"PONG\0":
                return
        time.sleep(0.05)
    raise AssertionError(f"clamd did not start:\n{log.read_text()}")


def _install() -> None:
    for command in _INSTALLS:
        # Where this does not work, the tests that need it say so and are skipped.
        program = shutil.which(command[0])
        if program and not find_clamd():
            subprocess.run(
                [program, *command[1:]], check=False, timeout=_INSTALL_SECONDS
            )


if __name__ == "__main__":
    _install()
