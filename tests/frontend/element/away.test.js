/** In which language an element speaks that cannot ask anybody. */

import assert from "node:assert/strict";
import { test } from "node:test";

// As build.js writes them into the bundle.
globalThis.__SENTENCES_OF_AWAY__ = JSON.stringify({ en: {}, de: {}, zh: {} });
const { languageOf } = await import("../../../frontend/element/away.js");

const CASES = [
  ["the first that there is one for", ["pt", "de", "en"], "de"],
  ["of a tag with a region", ["zh-Hans-CN"], "zh"],
  ["in whatever case", ["DE-at"], "de"],
  ["where some are not told", [null, undefined, "", "de"], "de"],
  ["English where there is none", ["pt"], "en"],
  ["nor what every object has", ["constructor"], "en"],
];

for (const [name, tags, expected] of CASES) {
  test(name, () => assert.equal(languageOf(tags), expected));
}
