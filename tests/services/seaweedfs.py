"""SeaweedFS, from PyPI: master, volumes, filer and S3 in one process."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from types import MappingProxyType

from services.guard import LITTER
from services.s3 import S3Server

_PROGRAM = "weed"
_SOCKETS = "/tmp/seaweedfs-*-grpc-%d.sock"


class SeaweedFS(S3Server):
    """SeaweedFS with one volume server."""

    kind = "seaweedfs"
    port_count = 8
    _environment = MappingProxyType(
        {
            # Else Go keeps 500 MB after one object of 64 MB.
            "GOMEMLIMIT": "256MiB",
            "GOGC": "50",
            # Each bucket is a collection, which else gets seven files at once.
            "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",
        }
    )

    def _prepare(self) -> None:
        # It makes them whatever it is told, and a kill leaves them.
        litter = "\n".join(_SOCKETS % port for port in self.ports)
        (self.folder / LITTER).write_text(litter)
        (self.folder / "server").mkdir()
        keys = {"accessKey": self.access_key, "secretKey": self.secret_key}
        may = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "test", "credentials": [keys], "actions": may}
        identities = {"identities": [identity]}
        (self.folder / "s3.json").write_text(json.dumps(identities))

    def _launch(self) -> None:
        program = find_weed()
        assert program
        flags = [f"-{name}={value}" for name, value in self._flags().items()]
        self._serve(program, "-logtostderr=true", "server", *flags)

    def _flags(self) -> dict[str, object]:
        (s3, s3_grpc, master, master_grpc, volume, volume_grpc, filer, filer_grpc) = (
            self.ports
        )
        return {
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "dir": self.folder / "server",
            "master.telemetry": "false",
            "master.port": master,
            "master.port.grpc": master_grpc,
            "master.volumeSizeLimitMB": 256,
            "master.volumePreallocate": "false",
            "master.electionTimeout": "1s",
            "volume.port": volume,
            "volume.port.grpc": volume_grpc,
            "volume.max": 1000,
            "volume.preStopSeconds": 0,
            "volume.minFreeSpace": "1GiB",
            "filer": "true",
            "filer.port": filer,
            "filer.port.grpc": filer_grpc,
            "filer.localSocket": self.folder / "filer.sock",
            "s3": "true",
            "s3.port": s3,
            "s3.port.grpc": s3_grpc,
            # Doors that nobody asked for.
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.localSocket": self.folder / "s3.sock",
            "s3.config": self.folder / "s3.json",
            "s3.autoCreateBucket": "false",
        }


def find_weed() -> str | None:
    """``weed`` where it is installed, else None."""
    beside = Path(sys.executable).parent / _PROGRAM
    return str(beside) if beside.exists() else shutil.which(_PROGRAM)
