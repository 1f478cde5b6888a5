"""The house: every wing has a face, and nobody goes in past it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "server" / "dropslot"
WINGS = [path.parent for path in sorted(PACKAGE.glob("*/__init__.py"))]


@pytest.mark.parametrize("wing", [pytest.param(one, id=one.name) for one in WINGS])
def test_a_wing_says_its_job_in_one_sentence_and_names_its_face(wing: Path) -> None:
    face = ast.parse((wing / "__init__.py").read_text("utf-8"))

    assert len((ast.get_docstring(face) or "").splitlines()) == 1
    assert "__all__" in [
        target.id
        for node in face.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]


@pytest.mark.parametrize("wing", [pytest.param(one, id=one.name) for one in WINGS])
def test_nobody_else_imports_past_the_face_of_a_wing(wing: Path) -> None:
    inside = f"dropslot.{wing.name}."

    past = [
        f"{path.relative_to(PACKAGE)}: {node.module}"
        for path in PACKAGE.rglob("*.py")
        if wing not in path.parents
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(inside)
    ]

    assert past == []
