"""GET: one picture has an address, and the server knows what is around it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from apps import MakeApp
from dropslot.web import gallery
from flask.testing import FlaskClient
from pictures import jpeg
from posting import FORM, kept
from signing import signed_in

NONE = "01890000-0000-7000-8000-000000000000.jpg"


def test_a_picture_is_open_on_its_page_without_the_script(client: FlaskClient) -> None:
    older, here, newer = (keep(client, f"{n}<.jpg") for n in range(3))

    answer = client.get(f"/pictures/{here}")

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "<title>1&lt;.jpg · " in answer.text
    dialog = viewer(answer.text)
    assert re.match("<dialog[^>]+ open>", dialog)
    assert f'src="/uploads/{here}" width="320" height="200" alt="1&lt;.jpg"' in dialog
    assert "200 pixels, " in dialog
    assert re.search(f'viewer-previous" href="/pictures/{newer}"', dialog)
    assert re.search(f'viewer-next" href="/pictures/{older}"', dialog)
    assert '<form action="/">' in dialog


def test_what_is_behind_an_open_picture_cannot_be_reached(client: FlaskClient) -> None:
    here = keep(client)

    assert client.get(f"/pictures/{here}").text.count(" inert>") == 2
    assert " inert>" not in client.get("/").text


def test_a_picture_that_is_alone_leads_to_no_other(client: FlaskClient) -> None:
    here = keep(client)

    assert "/pictures/" not in viewer(client.get(f"/pictures/{here}").text)


def test_nobody_may_keep_the_page_of_a_picture_that_may_be_deleted(
    client: FlaskClient,
) -> None:
    here = keep(client)

    headers = client.get(f"/pictures/{here}").headers

    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Vary"] == "Accept-Language, Cookie"


@pytest.mark.parametrize("name", [NONE, "photo.jpg", "x" * 5000])
def test_a_picture_that_is_not_there_is_a_small_page_and_one_line_for_programs(
    client: FlaskClient, name: str
) -> None:
    page = client.get(f"/pictures/{name}", headers=FORM)
    line = client.get(f"/pictures/{name}")

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "There is no such picture here." in page.text
    assert "dropslot-data" not in page.text
    assert (line.status_code, line.mimetype) == (404, "text/plain")
    assert line.text == "There is no such picture here."


def test_whoever_may_not_see_a_picture_has_no_page_of_it(make_app: MakeApp) -> None:
    app = make_app(ACCESS="private")
    here = keep(signed_in(app, "ann"))

    stranger, other = app.test_client(), signed_in(app, "bob")

    assert stranger.get(f"/pictures/{here}").status_code == 404
    assert other.get(f"/pictures/{here}").status_code == 404
    assert other.get(f"/uploads/?around={here}").get_json()["uploads"] == []
    assert other.get(f"/uploads/?around={here}").get_json()["total"] == 0


def test_whoever_is_signed_out_is_led_to_where_they_sign_in_and_back(
    make_app: MakeApp,
) -> None:
    app = make_app(ACCESS="private")
    here = keep(signed_in(app, "ann"))
    stranger = app.test_client()

    seen = stranger.get(f"/pictures/{here}", headers=FORM).text
    never = stranger.get(f"/pictures/{NONE}", headers=FORM).text

    assert f'href="/login?next=/pictures/{here}"' in seen
    # It tells nobody what there is.
    assert seen.replace(here, NONE) == never


def test_what_is_around_a_picture_is_told_with_its_place(client: FlaskClient) -> None:
    names = [keep(client) for _ in range(4)][::-1]

    told = [around(client, name) for name in names]

    assert [names_of(one) for one in told] == [
        names[:2],
        names[:3],
        names[1:],
        names[2:],
    ]
    assert [one["position"] for one in told] == [1, 2, 3, 4]
    assert {one["total"] for one in told} == {4}
    assert [one["next"] for one in told] == [names[1], names[2], None, None]


def test_what_is_around_a_picture_is_told_when_it_is_gone(client: FlaskClient) -> None:
    older, here, newer = (keep(client) for _ in range(3))
    client.delete(f"/uploads/{here}")

    told = around(client, here)

    assert names_of(told) == [newer, older]
    assert told["total"] == 2


def test_what_others_sent_is_not_around_a_picture_in_drop_only(
    make_app: MakeApp,
) -> None:
    app = make_app(ACCESS="drop-only")
    one, other = app.test_client(), app.test_client()
    here = keep(one)
    keep(other)

    told = around(one, here)

    assert (names_of(told), told["position"], told["total"]) == ([here], 1, 1)


def test_counting_ends_where_it_would_take_long(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "_COUNTED_AT_MOST", 2)
    third, second, first = (keep(client) for _ in range(3))

    told = [around(client, name) for name in (first, second, third)]

    assert [one["position"] for one in told] == [1, 2, None]
    assert {one["total"] for one in told} == {None}


def test_the_lists_that_there_were_tell_nothing_new(client: FlaskClient) -> None:
    here = keep(client)

    for query in ("", f"names={here}", f"before={NONE}"):
        assert set(client.get(f"/uploads/?{query}").get_json()) == {"uploads", "next"}


def keep(client: FlaskClient, title: str = "a.jpg") -> str:
    """Keep a picture; return its name."""
    return kept(client, title, jpeg(320, 200)).removeprefix("/uploads/")


def around(client: FlaskClient, name: str) -> dict[str, Any]:
    """What is around a picture."""
    told: dict[str, Any] = client.get(f"/uploads/?around={name}").get_json()
    return told


def names_of(told: dict[str, Any]) -> list[str]:
    """The names in a list."""
    return [upload["name"] for upload in told["uploads"]]


def viewer(html: str) -> str:
    """The part of a page where a picture is large."""
    found = re.search(r'<dialog class="viewer".*?</dialog>', html, re.S)
    assert found
    return found[0]
