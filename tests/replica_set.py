"""Several real programs on one bucket, one database and one secret key."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread

import sqlalchemy as sa
from balancer import balancer
from command import dropslot
from dropslot.accounts import Users
from dropslot.database import Database
from dropslot.database.schema import chunks, marks, upload_sessions, uploads
from dropslot.storage import session_prefix, thumbnail_key
from holding import make_marks_older_in, records_in
from program import Program
from services.ports import free_ports
from services.s3 import Bucket
from signing import HASH

MakeReplicas = Callable[..., "ReplicaSet"]

PREFIX = "some/prefix"
# By which a bucket knows its database.
_BUCKETS_OWN = ".dropslot/id"
# No request is that old: whatever is marked is what a crash left.
_LONG_HOURS = 2
# Nor is anybody expected to go on with a file.
_LONGER_HOURS = 25


class Replica(Program):
    """One of them; the folder is its own, on a disk of this machine.

    :param variables: what it is started with beside its settings: where the bucket is.
    """

    def __init__(
        self, folder: Path, variables: Mapping[str, str], **settings: object
    ) -> None:
        super().__init__(folder, **{"STAGING_PATH": folder, **settings})
        self.variables = dict(variables)
        self._reader: Thread | None = None
        self._port = 0

    def start(
        self, port: int = 0, host: str = "127.0.0.1", **settings: object
    ) -> Replica:
        """Start it, where it listened before, and wait until it listens."""
        self._port = port or self._port or free_ports(1)[0]
        super().start(self._port, host, **settings)
        # Else what it says of all that fails would fill the pipe, and it would wait.
        self._reader = Thread(target=self._read)
        self._reader.start()
        return self

    @property
    def port(self) -> int:
        """Where it listens, or will."""
        return self._port

    def wait(self) -> str:
        """Wait for its end; return all that it printed."""
        if self._reader:
            self._reader.join()
        return super().wait()

    def environment(self) -> dict[str, str]:
        """What it is started with."""
        inherited = super().environment()
        kept = {k: v for k, v in inherited.items() if not k.startswith("AWS_")}
        return {**kept, "AWS_EC2_METADATA_DISABLED": "true", **self.variables}

    def _read(self) -> None:
        assert self._stdout
        with self._stdout as stdout:
            for line in stdout:
                self.output += line


class Gunicorn(Replica):
    """One that gunicorn runs: loaded once, then forked."""

    def _command(self, host: str, port: int) -> list[str]:
        how = ["--preload", "--workers", "2", "--worker-class", "gthread"]
        where = ["--threads", "8", "--bind", f"{host}:{port}"]
        return ["gunicorn", *how, *where, "dropslot.app:create_app()"]


class ReplicaSet:
    """Replicas on one bucket and one database, none of them started.

    :param folder: an empty one; each replica gets one in it.
    :param settings: of each of them.
    """

    def __init__(
        self,
        folder: Path,
        bucket: Bucket,
        database_url: str,
        count: int = 2,
        **settings: object,
    ) -> None:
        self.bucket = bucket
        self.database_url = database_url
        self._folder = folder
        self._settings: dict[str, object] = {
            "UPLOAD_PATH": f"{bucket.url}/{PREFIX}",
            "DATABASE_URL": database_url,
            "SECRET_KEY": secrets.token_hex(16),
            "TRUSTED_PROXIES": 1,
            "CHECK_PROCESSES": 1,
            "CHUNK_BYTES": 4000,
            "LOG": "off",
            **settings,
        }
        self.all: list[Replica] = []
        self._made = 0
        for _ in range(count):
            self.one_more()

    def one_more(
        self, endpoint: str = "", kind: type[Replica] = Replica, **settings: object
    ) -> Replica:
        """Another one, not started.

        :param endpoint: where it finds the store, if not where the others do.
        :param kind: what it is run by.
        """
        folder = self._folder / f"replica-{self._made}"
        folder.mkdir()
        self._made += 1
        variables = dict(self.bucket.environment)
        if endpoint:
            variables["AWS_ENDPOINT_URL"] = endpoint
        self.all.append(kind(folder, variables, **{**self._settings, **settings}))
        return self.all[-1]

    def start(self) -> ReplicaSet:
        """Start all of them at once."""
        with ThreadPoolExecutor(len(self.all)) as pool:
            list(pool.map(lambda replica: replica.start(), self.all))
        return self

    def leave(self, replica: Replica) -> None:
        """``kill -9`` one; it is none of them any more."""
        replica.kill()
        self.all.remove(replica)

    def close(self) -> None:
        """``kill -9`` all of them."""
        for replica in self.all:
            replica.kill()

    def balanced(self) -> AbstractContextManager[int]:
        """nginx in front of all of them; the port that it listens on."""
        folder = self._folder / "balancer"
        folder.mkdir()
        return balancer(folder, [replica.port for replica in self.all])

    def command(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run ``dropslot`` as an operator does beside one of them."""
        environment = self.all[0].environment()
        return dropslot(self._folder, *words, typed=typed, **environment)

    def add_user(self, name: str) -> None:
        """Give somebody an account; the password is :data:`signing.PASSWORD`."""
        database = Database(self.database_url)
        Users(database, 1).add(name, HASH, is_admin=False)
        database.close()

    def records(self) -> AbstractContextManager[sa.Connection]:
        """Their database, whoever uses it as well."""
        return records_in(self.database_url)

    def sweep_a_crash(self) -> None:
        """Sweep what a crash left, as if the time had gone by that it is left for."""
        make_marks_older_in(self.database_url, _LONG_HOURS)
        assert self.command("sweep").returncode == 0

    def sweep_all(self) -> None:
        """The same, and nobody has gone on with what is unfinished."""
        self.age_all()
        assert self.command("sweep").returncode == 0

    def age_all(self) -> None:
        """Have so much time gone by that all that is unfinished is to go."""
        make_marks_older_in(self.database_url, _LONGER_HOURS)
        older = upload_sessions.c.touched_ms - round(_LONGER_HOURS * 3_600_000)
        with self.records() as connection:
            connection.execute(upload_sessions.update().values(touched_ms=older))

    def make_leases_older(self, seconds: int) -> None:
        """Have so many seconds gone by since every lease was renewed."""
        older = upload_sessions.c.leased_ms - 1000 * seconds
        with self.records() as connection:
            connection.execute(upload_sessions.update().values(leased_ms=older))

    def recorded(self) -> list[str]:
        """The names of all pictures that there is a record of."""
        with self.records() as connection:
            query = sa.select(uploads.c.name).order_by(uploads.c.name)
            return list(connection.execute(query).scalars())

    def marked(self) -> list[str]:
        """The keys of pictures that are being kept or removed, as far as is known."""
        query = sa.select(marks.c.key).where(marks.c.key.not_like("%/"))
        with self.records() as connection:
            return list(connection.execute(query).scalars())

    def stored(self) -> list[str]:
        """The keys of all that is in the bucket."""
        return [key.removeprefix(f"{PREFIX}/") for key in self.bucket.listed()]

    def unrecorded(self) -> list[str]:
        """What is in the bucket and no record speaks for."""
        names = self.recorded()
        known = {_BUCKETS_OWN, *names, *map(thumbnail_key, names), *self._chunks()}
        return [key for key in self.stored() if key not in known]

    def lost(self) -> list[str]:
        """The names of pictures that there is a record of and no bytes."""
        return sorted({*self.recorded()} - {*self.stored()})

    def _chunks(self) -> list[str]:
        query = sa.select(chunks.c.session_id, chunks.c.offset_bytes)
        with self.records() as connection:
            rows = connection.execute(query).all()
        return [f"{session_prefix(row[0])}{row[1]}" for row in rows]


@contextmanager
def replica_set(
    folder: Path, bucket: Bucket, database_url: str, count: int = 2, **settings: object
) -> Iterator[ReplicaSet]:
    """Replicas that run; they are killed at the end."""
    replicas = ReplicaSet(folder, bucket, database_url, count, **settings)
    try:
        yield replicas.start()
    finally:
        replicas.close()
