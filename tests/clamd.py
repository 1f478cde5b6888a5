"""The ClamAV daemon that the virus tests ask: found, else installed."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from debian import find, install

_PROGRAM = "clamd"
_START_SECONDS = 30


def find_clamd() -> str | None:
    """``clamd`` where it is installed, else None."""
    return find(_PROGRAM)


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


if __name__ == "__main__":
    install(_PROGRAM, "clamav-daemon")
