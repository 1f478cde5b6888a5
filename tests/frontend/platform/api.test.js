import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { createApi } from "../../../frontend/platform/api.js";

// That of gunicorn, unless it is told another; nginx has 8 KB.
const LONGEST_LINE = 4094;
let server;
let asked;

before(async () => {
  server = createServer(({ url }, answer) => {
    asked.push(url);
    const names = new URL(url, "http://x").searchParams.get("names");
    const uploads = names.split(",").map((name) => ({ name }));
    answer.end(JSON.stringify({ uploads, next: null }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
});

after(() => server.close());

test("hundreds of names are asked for in lines that every server takes", async () => {
  asked = [];
  const uploads = `http://127.0.0.1:${server.address().port}/uploads/`;
  const api = createApi({ urls: { upload: "/", uploads }, account: null }, {});
  const names = Array.from(
    { length: 150 },
    (_, n) => `01890000-0000-7000-8000-${String(n).padStart(12, "0")}.avif`,
  );

  const found = await api.named(names);

  assert.deepEqual(
    found.map(({ name }) => name),
    names,
  );
  assert.equal(asked.length, 4);
  for (const url of asked) assert.ok(`GET ${url} HTTP/1.1`.length < LONGEST_LINE);
});

test("a browser is met once, however many drop areas ask, and gets one cookie", async () => {
  const marks = ["unknown", "abc"];
  let questions = 0;
  const other = createServer((_, answer) => {
    questions += 1;
    answer.setHeader("Dropslot-Browser", marks.shift());
    answer.end("{}");
  });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  const uploads = `http://127.0.0.1:${other.address().port}/uploads/`;
  const pages = [1, 2].map(() => ({ urls: { uploads }, account: null, browser: "" }));

  await Promise.all(pages.map((data) => createApi(data, {}).greet()));
  other.close();

  assert.deepEqual(
    pages.map(({ browser }) => browser),
    ["abc", "abc"],
  );
  assert.equal(questions, 2);
});

test("what is no name is not asked for", async () => {
  asked = [];
  const uploads = `http://127.0.0.1:${server.address().port}/uploads/`;
  const api = createApi({ urls: { upload: "/", uploads }, account: null }, {});

  assert.deepEqual(await api.named(["nonsense", "../x", ""]), []);
  assert.deepEqual(asked, []);
});
