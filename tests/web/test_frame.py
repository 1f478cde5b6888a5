"""What an operator makes of the page: title, message, logo, colour, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from apps import MakeApp
from dropslot import Dropslot
from flask import Flask
from flask.testing import FlaskClient
from pictures import encoded
from PIL import Image
from posting import FORM

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40">
<script>alert(document.cookie)</script></svg>"""


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A wide logo, with a script in it."""
    path = tmp_path / "ours.svg"
    path.write_bytes(LOGO)
    return path


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """A square logo that is a bitmap."""
    path = tmp_path / "ours.png"
    path.write_bytes(encoded(Image.new("RGB", (256, 256)), "PNG"))
    return path


def page_of(make_app: MakeApp, **settings: object) -> str:
    return make_app(**settings).test_client().get("/").text


def test_the_title_is_in_the_header_the_tab_and_in_links_to_the_page(
    make_app: MakeApp,
) -> None:
    page = page_of(make_app, TITLE="Ann & Ben")

    assert "<title>Ann &amp; Ben</title>" in page
    assert '<span class="brand-name" dir="auto">Ann &amp; Ben</span>' in page
    assert '<meta property="og:title" content="Ann &amp; Ben">' in page
    assert '"title": "Ann \\u0026 Ben"' in page


def test_the_message_is_plain_text_in_its_lines(make_app: MakeApp) -> None:
    page = page_of(make_app, MESSAGE="Hello.\n<b>You</b> there.")

    told = "Hello.\n&lt;b&gt;You&lt;/b&gt; there."
    assert f'<p class="message" dir="auto">{told}</p>' in page
    assert f'<meta property="og:description" content="{told}">' in page


def test_the_links_at_the_foot_are_those_that_were_set(make_app: MakeApp) -> None:
    client = make_app(FOOTER="Imprint https://a.org/i, Privacy /p").test_client()

    for page in (client.get("/"), client.get("/nothing", headers=FORM)):
        assert '<a href="https://a.org/i" rel="noopener">Imprint</a>' in page.text
        assert '<a href="/p" rel="noopener">Privacy</a>' in page.text


def test_a_page_without_settings_asks_for_no_more_than_before(
    client: FlaskClient,
) -> None:
    page = client.get("/").text

    assert "<footer" not in page
    assert 'class="message"' not in page
    asked = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]+)"', page)
    assert {Path(one).name for one in asked} == {
        "favicon.svg",
        "main.css",
        "drop-slot.js",
        "manifest.webmanifest",
    }


def test_a_logo_takes_the_place_of_the_mark(make_app: MakeApp, drawn: Path) -> None:
    client = make_app(LOGO=drawn).test_client()

    page = client.get("/").text

    found = re.search(
        r'<img src="(/assets/\w+/logo.svg)" width="108" height="36"', page
    )
    assert found
    answer = client.get(found[1])
    assert answer.data == LOGO
    assert answer.content_type == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_script_in_a_logo_is_harmless(make_app: MakeApp, drawn: Path) -> None:
    client = make_app(LOGO=drawn).test_client()
    address = re.search(r"/assets/\w+/logo.svg", client.get("/").text)
    assert address

    policy = client.get(address[0]).headers["Content-Security-Policy"]

    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_a_square_logo_is_the_icon_as_well(make_app: MakeApp, square: Path) -> None:
    page = page_of(make_app, LOGO=square)

    assert re.search(r'<link rel="icon" type="image/png" href="[^"]+/logo.png">', page)


def test_a_wide_logo_is_no_icon(make_app: MakeApp, drawn: Path) -> None:
    page = page_of(make_app, LOGO=drawn)

    assert re.search(
        r'<link rel="icon" type="image/svg\+xml" href="[^"]+/favicon', page
    )


def test_a_link_to_the_page_shows_the_slot_or_a_logo_that_can_be_shown(
    make_app: MakeApp, drawn: Path, square: Path
) -> None:
    own = {"base_url": "https://photos.example.org"}

    for logo, name in ((None, "share.png"), (drawn, "share.png"), (square, "logo.png")):
        app = make_app(**({"LOGO": logo} if logo else {}))
        page = app.test_client().get("/", **own).text
        image = re.search(r'property="og:image" content="([^"]+)"', page)
        assert image
        assert image[1].startswith("https://photos.example.org/assets/")
        assert image[1].endswith(name)
        assert app.test_client().get(image[1]).mimetype == "image/png"


def test_an_accent_is_in_the_sheet_and_not_in_the_page(make_app: MakeApp) -> None:
    client = make_app(ACCENT="#b3261e").test_client()
    page = client.get("/").text
    sheet = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert sheet

    text = client.get(sheet[1]).text

    assert "--teal:#b3261e;" in text.rpartition("sourceMappingURL")[2]
    assert "style=" not in page
    assert "<style" not in page
    assert '<meta name="theme-color" content="#b3261e" media=' in page


def test_what_was_set_changes_the_address_of_the_files(
    make_app: MakeApp, drawn: Path
) -> None:
    """A browser keeps them for ever."""
    versions = {
        re.findall(r"/assets/(\w+)/main.css", page_of(make_app, **settings))[0]
        for settings in ({}, {"ACCENT": "#b3261e"}, {"ACCENT": "#b36"}, {"LOGO": drawn})
    }

    assert len(versions) == 4


def test_small_pages_look_like_the_page(make_app: MakeApp, drawn: Path) -> None:
    client = make_app(TITLE="Wedding", LOGO=drawn).test_client()

    page = client.get("/nothing", headers=FORM).text

    assert "Nothing here · Wedding</title>" in page
    assert re.search(r'<img src="[^"]+/logo.svg" [^>]*alt="Wedding">', page)


def test_each_dropslot_of_a_host_app_has_its_own(tmp_path: Path) -> None:
    app = Flask("host")
    app.config["DROPSLOT_CHECK_PROCESSES"] = 1
    slots = [
        Dropslot(
            app,
            url_prefix=f"/{name}",
            settings={
                "UPLOAD_PATH": tmp_path / name,
                "TITLE": name,
                "FOOTER": [(f"About {name}", "/about")],
            },
        )
        for name in ("scans", "photos")
    ]

    for name in ("scans", "photos"):
        page = app.test_client().get(f"/{name}/").text
        assert f"<title>{name}</title>" in page
        assert f">About {name}</a>" in page
    for slot in slots:
        slot.close()


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("zh", "ltr")]
)
def test_every_page_says_in_which_direction_it_is_written(
    client: FlaskClient, language: str, direction: str
) -> None:
    asked = {**FORM, "Accept-Language": language}

    for path in ("/", "/nothing", "/login"):
        page = client.get(path, headers=asked).text
        assert re.search(rf'<html lang="{language}[\w-]*" dir="{direction}"', page)
