"""A browser's cross-site request changes nothing; everything else may pass."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, kept, post

BAD = [
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour of this site"),
    pytest.param({"Origin": "https://evil.example"}, id="another origin"),
    pytest.param({"Origin": "null"}, id="an origin without a name"),
    pytest.param(
        {"Origin": "http://localhost:81", "Host": "localhost:5000"}, id="another port"
    ),
    pytest.param(
        {"Origin": "http://nas.evil.example", "Host": "nas"}, id="a longer name"
    ),
    pytest.param({"Origin": "http://nas:x", "Host": "nas"}, id="a port that is none"),
    pytest.param({"Origin": ""}, id="an empty origin"),
    pytest.param({"Origin": "http://[::"}, id="an origin that is none"),
    pytest.param(
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        id="another site with a forged origin",
    ),
]
GOOD = [
    pytest.param({}, id="no browser at all"),
    pytest.param({"Sec-Fetch-Site": "same-origin"}, id="this origin"),
    pytest.param({"Sec-Fetch-Site": "none"}, id="the person themselves"),
    pytest.param({"Origin": "http://localhost"}, id="this origin, in an old browser"),
    pytest.param(
        {"Origin": "http://nas:8080", "Host": "nas"}, id="a proxy that drops the port"
    ),
    pytest.param(
        {"Origin": "http://nas:8080", "Host": "nas:80"}, id="a proxy that tells its own"
    ),
    pytest.param({"Origin": "http://NAS", "Host": "nas."}, id="another spelling"),
    pytest.param(
        {"Origin": "https://nas", "Host": "nas:443"}, id="TLS that was not told of"
    ),
    pytest.param(
        {"Origin": "http://[fd00::1]:8080", "Host": "[fd00::1]"}, id="an address"
    ),
]
ACCUSES = "another site"


@pytest.mark.parametrize("headers", BAD)
def test_what_another_site_sends_is_refused(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    location = kept(client, "a.jpg", jpeg())

    posted = post(client, ("b.jpg", jpeg()), headers=headers)
    deleted = client.delete(location, headers=headers)

    assert (posted.status_code, deleted.status_code) == (403, 403)
    assert posted.headers["Dropslot-Error"] == "cross-site"
    assert client.get(location).status_code == 200


@pytest.mark.parametrize("headers", GOOD)
def test_what_this_site_or_no_browser_sends_is_taken(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert post(client, ("a.jpg", jpeg()), headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("host", "more"),
    [
        pytest.param("127.0.0.1:5000", {}, id="by an address"),
        pytest.param("[::1]:5000", {}, id="by one of IPv6"),
        pytest.param("dropslot_backend", {}, id="by a name of its own"),
        pytest.param("app.internal", {"X-Forwarded-For": "10.0.0.7"}, id="and says so"),
    ],
)
def test_a_proxy_that_asks_in_its_own_name_is_explained_and_nobody_accused(
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    host: str,
    more: dict[str, str],
) -> None:
    headers = {"Host": host, "Origin": "http://nas:8080", **more}

    answer = post(client, ("a.jpg", jpeg()), headers=headers)

    assert answer.status_code == 403
    assert answer.headers["Dropslot-Error"] == "cross-site"
    assert ACCUSES not in answer.text
    assert "http://nas:8080" in answer.text
    assert "proxy_set_header Host $http_host" in caplog.text
    assert "DROPSLOT_TRUSTED_PROXIES=1" in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="by its origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="by the browser's word"),
    ],
)
def test_another_site_is_called_so_where_the_name_is_the_right_one(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    answer = post(
        client, ("a.jpg", jpeg()), headers={"Host": "photos.example.org", **headers}
    )

    assert ACCUSES in answer.text
    assert caplog.text == ""


def test_the_browsers_own_word_goes_before_the_names(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "http://nas", "Host": "nas"}

    assert post(client, ("a.jpg", jpeg()), headers=headers).status_code == 403


# What browsers say where another app, as a phone's gallery, shares to the page.
SHARED = {**FORM, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "none"}, id="the person themselves"),
        pytest.param(
            {"Sec-Fetch-Site": "none", "Origin": "null"}, id="from no page at all"
        ),
        pytest.param({"Sec-Fetch-Site": "none", "Sec-Fetch-User": "?1"}, id="by a tap"),
        pytest.param(
            {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
            id="as if the page itself had sent it",
        ),
    ],
)
def test_what_another_app_shares_is_taken(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = post(client, ("a.jpg", jpeg()), headers={**SHARED, **headers})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/?arrived=1")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="a form of another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a form of a neighbour"),
        pytest.param({"Origin": "null"}, id="a frame, in a browser that says no more"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "null", "Sec-Fetch-User": "?1"},
            id="another site, by a click",
        ),
    ],
)
def test_another_site_cannot_pass_for_an_app_that_shares(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = post(client, ("a.jpg", jpeg()), headers={**SHARED, **headers})

    assert answer.status_code == 403
    assert client.get("/uploads/").get_json()["uploads"] == []
