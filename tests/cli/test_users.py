"""``dropslot user``: accounts, from the command line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from apps import MakeApp
from command import dropslot, environment_of
from signing import sign_in

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def with_ann(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Ann has an account in; nothing else is to change there."""
    folder = tmp_path_factory.mktemp("uploads")
    user(folder, "add", "ann", password=PASSWORD)
    return folder


def test_who_was_added_can_sign_in(tmp_path: Path, make_app: MakeApp) -> None:
    added = user(tmp_path / "uploads", "add", "ann", password=PASSWORD)

    client = make_app(ACCESS="private").test_client()
    assert added.returncode == 0
    assert added.stdout.startswith("ann may sign in; their pictures go to ")
    assert sign_in(client, "ann", PASSWORD).status_code == 303


def test_everybody_is_listed_with_their_role_and_folder(tmp_path: Path) -> None:
    user(tmp_path, "add", "bob", password=PASSWORD)
    user(tmp_path, "add", "ann", "--admin", password=PASSWORD)

    listed = [line.split("\t") for line in user(tmp_path, "list").stdout.splitlines()]

    assert [(name, role) for name, role, _ in listed] == [
        ("ann", "admin"),
        ("bob", "member"),
    ]
    assert all(Path(folder).parent == tmp_path for _, _, folder in listed)


def test_nobody_yet_is_said_so(tmp_path: Path) -> None:
    listed = user(tmp_path, "list")

    assert listed.stdout == ""
    assert "dropslot user add NAME" in listed.stderr


def test_a_password_is_changed(tmp_path: Path, make_app: MakeApp) -> None:
    folder = tmp_path / "uploads"
    user(folder, "add", "ann", password=PASSWORD)

    changed = user(folder, "passwd", "ANN", password="another horse")

    client = make_app(ACCESS="private").test_client()
    assert changed.stdout == "ann has a new password and is signed out everywhere.\n"
    assert sign_in(client, "ann", PASSWORD).status_code == 401
    assert sign_in(client, "ann", "another horse").status_code == 303


def test_who_is_removed_is_told_where_the_pictures_stay(tmp_path: Path) -> None:
    user(tmp_path, "add", "ann", password=PASSWORD)

    removed = user(tmp_path, "remove", "ann")

    assert removed.stdout.startswith("ann cannot sign in any more; their pictures stay")
    assert user(tmp_path, "list").stdout == ""


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        pytest.param(
            ("add", "ann"), PASSWORD, "There is an account ann already.", id="twice"
        ),
        pytest.param(
            ("add", "Ann"),
            PASSWORD,
            "There is an account Ann already.",
            id="in capitals",
        ),
        pytest.param(
            ("add", "bob"), "short", "A password takes 8 to 1000", id="a short password"
        ),
        pytest.param(("add", "bob"), "", "A password takes 8", id="no password"),
        pytest.param(("add", "../x"), PASSWORD, "cannot be a name", id="a path"),
        pytest.param(("add", ""), PASSWORD, "cannot be a name", id="no name"),
        pytest.param(("add", "x" * 65), PASSWORD, "cannot be a name", id="a long name"),
        pytest.param(
            ("passwd", "bob"), PASSWORD, "There is no account bob.", id="nobody"
        ),
        pytest.param(("remove", "bob"), "", "There is no account bob.", id="no one"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    with_ann: Path, words: tuple[str, ...], password: str, sentence: str
) -> None:
    ended = user(with_ann, *words, password=password)

    assert ended.returncode == 2
    assert ended.stderr.startswith("dropslot: ")
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_names_of_every_script_are_taken(tmp_path: Path) -> None:
    for name in ("हिन्दी", "zoë.李@example.org"):
        assert user(tmp_path, "add", name, password=PASSWORD).returncode == 0


def test_no_password_at_all_is_said_so(tmp_path: Path) -> None:
    ended = subprocess.run(
        command("add", "ann"),
        input=b"\xff" * 12 + b"\n",
        env=environment_of(tmp_path, PYTHONUTF8="1"),
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr == b"dropslot: There was no password to read.\n"


def test_a_person_is_asked_for_a_password_twice(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    asking = subprocess.Popen(
        command("add", "ann"),
        env=environment_of(tmp_path),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    for prompt, typed in (("Password for ann", PASSWORD), ("Again", "something else")):
        shown = read_until(ours, prompt)
        os.write(ours, f"{typed}\n".encode())
        # Nobody who looks on can read it.
        assert typed not in shown

    shown = read_until(ours, "not the same")
    assert asking.wait(30) == 2
    assert PASSWORD not in shown
    for end in (ours, theirs):
        os.close(end)


def read_until(terminal: int, expected: str) -> str:
    """What a terminal shows, up to an expected text."""
    shown = ""
    while expected not in shown:
        shown += os.read(terminal, 1000).decode()
    return shown


def user(
    folder: Path, *words: str, password: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``dropslot user``, with a password on its standard input."""
    return dropslot(folder, "user", *words, typed=f"{password}\n")


def command(*words: str) -> list[str]:
    """The command line, in a Python of its own."""
    return [sys.executable, "-m", "dropslot", "user", *words]
