"""Writes ``docs/settings.md`` and ``docs/api.md`` from the code itself."""

from __future__ import annotations

from pathlib import Path

from api_page import api_page
from dropslot.settings import SETTINGS

API = Path(__file__).with_name("api.md")
PAGE = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Environment variables when the program runs by itself; `app.config` keys of the same
names when Dropslot is mounted in an app. A value that makes no sense stops the start
with one sentence that says what is allowed. `dropslot settings` shows what is in force.

Sizes are in bytes, or with a unit in any case: `67108864`, `64MB`, `64 MiB` and `64m`
are one size, and `1.5 GB` is another. As on the page 1 KB is 1024 bytes, 1 MB is
1024 KB, and so on; `MiB` means the same. A word such as `Private` may be written in any
case.

A relative path is meant from where the program is started; in a host app from the app's
[instance folder](https://flask.palletsprojects.com/en/stable/config/#instance-folders),
that in an SQLite URL as well.

In a host app `HOSTS`, `URL_PREFIX`, `TRUSTED_PROXIES`, `LOG` and `METRICS` mean
nothing, because there it is the host that is asked; `MAX_ARRIVING` is about the
program's own server.

| name | default | meaning |
| --- | --- | --- |
"""


def settings_page() -> str:
    """The whole page in Markdown."""
    rows = (
        f"| `{s.variable}` | {s.default_in_words()} | {s.meaning} |\n" for s in SETTINGS
    )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
    API.write_text(api_page(), encoding="utf-8")
