"""One chunk of a file that arrives in several: what its sender says of it.

The fields are Dropzone's (options.ts, ``params``): ``dzuuid``, ``dzchunkindex``,
``dztotalchunkcount``, ``dztotalfilesize``, ``dzchunksize``, ``dzchunkbyteoffset``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dropslot.model import BadRequest

CHUNK_FIELDS = (
    "dzuuid",
    "dzchunkindex",
    "dztotalchunkcount",
    "dztotalfilesize",
    "dzchunksize",
    "dzchunkbyteoffset",
)
# As many as S3 lets one object have (AWS docs, "Amazon S3 multipart upload limits").
MAX_CHUNKS = 10_000
# 18 digits are more bytes than any disk has, and fit the catalog's 64 bits.
_NUMBER = re.compile(r"[0-9]{1,18}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk, and the file that it is of.

    :param uuid: what its sender calls the file; unique for that sender only.
    :param index: from 0.
    :param count: of all chunks.
    :param total_bytes: of the whole file.
    :param chunk_bytes: of every chunk but the last.
    """

    uuid: str
    index: int
    count: int
    total_bytes: int
    chunk_bytes: int

    @property
    def offset_bytes(self) -> int:
        """Where it begins in its file."""
        return self.index * self.chunk_bytes

    @property
    def expected_bytes(self) -> int:
        """How many bytes this chunk must have."""
        return self.bytes_of(self.index)

    def bytes_of(self, index: int) -> int:
        """How many bytes a chunk must have."""
        return min(self.chunk_bytes, self.total_bytes - index * self.chunk_bytes)


def chunk_of(fields: Mapping[str, str]) -> Chunk | None:
    """The chunk that a form's fields tell of, or None when they tell of none; a UUID
    alone is that of a whole file.

    :raises BadRequest: one of them is missing, makes no sense, or contradicts another.
    """
    if not any(name in fields for name in CHUNK_FIELDS[1:]):
        return None
    numbers = {name: _number(fields, name) for name in CHUNK_FIELDS[1:]}
    chunk = Chunk(
        uuid=checked_uuid(fields.get("dzuuid", "")),
        index=numbers["dzchunkindex"],
        count=numbers["dztotalchunkcount"],
        total_bytes=numbers["dztotalfilesize"],
        chunk_bytes=numbers["dzchunksize"],
    )
    if not chunk.chunk_bytes:
        raise BadRequest("value", field="dzchunksize")
    chunks = count_of(chunk.total_bytes, chunk.chunk_bytes)
    if chunk.count != chunks or chunks > MAX_CHUNKS:
        raise BadRequest("value", field="dztotalchunkcount")
    if chunk.index >= chunk.count:
        raise BadRequest("value", field="dzchunkindex")
    if numbers["dzchunkbyteoffset"] != chunk.offset_bytes:
        raise BadRequest("value", field="dzchunkbyteoffset")
    return chunk


def count_of(total_bytes: int, chunk_bytes: int) -> int:
    """How many chunks a file has; an empty one has one."""
    return max(1, -(-total_bytes // chunk_bytes))


def checked_uuid(text: str) -> str:
    """A UUID in lower case.

    :raises BadRequest: it is none.
    """
    if not _UUID.fullmatch(text):
        raise BadRequest("value", field="dzuuid")
    return text.lower()


def _number(fields: Mapping[str, str], name: str) -> int:
    text = fields.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise BadRequest("value", field=name)
    return int(text)
