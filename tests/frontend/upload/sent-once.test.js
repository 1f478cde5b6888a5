import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { requests } from "../fake-browser.js";
import { add, fileOf, newPage, sendAll, soon } from "../page-parts.js";

const chunksOf = (bytes) => ({ chunkBytes: () => bytes, note() {} });

test("what another tab has begun meanwhile goes on in chunks of its size", async () => {
  const page = newPage({ pace: chunksOf(8) });
  for (const name of ["x.jpg", "y.jpg", "z.jpg", "a.jpg"]) {
    await add(page, fileOf(name, name === "a.jpg" ? 40 : 8));
  }
  const [first] = requests;
  const other = newPage({ storage: page.storage, pace: chunksOf(16) });
  await add(other, fileOf("a.jpg", 40));
  const theirs = requests.at(-1).body;

  first.answer(204, "", { Location: "/uploads/x.jpg" });
  await soon();

  const ours = requests.at(-1).body;
  assert.notEqual(ours, theirs);
  assert.equal(ours.get("dzuuid"), theirs.get("dzuuid"));
  assert.equal(ours.get("dzchunksize"), "16");
});

for (const [status, notes] of [
  [204, 1],
  [0, 0],
  [413, 0],
  [503, 0],
]) {
  test(`an answer ${status} tells the speed of the line ${notes} times`, async () => {
    let noted = 0;
    const note = () => (noted += 1);
    const page = newPage({ pace: { chunkBytes: () => 16, note } });
    await add(page, fileOf("a.jpg", 40));

    requests[0].answer(status);
    await soon();

    assert.equal(noted, notes);
  });
}

test("a part that was answered is let go of, though its file goes on", async (context) => {
  const signals = new Set();
  const listen = AbortSignal.prototype.addEventListener;
  context.mock.method(AbortSignal.prototype, "addEventListener", function (...all) {
    signals.add(this);
    return listen.apply(this, all);
  });
  const page = newPage();
  await add(page, fileOf("a.jpg", 64));

  for (const index of [0, 1, 2]) {
    requests[index].answer(204);
    await soon();
  }

  assert.equal(requests.length, 4);
  const [file] = signals;
  assert.equal(getEventListeners(file, "abort").length, 1);
});

test("what is not wanted any more is let go of when the page is left", async () => {
  const page = newPage();
  const item = await add(page, fileOf("a.jpg", 10));
  sendAll(requests[0]);
  page.controls.remove(item);

  page.controls.leave();

  assert.deepEqual(page.forgotten, [item.uuid]);
});

test("a button that is pressed twice sends a file once", async () => {
  const page = newPage();
  const item = await add(page, fileOf("a.jpg", 10));
  page.controls.pause([item]);

  page.controls.goOn(item);
  page.controls.goOn(item);
  await soon();

  assert.equal(requests.length, 2);
  requests[1].answer(204, "", { Location: "/uploads/x.jpg" });
  await soon();
  page.controls.goOn(item);
  assert.equal(item.state, "arrived");
});
