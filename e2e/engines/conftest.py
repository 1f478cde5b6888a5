"""The engines, each started once, and a visitor with a browser of their own in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from counting import CountingLine, counting
from eight_chunks import CHUNK_BYTES
from pictures import jpeg
from program import Program, StartProgram

from engines.firefox import find_firefox, firefox
from engines.visitor import Visitor
from engines.webdriver import Session
from engines.webkit import find_webkit, webkit


class Engine(Protocol):
    """A browser that runs."""

    def session(self, keeps: bool = True) -> AbstractContextManager[Session]: ...


class Kind(NamedTuple):
    """How an engine gets here."""

    find: Callable[[], str | None]
    start: Callable[[Path], AbstractContextManager[Engine]]
    install: str


ENGINES = {
    "firefox": Kind(find_firefox, firefox, "apt-get install firefox-esr"),
    "webkit": Kind(find_webkit, webkit, "apt-get install webkit2gtk-driver xvfb"),
}


@pytest.fixture(scope="session", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Each of the engines, one after the other."""
    kind = ENGINES[request.param]
    if kind.find() is None:
        pytest.skip(f"There is no {request.param} here: {kind.install}.")
    with kind.start(tmp_path_factory.mktemp(request.param)) as engine:
        yield engine


@pytest.fixture
def visitor(engine: Engine) -> Iterator[Visitor]:
    """Somebody who has never been here, and whose page complains of nothing."""
    with engine.session() as session:
        visitor = Visitor(session)
        yield visitor
        visitor.hear()
        assert visitor.complaints == []


@pytest.fixture
def program(start_program: StartProgram) -> Program:
    """One that takes the photo in eight chunks."""
    return start_program(CHUNK_BYTES=CHUNK_BYTES)


@pytest.fixture
def line(program: Program) -> Iterator[CountingLine]:
    """A line to the program that stands still, breaks and works when it is told to."""
    with counting(program) as line:
        yield line


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Five small photos on the visitor's disk."""
    paths = [
        tmp_path / f"{name}.jpg" for name in ("one", "two", "three", "four", "five")
    ]
    for seed, path in enumerate(paths):
        path.write_bytes(jpeg(seed=seed))
    return paths
