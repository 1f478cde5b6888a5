"""What the fields of a chunk may say, and what is nonsense."""

from __future__ import annotations

import pytest
from dropslot.model import BadRequest
from dropslot.uploads import Chunk, chunk_of

UUID = "0e2c1f5a-8a3b-4c5d-9e6f-0123456789ab"
GOOD = {
    "dzuuid": UUID,
    "dzchunkindex": "2",
    "dztotalchunkcount": "3",
    "dztotalfilesize": "25",
    "dzchunksize": "10",
    "dzchunkbyteoffset": "20",
}


def test_a_chunk_is_what_its_fields_say() -> None:
    chunk = chunk_of(GOOD)

    assert chunk == Chunk(UUID, index=2, count=3, total_bytes=25, chunk_bytes=10)
    assert chunk
    assert chunk.expected_bytes == 5


def test_a_form_without_such_fields_is_no_chunk() -> None:
    assert chunk_of({}) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("dzuuid", "../../etc/passwd", id="a path for a uuid"),
        pytest.param("dzuuid", UUID + "0", id="too long a uuid"),
        pytest.param("dzuuid", "", id="no uuid"),
        pytest.param("dzchunkindex", "-1", id="a negative index"),
        pytest.param("dzchunkindex", "3", id="an index out of range"),
        pytest.param("dzchunkindex", "two", id="an index in words"),
        pytest.param("dzchunkindex", "\u0662", id="an index in other digits"),
        pytest.param("dzchunkindex", "9" * 5000, id="an index without end"),
        pytest.param("dztotalchunkcount", "4", id="more chunks than the size makes"),
        pytest.param("dztotalchunkcount", "0", id="no chunks"),
        pytest.param("dztotalfilesize", "31", id="a size of more chunks"),
        pytest.param("dztotalfilesize", "1e3", id="a size with an exponent"),
        pytest.param("dzchunksize", "0", id="chunks of nothing"),
        pytest.param("dzchunkbyteoffset", "19", id="an offset that disagrees"),
    ],
)
def test_nonsense_in_a_field_is_refused_by_its_name(field: str, value: str) -> None:
    with pytest.raises(BadRequest):
        chunk_of({**GOOD, field: value})


@pytest.mark.parametrize("field", list(GOOD))
def test_a_field_that_is_missing_is_refused(field: str) -> None:
    with pytest.raises(BadRequest):
        chunk_of({name: value for name, value in GOOD.items() if name != field})


def test_more_chunks_than_anybody_needs_are_refused() -> None:
    many = {
        **GOOD,
        "dzchunkindex": "0",
        "dzchunkbyteoffset": "0",
        "dztotalchunkcount": "10001",
        "dztotalfilesize": "10001",
        "dzchunksize": "1",
    }

    with pytest.raises(BadRequest):
        chunk_of(many)
