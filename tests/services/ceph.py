"""Ceph and its gateway for S3: found, else installed; its data is in memory."""

from __future__ import annotations

import uuid
from pathlib import Path

from debian import find, install

from services.s3 import S3Server

_PROGRAMS = (
    "ceph",
    "ceph-authtool",
    "ceph-mon",
    "ceph-osd",
    "monmaptool",
    "radosgw",
    "radosgw-admin",
)
# Without "none" in all three, keys would have to be handed out; its monitor then cannot
# encrypt, which the gateway would ask for.
_CONFIGURATION = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{monitor}/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms mon client mode = crc
keyring = {folder}/keyring
run dir = {folder}
admin socket =
crash dir = {folder}
log to file = false
log to stderr = true
mon cluster log to file = false
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
mon data avail warn = 2
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
[mon]
mon data = {folder}/mon
paxos propose interval = 0.05
paxos min wait = 0.01
[osd]
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd op num shards = 2
osd op num threads per shard = 1
[client]
objecter tick interval = 0.25
rgw frontends = beast endpoint=127.0.0.1:{gateway} tcp_nodelay=1
rgw thread pool size = 64
rgw enable usage log = false
rgw enable ops log = false
rgw run sync thread = false
rgw override bucket index max shards = 1
rgw dynamic resharding = false
"""


class Ceph(S3Server):
    """Ceph with one monitor and one storage daemon, whose data a kill takes away."""

    kind = "ceph"
    port_count = 2

    def _prepare(self) -> None:
        fsid = uuid.uuid4()
        gateway, monitor = self.ports
        (self.folder / "mon").mkdir()
        (self.folder / "osd").mkdir()
        self._configuration.write_text(
            _CONFIGURATION.format(
                fsid=fsid, folder=self.folder, gateway=gateway, monitor=monitor
            )
        )
        keyring, monmap = self.folder / "keyring", self.folder / "monmap"
        self._ceph(
            "ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon."
        )
        self._ceph(
            *("monmaptool", "--create", "--fsid", fsid, monmap),
            *("--addv", "a", f"[v2:127.0.0.1:{monitor}/0]"),
        )
        self._ceph(
            "ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap, "--keyring", keyring
        )

    def _launch(self) -> None:
        osd = uuid.uuid4()
        self._daemon("ceph-mon", "-i", "a")
        self._ceph("ceph", "osd", "new", osd, 0)
        self._ceph("ceph-osd", "-i", 0, "--mkfs", "--osd-uuid", osd)
        self._daemon("ceph-osd", "-i", 0)
        # This makes the gateway's pools, too, and so waits for the storage daemon.
        self._ceph(
            *("radosgw-admin", "user", "create", "--uid=test", "--display-name=test"),
            *("--access-key", self.access_key, "--secret-key", self.secret_key),
        )
        self._daemon("radosgw", "-n", "client.admin")

    @property
    def _configuration(self) -> Path:
        return self.folder / "ceph.conf"

    def _ceph(self, program: str, *words: object) -> None:
        self._do(_path(program), "-c", self._configuration, *words)

    def _daemon(self, program: str, *words: object) -> None:
        self._serve(_path(program), "-f", "-c", self._configuration, *words)


def find_ceph() -> bool:
    """Whether all its programs are installed."""
    return all(map(find, _PROGRAMS))


def _path(program: str) -> str:
    path = find(program)
    assert path
    return path


if __name__ == "__main__":
    missing = [program for program in _PROGRAMS if not find(program)]
    if missing:
        install(missing[0], "ceph-common", "ceph-mon", "ceph-osd", "radosgw")
