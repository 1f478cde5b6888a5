"""Programs that keep a server company while it is measured."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import served

# Until they are at it, and what they send at first has been taken in.
_SETTLE_SECONDS = 3


@contextmanager
def company(module: str, *arguments: object) -> Iterator[None]:
    """Have a program of ours at work meanwhile: it says so in a line when it has begun.

    :param module: of ``bench``, such as ``bench.hostile``.
    :raises RuntimeError: it could not begin, or ended too early.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=served.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    try:
        if not process.stdout.readline():
            raise RuntimeError(f"{module} could not connect.")
        time.sleep(_SETTLE_SECONDS)
        yield
        if process.poll() is not None:
            raise RuntimeError(f"{module} ended before the measurement did.")
    finally:
        # It ends when its input does.
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
