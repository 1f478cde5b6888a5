/** What keeps a form from being sent. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { problemOf } from "../../../frontend/element/problem.js";

const words = { say: (key) => key, count: (key, amount) => `${key} ${amount}` };
const slot = { words, canAdd: true };
const OPEN = ["customError", "page.form.open"];
const MISSING = ["valueMissing", "page.form.missing"];
const TOO_MANY = ["customError", "page.form.over 2"];

const CASES = [
  ["nothing is wanted", [0, 0], {}, slot, null],
  ["one is needed", [0, 0], { required: true }, slot, MISSING],
  ["one is there", [0, 1], { required: true }, slot, null],
  ["one is on its way", [1, 0], { required: true }, slot, OPEN],
  ["as many as there may be", [0, 2], { maxFiles: 2 }, slot, null],
  ["more than there may be", [0, 3], { maxFiles: 2 }, slot, TOO_MANY],
  [
    "one is needed of who has to sign in",
    [0, 0],
    { required: true },
    { words, canAdd: false },
    ["valueMissing", "error.sign-in-needed"],
  ],
  ["its server is away", [0, 0], { required: true }, null, ["valueMissing", "away"]],
  ["its server is away, but one is there", [0, 1], { required: true }, null, null],
];

for (const [name, [open, stored], wishes, opened, expected] of CASES) {
  test(name, () => {
    assert.deepEqual(
      problemOf({ open, stored }, wishes, opened, () => "away"),
      expected,
    );
  });
}
