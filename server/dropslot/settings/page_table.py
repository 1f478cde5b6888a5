"""The settings that make a page its operator's own, for the table of all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .branding import Link, Logo, accent, footer, logo, message, title
from .paths import existing_folder
from .row import setting
from .values import SenderName, one_of


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What visitors see and read, and what they are asked."""

    title: str = setting(
        "What the page is called: in its header, in the tab, in links to it.",
        title,
        "Dropslot",
    )
    message: str = setting(
        "A sentence or two for those who come, under the heading of the drop area;"
        " plain text, line breaks (or `\\n`) are kept.",
        message,
        "",
    )
    logo: Logo | None = setting(
        "A file with a logo for the header: SVG, PNG, JPEG, WebP, AVIF or GIF. A square"
        " one is the icon as well.",
        logo,
        None,
    )
    accent: str | None = setting(
        "The colour of buttons and links, such as `#b3261e`; the shades that can be"
        " read, in light and dark, are worked out from it.",
        accent,
        None,
        shown_default="a deep teal",
    )
    footer: tuple[Link, ...] = setting(
        "Links for the foot of the page, each a text and an address, with commas"
        " between: `Imprint https://example.org/imprint, Privacy https://example.org/privacy`.",
        footer,
        (),
    )
    sender_name: SenderName = setting(
        "Whether the page asks who sends the pictures: `off` or `optional`. The name is"
        " kept with each picture, and shown with it.",
        one_of(SenderName),
        SenderName.OFF,
    )
    locales: Path | None = setting(
        "A folder with further languages, or other sentences for those that there are:"
        " one JSON file each.",
        existing_folder,
        None,
    )
