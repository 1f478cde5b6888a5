"""Uppy and FilePond instead of our page: the same endpoint, the same sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pictures import jpeg
from playwright.sync_api import ConsoleMessage, FilePayload, Page, Request, expect
from program import Program
from visitor import payload

APP = Path(__file__).parents[1] / "examples" / "other_libraries" / "app.py"
LIMIT_BYTES = 512 * 1024
CHOOSE = {"uppy": "browse files", "filepond": "Browse"}
ARRIVED = {"uppy": "Complete", "filepond": "Upload complete"}
REFUSED = [
    pytest.param(
        payload("cut.jpg", jpeg()[:-50]),
        "Invalid image: cut.jpg is cut short.",
        id="a photo that is cut short",
    ),
    pytest.param(
        payload("large.jpg", bytes(3 * LIMIT_BYTES)),
        "File is too large: 1.5 MB; the limit is 512 KB.",
        id="a file that is too large",
    ),
]


class Example(Program):
    """The host app with the pages of both libraries, started as its docstring says."""

    @property
    def kept(self) -> list[bytes]:
        """The pictures in its upload folder."""
        return [path.read_bytes() for path in self.folder.glob("*.*") if path.is_file()]

    def _command(self, host: str, port: int) -> list[str]:
        return ["flask", "--app", str(APP), "run", "--host", host, "--port", str(port)]


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Example]:
    """The host app on a free port."""
    example = Example(
        tmp_path / "uploads", CHECK_PROCESSES=1, MAX_CONTENT_LENGTH=LIMIT_BYTES
    )
    example.start()
    yield example
    example.kill()


@pytest.fixture
def page(page: Page, complaints: list[str]) -> Page:
    """A page on which Uppy may log, as it does, what was refused."""

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and message.text.startswith("[Uppy]"):
            complaints.append(message.text)

    page.on("console", listen)
    return page


@pytest.mark.parametrize("library", CHOOSE)
def test_a_picture_is_kept_as_it_was_sent(
    page: Page, example: Example, library: str
) -> None:
    page.goto(f"{example.url}/{library}")

    _choose(page, library, payload("good.jpg", jpeg()))

    expect(page.get_by_text(ARRIVED[library], exact=True)).to_be_visible()
    assert example.kept == [jpeg()]


@pytest.mark.parametrize("library", CHOOSE)
@pytest.mark.parametrize(("file", "sentence"), REFUSED)
def test_a_refused_file_shows_the_sentence_of_the_server(
    page: Page, example: Example, library: str, file: FilePayload, sentence: str
) -> None:
    page.goto(f"{example.url}/{library}")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))

    _choose(page, library, file)

    # Both say it a second time, to a screen reader.
    expect(page.get_by_text(sentence).first).to_be_visible()
    assert [r.method for r in sent].count("POST") == 1
    assert example.kept == []


def test_filepond_takes_back_what_it_sent(page: Page, example: Example) -> None:
    page.goto(f"{example.url}/filepond")
    _choose(page, "filepond", payload("good.jpg", jpeg()))
    expect(page.get_by_text(ARRIVED["filepond"], exact=True)).to_be_visible()

    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Remove").click()

    assert example.kept == []


def _choose(page: Page, library: str, file: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text(CHOOSE[library], exact=True).click()
    chooser.value.set_files(file)
