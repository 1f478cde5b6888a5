import assert from "node:assert/strict";
import { test } from "node:test";

import { promise } from "../../../frontend/upload/veil.js";

const words = { say: (key) => key, count: (key, amount) => `${key} ${amount}` };
const files = (...types) => types.map((type) => ({ kind: "file", type }));

for (const [what, items, said] of [
  ["pictures are counted as pictures", files("image/png", "image/heic"), "pictures 2"],
  ["one picture is", files("image/png"), "pictures 1"],
  ["a folder among them makes files of all", files("image/png", ""), "files 2"],
  ["another file does", files("image/png", "application/pdf"), "files 2"],
  ["many of which no type is told are files", files("", "", ""), "files 3"],
  ["a single thing without a type may be a folder", files(""), "add"],
  ["and so it may in Firefox", files("application/x-moz-file"), "add"],
  ["where nothing is told before the drop there is no count", [], "add"],
  [
    "a link that comes with a picture counts nothing",
    [...[{ kind: "string", type: "text/uri-list" }, ...files("image/png")]],
    "pictures 1",
  ],
]) {
  test(`while they are dragged, ${what}`, () => {
    assert.equal(promise(items, words), `page.veil.${said}`);
  });
}
