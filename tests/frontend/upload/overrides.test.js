import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { optionsFor } from "../../../frontend/dropzone-config.js";
import { bytesSent } from "../../../frontend/upload/chunks.js";
import { override, setAside } from "../../../frontend/upload/overrides.js";
import { isTrouble } from "../../../frontend/upload/retry.js";
import { fakeElement, requests, settle } from "../fake-browser.js";

// After the fake browser: Dropzone looks for a real one.
const { default: Dropzone } = await import("dropzone/dist/dropzone.mjs");

const CHUNK_BYTES = 16;
const DATA = { urls: { upload: "/photos/" }, chunkBytes: CHUNK_BYTES };

let waiting;
let errors;
let landed;
let held;
let there;

function makeDropzone() {
  const dropzone = new Dropzone(
    fakeElement(),
    optionsFor(DATA, (file) => (file.name.endsWith(".txt") ? "No." : null)),
  );
  override(dropzone, {
    add(file, addFile) {
      if (!dropzone.files.some(({ name }) => name === file.name)) addFile();
    },
    ask(file) {
      file.upload.there = there(file);
      return null;
    },
    landed(_file, index) {
      landed.push(index);
      return true;
    },
    triesAgain(file, { status }) {
      if (!isTrouble(status)) return false;
      waiting.push(file);
      setAside(file);
      dropzone.processQueue();
      return true;
    },
    troubled: () => waiting.length,
    held: () => held,
  });
  dropzone.on("error", (file, message) => errors.push([file.name, message]));
  return dropzone;
}

async function add(dropzone, ...names) {
  for (const name of names) dropzone.addFile(new File(["some bytes"], name));
  await settle();
}

beforeEach(() => {
  waiting = [];
  errors = [];
  landed = [];
  held = false;
  there = () => new Set();
  requests.length = 0;
});

test("the request asks for plain text and says that a script sent it", async () => {
  await add(makeDropzone(), "one.jpg");

  const [{ method, url, headers, body }] = requests;
  assert.deepEqual([method, url], ["POST", "/photos/"]);
  assert.deepEqual(headers, {
    Accept: "text/plain",
    "X-Requested-With": "XMLHttpRequest",
  });
  assert.equal(body.get("file").name, "one.jpg");
});

test("a file that is refused is never sent", async () => {
  await add(makeDropzone(), "notes.txt");

  assert.equal(requests.length, 0);
  assert.deepEqual(errors, [["notes.txt", "No."]]);
});

test("a file that is in the list already is not added", async () => {
  await add(makeDropzone(), "one.jpg", "one.jpg");

  assert.equal(requests.length, 1);
});

test("after trouble the whole file is sent again, from zero", async () => {
  const dropzone = makeDropzone();
  await add(dropzone, "one.jpg");
  requests[0].upload.onprogress({ loaded: 10, total: 10 });

  requests[0].answer(503);
  const [file] = waiting;
  assert.deepEqual([file.upload.progress, bytesSent(file, CHUNK_BYTES)], [0, 0]);
  dropzone.enqueueFile(file);
  await settle();

  assert.equal(requests.length, 2);
  assert.equal(requests[1].body.get("file").name, "one.jpg");
  assert.deepEqual(errors, []);
});

test("what the server refuses is not sent again", async () => {
  await add(makeDropzone(), "one.jpg");

  requests[0].answer(400, "Invalid image: one.jpg is cut short.");

  assert.deepEqual(errors, [["one.jpg", "Invalid image: one.jpg is cut short."]]);
});

test("the other files go on while one waits", async () => {
  await add(makeDropzone(), "1.jpg", "2.jpg", "3.jpg", "4.jpg");
  assert.equal(requests.length, 3);

  requests[0].answer(0);

  assert.equal(requests.length, 4);
});

test("when many files are in trouble the others wait with them", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `${index}.jpg`);
  await add(makeDropzone(), ...names);

  for (let i = 0; i < requests.length; i += 1) requests[i].answer(0);

  assert.equal(requests.length, 6);
});

test("a cancelled file is no error, and what comes in late is ignored", async () => {
  const dropzone = makeDropzone();
  await add(dropzone, "one.jpg");

  dropzone.removeFile(dropzone.files[0]);
  requests[0].answer(0);

  assert.equal(requests[0].aborted, true);
  assert.deepEqual([errors, waiting], [[], []]);
});

// 50 bytes: three chunks of 16 and one of 2.
async function addLarge(dropzone, { chunks = 4 } = {}) {
  dropzone.addFile(new File(["x".repeat(16 * (chunks - 1) + 2)], "large.jpg"));
  await settle();
}

const indexOf = ({ body }) => Number(body.get("dzchunkindex"));

test("a large file goes in chunks, one after the other, with Dropzone's fields", async () => {
  const dropzone = makeDropzone();
  let done = false;
  dropzone.on("success", () => {
    done = true;
  });
  await addLarge(dropzone);

  for (let i = 0; i < 4; i += 1) {
    assert.equal(requests.length, i + 1);
    requests[i].answer(204);
    await settle();
  }

  assert.equal(done, true);
  assert.deepEqual(requests.map(indexOf), [0, 1, 2, 3]);
  assert.deepEqual(landed, [0, 1, 2, 3]);
  const { body } = requests[3];
  assert.deepEqual(
    ["dztotalfilesize", "dzchunksize", "dztotalchunkcount", "dzchunkbyteoffset"].map(
      (field) => body.get(field),
    ),
    ["50", "16", "4", "48"],
  );
  assert.equal(body.get("file").size, 2);
});

test("a chunk that is there is not sent", async () => {
  there = () => new Set([0, 2]);
  const dropzone = makeDropzone();
  let done = false;
  dropzone.on("success", () => {
    done = true;
  });
  await addLarge(dropzone);
  requests[0].answer(204);
  await settle();
  requests[1].answer(204);
  await settle();

  assert.deepEqual(requests.map(indexOf), [1, 3]);
  assert.equal(done, true);
});

test("after trouble only what is missing is sent again", async () => {
  const dropzone = makeDropzone();
  await addLarge(dropzone);
  requests[0].answer(204);
  await settle();
  requests[1].answer(503);
  there = () => new Set([0]);
  const [file] = waiting.splice(0);

  dropzone.enqueueFile(file);
  await settle();

  assert.deepEqual(requests.map(indexOf), [0, 1, 1]);
  assert.deepEqual(errors, []);
});

test("a chunk that is refused ends the file", async () => {
  await addLarge(makeDropzone());

  requests[0].answer(400, "Invalid image: large.jpg is damaged.");
  await settle();

  assert.equal(requests.length, 1);
  assert.deepEqual(errors, [["large.jpg", "Invalid image: large.jpg is damaged."]]);
});

test("a chunk that a login page took has not landed", async () => {
  await addLarge(makeDropzone());

  requests[0].answer(200, "<form>");

  assert.deepEqual([landed, errors.length], [[], 1]);
});

test("a file that is set aside is hung up, quietly, and sends nothing more", async () => {
  const dropzone = makeDropzone();
  await addLarge(dropzone);

  setAside(dropzone.files[0]);
  requests[0].answer(0);
  await settle();

  assert.equal(requests[0].aborted, true);
  assert.deepEqual([errors, waiting, requests.length], [[], [], 1]);
});

test("nothing is sent while it is held", async () => {
  held = true;
  const dropzone = makeDropzone();
  await add(dropzone, "one.jpg");
  assert.equal(requests.length, 0);

  held = false;
  dropzone.processQueue();

  assert.equal(requests.length, 1);
});
