"""Stores in buckets, and files that have arrived for them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from dropslot.settings import Settings, read_settings
from dropslot.storage.s3 import open_bucket
from dropslot.storage.s3.store import BucketStore
from dropslot.storage.staged import StagedFile

Arriving = Callable[[bytes], StagedFile]


def set_only(environment: Mapping[str, str], patch: pytest.MonkeyPatch) -> None:
    """Let boto3 find this and nothing else of what a machine may tell it."""
    for name in [one for one in os.environ if one.startswith("AWS_")]:
        patch.delenv(name)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        patch.setenv(name, os.devnull)
    for name, value in environment.items():
        patch.setenv(name, value)


def bucket_settings(name: str, tmp_path: Path, prefix: str = "some/prefix") -> Settings:
    """The settings of a Dropslot with a bucket."""
    return read_settings(
        {
            "DROPSLOT_UPLOAD_PATH": f"s3://{name}/{prefix}",
            "DROPSLOT_STAGING_PATH": tmp_path / "staging",
            "DROPSLOT_DATABASE_URL": f"sqlite:///{tmp_path}/catalog.db",
            "DROPSLOT_SECRET_KEY": secrets.token_hex(16),
        }
    )


def opened_bucket(
    environment: Mapping[str, str],
    name: str,
    tmp_path: Path,
    patch: pytest.MonkeyPatch,
) -> BucketStore:
    """A store in a bucket."""
    set_only(environment, patch)
    return open_bucket(bucket_settings(name, tmp_path))


@contextmanager
def arriving_in(tmp_path: Path) -> Iterator[Arriving]:
    """Makes files that have arrived, on a disk of this machine."""
    folder = tmp_path / "arriving"
    folder.mkdir(exist_ok=True)
    arrived: list[StagedFile] = []

    def arrive(body: bytes) -> StagedFile:
        staged = StagedFile(folder / secrets.token_hex(8))
        arrived.append(staged)
        staged.write(body)
        return staged

    yield arrive
    for staged in arrived:
        staged.discard()
