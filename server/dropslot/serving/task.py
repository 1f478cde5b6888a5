"""What we change in how waitress's threads answer."""

from __future__ import annotations

from typing import Any

from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from dropslot.web import log_unread


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
    """The threads that answer, and the queue in front of them."""

    def add_task(self, task: Any) -> None:
        """Have a thread answer."""
        # As waitress does, but for a warning about each request that has to wait: to
        # wait is what the queue is for, and a line for each would bury all others.
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()
