"""What every server can: start, be killed or frozen, come back, and leave nothing."""

from __future__ import annotations

import pwd
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from services.guard import guarding, kill_all, signal_all, tidy
from services.ports import free_ports, is_free

_START_SECONDS = 90
_LOOK_SECONDS = 0.05
_SAID_CHARACTERS = 3_000


class Server(ABC):
    """A server on this machine, with a folder and ports of its own.

    Its keys are random: only itself can be taken for it.
    """

    kind: ClassVar[str]
    port_count: ClassVar[int] = 1

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"dropslot-{self.kind}-"))
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
        if not self._is_prepared:
            self._prepare()
            self._is_prepared = True
        self._launch()
        self._wait()
        return self

    def kill(self) -> None:
        """``kill -9`` it; its data stays."""
        kill_all(self.folder)
        for process in self._processes:
            process.wait()
        self._processes.clear()

    def freeze(self) -> None:
        """Let it stand still: it takes connections and never answers."""
        signal_all(self.folder, signal.SIGSTOP)

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

    def _run(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        account: pwd.struct_passwd | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program that lasts; what it says goes into its log."""
        name = Path(command[0]).name
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **as_account(account),
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self._processes):
                break
            if self._is_ready():
                return
            time.sleep(_LOOK_SECONDS)
        logs = [
            f"{log.name}:\n{log.read_text(errors='replace')[-_SAID_CHARACTERS:]}"
            for log in sorted(self.folder.glob("*.log"))
        ]
        self.kill()
        raise RuntimeError("\n".join([f"{self.kind} did not start.", *logs]))


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """What tells :class:`subprocess.Popen` to run a program as somebody else."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
