"""A file on its way to the store."""

from __future__ import annotations

from typing import Any, BinaryIO

from boto3.s3.transfer import TransferConfig

from .calls import Patience
from .faults import Malformed, TooSlow

# The largest that stores take at once is 5 GB (Amazon S3 docs, PutObject); beyond this
# it goes in parts.
MOST_PUT_BYTES = 4 * 1024**3
_PART_BYTES = 64 * 1024**2
# Sent with the head of its request; boto3 asks leave of the store for a longer one.
_WITH_HEAD_BYTES = 64 * 1024


class Outgoing:
    """What boto3 reads it from: ends when it takes too long, however much moves.

    :param size_bytes: of the file.
    """

    def __init__(self, file: BinaryIO, size_bytes: int, patience: Patience) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._patience = patience

    def send(self, client: Any, named: dict[str, str]) -> None:
        """Send all of it; can be done again.

        :param named: the bucket and the key.
        """
        self.seek(0)
        if self._size_bytes > MOST_PUT_BYTES:
            self._send_parts(client, named)
            return
        body = self.read() if self._size_bytes <= _WITH_HEAD_BYTES else self
        answer = client.put_object(Body=body, ContentLength=self._size_bytes, **named)
        if not answer.get("ETag"):
            # Some say 200, and in a document that they could not.
            raise Malformed("an answer to a put that names no object")

    def read(self, size_bytes: int = -1) -> bytes:
        """Read the next bytes.

        :raises TooSlow: it has taken too long.
        """
        if self._patience.is_over:
            raise TooSlow
        return self._file.read(size_bytes)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As a file does."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As a file does."""
        return self._file.tell()

    def _send_parts(self, client: Any, named: dict[str, str]) -> None:
        config = TransferConfig(
            multipart_threshold=_PART_BYTES,
            multipart_chunksize=_PART_BYTES,
            use_threads=False,
        )
        client.upload_fileobj(self, Config=config, **named)
