"""What a host app may listen to (blinker).

The sender is the :class:`dropslot.Dropslot`: listen to one of several with
``upload_stored.connect(listener, sender=slot)``. Everything else comes by keyword.
Every signal is sent in the context of the app, in the thread that does the work: of a
request where there is one, else of a command or a worker.

``upload_checking``: ``path``, ``title``, ``picture``, ``owner``. Sent when a picture
has passed every check and before it is kept; a listener that raises
:class:`dropslot.Refused` with a sentence refuses it. Virus scanners listen here.

``upload_stored``: ``upload``, a :class:`dropslot.Upload`. Sent when it is durable.

``upload_removed``: ``upload``, and ``reason``, a :class:`dropslot.RemovalReason`. Sent
when it is gone for everyone; its bytes may follow. A listener that does not take a
``reason``, as in 0.1.0, is called without.

``upload_refused``: ``error``, an :class:`dropslot.UploadError`, and ``title``, the name
of the file or None where it is about no single one. Sent once for each request that
brought something to upload of which nothing is kept, whoever's fault that is.

The last three tell of what has happened already. A listener that raises changes nothing
of it, nor of the answer: its traceback is logged, and the next one is called.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, iscoroutinefunction, signature
from typing import Any, TypeAlias

from blinker import NamedSignal

__all__ = ["upload_checking", "upload_refused", "upload_removed", "upload_stored"]

_Listener: TypeAlias = Callable[..., Any]


class Signal(NamedSignal):
    """A signal that tells more than it did once.

    :param later: the keywords that were added since; a listener that does not take one
        is called without it.
    """

    def __init__(self, name: str, later: frozenset[str] = frozenset()) -> None:
        super().__init__(name)
        self._later = later

    def send(
        self,
        sender: Any = None,
        /,
        *,
        _async_wrapper: Callable[..., Any] | None = None,
        **told: Any,
    ) -> list[tuple[_Listener, Any]]:
        """Call every listener; what one of them raises ends it."""
        return [
            (listener, self._call(listener, sender, told, _async_wrapper))
            for listener in self._listeners(sender)
        ]

    def send_robust(self, sender: object, /, **told: Any) -> list[Exception]:
        """Call every listener, whatever the others raise; return that."""
        raised = []
        for listener in self._listeners(sender):
            try:
                self._call(listener, sender, told, None)
            except Exception as error:
                raised.append(error)
        return raised

    def _listeners(self, sender: object) -> list[_Listener]:
        return [] if self.is_muted else list(self.receivers_for(sender))

    def _call(
        self,
        listener: _Listener,
        sender: object,
        told: dict[str, Any],
        wrapper: Callable[..., Any] | None,
    ) -> Any:
        taken = {
            name: value
            for name, value in told.items()
            if name not in self._later or _takes(listener, name)
        }
        if iscoroutinefunction(listener):
            if wrapper is None:
                raise RuntimeError(f"{listener!r} is async, which no listener may be.")
            listener = wrapper(listener)
        return listener(sender, **taken)


def _takes(listener: _Listener, name: str) -> bool:
    try:
        taken = signature(listener).parameters
    except (TypeError, ValueError):
        # Some things that are written in C do not say.
        return False
    return name in taken or any(
        one.kind is Parameter.VAR_KEYWORD for one in taken.values()
    )


upload_checking = Signal("upload-checking")
upload_stored = Signal("upload-stored")
upload_removed = Signal("upload-removed", later=frozenset({"reason"}))
upload_refused = Signal("upload-refused")
