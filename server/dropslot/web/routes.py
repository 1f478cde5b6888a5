"""Every URL on one screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, has_request_context, request
from flask.typing import ResponseReturnValue

from dropslot.model import UploadError

from . import element, files, gallery, health, intake, login, manifest, picture, share
from .access_log import log_requests
from .answers import ours as answered
from .csrf import refuse_cross_site
from .error_handlers import refuse
from .mount import current_mount
from .places import Places

# Why it cannot be opened is said on a page that looks like one.
_OPENS_NOTHING = ("asset", "livez")


def make_blueprint(name: str, places: Places, with_accounts: bool) -> Blueprint:
    """The routes of one Dropslot, under a prefix."""
    routes = Blueprint(name, __name__, url_prefix=places.prefix or None)

    def ours(view: Callable[..., ResponseReturnValue]) -> Callable[..., Response]:
        return places.without(answered(view))

    # Anyone who may see it.
    routes.get("/", endpoint="page", strict_slashes=False)(ours(gallery.page))
    routes.get("/pictures/<name>", endpoint="picture")(ours(picture.picture))
    routes.get("/uploads/", endpoint="uploads")(ours(gallery.uploads))
    routes.get("/uploads/<name>", endpoint="upload")(ours(files.upload))
    routes.get("/thumbnails/<name>", endpoint="thumbnail")(ours(files.thumbnail))
    routes.get("/assets/<version>/<path:path>", endpoint="asset")(ours(files.asset))
    routes.get("/element", endpoint="element")(ours(element.element))
    routes.get(f"/{element.SCRIPT}", endpoint="script")(ours(element.script))
    routes.get("/manifest.webmanifest", endpoint="manifest")(ours(manifest.manifest))
    routes.get("/healthz", endpoint="healthz")(ours(health.healthz))
    routes.get("/livez", endpoint="livez")(ours(health.livez))

    # Anyone who has the link.
    routes.get("/shared/<token>", endpoint="shared")(ours(share.shared))

    # Anyone who may upload, and whoever uploaded it; never another site.
    routes.post("/", endpoint="receive", strict_slashes=False)(ours(intake.receive))
    routes.delete("/uploads/<name>", endpoint="take_back")(ours(files.take_back))
    routes.post("/uploads/<name>/link", endpoint="link")(ours(share.hand_out))

    # Whoever began it.
    routes.get("/partial/<uuid>", endpoint="partial")(ours(intake.upload_session))
    routes.delete("/partial/<uuid>", endpoint="forget")(ours(intake.forget))

    if with_accounts:
        routes.get("/login", endpoint="login")(ours(login.page))
        routes.post("/login", endpoint="sign_in")(ours(login.sign_in))
        routes.post("/logout", endpoint="sign_out")(ours(login.sign_out))
        routes.get("/account", endpoint="account")(ours(login.account))

    log_requests(routes)
    routes.before_request(_guard)
    # Ours alone: what else goes wrong may be the host's, and has the host's answer.
    routes.register_error_handler(UploadError, answered(refuse))
    if places.names:
        routes.url_defaults(partial(_stay, places))
    return routes


def _stay(places: Places, endpoint: str, values: dict[str, Any]) -> None:
    """Let an address of ours that is made in a request of ours be of the same place."""
    is_ours = has_request_context() and request.blueprint == endpoint.rpartition(".")[0]
    if is_ours and not all(name in values for name in places.names):
        values |= {**places.values_here(), **values}


def _guard() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        refuse_cross_site(request)
    if request.endpoint and request.endpoint.rpartition(".")[2] not in _OPENS_NOTHING:
        # Before a host's owner() is asked, or a body is read.
        _ = current_mount().opening.parts
