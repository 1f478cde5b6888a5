"""Disks of their own for upload folders: small ones, full ones, read-only ones."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BLOCK_BYTES = 4096


@contextmanager
def small_disk(place: Path, size: str = "8m") -> Iterator[Path]:
    """An empty disk of a size, mounted at a place; skips where that needs rights."""
    place.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place))
    try:
        yield place
    finally:
        _unmount(place)


@contextmanager
def read_only(place: Path) -> Iterator[Path]:
    """A folder that nobody can write to meanwhile, root included."""
    _mount("--bind", str(place), str(place))
    try:
        _mount("-o", "remount,bind,ro", str(place))
        yield place
    finally:
        _unmount(place)


def fill(disk: Path) -> Path:
    """Fill a disk to its last block; return the file that does."""
    filling = disk / ".filling"
    with filling.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(_BLOCK_BYTES))
        except OSError:
            return filling


def _mount(*words: str) -> None:
    ended = subprocess.run(["mount", *words], capture_output=True, check=False)
    if ended.returncode:
        pytest.skip("Only root may mount a disk here.")


def _unmount(place: Path) -> None:
    # Lazily: a program that was killed may still hold a file.
    subprocess.run(["umount", "--lazy", str(place)], check=True)
