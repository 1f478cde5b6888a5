"""Forms: what a picture costs that a Flask-WTF form checks before it is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from dropslot import Dropslot
from dropslot.forms import ImageFile
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage

from bench import usage
from bench.pictures import Picture, Pictures
from bench.report import Result, Table

_ALONE, _HANDED_ON, _TWICE = "no form", "form, handed on", "form, checked twice"
_PATHS = {_ALONE: "/alone", _HANDED_ON: "/handed-on", _TWICE: "/twice"}


@dataclass(frozen=True, slots=True)
class _Cost:
    """Of one upload: the CPU time of the server and its checkers on average, and how
    long it took, the median; in seconds."""

    cpu: float
    took: float


def measure(folder: Path, pictures: Pictures, quick: bool) -> Result:
    """Measure an upload through a form against one without, and against one whose
    picture is checked for the form and once more to be kept, as in 0.1.0."""
    app, slot = _host(folder / "forms")
    chosen = [pictures.small_jpeg(), pictures.jpeg()]
    with closing(slot):
        client = app.test_client()
        found = {one: _in_turn(client, one, 5 if quick else 40) for one in chosen}
    return Result(ratios=[_ratios(found)], figures=[_figures(found)])


def _host(folder: Path) -> tuple[Flask, Dropslot]:
    app = Flask(__name__)
    app.config.update(
        DROPSLOT_UPLOAD_PATH=folder,
        DROPSLOT_CHECK_PROCESSES=1,
        WTF_CSRF_ENABLED=False,
    )
    slot = Dropslot(app, url_prefix="/pictures")

    class Form(FlaskForm):  # type: ignore[misc]
        file = FileField(validators=[ImageFile()])

    def alone() -> str:
        return slot.keep(Form().file.data).name

    def handed_on() -> str:
        form = Form()
        return slot.keep(form.file.data).name if form.validate() else ""

    def twice() -> str:
        form = Form()
        # The same bytes in another file, of which nothing is known.
        again = FileStorage(form.file.data.stream, form.file.data.filename)
        return slot.keep(again).name if form.validate() else ""

    for path, view in (("/alone", alone), ("/handed-on", handed_on), ("/twice", twice)):
        app.add_url_rule(path, view_func=view, methods=["POST"])
    return app, slot


def _in_turn(client: FlaskClient, picture: Picture, rounds: int) -> dict[str, _Cost]:
    taken: dict[str, list[tuple[float, float]]] = {way: [] for way in _PATHS}
    for number in range(rounds + 1):
        for way, path in _PATHS.items():
            began, cpu = time.perf_counter(), _cpu_seconds()
            _send(client, path, picture)
            if number:
                took = time.perf_counter() - began
                taken[way].append((_cpu_seconds() - cpu, took))
    return {
        way: _Cost(mean(cpu for cpu, _ in each), median(took for _, took in each))
        for way, each in taken.items()
    }


def _send(client: FlaskClient, path: str, picture: Picture) -> None:
    with picture.path.open("rb") as file:
        answer = client.post(path, data={"file": (file, picture.path.name)})
    assert answer.status_code == 200
    assert answer.text


def _cpu_seconds() -> float:
    return usage.cpu_seconds(os.getpid())[1]


def _table(
    title: str,
    found: dict[Picture, dict[str, _Cost]],
    columns: tuple[str, ...],
    cells: Callable[[dict[str, _Cost]], list[str]],
) -> Table:
    rows = [(picture.name, *cells(costs)) for picture, costs in found.items()]
    return Table(title, ("picture", *columns), rows)


def _ratios(found: dict[Picture, dict[str, _Cost]]) -> Table:
    def against(costs: dict[str, _Cost]) -> list[str]:
        others = (costs[_TWICE], costs[_ALONE])
        return [f"{costs[_HANDED_ON].cpu / other.cpu:.2f}" for other in others]

    return _table(
        "Forms: CPU of an upload through a form with `ImageFile` against",
        found,
        ("the same, checked twice", "no form"),
        against,
    )


def _figures(found: dict[Picture, dict[str, _Cost]]) -> Table:
    def both(costs: dict[str, _Cost]) -> list[str]:
        return [
            f"{1000 * cost.cpu:.0f}, {1000 * cost.took:.0f}" for cost in costs.values()
        ]

    return _table("Forms: CPU ms, and ms until the answer", found, (*_PATHS,), both)
