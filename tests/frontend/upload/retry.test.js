import assert from "node:assert/strict";
import { test } from "node:test";

import { isTrouble, waitSeconds } from "../../../frontend/upload/retry.js";

test("trouble is what passes by itself, not what is wrong with the file", () => {
  const trouble = [0, 408, 425, 429, 500, 502, 503, 504];
  const final = [400, 401, 403, 404, 413, 415, 507];

  assert.deepEqual(
    trouble.filter((status) => isTrouble(status)),
    trouble,
  );
  assert.deepEqual(
    final.filter((status) => isTrouble(status)),
    [],
  );
});

test("the wait doubles with every try, and is never quite the same", () => {
  const waits = [1, 2, 3, 4, 5].map((tries) => waitSeconds(tries, null, 0, 0.5));

  assert.deepEqual(waits, [0.5, 1, 2, 4, 8]);
  assert.equal(waitSeconds(50, null, 0, 0.5), 30);
  assert.equal(waitSeconds(3, null, 0, 0), 1.5);
  assert.equal(waitSeconds(3, null, 0, 1), 2.5);
});

test("the server may say when, in seconds or as a date", () => {
  const now = Date.parse("Sun, 23 Nov 2025 14:00:00 GMT");

  assert.equal(waitSeconds(1, "7", now, 0), 7);
  assert.equal(waitSeconds(1, "Sun, 23 Nov 2025 14:00:30 GMT", now, 0), 30);
});

test("what the server asks for is never undercut, and never the same for all", () => {
  assert.equal(waitSeconds(1, "8", 0, 0), 8);
  assert.equal(waitSeconds(1, "8", 0, 0.5), 9);
  assert.equal(waitSeconds(1, "8", 0, 1), 10);
});

test("the server can ask for neither a rush nor an hour", () => {
  assert.equal(waitSeconds(1, "0", 0, 0), 0.5);
  assert.equal(waitSeconds(1, "86400", 0, 0), 600);
  assert.equal(waitSeconds(1, "soon", 0, 0.5), 0.5);
});

test("too many unfinished files are for the visitor to finish", () => {
  assert.equal(isTrouble(429, "too-many-partials"), false);
  assert.equal(isTrouble(429, "too-many-attempts"), true);
});
