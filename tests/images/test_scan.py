"""What the scans hand to a decoder, and what they see without one."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from crafted import box, chunk, riff, riff_chunk, segment, with_chunks, with_segments
from dropslot.images.scan import Frame, exif, frames, payloads, sniff
from dropslot.model import BY_EXTENSION, NotAnImage
from pictures import VALID, animated, encoded, jpeg, photo, png, turned
from PIL import Image
from tails import zipped


def scanned(extension: str, content: bytes) -> list[Frame]:
    return list(frames(content, BY_EXTENSION[extension]))


def handed_over(extension: str, content: bytes) -> list[bytes]:
    """The files that a decoder would be given."""
    return [still.open(content).read() for still in scanned(extension, content)]


@pytest.mark.parametrize("kind", VALID)
def test_a_format_is_told_by_its_first_bytes(kind: str) -> None:
    filename, make = VALID[kind]

    assert sniff(make()[:64]) == BY_EXTENSION[Path(filename).suffix]


@pytest.mark.parametrize(
    ("brands", "is_avif"),
    [
        pytest.param(b"avif", True, id="a still"),
        pytest.param(b"avis", True, id="a sequence"),
        pytest.param(b"mif1\0\0\0\0miafavif", True, id="among others"),
        pytest.param(b"heic\0\0\0\0mif1heic", False, id="HEIC"),
        pytest.param(b"isomavifmp41", False, id="a version that looks like a brand"),
        pytest.param(b"mp42", False, id="a film"),
    ],
)
def test_an_avif_is_told_by_its_brands(brands: bytes, is_avif: bool) -> None:
    found = sniff(box(b"ftyp", brands.ljust(8, b"\0")))

    assert (found == BY_EXTENSION[".avif"]) is is_avif


@pytest.mark.parametrize("kind", VALID)
def test_what_is_handed_over_is_a_file_of_its_own(kind: str) -> None:
    filename, make = VALID[kind]
    extension = Path(filename).suffix
    format_ = BY_EXTENSION[extension].name

    for content in handed_over(extension, make()):
        with Image.open(io.BytesIO(content), formats=[format_]) as image:
            image.load()


@pytest.mark.parametrize(
    ("extension", "frames"), [(".gif", 4), (".png", 4), (".webp", 4), (".avif", 1)]
)
def test_each_frame_is_handed_over_by_itself(extension: str, frames: int) -> None:
    assert len(scanned(extension, animated(extension[1:].upper(), 4))) == frames


def test_pictures_behind_a_picture_are_handed_over() -> None:
    padded = jpeg() + bytes(64) + jpeg(80, 60)

    sizes = [(still.width_px, still.height_px) for still in scanned(".jpg", padded)]

    assert sizes == [(320, 240), (80, 60)]


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        pytest.param(
            ".jpg",
            with_segments(jpeg(), segment(0xE1, b"secret"), segment(0xFE, b"secret")),
            id="JPEG segments",
        ),
        pytest.param(".jpg", jpeg(icc_profile=b"secret"), id="JPEG profile"),
        pytest.param(".jpg", jpeg() + b"secret", id="behind a JPEG"),
        pytest.param(".png", with_chunks(png(), chunk(b"tEXt", b"secret")), id="text"),
        pytest.param(".gif", encoded(photo(), "GIF", comment=b"secret"), id="comment"),
        pytest.param(".webp", encoded(photo(), "WEBP", xmp=b"secret"), id="WebP XMP"),
    ],
)
def test_no_decoder_sees_what_is_not_the_picture(
    extension: str, content: bytes
) -> None:
    assert b"secret" in content
    assert b"secret" not in b"".join(handed_over(extension, content))


def test_the_decoder_finds_no_exif_in_an_avif() -> None:
    (content,) = handed_over(".avif", encoded(photo(), "AVIF", exif=turned(1)))

    with Image.open(io.BytesIO(content)) as image:
        assert "exif" not in image.info


@pytest.mark.parametrize(
    "kind", ["colour profile", "PNG with a profile", "WebP with a profile"]
)
def test_a_profile_is_found(kind: str) -> None:
    filename, make = VALID[kind]

    (still,) = scanned(Path(filename).suffix, make())

    assert still.icc is not None
    assert still.icc[36:40] == b"acsp"


def test_a_profile_in_many_segments_is_put_in_order() -> None:
    profile = random.Random(0).randbytes(200_000)

    (still,) = scanned(".jpg", jpeg(icc_profile=profile))

    assert still.icc == profile


@pytest.mark.parametrize(
    ("block", "orientation"),
    [
        pytest.param(b"", 1, id="nothing"),
        pytest.param(b"noise" * 9, 1, id="noise"),
        pytest.param(b"II*\0\x08\0\0\0", 1, id="cut short"),
        pytest.param(b"II*\0\xff\xff\xff\xff", 1, id="points outside"),
        pytest.param(b"II*\0\x08\0\0\0\xff\xff\x12\1", 1, id="entries cut short"),
        pytest.param(turned(9).tobytes()[6:], 1, id="a turn that is none"),
        pytest.param(turned(6).tobytes()[6:], 6, id="small end first"),
        pytest.param(
            b"MM\0*\0\0\0\x08\0\1\1\x12\0\4\0\0\0\1\0\0\0\x08", 1, id="a long number"
        ),
        pytest.param(
            b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\2\0\x08\0\0", 1, id="two numbers"
        ),
        pytest.param(
            b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\x08\0\0", 8, id="big end first"
        ),
    ],
)
def test_the_orientation_is_found(block: bytes, orientation: int) -> None:
    assert exif.orientation(block) == orientation


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(random.Random(2).randbytes(3_000_000), id="video"),
        pytest.param(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", id="XMP"),
        pytest.param(b"<svg\x80\x91\x02", id="random bytes that spell a tag"),
        pytest.param(b"PK\1\2" + bytes(99), id="half of an archive"),
        pytest.param(b"\n", id="a line end"),
    ],
)
def test_what_cameras_append_passes(tail: bytes) -> None:
    assert len(scanned(".jpg", jpeg() + tail)) == 1


def test_an_archive_is_seen_between_two_blocks() -> None:
    with pytest.raises(NotAnImage) as refusal:
        payloads.refuse(b"maker" * 99 + zipped("evil.class") + b"maker" * 99, 0)

    assert refusal.value.variant == "other-data.archive"


def test_a_webp_may_leave_its_last_chunk_odd() -> None:
    still = encoded(Image.new("L", (1, 1)), "WEBP", lossless=True)
    pixels = still[20 : 20 + int.from_bytes(still[16:20], "little")]
    odd = riff_chunk(b"VP8L", pixels + bytes(1 - len(pixels) % 2))[:-1]

    assert len(scanned(".webp", riff(odd))) == 1


def test_a_webp_of_one_pixel_is_found() -> None:
    body = b"\x2f" + bytes(7)

    (still,) = scanned(".webp", riff(riff_chunk(b"VP8L", body)))

    assert (still.width_px, still.height_px) == (1, 1)


def test_a_webp_is_upright_whatever_its_exif_says() -> None:
    (still,) = scanned(".webp", encoded(photo(), "WEBP", exif=turned(6)))

    assert still.orientation == 1


def test_an_avif_may_end_in_a_small_box() -> None:
    assert len(scanned(".avif", encoded(photo(), "AVIF") + box(b"free", b"1234"))) == 1


def test_empty_blocks_between_gif_frames_are_skipped() -> None:
    whole = animated("GIF", 3)

    assert len(scanned(".gif", whole[:-1] + bytes(3) + whole[-1:])) == 3


def test_a_still_can_be_read_from_anywhere() -> None:
    content = b"0123456789"
    opened = Frame(1, 1, (b"ab", range(2, 5), b"", range(7, 9))).open(content)

    assert opened.read() == b"ab23478"
    assert opened.seek(-4, io.SEEK_END) == 3
    assert opened.read(2) == b"34"
    assert opened.seek(1, io.SEEK_CUR) == 6
    assert opened.read() == b"8"
    assert opened.read() == b""
