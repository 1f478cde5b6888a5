import assert from "node:assert/strict";
import { test } from "node:test";

import { digestOf } from "../../frontend/digest.js";

const KIB = 1024;

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
