"""What a phone reads before it puts the page among its apps."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from apps import MakeApp
from flask.testing import FlaskClient
from pictures import encoded, jpeg
from PIL import Image
from posting import FORM, post


def test_a_phone_is_told_what_it_needs(make_app: MakeApp) -> None:
    client = make_app(TITLE="Wedding", MESSAGE="Pictures, please.").test_client()

    answer = client.get("/manifest.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    told = answer.get_json()
    assert (told["name"], told["description"]) == ("Wedding", "Pictures, please.")
    assert (told["start_url"], told["scope"], told["display"]) == (
        *("/", "/"),
        "standalone",
    )
    assert (told["lang"], told["dir"]) == ("en", "ltr")


def test_every_icon_is_there_in_the_size_that_is_told(client: FlaskClient) -> None:
    icons = client.get("/manifest.webmanifest").get_json()["icons"]

    for icon in icons:
        answer = client.get(icon["src"])
        assert answer.mimetype == icon["type"]
        if icon["type"] == "image/png":
            width, height = Image.open(BytesIO(answer.data)).size
            assert icon["sizes"] == f"{width}x{height}"
    # Chrome's rule: one of at least 192 pixels, one of 512.
    assert {"192x192", "512x512", "any"} <= {icon["sizes"] for icon in icons}


def test_a_square_logo_is_the_apps_icon(make_app: MakeApp, tmp_path: Path) -> None:
    path = tmp_path / "ours.png"
    path.write_bytes(encoded(Image.new("RGB", (256, 256)), "PNG"))
    client = make_app(LOGO=path, ACCENT="#b3261e").test_client()

    told = client.get("/manifest.webmanifest").get_json()

    (icon,) = told["icons"]
    assert icon["src"].endswith("/logo.png")
    assert icon["sizes"] == "256x256"
    assert told["theme_color"] == "#b3261e"


def test_what_a_gallery_shares_goes_the_way_of_a_plain_form(
    client: FlaskClient,
) -> None:
    target = client.get("/manifest.webmanifest").get_json()["share_target"]
    (files,) = target["params"]["files"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    assert (files["name"], files["accept"][0]) == ("file", "image/*")

    shared = {**FORM, "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}
    taken = post(client, ("a.jpg", jpeg()), path=target["action"], headers=shared)
    refused = post(client, ("b.jpg", b"no"), path=target["action"], headers=shared)

    assert taken.status_code == 303
    assert "Just arrived: 1" in client.get(taken.headers["Location"]).text
    assert refused.status_code == 400
    assert refused.mimetype == "text/html"
    assert "b.jpg is not a picture" in refused.text


def test_the_page_may_ask_for_its_manifest_behind_a_sign_in(
    client: FlaskClient,
) -> None:
    answer = client.get("/")

    link = '<link rel="manifest" href="/manifest.webmanifest"'
    assert f'{link} crossorigin="use-credentials">' in answer.text
    assert "manifest-src 'self'" in answer.headers["Content-Security-Policy"]


def test_under_a_prefix_everything_is_under_it(make_app: MakeApp) -> None:
    client = make_app(URL_PREFIX="/photos").test_client()

    told = client.get("/photos/manifest.webmanifest").get_json()

    addresses = [told["id"], told["start_url"], told["scope"]]
    addresses += [told["share_target"]["action"]]
    addresses += [icon["src"] for icon in told["icons"]]
    assert all(address.startswith("/photos/") for address in addresses)
