"""A checker: a child process that checks one picture after the other.

It is asked by a line of JSON, ``{"path", "extension"}``, and answers with one. It ends
when nobody can ask any more, and after a picture that met the memory limit.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from PIL import ImageFile

from dropslot.model import UploadError

from .check import Picture, check
from .limits import Limits

# malloc.h of glibc; other C libraries have no mallopt.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


def main() -> None:
    """Answer until the one who asks has gone."""
    told = json.loads(sys.argv[1])
    answers = _own_answers()
    keep_freed_memory()
    is_limited = _limit_memory(told["memory_bytes"])
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    limits = Limits(
        told["max_pixels"],
        told["max_frames"],
        told["memory_bytes"],
        told["cpu_seconds"],
    )
    _say(answers, {"version": list(sys.version_info[:2]), "limited": is_limited})
    for line in sys.stdin.buffer:
        answer = _answer(json.loads(line), limits, told["cpu_seconds"])
        _say(answers, answer)
        if "memory" in answer:
            # What it took may still be held, and the next picture would want for it.
            return


def _own_answers() -> BinaryIO:
    """Where answers go; whatever else is printed goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _answer(
    asked: dict[str, str], limits: Limits, cpu_seconds: float
) -> dict[str, Any]:
    # SIGPROF ends this process once so much processor time was really used, by all of
    # its threads, be the decoder in what loop it may (setitimer(2)).
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        return _told(check(Path(asked["path"]), asked["extension"], limits))
    except UploadError as refusal:
        return {"refusal": refusal.told()}
    except MemoryError:
        return {"memory": True}
    except OSError as error:
        return {"failed": f"{type(error).__name__}: {error}", "errno": error.errno}
    except Exception:
        return {"failed": traceback.format_exc()}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _told(picture: Picture) -> dict[str, Any]:
    return {
        "format": picture.format.name,
        "width_px": picture.width_px,
        "height_px": picture.height_px,
        "frames": picture.frames,
        "thumbnail": base64.b64encode(picture.thumbnail).decode(),
    }


def _limit_memory(limit_bytes: int) -> bool:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit_bytes = min(limit_bytes, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, hard))
    except (ValueError, OSError):
        # macOS refuses every value; a picture is still bounded by its pixels.
        return False
    return True


def keep_freed_memory() -> None:
    """Let this process keep what a picture took for the next one (glibc only)."""
    # glibc hands each picture's memory back to the kernel, which clears it page by page
    # for the next one: a third of the time of checking a WebP of 4 megapixels.
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, 32 * 1024**2)
        mallopt(_M_TRIM_THRESHOLD, 64 * 1024**2)
