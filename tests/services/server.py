"""What every server can: start, be killed or frozen, come back, and leave nothing."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Self

from services.guard import freeze_all, guarding, kill_all, signal_all, tidy
from services.ports import free_ports, is_free

_START_SECONDS = 90
# Now: a Dropslot that serves in this process has tempfile use a folder of its own.
_TEMPORARY = tempfile.gettempdir()
_COMMAND_SECONDS = 60
_LOOK_SECONDS = 0.05
_SAID_CHARACTERS = 3_000


class Server(ABC):
    """A server on this machine, with a folder and ports of its own.

    Its keys are random: only itself can be taken for it.
    """

    kind: ClassVar[str]
    port_count: ClassVar[int] = 1
    # Whom its programs run as, if not as who runs the tests; what they read beside.
    _account: pwd.struct_passwd | None = None
    _environment: Mapping[str, str] = MappingProxyType({})

    def __init__(self) -> None:
        self.folder = Path(
            tempfile.mkdtemp(prefix=f"dropslot-{self.kind}-", dir=_TEMPORARY)
        )
        # It may run as somebody else.
        self.folder.chmod(0o755)
        self.ports = free_ports(self.port_count)
        self._guard = guarding(self.folder)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._is_prepared = False

    @property
    def port(self) -> int:
        """Where clients reach it."""
        return self.ports[0]

    @property
    @abstractmethod
    def address(self) -> dict[str, str]:
        """All that a client needs; of a shared server it goes to every worker."""

    def start(self) -> Self:
        """Start it, again with the data that it had, and wait until it can be used.

        :raises RuntimeError: somebody else listens on one of its ports, or it ended.
        """
        for port in self.ports:
            if not is_free(port):
                raise RuntimeError(f"Somebody else listens on port {port}.")
        try:
            if not self._is_prepared:
                self._prepare()
                self._is_prepared = True
            self._launch()
            self._wait()
        except (subprocess.SubprocessError, TimeoutError) as error:
            self.kill()
            raise RuntimeError(f"{self.kind} did not start.\n{self._said()}") from error
        return self

    def kill(self) -> None:
        """``kill -9`` it; its data stays."""
        kill_all(self.folder)
        for process in self._processes:
            process.wait()
        self._processes.clear()

    def freeze(self) -> None:
        """Let it stand still: it takes connections and never answers."""
        freeze_all(self.folder)

    def thaw(self) -> None:
        """Let it go on."""
        signal_all(self.folder, signal.SIGCONT)

    def stop(self) -> None:
        """End it for good; nothing of it stays."""
        self.kill()
        tidy(self.folder)
        self._guard.kill()
        self._guard.wait()

    @abstractmethod
    def _prepare(self) -> None:
        """Write what it needs before its first start."""

    @abstractmethod
    def _launch(self) -> None:
        """Start its processes."""

    @abstractmethod
    def _is_ready(self) -> bool:
        """Whether it does what it is for; asked until it does."""

    def _do(self, program: str, *words: object) -> None:
        """Run a program to its end.

        :raises subprocess.SubprocessError: it failed, or took too long.
        """
        with self._started(program, words) as process:
            try:
                status = process.wait(_COMMAND_SECONDS)
            finally:
                process.kill()
        if status:
            raise subprocess.SubprocessError(f"{program} failed.")

    def _serve(self, program: str, *words: object) -> None:
        """Start a program that lasts."""
        self._processes.append(self._started(program, words))

    def _started(
        self, program: str, words: Iterable[object]
    ) -> subprocess.Popen[bytes]:
        user = self._account
        as_user: dict[str, Any] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            if user
            else {}
        )
        with (self.folder / f"{Path(program).name}.log").open("ab") as log:
            return subprocess.Popen(
                [program, *map(str, words)],
                cwd=self.folder,
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **as_user,
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._is_ready():
            if time.monotonic() > deadline or any(
                process.poll() is not None for process in self._processes
            ):
                raise TimeoutError
            time.sleep(_LOOK_SECONDS)

    def _said(self) -> str:
        """The ends of its logs."""
        return "\n".join(
            f"{log.name}:\n{log.read_text(errors='replace')[-_SAID_CHARACTERS:]}"
            for log in sorted(self.folder.glob("*.log"))
        )
