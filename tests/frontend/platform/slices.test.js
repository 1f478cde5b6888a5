import assert from "node:assert/strict";
import { test } from "node:test";

import { createSlices } from "../../../frontend/platform/slices.js";

const later = (milliseconds = 0) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

function busy(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test("things are done in their order, none of them at once", async () => {
  const slices = createSlices();
  const done = [];

  for (const number of [1, 2, 3]) slices.add(() => done.push(number));
  assert.deepEqual(done, []);
  await later(20);

  assert.deepEqual(done, [1, 2, 3]);
});

test("between two slices others have their turn", async () => {
  const slices = createSlices();
  let done = 0;
  let doneAtFirst = null;
  // What a thing leaves for later comes when its slice is over.
  slices.add(() =>
    queueMicrotask(() => {
      doneAtFirst = done;
    }),
  );
  for (let i = 0; i < 10; i += 1) {
    slices.add(() => {
      busy(5);
      done += 1;
    });
  }

  while (done < 10) await later();

  assert.ok(doneAtFirst < 10, `${doneAtFirst} of 10`);
});
