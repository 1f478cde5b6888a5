import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createCopy } from "../../../frontend/gallery/copy.js";

const NAMES = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"];
const UPLOADS = NAMES.map((name) => ({ name, url: `/uploads/${name}` }));
let clipboard;
let said;
let button;

function newCopy(sign) {
  const words = {
    say: (key) => key,
    count: (key, amount, blanks) => `${key} ${amount}${blanks ? " until" : ""}`,
    until: () => "then",
  };
  const announce = { say: (sentence) => said.push(sentence) };
  const toast = { show() {}, isOffering: () => false };
  return createCopy(words, announce, toast, sign);
}

beforeEach(() => {
  clipboard = "";
  said = [];
  globalThis.location = { href: "https://example.org/photos/" };
  globalThis.ClipboardItem = class {
    constructor(types) {
      this.types = types;
    }
  };
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: {
      clipboard: {
        async writeText(text) {
          clipboard = text;
        },
        async write([item]) {
          clipboard = await (await item.types["text/plain"]).text();
        },
      },
    },
  });
  const text = { textContent: "Copy all links", dataset: {} };
  const classList = { add() {}, remove() {} };
  button = { querySelector: () => text, classList, parentElement: null };
});

test("the addresses of all are copied one a line", async () => {
  await newCopy(null).all(UPLOADS, button);

  const lines = NAMES.map((name) => `https://example.org/uploads/${name}`);
  assert.equal(clipboard, lines.join("\n"));
  assert.deepEqual(said, ["page.copy.all 6"]);
});

test("private ones are signed, a few at a time and in their order", async () => {
  let going = 0;
  let most = 0;
  const sign = async (name) => {
    going += 1;
    most = Math.max(most, going);
    // The first is the last to be answered.
    await new Promise((resolve) => setTimeout(resolve, name === "a.jpg" ? 20 : 1));
    going -= 1;
    return { url: `/shared/${name}`, expires: "2030-01-01T00:00:00Z" };
  };

  await newCopy(sign).all(UPLOADS, button);

  // By the page's own address: the server may not know that it is reached by TLS.
  const lines = NAMES.map((name) => `https://example.org/shared/${name}`);
  assert.equal(clipboard, lines.join("\n"));
  assert.equal(most, 4);
  assert.deepEqual(said, ["page.copy.all.until 6 until"]);
});

test("what has no link is left out and told", async () => {
  const sign = async (name) => {
    if (name === "b.jpg") throw new Error("gone");
    return { url: `/shared/${name}`, expires: "2030-01-01T00:00:00Z" };
  };

  await newCopy(sign).all(UPLOADS, button);

  assert.equal(clipboard.split("\n").length, 5);
  assert.deepEqual(said, ["page.copy.all.until 5 until page.copy.missing 1"]);
});

test("where not one has a link it fails with the reason", async () => {
  const sign = () => Promise.reject(new Error("signed out"));

  await assert.rejects(newCopy(sign).all(UPLOADS, button), /signed out/);
});
