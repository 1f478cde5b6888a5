"""The bytes of one object on their way here: counted, and gone on with when cut off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from .calls import Patience, answer_to
from .faults import CAUGHT, Malformed, TooSlow, may_pass, status_and_code, store_errors

_BLOCK_BYTES = 256 * 1024
_PARTIAL = 206
_NO_SUCH_RANGE = 416
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(?:\d+|\*)")


class Incoming:
    """The bytes of an object, or those from ``start`` to before ``stop``.

    :param get: boto3's ``get_object``, which knows bucket and key.
    :ivar size_bytes: how many will come.
    :raises NotThere, StorageFailed: they will not come.
    """

    def __init__(self, get: Callable[..., Any], start: int, stop: int | None) -> None:
        self._get = get
        self._start = start
        self.size_bytes = 0
        self._patience = Patience()
        self._answer: Any = None
        is_empty = stop is not None and stop <= start
        # There is no empty range (RFC 9110, 14.1.2), but whether there is such a key
        # has to be known.
        last = start if is_empty else stop - 1 if stop is not None else None
        answer = answer_to(lambda: self._first(last), self._patience)
        if answer is None:
            return
        if is_empty:
            answer["Body"].close()
            return
        self._answer = answer
        self.size_bytes = answer["ContentLength"]
        self._patience.reckon_with(self.size_bytes)

    def copy_to(self, write: Callable[[bytes], object]) -> None:
        """Hand on all of them, in their order.

        :raises StorageFailed: they end early, or take too long.
        """
        came_bytes = 0
        with store_errors():
            try:
                for block in self._blocks():
                    write(block)
                    came_bytes += len(block)
            except CAUGHT as error:
                if not (may_pass(error) and self._patience.allows_another):
                    raise
        if came_bytes < self.size_bytes:
            self._go_on(came_bytes, write)

    def close(self) -> None:
        """Let go of the connection; where bytes are still to come, it is closed."""
        if self._answer is not None:
            self._answer["Body"].close()

    def _first(self, last: int | None) -> Any:
        if not self._start and last is None:
            return _checked(self._get(), None)
        span = f"bytes={self._start}-{'' if last is None else last}"
        try:
            return _checked(self._get(Range=span), self._start)
        except CAUGHT as error:
            if status_and_code(error)[0] == _NO_SUCH_RANGE:
                # It ends before it.
                return None
            raise

    def _go_on(self, came_bytes: int, write: Callable[[bytes], object]) -> None:
        first, etag = self._start + came_bytes, self._answer["ETag"]
        span = f"bytes={first}-{self._start + self.size_bytes - 1}"
        self.close()
        with store_errors():
            # Of another object under the same key the rest would not fit.
            self._answer = _checked(self._get(Range=span, IfMatch=etag), first)
            for block in self._blocks():
                write(block)
                came_bytes += len(block)
            if came_bytes != self.size_bytes:
                raise Malformed("the answer ended early")

    def _blocks(self) -> Iterator[bytes]:
        if self._answer is None:
            return
        body = self._answer["Body"]
        # What has come by now: to wait for a whole block, a byte every four seconds
        # would do. boto3 does not offer it.
        raw = getattr(body, "_raw_stream", None)
        read = getattr(raw, "read1", None) or body.read
        while block := read(_BLOCK_BYTES):
            if self._patience.is_over:
                raise TooSlow
            yield block


def _checked(answer: Any, start: int | None) -> Any:
    """An answer with what every store tells with an object's bytes.

    :param start: where the range begins that was asked for, or None: all of it was.
    """
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    size_bytes = answer.get("ContentLength")
    found = _RANGE.fullmatch(answer.get("ContentRange") or "")
    is_right = bool(answer.get("ETag")) and size_bytes is not None
    if start is not None:
        is_right &= status == _PARTIAL and found is not None
        if found:
            first, last = int(found[1]), int(found[2])
            is_right &= first == start and last - first + 1 == size_bytes
    if not is_right:
        answer["Body"].close()
        raise Malformed("an answer that is no object of S3")
    return answer
