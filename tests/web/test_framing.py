"""In whose pages ours may be shown, and how it is known there."""

from __future__ import annotations

import pytest
from apps import MakeApp
from dropslot import SettingError
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, kept

SHOP = "https://shop.example.org"


@pytest.mark.parametrize(
    ("given", "policy", "option"),
    [
        pytest.param({}, "'self'", "SAMEORIGIN", id="not set"),
        pytest.param({"FRAME_ANCESTORS": "none"}, "'none'", "DENY", id="nobody"),
        pytest.param(
            {"FRAME_ANCESTORS": f"self, {SHOP}/ https://*.Example.com:8443"},
            f"'self' {SHOP} https://*.example.com:8443",
            None,
            id="some, which only the policy can say",
        ),
    ],
)
def test_both_headers_of_a_page_say_the_same(
    make_app: MakeApp, given: dict[str, str], policy: str, option: str | None
) -> None:
    client = make_app(**given).test_client()

    pages = [client.get("/"), client.get("/pictures/none", headers=FORM)]

    for page in pages:
        told = page.headers["Content-Security-Policy"]
        assert told.endswith(f"; frame-ancestors {policy}")
        assert page.headers.get("X-Frame-Options") == option


def test_pictures_stay_as_they_are(client: FlaskClient) -> None:
    answer = client.get(kept(client, "a.jpg", jpeg()))

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize(
    "given",
    [
        "shop.example.org",
        f"{SHOP}/photos",
        "'none' 'self'",
        "*",
        "https://a.example; script-src *",
        "data:",
        "",
    ],
)
def test_what_is_no_origin_is_one_sentence(make_app: MakeApp, given: str) -> None:
    with pytest.raises(SettingError) as told:
        make_app(FRAME_ANCESTORS=given)

    assert str(told.value) == (
        f"DROPSLOT_FRAME_ANCESTORS is {given!r}, but it must be 'self', 'none', or"
        " origins with spaces between, such as 'self' https://shop.example.org"
        " https://*.example.com."
    )


@pytest.mark.parametrize(
    ("ancestors", "base_url", "flags"),
    [
        pytest.param(
            SHOP,
            "https://drop.example",
            ("Secure", "SameSite=None", "Partitioned"),
            id="in another site's page",
        ),
        pytest.param(
            SHOP, "http://drop.example", ("SameSite=Lax",), id="which needs TLS"
        ),
        pytest.param(
            "self", "https://drop.example", ("Secure", "SameSite=Lax"), id="in our own"
        ),
    ],
)
def test_a_browser_is_known_where_the_page_is_shown(
    make_app: MakeApp, ancestors: str, base_url: str, flags: tuple[str, ...]
) -> None:
    client = make_app(FRAME_ANCESTORS=ancestors).test_client()

    cookie = client.get("/", base_url=base_url).headers["Set-Cookie"]

    told = [part for part in cookie.split("; ") if part.split("=")[0] in _FLAGS]
    assert sorted(told) == sorted(flags)


_FLAGS = ("Secure", "SameSite", "Partitioned")
