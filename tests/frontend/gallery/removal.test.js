import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createRemoval } from "../../../frontend/gallery/removal.js";

const listeners = {};
const stored = new Map();
globalThis.addEventListener = (name, listener) => {
  listeners[name] = listener;
};
globalThis.sessionStorage = {
  getItem: (key) => stored.get(key) ?? null,
  setItem: (key, value) => stored.set(key, value),
};

beforeEach(() => stored.clear());

function aPage(answer) {
  const asked = [];
  const ended = [];
  const toast = {
    show: (_, __, commit) => {
      toast.end = () => ended.push(commit());
    },
  };
  const rooms = {
    api: {
      remove: (name) => {
        asked.push(name);
        return answer();
      },
    },
    account: { who: () => "ann", hasGone: async () => false },
    toast,
    words: { say: (key) => key, count: (key) => key },
    announce: { say() {} },
    bounds: { signal: new AbortController().signal },
  };
  const gone = [];
  const on = { hidden() {}, gone: (name) => gone.push(name) };
  return {
    removal: createRemoval(rooms, { browser: "browser", place: "/" }, on),
    asked,
    ended,
    gone,
  };
}

const left = async (page) => {
  listeners.pagehide();
  await Promise.all(page.ended);
};

test("what a page on its way out heard no answer of is removed by the next one", async () => {
  const before = aPage(() => Promise.reject(new Error("No answer.")));
  before.removal.take("one.jpg");
  await left(before);

  const after = aPage(async () => {});
  after.removal.resume();

  assert.deepEqual(after.asked, ["one.jpg"]);
});

test("what a page on its way out has removed is not asked for again", async () => {
  const before = aPage(async () => {});
  before.removal.take("one.jpg");
  await left(before);

  const after = aPage(async () => {});
  after.removal.resume();

  assert.deepEqual(after.asked, []);
  assert.deepEqual(before.gone, ["one.jpg"]);
});
