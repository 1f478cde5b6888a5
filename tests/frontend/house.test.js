/** The page's house: which room may know which. */

import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";

import { pageFiles } from "./files.js";

// Each imports from its own folder and from the floors below.
const FLOORS = [
  ["main.js"],
  ["upload"],
  ["list"],
  ["gallery", "account", "dropzone-config.js"],
  ["platform", "vendor"],
];
const scripts = pageFiles(".js");
const pages = pageFiles(".html");

const roomOf = (path) => path.split("/")[0];
const floorOf = (path) => FLOORS.findIndex((floor) => floor.includes(roomOf(path)));

test("a script imports from its own folder and from the floors below", () => {
  const wrong = [];
  for (const [path, source] of scripts) {
    for (const [, name] of source.matchAll(/from "(\.[^"]+)"/g)) {
      const other = posix.join(posix.dirname(path), name);
      const isBelow = floorOf(other) > floorOf(path);
      if (!isBelow && roomOf(other) !== roomOf(path)) wrong.push(`${path}: ${other}`);
    }
  }

  assert.deepEqual(wrong, []);
  assert.deepEqual(
    [...scripts.keys()].filter((path) => floorOf(path) < 0),
    [],
  );
});

test("nobody but main.js looks anything up in the document", () => {
  const lookUp = /document\s*\.(querySelector|getElement)/;
  const all = [...scripts].filter(([, source]) => lookUp.test(source));

  assert.deepEqual(
    all.map(([path]) => path),
    ["main.js"],
  );
});

test("the page asks at once for every script, and for every sheet", () => {
  const index = pages.get("pages/index.html");
  const listed = (what) =>
    [...index.match(new RegExp(`for ${what} in \\[(.*?)\\]`))[1].matchAll(/"(.*?)"/g)]
      .map(([, name]) => name)
      .sort();
  const named = (files, ending) =>
    [...files.keys()].map((path) => path.replace(ending, ""));

  assert.deepEqual(["main", ...listed("module")].sort(), named(scripts, ".js").sort());
  assert.deepEqual(
    listed("sheet").map((name) => `styles/${name}`),
    named(pageFiles(".css"), ".css"),
  );
});
