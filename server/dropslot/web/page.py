"""The page as HTML: what its template in ``frontend/pages/`` is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from dropslot.locales import Language, in_megabytes
from dropslot.model import SENDER_NAME_CHARACTERS, Access
from dropslot.settings import SenderName
from dropslot.uploads import (
    accepted_extensions,
    accepted_formats,
    refused_extensions,
)

from .frame import Frame, asset_url, frame_of, language_links
from .mount import Mount, current_mount
from .sharing import Shared, shared_of
from .signed_in import Account, account_of
from .templates import render
from .visitor import current_language, current_visitor, next_browser_mark


@dataclass(frozen=True, slots=True)
class Page:
    """What ``index.html`` knows; the names are its."""

    frame: Frame
    language: str
    html_language: str
    direction: str
    languages: list[dict[str, Any]]
    assets: str
    url: str
    accept: str
    limits_in_words: str
    uploads: list[dict[str, Any]]
    next_url: str | None
    data: dict[str, Any]
    account: Account | None
    sign_in_url: str | None
    picture: OpenPicture | None
    shared: Shared
    arrived: int
    asks_name: int
    is_whole: bool
    has_gallery: bool


@dataclass(frozen=True, slots=True)
class OpenPicture:
    """The picture that is open on the page.

    :param upload: as the list tells of it.
    :param facts: its sizes, in words.
    :param newer_url: the address of the one before it, or None.
    :param older_url: the address of the one after it, or None.
    """

    upload: dict[str, Any]
    facts: str
    newer_url: str | None
    older_url: str | None


def render_page(
    listed: dict[str, Any],
    next_url: str | None,
    picture: OpenPicture | None = None,
    arrived: int = 0,
) -> str:
    """The page with a list of uploads, as ``GET /uploads/`` answers it.

    :param next_url: the address of the page with older ones, or None.
    :param picture: the one that is open.
    :param arrived: how many pictures a plain form has just brought.
    """
    language = current_language()
    page = _page(language, listed, next_url, next_browser_mark())
    page = replace(page, picture=picture, arrived=arrived)
    page.data["picture"] = picture and picture.upload
    return _rendered("index.html", page, language)


def render_element(
    listed: Mapping[str, Any] | None, language: Language, browser: str
) -> Markup:
    """The drop area alone, as a shadow root in a page of somebody else's.

    :param listed: as in :func:`render_page`, or None: without a gallery.
    :param browser: what stands for this browser, or "": the script has to ask.
    """
    shown = listed or {"uploads": [], "next": None}
    page = _page(language, shown, None, browser)
    page = replace(page, is_whole=False, has_gallery=listed is not None)
    # Written by our template, which escapes what it is given.
    return Markup(_rendered("element.html", page, language))  # noqa: S704


def _rendered(name: str, page: Page, language: Language) -> str:
    folder = current_mount().assets.folder
    return render(folder, name, page=page, say=language.say)


def _page(
    language: Language, listed: Mapping[str, Any], next_url: str | None, browser: str
) -> Page:
    mount = current_mount()
    account = account_of(mount)
    return Page(
        frame=frame_of(mount),
        language=language.code,
        html_language=language.html_language,
        direction=language.direction,
        languages=language_links(language),
        assets=asset_url(mount),
        url=mount.url("page"),
        accept=",".join(accepted_extensions(mount.settings)),
        limits_in_words=language.say(
            "html.limits",
            formats=accepted_formats(mount.settings),
            size=in_megabytes(mount.settings.max_content_length),
        ),
        uploads=listed["uploads"],
        next_url=next_url,
        data=_data(mount, language, listed, account, browser),
        account=account,
        sign_in_url=mount.sign_in_url() if mount.sign_in_url else None,
        picture=None,
        shared=shared_of(mount),
        arrived=0,
        asks_name=_name_characters(mount),
        is_whole=True,
        has_gallery=True,
    )


def _name_characters(mount: Mount) -> int:
    """How long a visitor's own name may be; 0 where nobody is asked."""
    asks = mount.settings.sender_name is not SenderName.OFF
    return SENDER_NAME_CHARACTERS if asks else 0


def _data(
    mount: Mount,
    language: Language,
    listed: Mapping[str, Any],
    account: Account | None,
    browser: str,
) -> dict[str, Any]:
    """What the page's scripts know: the same limits and sentences as the server."""
    settings = mount.settings
    return {
        "language": language.code,
        # What the tab says while nothing goes up and no picture is open.
        "title": settings.title,
        "urls": {
            "upload": mount.url("page"),
            "uploads": mount.url("uploads"),
            # With a name behind it, the page with that picture open.
            "pictures": mount.url_of_names("picture"),
            "thumbnails": mount.url_of_names("thumbnail"),
        },
        "maxBytes": settings.max_content_length,
        "extensions": accepted_extensions(settings),
        "formats": accepted_formats(settings),
        # By extension: which sentence refuses it, and what it is called.
        "otherFormats": {
            extension: (variant, language.words[f"format.{name}"])
            for extension, variant, name in refused_extensions(settings)
        },
        "chunkBytes": settings.chunk_bytes,
        "pageSize": settings.page_size,
        # Whoever may not yet can sign in here, with the files in the list.
        "canUpload": mount.access.may_upload(current_visitor()) or account is not None,
        "account": account and asdict(account),
        "owner": _owner_key(mount),
        # What ``Dropslot-Browser`` says while this browser is still known.
        "browser": browser,
        # Where not everyone sees a picture, others need a link that is signed.
        "signedLinks": not mount.access.seen_by_everyone,
        "dropOnly": mount.access is Access.DROP_ONLY,
        "partialHours": settings.partial_hours,
        "uploads": listed["uploads"],
        "next": listed["next"],
        "words": language.said_by_scripts(),
    }


def _owner_key(mount: Mount) -> str:
    """Stands for whom the host app has signed in, and tells nothing of them: what they
    leave unfinished in this browser is not offered to the next."""
    owner = current_visitor().owner
    if owner is None or mount.has_accounts:
        return ""
    return sha256(f"{mount.secret}/{owner}".encode()).hexdigest()[:16]
