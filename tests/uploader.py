"""Somebody who uploads and uploads, and comes again for as long as the page would."""

from __future__ import annotations

import random
from hashlib import sha256
from uuid import uuid4

from http_visitor import Answer, Visitor, insisted
from pictures import jpeg
from sending import Chunks


class Uploader:
    """A browser that sends pictures, in turn whole and in chunks.

    :param seed: no two uploaders of the same one: their pictures would be the same.
    :ivar digests: of each picture that it was told is kept, by where that is.
    """

    def __init__(self, port: int, seed: int = 0) -> None:
        self.port = port
        self.visitor = Visitor()
        self.digests: dict[str, str] = {}
        self._seed = 1000 * seed
        assert insisted(lambda: self.visitor.get(port, "/")).status == 200

    def upload(self) -> Answer:
        """Upload another picture; return the last answer to it."""
        photo = jpeg(seed=self._seed + len(self.digests))
        is_whole = len(self.digests) % 2 == 0
        answer = self._whole(photo) if is_whole else self._in_chunks(photo)
        if answer.status == 204:
            self.digests[answer.location] = sha256(photo).hexdigest()
        return answer

    def lost(self) -> set[str]:
        """Those of its pictures that are not there, or are not what was sent."""
        return {
            location
            for location, digest in self.digests.items()
            if sha256(self._fetched(location).body).hexdigest() != digest
        }

    def listed(self) -> list[str]:
        """Where its pictures are, as the list tells, each as often as it is told."""
        path, urls = "/uploads/?limit=500", list[str]()
        while path:
            told = self._fetched(path).json()
            urls += [one["url"] for one in told["uploads"] if one["mine"]]
            newest = told["next"]
            path = f"/uploads/?limit=500&before={newest}" if newest else ""
        return urls

    def _fetched(self, path: str) -> Answer:
        return insisted(lambda: self.visitor.get(self.port, path))

    def _whole(self, photo: bytes) -> Answer:
        uuid = str(uuid4())
        return insisted(lambda: self.visitor.post(self.port, "a.jpg", photo, uuid))

    def _in_chunks(self, photo: bytes) -> Answer:
        chunks = Chunks(body=photo)
        indexes = random.sample(range(chunks.count), chunks.count)
        for index in indexes:
            answer = self._sent(chunks, index)
            if answer.status != 204:
                break
        return answer

    def _sent(self, chunks: Chunks, index: int) -> Answer:
        return insisted(lambda: self.visitor.send(self.port, chunks, index))
