"""What we change in how waitress's threads answer."""

from __future__ import annotations

from typing import Any

from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from dropslot.web import log_unread

_LIVEZ = "/livez"


class Task(WSGITask):  # type: ignore[misc]
    """Answers one request."""

    def set_close_on_finish(self) -> None:
        """Hang up after the answer, where that is due."""
        # waitress hangs up after every answer without a length; 204 and 304 have none
        # and need none (RFC 9112, 6.3), and 204 is what every upload is answered with.
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version == "1.0" or "close" in asked:
            super().set_close_on_finish()


class Unread(ErrorTask):  # type: ignore[misc]
    """Answers what could not be read as a request."""

    def execute(self) -> None:
        """Answer, and leave a line of it in the log."""
        super().execute()
        status, _, body = self.request.error.to_response()
        log_unread(self.channel.addr[0], int(status[:3]), len(body))


class Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """The threads that answer, and the queue in front of them.

    Whether we live is answered by a thread beside them, whatever they wait for.
    """

    def __init__(self) -> None:
        super().__init__()
        self._beside = ThreadedTaskDispatcher()

    def set_thread_count(self, count: int) -> None:
        """Have so many threads; 0 ends them."""
        super().set_thread_count(count)
        self._beside.set_thread_count(min(count, 1))

    def add_task(self, task: Any) -> None:
        """Have a thread answer a channel's request."""
        # Exactly this: all else may wait for a store or a database.
        threads = self._beside if task.requests[0].path == _LIVEZ else self
        # As waitress does, but for a warning about each request that has to wait: to
        # wait is what the queue is for, and a line for each would bury all others.
        with threads.lock:
            threads.queue.append(task)
            threads.queue_cv.notify()
