import assert from "node:assert/strict";
import { test } from "node:test";

import { createSenderName } from "../../../frontend/upload/sender-name.js";

function fieldWith(value = "") {
  return Object.assign(new EventTarget(), { value });
}

function storageOf(entries = {}) {
  const all = new Map(Object.entries(entries));
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => all.set(key, value),
  };
}

test("a name goes along as it stands there when something is sent", () => {
  const input = fieldWith();
  const said = createSenderName(input, storageOf, "/");

  assert.deepEqual(said(), {});
  input.value = " Ann ";
  assert.deepEqual(said(), { from: "Ann" });
});

test("a name is remembered for this page, and not for its neighbour", () => {
  const storage = storageOf();
  const input = fieldWith();
  createSenderName(input, () => storage, "/photos/");
  input.value = "Ann";
  input.dispatchEvent(new Event("change"));

  const [again, neighbour] = [fieldWith(), fieldWith()];
  const said = createSenderName(again, () => storage, "/photos/");
  createSenderName(neighbour, () => storage, "/scans/");

  assert.equal(again.value, "Ann");
  assert.deepEqual(said(), { from: "Ann" });
  assert.equal(neighbour.value, "");
});

test("what was typed before the script came is not overwritten", () => {
  const input = fieldWith("Ben");
  const storage = storageOf({ "dropslot-sender-name:/": "Ann" });
  createSenderName(input, () => storage, "/");

  assert.equal(input.value, "Ben");
});

test("a browser without a memory asks again, and says the name all the same", () => {
  const input = fieldWith();
  const said = createSenderName(
    input,
    () => {
      throw new Error("no storage");
    },
    "/",
  );
  input.value = "Ann";
  input.dispatchEvent(new Event("change"));

  assert.deepEqual(said(), { from: "Ann" });
});

test("where nobody is asked nothing is said", () => {
  assert.deepEqual(createSenderName(null, storageOf, "/")(), {});
});
