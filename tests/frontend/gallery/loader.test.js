import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { createArrivals } from "../../../frontend/gallery/loader.js";

const GATHER_MS = 300;
const AGAIN_MS = 5000;
let page;

// Answers the questions for names in turn: with a status, or with what was asked for.
function newPage(...answers) {
  page = { asked: [], shown: [], renewed: 0 };
  const api = {
    async named(names) {
      page.asked.push(names);
      const status = answers.shift();
      if (status !== 200) throw Object.assign(new Error(), { status });
      return names;
    },
  };
  const renew = () => {
    page.renewed += 1;
  };
  return createArrivals(api, (found) => page.shown.push(...found), renew);
}

async function wait(milliseconds) {
  mock.timers.tick(milliseconds);
  await new Promise(setImmediate);
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("what arrives together is asked for together", async () => {
  const arrived = newPage(200);
  for (const name of ["a", "b", "c"]) arrived(name);

  await wait(GATHER_MS);

  assert.deepEqual(page.asked, [["a", "b", "c"]]);
  assert.deepEqual(page.shown, ["a", "b", "c"]);
});

for (const status of [undefined, 500, 503]) {
  test(`after ${status ?? "no answer"} the same is asked again`, async () => {
    const arrived = newPage(status, 200);
    arrived("a");
    await wait(GATHER_MS);

    arrived("b");
    await wait(AGAIN_MS);

    assert.deepEqual(page.shown, ["b", "a"].sort());
    assert.equal(page.renewed, 0);
  });
}

for (const status of [400, 404, 414]) {
  test(`after ${status} the list is read anew, and the same never asked`, async () => {
    const arrived = newPage(status, 200);
    arrived("a");
    await wait(GATHER_MS);
    await wait(AGAIN_MS);
    assert.equal(page.renewed, 1);

    arrived("b");
    await wait(GATHER_MS);

    assert.deepEqual(page.asked, [["a"], ["b"]]);
  });
}
