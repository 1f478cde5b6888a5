"""The command line: what it prints, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from command import dropslot, environment_of
from dropslot.settings import SETTINGS
from program import Program


def test_help_names_every_command(tmp_path: Path) -> None:
    printed = dropslot(tmp_path, "--help").stdout

    for word in (
        "--port",
        "run",
        "settings",
        "check-config",
        "import",
        "upgrade",
        "sweep",
    ):
        assert word in printed
    for word in ("check ", "move ", "move-records"):
        assert word in printed


def test_settings_prints_each_with_value_meaning_and_default(tmp_path: Path) -> None:
    printed = dropslot(tmp_path, "settings", DROPSLOT_PAGE_SIZE="7").stdout

    for setting in SETTINGS:
        assert f"{setting.variable}=" in printed
        assert setting.meaning in printed
    assert "DROPSLOT_PAGE_SIZE=7\n" in printed
    assert "Default: 60" in printed


def test_settings_never_prints_the_secret(tmp_path: Path) -> None:
    printed = dropslot(tmp_path, "settings", DROPSLOT_SECRET_KEY="hush" * 4).stdout

    assert "hush" not in printed


@pytest.mark.parametrize(
    "command", [pytest.param([], id="run"), ["check-config"], ["settings"], ["sweep"]]
)
def test_a_wrong_setting_ends_it_with_one_sentence(
    tmp_path: Path, command: list[str]
) -> None:
    ended = dropslot(tmp_path, *command, DROPSLOT_MAX_PIXELS="lots")

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "dropslot: DROPSLOT_MAX_PIXELS is 'lots', but it must be"
        " a whole number of pixels from 1 to 2147483647.\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("UPLOAD_PATH", "/dev/null/x", id="a folder that cannot be made"),
        pytest.param("DATABASE_URL", "sqlite:////dev/null/x.db", id="a database"),
        pytest.param("SECRET_KEY_FILE", "/dev/null/x", id="a secret's file"),
    ],
)
def test_what_cannot_be_used_ends_it_with_one_sentence(
    tmp_path: Path, name: str, value: str
) -> None:
    ended = dropslot(tmp_path, **{f"DROPSLOT_{name}": value})

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"dropslot: DROPSLOT_{name} is '{value}', but it ")
    assert ended.stderr.count("\n") == 1


def test_settings_never_prints_a_databases_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://me:hush@db/pictures"

    printed = dropslot(tmp_path, "settings", DROPSLOT_DATABASE_URL=url).stdout

    assert "postgresql+psycopg://me:***@db/pictures" in printed


@pytest.mark.parametrize("words", ["settings", "--help", "user list"])
def test_who_reads_only_the_beginning_is_left_in_peace(
    tmp_path: Path, words: str
) -> None:
    command = [sys.executable, "-m", "dropslot", *words.split()]
    # In a process of its own to its very end: Python writes once more as it goes.
    with subprocess.Popen(
        command,
        env=environment_of(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as ended:
        assert ended.stdout
        assert ended.stderr
        ended.stdout.close()
        told = ended.stderr.read()

    assert told in (b"", b"Nobody has an account: dropslot user add NAME\n")


def test_a_secret_that_can_be_guessed_stops_the_start(tmp_path: Path) -> None:
    ended = dropslot(tmp_path, DROPSLOT_SECRET_KEY="abc")

    assert ended.returncode == 2
    assert "at least 16 characters" in ended.stderr
    assert "abc" not in ended.stderr


def test_a_folder_may_have_a_question_mark(tmp_path: Path) -> None:
    folder = tmp_path / "what? #1"

    assert dropslot(folder, "check-config").returncode == 0

    assert (folder / ".dropslot" / "catalog.db").is_file()


def test_check_config_finds_what_would_stop_the_start(tmp_path: Path) -> None:
    ended = dropslot(tmp_path, "check-config", DROPSLOT_SECRET_KEY_FILE="/dev/null/x")

    assert ended.returncode == 2


def test_many_that_start_at_once_make_the_tables_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(5) as threads:
        started = threads.map(lambda _: dropslot(tmp_path, "check-config"), range(5))

        assert [one.stderr for one in started] == [""] * 5


def test_a_name_that_is_no_setting_is_pointed_out(tmp_path: Path) -> None:
    ended = dropslot(tmp_path, "check-config", DROPSLOT_MAX_PIXEL="1")

    assert ended.returncode == 0
    assert "DROPSLOT_MAX_PIXEL is not a setting" in ended.stderr


def test_a_port_that_is_taken_is_said_so(program: Program) -> None:
    program.start()

    ended = dropslot(program.folder, "--port", str(program.port))

    assert ended.returncode == 2
    assert f"cannot listen on 127.0.0.1:{program.port}" in ended.stderr
    assert "--port" in ended.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "99999999", "five"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    ended = dropslot(tmp_path, f"--port={port}")

    assert ended.returncode == 2
    assert f"{port} is no port from 0 to 65535" in ended.stderr


def test_an_address_that_others_can_reach_is_warned_about(program: Program) -> None:
    program.start(host="0.0.0.0")

    assert "Warning: other machines can reach this address" in program.stop()


def test_passwords_that_go_by_plain_http_are_warned_about(program: Program) -> None:
    program.start(host="0.0.0.0", ACCESS="private")

    printed = program.stop()

    assert "Warning: without TLS in front, passwords can be read" in printed
    assert "Nobody has an account yet: dropslot user add NAME" in printed


def test_sweep_says_what_it_removed(tmp_path: Path) -> None:
    printed = dropslot(tmp_path, "sweep").stdout

    assert printed == (
        "Removed 0 unfinished and 0 unrecorded files, and 0 uploads in pieces.\n"
    )
