"""What every page has around it: title, logo and links of its operator; languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from dropslot.locales import Language
from dropslot.settings import Link

from .accent import accent_of
from .assets import FAVICON, Picture
from .mount import Mount
from .visitor import languages

# The grounds of the page in light and dark, as in frontend/styles/tokens.css: phones
# colour what is around the page alike.
GROUND, DARK_GROUND = "#faf8f5", "#181614"
# How high a logo is in the header, and how wide it gets, at most.
_LOGO_HEIGHT_PX = 36
_LOGO_WIDTH_PX = 200


@dataclass(frozen=True, slots=True)
class Frame:
    """What the operator made of the page; the names are the templates'.

    :param title: what the page is called.
    :param message: for those who come, or "".
    :param icon: the address of what the tab shows.
    :param icon_type: its MIME type.
    :param logo: the operator's, or the slot: its address, width and height.
    :param colours: of what a phone shows around the page, in light and dark.
    :param links: at the foot of the page.
    """

    title: str
    message: str
    icon: str
    icon_type: str
    logo: tuple[str, int, int]
    has_own_logo: bool
    colours: tuple[str, str]
    links: tuple[Link, ...]


def frame_of(mount: Mount) -> Frame:
    """The frame of the pages of one Dropslot."""
    settings, icon = mount.settings, mount.assets.icon
    return Frame(
        title=settings.title,
        message=settings.message,
        icon=asset_url(mount, icon.name),
        icon_type=icon.mime_type,
        logo=_logo(mount),
        has_own_logo=mount.assets.logo is not None,
        colours=_colours(settings.accent),
        links=settings.footer,
    )


def asset_url(mount: Mount, name: str = "") -> str:
    """The address of a file of the page; without a name, of all of them."""
    folder = mount.url("asset", version=mount.assets.version, path="")
    return folder + name if name else folder.rstrip("/")


def language_links(current: Language) -> list[dict[str, Any]]:
    """For the links to every language."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "html_language": one.html_language,
            "direction": one.direction,
            "current": one is current,
        }
        for one in languages().values()
    ]


def _logo(mount: Mount) -> tuple[str, int, int]:
    logo: Picture = mount.assets.logo or FAVICON
    height = _LOGO_HEIGHT_PX if mount.assets.logo else 28
    width = height * logo.width_px / logo.height_px
    if width > _LOGO_WIDTH_PX:
        height, width = round(height * _LOGO_WIDTH_PX / width), _LOGO_WIDTH_PX
    return asset_url(mount, logo.name), max(1, round(width)), max(1, height)


@cache
def _colours(accent: str | None) -> tuple[str, str]:
    if accent is None:
        return GROUND, DARK_GROUND
    shades = accent_of(accent)
    return shades.light.teal, shades.dark.mist
