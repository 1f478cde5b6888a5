"""GET: the page, the list, and whether all is well."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apps import MakeApp
from flask.testing import FlaskClient
from pictures import jpeg
from posting import kept


def test_the_list_tells_all_that_a_gallery_needs(client: FlaskClient) -> None:
    photo = jpeg(width=320, height=200)
    location = kept(client, "头像.jpg", photo)

    listed = client.get("/uploads/").get_json()

    (upload,) = listed["uploads"]
    created = datetime.fromisoformat(upload.pop("created"))
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    name = location.removeprefix("/uploads/")
    assert upload == {
        "name": name,
        "url": location,
        "thumbnail": f"/thumbnails/{name}",
        "title": "头像.jpg",
        "size": len(photo),
        "width": 320,
        "height": 200,
        "mine": True,
    }
    assert listed["next"] is None


def test_pages_of_the_list_join_without_gap_or_repeat(client: FlaskClient) -> None:
    names = [kept(client, "a.jpg", jpeg())[9:] for _ in range(5)]
    seen: list[str] = []
    before = ""

    for _ in range(3):
        page = client.get(f"/uploads/?limit=2&before={before}").get_json()
        seen += [upload["name"] for upload in page["uploads"]]
        before = page["next"]

    assert seen == names[::-1]
    assert before is None


def test_certain_uploads_can_be_asked_for_by_name(client: FlaskClient) -> None:
    names = [kept(client, "a.jpg", jpeg())[9:] for _ in range(3)]

    listed = client.get(f"/uploads/?names={names[0]},{names[2]}").get_json()

    assert [u["name"] for u in listed["uploads"]] == [names[2], names[0]]


def test_what_others_uploaded_is_not_mine(client: FlaskClient) -> None:
    kept(client, "a.jpg", jpeg())

    (upload,) = client.application.test_client().get("/uploads/").get_json()["uploads"]

    assert upload["mine"] is False


def test_in_drop_only_mode_a_browser_sees_only_what_it_sent(
    make_app: MakeApp,
) -> None:
    app = make_app(ACCESS="drop-only")
    sender, stranger = app.test_client(), app.test_client()
    location = kept(sender, "a.jpg", jpeg())

    assert len(sender.get("/uploads/").get_json()["uploads"]) == 1
    assert sender.get(location).status_code == 200
    assert stranger.get("/uploads/").get_json()["uploads"] == []
    assert stranger.get(location).status_code == 404
    assert stranger.get(location.replace("uploads", "thumbnails")).status_code == 404
    assert stranger.delete(location).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("limit=0", id="a limit of nothing"),
        pytest.param("limit=-1", id="a negative limit"),
        pytest.param("limit=501", id="a limit over the bound"),
        pytest.param("limit=ten", id="a limit in words"),
        pytest.param("limit=" + "9" * 5000, id="a limit without end"),
        pytest.param("before=photo.jpg", id="a name that is none of ours"),
        pytest.param("before=' OR 1=1 --", id="SQL"),
        pytest.param("names=../x", id="names that are paths"),
        pytest.param("around=", id="around nothing"),
    ],
)
def test_a_list_asked_for_in_nonsense_is_400(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/uploads/?{query}")

    assert answer.status_code == 400
    assert answer.headers["Dropslot-Error"] == "bad-request"
    assert query.split("=")[0] in answer.text


def test_the_page_works_without_javascript(client: FlaskClient) -> None:
    location = kept(client, "a<b>.jpg", jpeg())

    html = client.get("/").text

    assert re.search(r'<form[^>]+enctype="multipart/form-data"', html)
    assert re.search(r'<input[^>]+type="file"[^>]+name="file"[^>]+multiple', html)
    assert f'href="{location.replace("uploads", "pictures")}"' in html
    assert "a&lt;b&gt;.jpg" in html
    assert "a<b>" not in html


def test_the_page_without_javascript_leads_to_older_pictures(
    make_app: MakeApp,
) -> None:
    client = make_app(PAGE_SIZE=1).test_client()
    older, newer = (kept(client, "a.jpg", jpeg())[9:] for _ in range(2))

    first = client.get("/").text
    second = client.get(f"/?before={newer}").text

    assert f'href="/?before={newer}"' in first
    assert f'href="/pictures/{older}"' not in first
    assert f'href="/pictures/{older}"' in second


def test_the_page_tells_its_scripts_the_limits_of_the_server(
    make_app: MakeApp,
) -> None:
    client = make_app(
        MAX_CONTENT_LENGTH=2_000_000, UPLOAD_EXTENSIONS=".png"
    ).test_client()

    html = client.get("/").text
    (block,) = re.findall(
        r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S
    )

    data = json.loads(block)
    assert data["maxBytes"] == 2_000_000
    assert data["extensions"] == [".png"]
    assert 'accept=".png"' in html


def test_the_page_allows_no_inline_script_or_style(client: FlaskClient) -> None:
    answer = client.get("/")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in answer.text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        pytest.param("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", id="Chinese first"),
        pytest.param("it,sv;q=0.9,zh;q=0.1", "zh-Hans", id="Chinese last"),
        pytest.param("it", "en", id="a language that is not spoken here"),
        pytest.param("", "en", id="no wish"),
        pytest.param("zh;q=0, it", "en", id="Chinese not at all"),
        pytest.param("zh-CN;q=0.0,*", "en", id="anything but Chinese"),
        pytest.param("zh;q=2, ;;q=, en_US-\x7f", "en", id="nonsense"),
        pytest.param("ZH_hans", "zh-Hans", id="another spelling"),
        pytest.param("en;q=0.9,zh;q=0.8", "en", id="English first"),
    ],
)
def test_page_and_sentences_come_in_the_language_of_the_browser(
    client: FlaskClient, accepted: str, language: str
) -> None:
    headers = {"Accept-Language": accepted}

    page = client.get("/", headers=headers)
    refusal = client.post("/", headers=headers)

    assert f'<html lang="{language}"' in page.text
    assert refusal.text.startswith("No file" if language == "en" else "没有")


def test_a_language_that_was_chosen_on_the_page_stays(client: FlaskClient) -> None:
    chosen = client.get("/?language=zh")

    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/")
    assert '<html lang="zh-Hans"' in client.get("/").text


@pytest.mark.parametrize(
    ("target", "location"),
    [
        pytest.param("/pictures/x.jpg?y=1", "/pictures/x.jpg?y=1", id="this site"),
        pytest.param("//evil.example/", "/", id="another site"),
        pytest.param("https://evil.example/", "/", id="another site in full"),
    ],
)
def test_a_language_is_chosen_on_the_way_to_where_one_was(
    client: FlaskClient, target: str, location: str
) -> None:
    chosen = client.get("/", query_string={"language": "zh", "next": target})

    assert (chosen.status_code, chosen.headers["Location"]) == (303, location)


def test_healthz_is_ok_while_pictures_can_be_kept(
    client: FlaskClient, folder: Path
) -> None:
    assert client.get("/healthz").text == "ok"

    shutil.rmtree(folder)

    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/", "/uploads/"])
def test_page_and_list_are_packed_for_browsers_that_unpack(
    client: FlaskClient, path: str
) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
