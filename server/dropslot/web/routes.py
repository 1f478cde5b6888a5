"""Every URL on one screen, and what every answer carries."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, request

from dropslot.model import UploadError

from . import files, gallery, health, intake, login, share
from .access_log import log_requests
from .csrf import refuse_cross_site
from .error_handlers import fail, refuse
from .visitor import remember_visitor

# 4.4 KB of a 16 KB page in 0.1 ms; the best level saves 8 bytes more.
_GZIP_LEVEL = 6
# No 'unsafe-inline' anywhere: scripts and styles are files of ours. blob: is for the
# previews of what was chosen.
_PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)


def make_blueprint(name: str, url_prefix: str, with_accounts: bool) -> Blueprint:
    """The routes of one Dropslot, under a prefix."""
    routes = Blueprint(name, __name__, url_prefix=url_prefix or None)

    # Anyone who may see it.
    routes.get("/", endpoint="page", strict_slashes=False)(gallery.page)
    routes.get("/uploads/", endpoint="uploads")(gallery.uploads)
    routes.get("/uploads/<name>", endpoint="upload")(files.upload)
    routes.get("/thumbnails/<name>", endpoint="thumbnail")(files.thumbnail)
    routes.get("/assets/<version>/<path:path>", endpoint="asset")(files.asset)
    routes.get("/healthz", endpoint="healthz")(health.healthz)

    # Anyone who has the link.
    routes.get("/shared/<token>", endpoint="shared")(share.shared)

    # Anyone who may upload, and whoever uploaded it; never another site.
    routes.post("/", endpoint="receive", strict_slashes=False)(intake.receive)
    routes.delete("/uploads/<name>", endpoint="take_back")(files.take_back)
    routes.post("/uploads/<name>/link", endpoint="link")(share.hand_out)

    # Whoever began it.
    routes.get("/partial/<uuid>", endpoint="partial")(intake.upload_session)
    routes.delete("/partial/<uuid>", endpoint="forget")(intake.forget)

    if with_accounts:
        routes.get("/login", endpoint="login")(login.page)
        routes.post("/login", endpoint="sign_in")(login.sign_in)
        routes.post("/logout", endpoint="sign_out")(login.sign_out)
        routes.get("/account", endpoint="account")(login.account)

    log_requests(routes)
    routes.before_request(_guard)
    routes.after_request(_finish)
    routes.register_error_handler(UploadError, refuse)
    routes.register_error_handler(Exception, fail)
    return routes


def _guard() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        refuse_cross_site(request)


def _finish(response: Response) -> Response:
    remember_visitor(response)
    headers = response.headers
    if response.status_code in (204, 304):
        # What has no body has no type either.
        headers.pop("Content-Type", None)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
    _pack(response)
    return response


def _pack(response: Response) -> None:
    """Compress the page and the list; the files of the page are packed already."""
    packable = response.mimetype in ("text/html", "application/json")
    if packable and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), _GZIP_LEVEL))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
