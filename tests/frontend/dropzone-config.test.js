import assert from "node:assert/strict";
import { test } from "node:test";

import { fingerprint, ownSentence, refusalOf } from "../../frontend/dropzone-config.js";

const LIMITS = {
  extensions: [".jpg", ".png"],
  otherFormats: { ".heic": ["heic", "an HEIC photo"], ".gif": ["not-taken", "a GIF"] },
  maxBytes: 2 * 1024 ** 2,
};

test("a file is refused with the server's own sentences, the first reason first", () => {
  const keyOf = (name, size) => refusalOf({ name, size }, LIMITS)?.[0] ?? null;

  assert.equal(keyOf("photo.JPG", 10), null);
  assert.equal(keyOf("photo.png", 2 * 1024 ** 2), null);
  assert.equal(keyOf("notes.txt", 0), "error.wrong-extension");
  assert.equal(keyOf("notes", 10), "error.wrong-extension.none");
  assert.equal(keyOf("IMG_0412.HEIC", 10), "error.wrong-extension.heic");
  assert.equal(keyOf("loop.gif", 10), "error.wrong-extension.not-taken");
  assert.equal(keyOf("photo.jpg", 0), "error.invalid-image.empty");
  assert.equal(keyOf("photo.jpg", 2 * 1024 ** 2 + 1), "error.too-large");
});

test("a file over the limit never looks as large as the limit", () => {
  const [, blanks] = refusalOf({ name: "a.jpg", size: LIMITS.maxBytes + 1 }, LIMITS);

  assert.deepEqual(blanks, { size: "2.1 MB", limit: "2 MB" });
});

test("only a sentence in plain text is shown as it came", () => {
  const key = (status, type, body) => ownSentence({ status, type, body });

  assert.equal(key(400, "text/plain; charset=utf-8", "Invalid image."), null);
  assert.equal(key(0, null, ""), "page.answer.none");
  assert.equal(key(400, "text/plain", " "), "page.answer.strange");
  assert.equal(key(413, "text/html", "<h1>413</h1>"), "page.answer.too-large");
  assert.equal(key(502, "text/html", "<h1>Bad Gateway</h1>"), "page.answer.trouble");
  assert.equal(key(401, "text/html", "<form>"), "error.sign-in-needed");
});

test("the same name with another content is another file", () => {
  const file = { name: "a.jpg", size: 1, lastModified: 7 };

  assert.equal(fingerprint(file), fingerprint({ ...file }));
  assert.notEqual(fingerprint(file), fingerprint({ ...file, size: 2 }));
});

test("the same name in another folder is another file, dropped or chosen", () => {
  const file = { name: "a.jpg", size: 1, lastModified: 7, webkitRelativePath: "" };
  const dropped = (fullPath) => fingerprint({ ...file, fullPath });
  const chosen = (webkitRelativePath) => fingerprint({ ...file, webkitRelativePath });

  assert.notEqual(dropped("x/1/a.jpg"), dropped("x/2/a.jpg"));
  assert.notEqual(dropped("x/1/a.jpg"), fingerprint(file));
  assert.equal(chosen("x/1/a.jpg"), dropped("x/1/a.jpg"));
});
