"""How a link to the page looks where it is sent to somebody (ogp.me)."""

from __future__ import annotations

from dataclasses import dataclass

from .frame import asset_url
from .mount import Mount

# The slot, as large as most want it.
_PICTURE, _WIDTH_PX, _HEIGHT_PX = "share.png", 1200, 630


@dataclass(frozen=True, slots=True)
class Shared:
    """What stands in the head of the page; the addresses are whole, by the name that
    this request came by.

    :param card: how large the picture is to be shown.
    """

    url: str
    image: str
    width: int
    height: int
    card: str
    manifest: str


def shared_of(mount: Mount) -> Shared:
    """The page of one Dropslot, as others are told of it."""
    url, manifest = mount.url("page", _external=True), mount.url("manifest")
    logo = mount.assets.logo
    # Nobody who shows links shows drawings.
    if logo is None or logo.mime_type == "image/svg+xml":
        image = _whole(mount, _PICTURE)
        card = "summary_large_image"
        return Shared(url, image, _WIDTH_PX, _HEIGHT_PX, card, manifest)
    width, height = round(logo.width_px), round(logo.height_px)
    return Shared(url, _whole(mount, logo.name), width, height, "summary", manifest)


def _whole(mount: Mount, name: str) -> str:
    here, page = mount.url("page", _external=True), mount.url("page")
    return here.removesuffix(page) + asset_url(mount, name)
