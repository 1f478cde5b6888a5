"""A host's own templates go before ours, and may extend them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from apps import Browser
from dropslot import Dropslot
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from jinja2 import StrictUndefined
from posting import FORM

Template = Callable[[str, str], None]
NOWHERE = "/photos/pictures/none"
EXTENDED = """
{% extends "!dropslot/index.html" %}
{% block head %}{{ super() }}<link rel="stylesheet" href="{{ url_for('static',
 filename='shop.css') }}">{% endblock %}
{% block header %}<nav>{{ shop }} by {{ "ann"|loudly }}</nav>{{ super() }}{% endblock %}
{% block footer %}<footer>{{ page.frame.title }} of the shop</footer>{% endblock %}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The host's own templates."""
    place = tmp_path / "templates"
    (place / "dropslot").mkdir(parents=True)
    return place


@pytest.fixture
def template(place: Path) -> Template:
    """Writes one of the host's templates: ``template("dropslot/foot.html", "...")``."""

    def write(name: str, content: str) -> None:
        (place / name).write_text(content)

    return write


@pytest.fixture
def host(tmp_path: Path, place: Path) -> Iterator[Flask]:
    """A host app with a filter, a context processor and an error page of its own."""
    app = Flask("host", template_folder=str(place))
    app.test_client_class = Browser
    app.template_filter("loudly")(str.upper)
    app.context_processor(lambda: {"shop": "A shop & co.", "page": "the host's own"})
    app.register_error_handler(500, lambda _: ("the host's own 500", 500))
    slot = Dropslot(app, url_prefix="/photos", settings={"UPLOAD_PATH": tmp_path / "u"})
    yield app
    slot.close()


@pytest.fixture
def client(host: Flask) -> FlaskClient:
    """A visitor of the host."""
    return host.test_client()


def test_a_hosts_page_extends_ours_and_knows_what_its_templates_know(
    template: Template, client: FlaskClient
) -> None:
    template("dropslot/index.html", EXTENDED)

    page = client.get("/photos/").text

    assert "<nav>A shop &amp; co. by ANN</nav><header" in page
    assert "<footer>Dropslot of the shop</footer>" in page
    assert 'href="/static/shop.css"' in page
    assert "drop-slot.js" in page
    assert 'id="dropslot-data"' in page


def test_a_part_of_a_hosts_is_in_every_page(
    template: Template, client: FlaskClient
) -> None:
    template("dropslot/foot.html", "<footer>of the shop</footer>")

    pages = [client.get(path, headers=FORM).text for path in ("/photos/", NOWHERE)]

    assert ["<footer>of the shop</footer>" in page for page in pages] == [True, True]


def test_small_pages_stand_in_what_the_host_makes_of_them(
    template: Template, client: FlaskClient
) -> None:
    template(
        "dropslot/small.html",
        '{% extends "layout.html" %}{% block body %}{{ self.content() }}{% endblock %}',
    )
    template("layout.html", "<nav>{{ shop }}</nav>{% block body %}{% endblock %}")

    refused = client.get(NOWHERE, headers=FORM)

    assert refused.status_code == 404
    assert refused.text.startswith("<nav>A shop &amp; co.</nav>")
    assert '<p class="small-sentence">' in refused.text


def test_a_blueprints_templates_are_the_hosts_as_well(
    host: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    place = tmp_path / "of a blueprint" / "dropslot"
    place.mkdir(parents=True)
    (place / "index.html").write_text("of a blueprint")
    looks = Blueprint("looks", "host", template_folder=str(place.parent))
    host.register_blueprint(looks)

    assert client.get("/photos/").text == "of a blueprint"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("{% block head %}", id="no end"),
        pytest.param("{{ 1 / 0 }}", id="a mistake"),
        pytest.param('{% extends "nowhere.html" %}', id="a parent that there is not"),
    ],
)
def test_a_broken_one_is_the_hosts_own_error(
    template: Template, client: FlaskClient, broken: str
) -> None:
    template("dropslot/index.html", broken)

    answer = client.get("/photos/")

    assert (answer.status_code, answer.text) == (500, "the host's own 500")


def test_a_refusal_is_told_even_where_its_page_is_broken(
    template: Template, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    template("dropslot/small.html", "{% block head %}")

    answer = client.get(NOWHERE, headers=FORM)

    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "The page of a refusal cannot be rendered." in caplog.messages
    assert "small.html" in caplog.text


def test_one_that_comes_while_the_host_is_worked_on_is_seen(
    host: Flask, template: Template, client: FlaskClient
) -> None:
    host.jinja_env.auto_reload = True
    pages = [client.get("/photos/").text]

    for text in ("the first foot", "another foot"):
        template("dropslot/foot.html", text)
        pages.append(client.get("/photos/").text)

    assert ["the first foot" in page for page in pages] == [False, True, False]
    assert "another foot" in pages[2]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"variable_start_string": "[["}, id="other marks"),
        pytest.param({"line_statement_prefix": "<"}, id="statements of a line"),
        pytest.param({"undefined": StrictUndefined}, id="nothing undefined"),
        pytest.param({"autoescape": False}, id="nothing escaped"),
    ],
)
def test_how_a_host_writes_its_own_changes_nothing_of_ours(
    host: Flask, template: Template, client: FlaskClient, options: dict[str, Any]
) -> None:
    host.jinja_options = {**Flask.jinja_options, **options}
    template("dropslot/foot.html", "<footer>{{ shop }}</footer>")

    page, refused = (client.get(p, headers=FORM).text for p in ("/photos/", NOWHERE))

    assert "<footer>A shop &amp; co.</footer>" in page
    assert 'id="dropslot-data"' in page
    assert '<p class="small-sentence">' in refused
