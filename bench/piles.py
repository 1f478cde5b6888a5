"""Many files to send at once."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from bench.pictures import Picture


def many_files(folder: Path, count: int) -> list[Path]:
    """Small pictures, each another."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(count):
        path = folder / f"{number:04}.png"
        Image.new("RGB", (8, 8), (number % 256, number // 256, 99)).save(path)
        files.append(path)
    return files


def copies(folder: Path, picture: Picture, count: int) -> list[Path]:
    """The same picture many times."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:04}.jpg" for number in range(count)]
    for file in files:
        file.write_bytes(picture.path.read_bytes())
    return files
