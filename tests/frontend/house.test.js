/** The page's house: which room may know which, and who says which sentence. */

import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";

import { STATES } from "../../frontend/upload/states.js";
import { pageFiles, sentences, serverFiles } from "./files.js";

// Each imports from its own folder and from the floors below.
const FLOORS = [
  ["drop-slot.js"],
  ["element"],
  ["upload"],
  ["list"],
  ["gallery", "account", "dropzone-config.js"],
  ["platform"],
];
const scripts = pageFiles(".js");
const pages = pageFiles(".html");

const roomOf = (path) => path.split("/")[0];
const floorOf = (path) => FLOORS.findIndex((floor) => floor.includes(roomOf(path)));

test("a script imports from its own folder and from the floors below", () => {
  const wrong = [];
  for (const [path, source] of scripts) {
    for (const [, name] of source.matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
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

test("nobody but whole-page.js looks anything up in the document", () => {
  const lookUp = /document\s*\.(querySelector|getElement)/;
  const all = [...scripts].filter(([, source]) => lookUp.test(source));

  assert.deepEqual(
    all.map(([path]) => path),
    ["element/whole-page.js"],
  );
});

test("the bundle has every script and every sheet", () => {
  const brought = (files, pattern) =>
    [...files].flatMap(([path, source]) =>
      [...source.matchAll(pattern)].map(([, name]) =>
        posix.join(posix.dirname(path), name),
      ),
    );
  const sheets = pageFiles(".css");
  const reached = [
    ...["drop-slot.js", ...brought(scripts, /(?:from |import |import\()"(\.[^"]+)"/g)],
    ...["main.css", "drop-slot.css"],
    ...["viewer", "sign-in", "small"].map((name) => `styles/${name}.css`),
    ...brought(sheets, /@import "(\.[^"]+)"/g),
  ];

  assert.deepEqual(
    [...scripts.keys(), ...sheets.keys()].filter((path) => !reached.includes(path)),
    [],
  );
});

// What stands in the place of `${...}` in a key.
const SAID = {
  "page.account.": ["wanted", "ended"],
  "page.overall.": ["pause", "resume"],
  "page.row.": [
    ...Object.values(STATES).flatMap(({ acts }) => acts),
    // The others have a sentence of their own, or say a number as well.
    ...Object.keys(STATES).filter((state) => !STATES[state].says),
  ],
  "page.row.locked.": ["first", "ended"],
  "page.said.": ["added", "refused", "repeated"],
  "page.unfinished.hint.": ["mouse", "touch"],
};

function saidByScripts() {
  const source = [...scripts.values()].join("\n");
  const whole = [...source.matchAll(/"(page\.[\w.-]+)"/g)].map(([, key]) => key);
  const begun = [...source.matchAll(/`(page\.[\w.-]+\.)\$\{\w+\}`/g)];
  const prefixes = new Set(begun.map(([, prefix]) => prefix));
  assert.deepEqual([...prefixes].sort(), Object.keys(SAID));
  const all = Object.entries(SAID).flatMap(([prefix, ends]) =>
    ends.map((end) => prefix + end),
  );
  return new Set([...whole, ...all]);
}

// "page.left.hours" is for "page.left.hours.one" and "page.left.hours.other".
const withoutNumber = (key) => key.replace(/\.(one|other)$/, "");

test("scripts say each sentence that begins with page., and no other", () => {
  const keys = Object.keys(sentences("en")).filter((key) => key.startsWith("page."));
  const there = new Set(keys.map(withoutNumber));

  assert.deepEqual([...saidByScripts()].sort(), [...there].sort());
});

test("templates, and who fills them, say each sentence that begins with html.", () => {
  const source = [...pages.values(), ...serverFiles("web")].join("\n");
  const said = [...source.matchAll(/["']((?:html|page|error)\.[\w.-]+\w)["']/g)].map(
    ([, key]) => key,
  );
  const keys = Object.keys(sentences("en"));
  const rest = keys.filter((key) => key.startsWith("html."));

  assert.deepEqual(
    rest.filter((key) => !said.includes(key)),
    [],
  );
  assert.deepEqual(
    said.filter((key) => !keys.includes(key)),
    [],
  );
});
