import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { requests } from "./fake-browser.js";
import { add, fileOf, newPage, sendAll, soon } from "./page-parts.js";

const MINUTE_MS = 60_000;

let page;

beforeEach(() => {
  page = newPage();
});

test("a request that stands still for a minute is hung up and tried again", async () => {
  const item = await add(page, fileOf("a.jpg", 10));

  page.uploader.unstick(item.movedAt + MINUTE_MS - 1);
  assert.equal(item.state, "uploading");
  page.uploader.unstick(item.movedAt + MINUTE_MS + 1);

  assert.equal(item.state, "trouble");
  assert.equal(requests[0].aborted, true);
});

for (const bytes of [10, 40]) {
  test(`an answer that never comes is not waited for: ${bytes} bytes`, async () => {
    const item = await add(page, fileOf("a.jpg", bytes));
    for (let i = 0; i < Math.ceil(bytes / 16) - 1; i += 1) {
      requests[i].answer(204);
      await soon();
    }
    sendAll(requests.at(-1));
    assert.equal(item.state, "checking");

    page.uploader.unstick(item.movedAt + 5 * MINUTE_MS - 1);
    assert.equal(item.state, "checking");
    page.uploader.unstick(item.movedAt + 5 * MINUTE_MS + 1);

    assert.equal(item.state, "trouble");
    assert.equal(requests.at(-1).aborted, true);
  });
}

test("what is not wanted any more is let go of when no answer comes", async () => {
  const item = await add(page, fileOf("a.jpg", 10));
  sendAll(requests[0]);
  page.uploader.remove(item);
  assert.equal(requests[0].aborted, false);

  page.uploader.unstick(item.movedAt + 5 * MINUTE_MS + 1);
  await soon();

  assert.equal(requests[0].aborted, true);
  assert.equal(requests.length, 1);
});

test("pictures of one name, size and date in two folders are both sent", async () => {
  for (const path of ["x/1/icon.jpg", "x/2/icon.jpg", "x/2/icon.jpg"]) {
    await add(page, Object.assign(fileOf("icon.jpg", 10), { fullPath: path }));
  }

  assert.equal(requests.length, 2);
  assert.deepEqual(
    page.memory.all().map(({ path }) => path),
    ["x/1/icon.jpg", "x/2/icon.jpg"],
  );
});
