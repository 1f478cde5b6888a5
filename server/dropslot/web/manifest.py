"""GET: what a phone needs to put the page among its apps, and to share pictures to it.

Source: Web Application Manifest (W3C), Web Share Target (WICG).
"""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from dropslot.uploads import accepted_extensions

from .accent import accent_of
from .form import FIELD
from .frame import GROUND, asset_url
from .mount import Mount, current_mount
from .visitor import current_language

_TEAL = "#0e6664"
_SECONDS = 3600


def manifest() -> ResponseReturnValue:
    """The manifest; what is shared comes to the page as a plain form does."""
    mount, language = current_mount(), current_language()
    settings, page = mount.settings, mount.url("page")
    response = jsonify(
        {
            "id": page,
            "name": settings.title,
            "short_name": settings.title,
            "description": settings.message or language.say("html.description"),
            "lang": language.html_language,
            "dir": language.direction,
            "start_url": page,
            "scope": page,
            "display": "standalone",
            "theme_color": _theme_colour(settings.accent),
            "background_color": GROUND,
            "icons": _icons(mount),
            "share_target": {
                "action": page,
                "method": "POST",
                "enctype": "multipart/form-data",
                "params": {
                    "files": [
                        {
                            "name": FIELD,
                            "accept": ["image/*", *accepted_extensions(settings)],
                        }
                    ]
                },
            },
        }
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = f"private, max-age={_SECONDS}"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _icons(mount: Mount) -> list[dict[str, Any]]:
    icon = mount.assets.icon
    drawn = icon.mime_type == "image/svg+xml"
    sizes = "any" if drawn else f"{icon.width_px:.0f}x{icon.height_px:.0f}"
    own = {"src": asset_url(mount, icon.name), "type": icon.mime_type, "sizes": sizes}
    # Phones want a bitmap; where the logo stands for the page, the slot does not.
    if icon is mount.assets.logo:
        return [own]
    packaged = [
        ("icon-192.png", "192x192", "any"),
        ("icon-512.png", "512x512", "any"),
        ("icon-maskable.png", "512x512", "maskable"),
    ]
    return [own] + [
        {
            "src": asset_url(mount, name),
            "type": "image/png",
            "sizes": size,
            "purpose": purpose,
        }
        for name, size, purpose in packaged
    ]


def _theme_colour(accent: str | None) -> str:
    return accent_of(accent).light.teal if accent else _TEAL
