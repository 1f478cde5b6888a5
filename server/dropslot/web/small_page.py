"""The small pages: why something failed, and signing in without the script.

They ask the database nothing: what failed a request may fail its answer as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import request

from .frame import asset_url, frame_of, language_links
from .mount import Mount, current_mount, in_hosts_view
from .own_path import is_own_path
from .templates import render
from .visitor import current_language


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something failed.

    :param sentence: for a person.
    :param title: the key of its heading.
    :param is_calm: nothing failed: there only is nothing.
    :param signs_in: signing in would help.
    :param leads_back: the page itself can be reached from here.
    :param nothing_kept: of all that was sent; a host's own view may have kept some.
    """

    sentence: str
    title: str
    is_calm: bool = False
    signs_in: bool = False
    leads_back: bool = True
    nothing_kept: bool = False


def render_refusal(refusal: Refusal) -> str:
    """A small page for a form that was sent without JavaScript, or an address that was
    opened."""
    sign_in_url = _sign_in_url(current_mount()) if refusal.signs_in else None
    return _render("refused.html", refusal=refusal, sign_in_url=sign_in_url)


def render_login(target: str, sentence: str | None = None, name: str = "") -> str:
    """The page to sign in on.

    :param target: where to go on to, a path of this site.
    :param sentence: why the last try failed.
    :param name: the name that was given then.
    """
    sign_in_url = current_mount().url("login")
    return _render(
        "login.html",
        sign_in_url=sign_in_url,
        sentence=sentence,
        target=target,
        name=name,
    )


def _render(template: str, **known: Any) -> str:
    mount, language = current_mount(), current_language()
    page = {
        "frame": frame_of(mount),
        "html_language": language.html_language,
        "direction": language.direction,
        "languages": language_links(language),
        "assets": asset_url(mount),
        "url": mount.url("page"),
        "back": _back(mount),
        "here": _here(mount),
    }
    return render(mount.assets.folder, template, page=page, say=language.say, **known)


def _here(mount: Mount) -> str:
    """Where to come back to: what was opened, for a form cannot be sent once more."""
    if request.method != "GET":
        return mount.url("page")
    return request.script_root + request.full_path.removesuffix("?")


def _back(mount: Mount) -> str:
    """Where to go on: to the page, and from a host's own view to where its form is."""
    if not in_hosts_view():
        return mount.url("page")
    came_from = urlsplit(request.referrer or "")
    path = urlunsplit(("", "", came_from.path, came_from.query, ""))
    if came_from.netloc == request.host and is_own_path(path):
        return path
    return request.script_root + "/"


def _sign_in_url(mount: Mount) -> str | None:
    if mount.has_accounts:
        return mount.url("login", next=_here(mount))
    return mount.sign_in_url() if mount.sign_in_url else None
