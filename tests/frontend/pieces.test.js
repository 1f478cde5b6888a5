import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bytesSent,
  bytesThere,
  countOf,
  isAwaited,
  thereOf,
} from "../../frontend/pieces.js";

const fileOf = (upload) => ({ size: 100, upload });

test("a file has as many pieces as it takes, and at least one", () => {
  const counts = [0, 1, 30, 31, 90].map((size) => countOf({ size }, 30));

  assert.deepEqual(counts, [1, 1, 1, 2, 3]);
});

test("when all pieces are there the last is sent again, for its answer", () => {
  assert.deepEqual([...thereOf([0, 1, 2], 4)], [0, 1, 2]);
  assert.deepEqual([...thereOf([0, 1, 2, 3], 4)], [0, 1, 2]);
  assert.deepEqual([...thereOf([0, -1, 9], 4)], [0]);
});

test("the last piece is shorter than the others", () => {
  assert.equal(bytesThere(fileOf({ there: new Set([0, 3]) }), 30), 40);
});

test("what is there and what is on the way count, each byte once", () => {
  const there = new Set([0, 1]);
  const chunks = [{ index: 0, progress: 100 }, undefined, { index: 2, progress: 50 }];

  assert.equal(bytesSent(fileOf({ chunked: true, there, chunks }), 30), 75);
});

test("the envelope of a request does not count as the file's bytes", () => {
  assert.equal(bytesSent(fileOf({ bytesSent: 60, total: 120 }), 30), 50);
});

test("a piece that is all sent is awaited, one on its way is not", () => {
  const of = (status, progress) =>
    isAwaited(fileOf({ chunked: true, chunks: [undefined, { status, progress }] }));

  assert.deepEqual(
    [of("uploading", 99), of("uploading", 100), of("success", 100)],
    [false, true, false],
  );
});
