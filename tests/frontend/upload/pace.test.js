import assert from "node:assert/strict";
import { test } from "node:test";

import { createPace } from "../../../frontend/upload/pace.js";

const KIB = 1024;
const MIB = 1024 * KIB;
const SERVERS = 8 * MIB;

test("while the line is not known, a photo goes in chunks of 1 MiB", () => {
  assert.equal(createPace(SERVERS).chunkBytes(3 * MIB), MIB);
});

for (const [what, bytesPerSecond, chunkBytes] of [
  ["a line of the past", 5 * KIB, 256 * KIB],
  ["a slow phone", 80 * KIB, MIB],
  ["a usual line", 400 * KIB, 4 * MIB],
  ["a fast line", 5 * MIB, 8 * MIB],
]) {
  test(`chunks take some seconds each: ${what}`, () => {
    const pace = createPace(SERVERS);
    for (let i = 0; i < 6; i += 1) pace.note(MIB, (MIB / bytesPerSecond) * 1000);

    assert.equal(pace.chunkBytes(3 * MIB), chunkBytes);
  });
}

test("a small request tells nothing of the line", () => {
  const pace = createPace(SERVERS);
  pace.note(20 * KIB, 4000);

  assert.equal(pace.chunkBytes(3 * MIB), MIB);
});

test("what the server wants at most is never exceeded", () => {
  const pace = createPace(100 * KIB);
  pace.note(100 * KIB, 1);

  assert.equal(pace.chunkBytes(3 * MIB), 100 * KIB);
});

test("a huge file on a slow line has no more than a thousand chunks", () => {
  const pace = createPace(SERVERS);
  for (let i = 0; i < 6; i += 1) pace.note(MIB, 1_000_000);

  assert.equal(pace.chunkBytes(2000 * MIB), 2 * MIB);
});
