"""Whatever a file is made of, a scan yields frames or refuses it, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from dropslot.images.scan import frames
from dropslot.model import BY_EXTENSION, NotAnImage
from hypothesis import given, settings
from hypothesis import strategies as some
from pictures import VALID, jpeg
from tails import FORMATS

OFTEN = settings(max_examples=60, deadline=None, derandomize=True)

CHANGES = some.lists(
    some.tuples(some.floats(0, 1, exclude_max=True), some.binary(max_size=8)),
    min_size=1,
    max_size=6,
)


@cache
def whole(kind: str) -> bytes:
    return VALID[kind][1]()


@pytest.mark.parametrize(
    "kind",
    [
        "baseline",
        "progressive",
        "multi-picture",
        "animated PNG",
        "animated GIF",
        "animated WebP",
        "AVIF",
        "clear AVIF",
        "animated AVIF",
    ],
)
@given(changes=CHANGES, kept=some.floats(0.2, 1))
@OFTEN
def test_a_marred_file_is_scanned_or_refused(
    kind: str, changes: list[tuple[float, bytes]], kept: float
) -> None:
    marred = bytearray(whole(kind))
    # What a scan reads stands at the start of most files, so that is marred most.
    for place, noise in changes:
        at = int(len(marred) * place**3)
        marred[at : at + len(noise)] = noise
    content = bytes(marred[: int(len(marred) * kept)])

    try:
        found = list(frames(content, BY_EXTENSION[Path(VALID[kind][0]).suffix]))
    except NotAnImage:
        return

    assert found


@given(tail=some.binary(max_size=300))
@OFTEN
def test_bytes_of_no_kind_behind_a_jpeg_are_a_cameras(tail: bytes) -> None:
    # No signature and no marker can stand in what has no capitals and no FF.
    plain = tail.translate(bytes(byte & 0x3F for byte in range(256)))

    (found,) = frames(jpeg() + b"maker" + plain, BY_EXTENSION[".jpg"])

    assert found.width_px == 320


@pytest.mark.parametrize("extension", FORMATS)
@given(padding=some.text("\0\t\n\r ", max_size=99))
@OFTEN
def test_padding_is_harmless_behind_any_picture(extension: str, padding: str) -> None:
    content = FORMATS[extension]() + padding.encode()

    assert list(frames(content, BY_EXTENSION[extension]))
