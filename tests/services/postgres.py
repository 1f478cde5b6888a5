"""PostgreSQL: found, else installed."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from debian import install
from sqlalchemy import make_url

from services.server import Server

_USER = "postgres"
_DEBIAN = Path("/usr/lib/postgresql")
_CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
_CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = ''
# Its files are in the data's folder, and so go with it.
dynamic_shared_memory_type = mmap
max_connections = 400
shared_buffers = 64MB
timezone = 'UTC'
# What is written outlives the server, if not the machine: nobody waits for a disk.
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
"""


class Postgres(Server):
    """PostgreSQL with one role, which may do all."""

    kind = "postgres"

    def __init__(self) -> None:
        super().__init__()
        self._password = secrets.token_hex(16)
        self._data = self.folder / "data"
        # It refuses to run as root.
        if os.geteuid() == 0:
            self._account = _somebody()

    @property
    def url(self) -> str:
        """SQLAlchemy's address of its first database, which is empty."""
        account = f"{_USER}:{self._password}"
        return f"postgresql+psycopg://{account}@127.0.0.1:{self.port}/postgres"

    @property
    def address(self) -> dict[str, str]:
        return {"url": self.url}

    def restart(self) -> None:
        """Have it cut all connections, end in good order and come back."""
        for process in self._processes:
            process.send_signal(signal.SIGINT)
            process.wait()
        self._processes.clear()
        self.start()

    def _prepare(self) -> None:
        programs = find_postgres()
        assert programs
        password = self.folder / "password"
        password.write_text(self._password)
        self._data.mkdir(mode=0o700)
        if self._account:
            for path in (password, self._data):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        self._do(
            f"{programs}/initdb",
            f"--pgdata={self._data}",
            f"--username={_USER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(_CONFIGURATION % self.port)

    def _launch(self) -> None:
        programs = find_postgres()
        assert programs
        self._serve(f"{programs}/postgres", "-D", self._data)

    def _is_ready(self) -> bool:
        with suppress(psycopg.OperationalError), _connected(self.url):
            return True
        return False


def find_postgres() -> Path | None:
    """The folder of its programs where it is installed, else None."""
    for folder in sorted(_DEBIAN.glob("*/bin"), key=_version, reverse=True):
        if (folder / "postgres").exists():
            return folder
    server = shutil.which("postgres")
    return Path(server).resolve().parent if server else None


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """The address of a new, empty database of the same server, dropped at the end."""
    name = f"test_{uuid.uuid4().hex}"
    with _connected(url) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    # A test may have left the server dead.
    with suppress(psycopg.OperationalError), _connected(url) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _connected(url: str) -> psycopg.Connection:
    plain = url.replace("+psycopg", "", 1)
    return psycopg.connect(plain, autocommit=True, connect_timeout=5)


def _version(folder: Path) -> int:
    digits = re.match(r"\d+", folder.parent.name)
    return int(digits[0]) if digits else 0


def _somebody() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(_USER)
    return pwd.getpwnam("nobody")


def _install() -> None:
    """Install it without the server that Debian's package makes and starts."""
    if find_postgres():
        return
    install("pg_createcluster", "postgresql-common")
    if not os.access(_CREATE_CLUSTER, os.W_OK):
        return
    before = _CREATE_CLUSTER.read_text()
    _CREATE_CLUSTER.write_text(f"{before}\ncreate_main_cluster = false\n")
    try:
        install("postgres", "postgresql")
    finally:
        _CREATE_CLUSTER.write_text(before)


if __name__ == "__main__":
    _install()
