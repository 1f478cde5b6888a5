"""The settings that make a page its operator's own, for the table of all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .branding import Link, Logo, accent, footer, logo, message, title
from .framing import SELF, frame_ancestors
from .paths import existing_folder
from .row import setting
from .values import SenderName, one_of


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What visitors see and read, what they are asked, and where it may be shown."""

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
    frame_ancestors: tuple[str, ...] = setting(
        "Who may show the page in a frame: `'self'`, `'none'`, or origins with spaces"
        " between, such as `'self' https://shop.example.org https://*.example.com`.",
        frame_ancestors,
        SELF,
    )
