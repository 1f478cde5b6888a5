import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createConnection } from "../../../frontend/platform/connection.js";

const listeners = {};
const navigator = { onLine: true };
const listen = (name, listener) => {
  listeners[name] = listener;
};
const document = { hidden: false, addEventListener: listen };
for (const [name, value] of Object.entries({
  navigator,
  document,
  addEventListener: listen,
})) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

let reached;
let told;
let connection;

async function happens(name, onLine = navigator.onLine) {
  navigator.onLine = onLine;
  await listeners[name]();
}

beforeEach((test) => {
  test.mock.timers.enable({ apis: ["setTimeout"] });
  navigator.onLine = true;
  reached = false;
  told = [];
  const on = {
    lost: () => told.push("lost"),
    back: () => told.push("back"),
    seen: () => told.push("seen"),
  };
  const { signal } = new AbortController();
  connection = createConnection(async () => reached, on, signal);
});

test("a connection that is gone is told once, and once when it is back", async () => {
  await happens("offline", false);
  assert.equal(connection.failed(), true);
  await happens("online", true);

  assert.deepEqual(told, ["lost", "back"]);
  assert.equal(connection.isDown(), false);
});

test("a server on this very machine needs no connection", async () => {
  reached = true;
  await happens("offline", false);

  assert.equal(connection.isDown(), false);
});

test("a request that fails while the browser knows of none tells it at once", () => {
  assert.equal(connection.failed(), false);
  navigator.onLine = false;

  assert.equal(connection.failed(), true);
  assert.deepEqual(told, ["lost"]);
  listeners.online();
});

test("a page that is looked at again goes on", async () => {
  await happens("visibilitychange");

  assert.deepEqual(told, ["seen"]);
});
