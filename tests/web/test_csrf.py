"""A browser's cross-site request changes nothing; everything else may pass."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept, post

BAD = [
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour of this site"),
    pytest.param({"Origin": "https://evil.example"}, id="another origin"),
    pytest.param({"Origin": "null"}, id="an origin without a name"),
    pytest.param({"Origin": "http://localhost:81"}, id="another port"),
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
]


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
