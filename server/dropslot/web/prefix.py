"""Where the whole app is found behind a proxy: ``https://example.org/photos/``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dropslot.settings import URL_PREFIX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Prefix:
    """Has a WSGI app find itself under a prefix, so that all its addresses are there.

    :param fixed: the prefix that was set: the proxy may strip it from the path, or not.
        Without one it is what the proxy tells, as ``ProxyFix`` has found it.
    """

    def __init__(self, app: WSGIApplication, fixed: str) -> None:
        self._app = app
        self._fixed = fixed

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request."""
        if self._fixed:
            self._enter(environ)
        elif "werkzeug.proxy_fix.orig" in environ:
            _check(environ, environ["werkzeug.proxy_fix.orig"]["SCRIPT_NAME"] or "")
        return self._app(environ, start_response)

    def _enter(self, environ: WSGIEnvironment) -> None:
        path = environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = self._fixed
        if f"{path}/".startswith(f"{self._fixed}/"):
            environ["PATH_INFO"] = path[len(self._fixed) :]


def _check(environ: WSGIEnvironment, before: str) -> None:
    """Take the prefix that a proxy tells, if it is one.

    :param before: the prefix that the server itself knows of.
    """
    told = environ["SCRIPT_NAME"]
    if told != before:
        told = told.rstrip("/")
        environ["SCRIPT_NAME"] = told if URL_PREFIX.fullmatch(told) else before
