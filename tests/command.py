"""The command line: run to its end in a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

from forking import forked

_END_SECONDS = 30


def dropslot(
    folder: Path, *words: str, typed: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``dropslot`` about an upload folder.

    :param typed: what it reads from its standard input.
    """
    return run(["dropslot", *words], typed, environment_of(folder, **environment))


def flask(app: str, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run ``flask dropslot`` about the Dropslot of a host app.

    :param app: where ``flask`` finds it: a file, and a function in it.
    """
    return run(["flask", "--app", app, "dropslot", *words], typed, dict(os.environ))


def run(
    command: Sequence[str], typed: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m`` to its end."""
    with TemporaryFile() as read, TemporaryFile() as out, TemporaryFile() as errors:
        read.write(typed.encode())
        read.seek(0)
        streams = [stream.fileno() for stream in (read, out, errors)]
        process = forked(command, environment, streams)
        status = process.wait(_END_SECONDS)
        for stream in (out, errors):
            stream.seek(0)
        printed = out.read().decode(), errors.read().decode()
    return subprocess.CompletedProcess(command, status, *printed)


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    """This process's own, with an upload folder."""
    return {**os.environ, "DROPSLOT_UPLOAD_PATH": str(folder), **more}
