"""Where the frames of an animated AVIF lie.

Sections are those of ISO/IEC 14496-12.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from dropslot.model import NotAnImage

from .boxes import Reader, inside

MAX_TRACKS = 16
"""Tracks of a file; an animation has one, and one more for its transparency."""

MAX_SAMPLES = 100_000
"""Frames of a track; an hour of film."""


def samples(moov: bytes) -> Iterator[range]:
    """Yield the offsets in the file of each AV1 sample, track by track.

    :param moov: the movie box, with its header.
    :raises NotAnImage: when it is damaged, or has too many.
    """
    (_, body), *_ = inside(moov)
    movie = moov[body.start : body.stop]
    tracks = [
        movie[at.start : at.stop] for kind, at in inside(movie) if kind == b"trak"
    ]
    if len(tracks) > MAX_TRACKS:
        raise NotAnImage("too-complex")
    for track in tracks:
        yield from _samples(track)


def _samples(track: bytes) -> Iterator[range]:
    table = track
    for wanted in (b"mdia", b"minf", b"stbl"):
        table = _first(table, wanted)
    described = _first(table, b"stsd")
    if all(kind != b"av01" for kind, _ in inside(described, 8)):
        return
    sizes = _sizes(Reader(_first(table, b"stsz")))
    places = _chunks(table)
    counts = _counts(Reader(_first(table, b"stsc")), len(places))
    at = 0
    for place, count in zip(places, counts, strict=True):
        ends = accumulate(sizes[at : at + count], initial=place)
        yield from (range(start, stop) for start, stop in pairwise(ends))
        at += count


def _first(content: bytes, wanted: bytes) -> bytes:
    bodies = [body for kind, body in inside(content) if kind == wanted]
    if len(bodies) > 1:
        # Which of them counts is for each reader to guess.
        raise NotAnImage
    return content[bodies[0].start : bodies[0].stop] if bodies else b""


def _sizes(reader: Reader) -> list[int]:
    """Read the sample size box (section 8.7.3.2)."""
    reader.version()
    each_bytes, count = reader.number(4), _count(reader)
    return [each_bytes] * count if each_bytes else reader.numbers(count, 4)


def _chunks(table: bytes) -> list[int]:
    """Read where each chunk begins (section 8.7.5)."""
    content, number_bytes = _first(table, b"stco"), 4
    if not content:
        content, number_bytes = _first(table, b"co64"), 8
    reader = Reader(content)
    reader.version()
    return reader.numbers(_count(reader), number_bytes)


def _counts(reader: Reader, chunks: int) -> list[int]:
    """Read how many samples each chunk has, by runs of equal ones (section 8.7.4)."""
    reader.version()
    numbers = reader.numbers(3 * _count(reader), 4)
    firsts = [*numbers[::3], chunks + 1]
    if firsts[0] != 1 or any(
        first > following for first, following in pairwise(firsts)
    ):
        raise NotAnImage
    lengths = (following - first for first, following in pairwise(firsts))
    runs = zip(numbers[1::3], lengths, strict=True)
    return [count for count, length in runs for _ in range(length)]


def _count(reader: Reader) -> int:
    count = reader.number(4)
    if count > MAX_SAMPLES:
        raise NotAnImage("too-complex")
    return count
