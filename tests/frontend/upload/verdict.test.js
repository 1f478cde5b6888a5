import assert from "node:assert/strict";
import { test } from "node:test";

import { verdictOf } from "../../../frontend/upload/verdict.js";

const PLAIN = "text/plain; charset=utf-8";
const HTML = "text/html; charset=utf-8";

// Status, type, Dropslot-Error, body -> what it is, and whose sentence it has.
const TABLE = [
  [0, null, null, "", "trouble", "page.answer.none"],
  [408, null, null, "", "trouble", "page.answer.strange"],
  [425, null, null, "", "trouble", "page.answer.strange"],
  [429, PLAIN, "too-many-attempts", "Wait.", "trouble", "Wait."],
  [500, PLAIN, "server", "It broke.", "trouble", "It broke."],
  [502, HTML, null, "<h1>", "trouble", "page.answer.trouble"],
  [503, PLAIN, "busy", "Busy.", "trouble", "Busy."],
  [503, HTML, null, "<h1>", "trouble", "page.answer.trouble"],
  [504, null, null, "", "trouble", "page.answer.trouble"],
  [507, PLAIN, "storage-full", "Full.", "failed", "Full."],
  [507, HTML, null, "<h1>", "failed", "error.storage-full"],
  [429, PLAIN, "too-many-partials", "Many.", "failed", "Many."],
  [400, PLAIN, "invalid-image", "Invalid image.", "refused", "Invalid image."],
  [400, HTML, null, "<h1>", "refused", "page.answer.strange"],
  [400, PLAIN, null, " ", "refused", "page.answer.strange"],
  [403, PLAIN, "cross-site", "No.", "refused", "No."],
  [404, HTML, null, "<h1>", "refused", "page.answer.strange"],
  [413, PLAIN, "too-large", "Too large.", "refused", "Too large."],
  [413, HTML, null, "<h1>", "refused", "page.answer.too-large"],
  [401, PLAIN, "sign-in-needed", "Sign in.", "stranger", "Sign in."],
  // Somebody in front of the server: a proxy with a sign-in of its own, a portal.
  [401, HTML, null, "<h1>", "failed", "page.answer.signed-out"],
  [401, PLAIN, null, "Unauthorized", "failed", "page.answer.signed-out"],
  [403, HTML, null, "<h1>", "failed", "page.answer.signed-out"],
  [200, HTML, null, "<h1>", "failed", "page.answer.signed-out"],
  [200, "application/json", null, "{}", "failed", "page.answer.strange"],
];

for (const [status, type, code, body, is, words] of TABLE) {
  test(`${status} ${code ?? type ?? "with nothing"} is ${is}: ${words}`, () => {
    for (const isWhole of [true, false]) {
      const verdict = verdictOf({ status, type, code, body }, isWhole);

      assert.equal(verdict.is, is);
      assert.equal(verdict.key ?? verdict.sentence, words);
    }
  });
}

test("204 is the end with an address, and the next chunk's turn without", () => {
  const answer = { status: 204, type: null, code: null, body: "" };
  const address = "/uploads/a.jpg";

  assert.deepEqual(verdictOf({ ...answer, address }, true), { is: "arrived", address });
  assert.deepEqual(verdictOf({ ...answer, address }, false), {
    is: "arrived",
    address,
  });
  assert.deepEqual(verdictOf(answer, false), { is: "landed" });
  assert.equal(verdictOf(answer, true).is, "failed");
});
