"""The pool of child processes that check pictures, so that a bad one hurts nobody.

A decoder that hangs is ended at its deadline, one that bloats meets its memory limit,
one that crashes takes only its own process with it; each is an "Invalid image".
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import threading
from concurrent.futures import TimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from pebble import ProcessExpired, ProcessPool
from PIL import ImageFile

from dropslot.model import NotAnImage
from dropslot.settings import Settings

from .check import Picture, check
from .limits import Limits
from .lone_process import LoneContext

# malloc.h of glibc; other C libraries have no mallopt.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_FROM_OUTSIDE = {-signal.SIGTERM, -signal.SIGKILL, -signal.SIGINT, -signal.SIGHUP}


class _EndedFromOutside(Exception):
    """A checker was ended by somebody else than the picture."""


class CheckerPool:
    """Checks pictures in child processes, which start with the first picture."""

    def __init__(self, settings: Settings) -> None:
        self._limits = Limits(
            settings.max_pixels,
            settings.max_frames,
            settings.check_memory,
            settings.check_seconds,
        )
        self._seconds = settings.check_seconds
        self._memory_bytes = settings.check_memory
        self._processes = settings.check_processes
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._pid = 0

    def check(self, path: Path, extension: str) -> Picture:
        """Check one picture, as :func:`dropslot.check.check` does, within the limits.

        :raises NotAnImage: also when it takes too long, too much memory, or crashes.
        """
        try:
            return self._check_once(path, extension)
        except (BrokenProcessPool, _EndedFromOutside):
            # Somebody ended a checker, the kernel for want of memory or an operator:
            # not the picture's fault. pebble may have given up its pool with it.
            return self._check_once(path, extension)

    def close(self) -> None:
        """End the child processes; what they were checking is not kept."""
        with self._lock:
            if self._pool and self._pid == os.getpid():
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
            self._pool = None

    def _check_once(self, path: Path, extension: str) -> Picture:
        future = self._started().schedule(
            check, args=[path, extension, self._limits], timeout=self._seconds
        )
        try:
            picture: Picture = future.result()
        except ProcessExpired as error:
            if error.exitcode in _FROM_OUTSIDE:
                raise _EndedFromOutside from error
            raise NotAnImage("too-complex") from error
        except (TimeoutError, MemoryError) as error:
            raise NotAnImage("too-complex") from error
        return picture

    def _started(self) -> ProcessPool:
        with self._lock:
            # A forked server process must not talk to its parent's children.
            forked = self._pid != os.getpid()
            if self._pool is None or forked or not self._pool.active:
                self._pid = os.getpid()
                self._pool = ProcessPool(
                    max_workers=self._processes,
                    initializer=_prepare,
                    initargs=[self._memory_bytes],
                    context=LoneContext(),
                )
            return self._pool


def _prepare(limit_bytes: int) -> None:
    _keep_freed_memory()
    # A host's main module may be imported here too, and may have set it.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Ctrl-C and a signal to the group are for the server, which lets checks finish.
    os.setsid()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit_bytes = min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, hard))


def _keep_freed_memory() -> None:
    # glibc hands each picture's memory back to the kernel, which clears it page by page
    # for the next one: a third of the time of checking a WebP of 4 megapixels.
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, 32 * 1024**2)
        mallopt(_M_TRIM_THRESHOLD, 64 * 1024**2)
