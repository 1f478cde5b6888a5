"""The drop area in pages of a host's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps import Browser
from dropslot import Dropslot
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from pictures import jpeg
from posting import SCRIPT, kept, post

WritePage = Callable[..., str]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Flask]:
    """A host whose page at / is what a test says, with a Dropslot at /photos."""
    app = Flask("host")
    app.test_client_class = Browser
    app.config.update(
        DROPSLOT_UPLOAD_PATH=tmp_path / "uploads", DROPSLOT_CHECK_PROCESSES=1
    )
    slot = Dropslot(app, url_prefix="/photos")
    app.add_url_rule("/", view_func=lambda: render_template_string(app.config["PAGE"]))
    yield app
    slot.close()


@pytest.fixture
def write(host: Flask) -> WritePage:
    """The host's page with something in it, as a browser is given it."""

    def written(template: str) -> str:
        host.config["PAGE"] = template
        answer = host.test_client().get("/")
        assert answer.status_code == 200
        # Under this address it brings none of ours, so none must be overwritten.
        assert "Set-Cookie" not in answer.headers
        return answer.text

    return written


def test_the_element_comes_with_its_content_and_one_script(
    host: Flask, write: WritePage
) -> None:
    page = write("{{ dropslot() }}{{ dropslot(name='more') }}")

    assert page.count('<drop-slot endpoint="/photos/"') == 2
    assert page.count('<template shadowrootmode="open">') == 2
    (script,) = re.findall(r'<script type="module" src="([^"]+)">', page)
    assert host.test_client().get(script).status_code == 200


def test_each_page_has_the_script_once(write: WritePage) -> None:
    for _ in range(2):
        assert write("{{ dropslot() }}").count('type="module"') == 1


def test_attributes_say_what_it_shall_be_like(write: WritePage) -> None:
    page = write(
        "{{ dropslot(name='a\"b', value=['x.jpg', 'y.png'], required=true, max_files=3,"
        " id='photos', class_='wide') }}"
    )

    (tag,) = re.findall(r"<drop-slot[^>]*>", page)
    assert tag == (
        '<drop-slot endpoint="/photos/" name="a&#34;b" value="x.jpg y.png" required=""'
        ' max-files="3" id="photos" class="wide">'
    )


def test_a_nought_is_an_attribute_as_well(write: WritePage) -> None:
    page = write("{{ dropslot(max_files=0, tabindex=0, data_album=0) }}")

    (tag,) = re.findall(r"<drop-slot[^>]*>", page)
    assert tag == '<drop-slot endpoint="/photos/" tabindex="0" data-album="0">'


def test_a_script_has_an_address_that_stays(host: Flask) -> None:
    client = host.test_client()

    answer = client.get("/photos/drop-slot.js")

    assert answer.status_code == 307
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get(answer.headers["Location"]).mimetype == "text/javascript"


def test_a_script_is_given_the_same_content(host: Flask, write: WritePage) -> None:
    page = write("{{ dropslot() }}")

    answer = host.test_client().get("/photos/element")

    assert answer.headers["Cache-Control"] == "private, no-store"
    headings = [re.findall(r"<h2.*?</h2>", text) for text in (page, answer.text)]
    assert headings[0] == headings[1]
    assert headings[0]


def test_the_gallery_is_there_where_it_is_asked_for(
    client: FlaskClient, write: WritePage
) -> None:
    assert 'id="gallery"' not in write("{{ dropslot() }}")
    assert 'id="gallery"' in write("{{ dropslot(gallery=true) }}")


@pytest.fixture
def client(host: Flask) -> FlaskClient:
    """A browser at the host."""
    return host.test_client()


def test_what_everyone_may_see_is_in_the_gallery_at_once(
    client: FlaskClient, write: WritePage
) -> None:
    kept(client, "a.jpg", jpeg(), path="/photos/")

    fetched = client.get("/photos/element?gallery=1").text
    for content in (write("{{ dropslot(gallery=true) }}"), fetched):
        assert content.count('<li class="tile" part="tile" data-name=') == 1


def test_it_speaks_the_language_that_it_is_told(
    client: FlaskClient, write: WritePage
) -> None:
    assert 'lang="de"' in write("{{ dropslot(language='de') }}")
    assert 'lang="de"' in client.get("/photos/element?language=de").text
    assert 'lang="en"' in client.get("/photos/element?language=xx").text


def test_refusals_are_in_the_language_that_it_is_told(client: FlaskClient) -> None:
    asked = {"Dropslot-Language": "de", "Accept-Language": "fr"}
    answer = post(
        client, ("a.txt", b"text"), path="/photos/", headers={**SCRIPT, **asked}
    )

    assert answer.text.startswith("Kein gültiges Bild")


def test_one_of_several_has_to_be_named(host: Flask, tmp_path: Path) -> None:
    scans = Dropslot(
        host, url_prefix="/scans", settings={"UPLOAD_PATH": tmp_path / "scans"}
    )
    try:
        with host.test_request_context():
            page = render_template_string("{{ dropslot('dropslot_scans') }}")
            same = render_template_string("{{ dropslot(it) }}", it=scans)
            with pytest.raises(RuntimeError, match="several Dropslots"):
                render_template_string("{{ dropslot() }}")
    finally:
        scans.close()

    assert 'endpoint="/scans/"' in page
    assert 'endpoint="/scans/"' in same
