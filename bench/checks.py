"""Checks: what proving a picture and making its thumbnail costs, beside other ways."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import pyvips
from dropslot.images import Limits
from dropslot.images.check import check
from dropslot.images.checker_child import keep_freed_memory
from dropslot.images.thumbnail import METHOD, QUALITY, SIDE_PX
from PIL import Image, ImageSequence

from bench.pictures import Picture, Pictures
from bench.report import Goal, Result, Table

# Dropslot's defaults.
_LIMITS = Limits(max_pixels=220_000_000, max_frames=2_000)
_CHECK, _LOAD, _VIPS = "Dropslot", "Pillow", "libvips"


def measure(pictures: Pictures, quick: bool) -> Result:
    """Measure the CPU time of one check of each format, and of two other programs."""
    # As every checker does; Pillow is quicker for it as well.
    keep_freed_memory()
    # It would answer from memory instead of reading the same file again.
    pyvips.cache_set_max(0)
    found = {
        picture: _in_turn(picture.path, 2 if quick else 9)
        for picture in _chosen(pictures)
    }
    return Result(_goals(found), [_ratios(found)], [_figures(found)])


def _chosen(pictures: Pictures) -> list[Picture]:
    return [
        pictures.small_jpeg(),
        pictures.jpeg(),
        pictures.progressive_jpeg(),
        pictures.large_jpeg(),
        pictures.png(),
        pictures.webp(),
        pictures.avif(),
        pictures.gif(),
    ]


def _in_turn(path: Path, rounds: int) -> dict[str, float]:
    ways: dict[str, Callable[[Path], object]] = {
        _CHECK: _check,
        _LOAD: _load,
        _VIPS: _vips_thumbnail,
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            # Of all threads: libvips works with several.
            began = time.process_time()
            way(path)
            if number:
                taken[name].append(time.process_time() - began)
    return {name: median(seconds) for name, seconds in taken.items()}


def _check(path: Path) -> None:
    check(path, path.suffix, _LIMITS)


def _load(path: Path) -> None:
    """Decode every frame and do nothing with it."""
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            frame.load()


def _vips_thumbnail(path: Path) -> None:
    """Make the same thumbnail by libvips' quickest way, which of an animation decodes
    the first frame only."""
    small = pyvips.Image.thumbnail(
        str(path), SIDE_PX, height=SIDE_PX, size="down", fail_on="error"
    )
    small.webpsave_buffer(Q=QUALITY, effort=METHOD)


def _goals(found: Mapping[Picture, Mapping[str, float]]) -> list[Goal]:
    return [
        Goal(
            f"CPU of checking a {picture.name} against libvips' thumbnail",
            1.0,
            cpu[_CHECK] / cpu[_VIPS],
        )
        for picture, cpu in found.items()
        # Of an animation libvips decodes the first frame only.
        if picture.path.suffix != ".gif"
    ]


def _ratios(found: Mapping[Picture, Mapping[str, float]]) -> Table:
    return Table(
        "Checks: CPU of Dropslot's check, thumbnail included, against",
        ("picture", "Pillow, decoding only", "libvips, thumbnail only"),
        [
            (
                picture.name,
                f"{cpu[_CHECK] / cpu[_LOAD]:.2f}",
                f"{cpu[_CHECK] / cpu[_VIPS]:.2f}",
            )
            for picture, cpu in found.items()
        ],
    )


def _figures(found: Mapping[Picture, Mapping[str, float]]) -> Table:
    return Table(
        "Checks, CPU ms",
        ("picture", "KB", *next(iter(found.values()))),
        [
            (
                picture.name,
                f"{picture.size_bytes / 1000:.0f}",
                *(f"{seconds * 1000:.1f}" for seconds in cpu.values()),
            )
            for picture, cpu in found.items()
        ],
    )
