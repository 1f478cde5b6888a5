"""What an operator installs: a wheel with the page inside; no Node is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment that holds the wheel, and the libraries that we test with."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--no-deps",
            "-w",
            str(folder),
            str(ROOT),
        ]
    )
    (wheel,) = folder.glob("*.whl")
    environment = folder / "env"
    venv.create(environment)
    # Our own pip, which needs not be unpacked there first.
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python")]
    _run([*pip, "install", "--no-deps", str(wheel)])
    # The same libraries as here, without a second download; not the checkout itself.
    (site,) = environment.glob("lib/python*/site-packages")
    here = next(p for p in map(Path, sys.path) if (p / "flask").is_dir())
    (site / "libraries.pth").write_text(str(here))
    return environment


def test_the_wheel_serves_the_page_without_node(
    installed: Path, tmp_path: Path
) -> None:
    code = (
        "import dropslot, re, shutil; from dropslot.app import create_app;"
        "assert shutil.which('node') is None and shutil.which('npm') is None;"
        f"assert dropslot.__file__.startswith({str(installed)!r}), dropslot.__file__;"
        "app = create_app(); client = app.test_client();"
        "page = client.get('/'); assert page.status_code == 200;"
        "asked = re.findall('\"(/assets/[^\"]+)', page.text); assert len(asked) > 2;"
        "assert [p for p in asked if client.get(p).status_code != 200] == [];"
        "print('served')"
    )

    printed = _run([installed / "bin" / "python", "-c", code], tmp_path)

    assert printed == "served\n"


def test_the_wheel_brings_the_command(installed: Path, tmp_path: Path) -> None:
    printed = _run([installed / "bin" / "dropslot", "check-config"], tmp_path)

    assert printed.startswith("All settings make sense")


def _run(command: list[str | Path], folder: Path | None = None) -> str:
    """Run a program where there is no Node; return what it printed."""
    ended = subprocess.run(
        command,
        env={**os.environ, "PATH": "/nowhere"} if folder else None,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
