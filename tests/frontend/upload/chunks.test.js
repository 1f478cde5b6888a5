import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bytesThere,
  countOf,
  digestOf,
  fieldsOf,
  missing,
  thereOf,
} from "../../../frontend/upload/chunks.js";

const KIB = 1024;
const itemOf = (there) => ({ bytes: 100, chunkBytes: 30, there: new Set(there) });

test("a file has as many chunks as it takes, and at least one", () => {
  const counts = [0, 1, 30, 31, 90].map((bytes) => countOf({ bytes, chunkBytes: 30 }));

  assert.deepEqual(counts, [1, 1, 1, 2, 3]);
});

test("when all chunks are there the last is sent again, for its answer", () => {
  assert.deepEqual([...thereOf([0, 1, 2], 4)], [0, 1, 2]);
  assert.deepEqual([...thereOf([0, 1, 2, 3], 4)], [0, 1, 2]);
  assert.deepEqual([...thereOf([0, -1, 9], 4)], [0]);
});

test("the last chunk is shorter than the others", () => {
  assert.equal(bytesThere(itemOf([0, 3])), 40);
});

test("what is missing is sent in its order, and looked at anew with each", () => {
  const item = itemOf([1]);
  const sent = [];
  for (const index of missing(item)) {
    sent.push(index);
    // Another tab sends the rest.
    if (index === 0) item.there.add(2);
  }

  assert.deepEqual(sent, [0, 3]);
});

test("a chunk says where it belongs, and a whole file only whose it is", () => {
  const item = { ...itemOf([]), uuid: "u" };

  assert.deepEqual(fieldsOf(item, 3), {
    dzuuid: "u",
    dzchunkindex: 3,
    dztotalfilesize: 100,
    dzchunksize: 30,
    dztotalchunkcount: 4,
    dzchunkbyteoffset: 90,
  });
  assert.deepEqual(fieldsOf({ ...item, chunkBytes: 100 }, 0), { dzuuid: "u" });
});

function fileWith(changes = {}, bytes = 300 * KIB) {
  const content = Uint8Array.from({ length: bytes }, (_, index) => index * 7);
  for (const [at, byte] of Object.entries(changes)) content[at] = byte;
  return new Blob([content]);
}

test("the same bytes have the same digest, of 64 bits", async () => {
  const digest = await digestOf(fileWith());

  assert.equal(await digestOf(fileWith()), digest);
  assert.match(digest, /^[0-9a-f]{16}$/);
});

test("one byte in either end makes another digest", async () => {
  const last = 300 * KIB - 1;
  const files = [{}, { 0: 1 }, { 65535: 1 }, { [last - 65535]: 1 }, { [last]: 1 }];

  const digests = await Promise.all(
    files.map((changes) => digestOf(fileWith(changes))),
  );

  assert.equal(new Set(digests).size, files.length);
});

test("thousands of like files do not meet, in either half of the digest", async () => {
  const digests = [];
  for (let i = 0; i < 4000; i += 1) {
    digests.push(await digestOf(fileWith({ 3: i % 256, 9: i >> 8 }, 20)));
  }

  assert.equal(new Set(digests.map((digest) => digest.slice(0, 8))).size, 4000);
  assert.equal(new Set(digests.map((digest) => digest.slice(8))).size, 4000);
});

test("a huge file costs no more than its ends", async () => {
  const read = [];
  const file = {
    slice(...range) {
      read.push(range);
      return new Blob([]);
    },
  };

  await digestOf(file);

  assert.deepEqual(read, [[0, 65536], [-65536]]);
});
