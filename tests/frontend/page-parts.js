/** An uploader with a fake browser, server, storage and connection around it. */

import { mock } from "node:test";

import { createMemory } from "../../frontend/upload/memory.js";
import { fakeElement, requests } from "./fake-browser.js";

globalThis.location = { href: "http://localhost/" };
// After the fake browser: Dropzone looks for a real one.
const { createUploader } = await import("../../frontend/upload/uploader.js");

const DATA = {
  urls: { upload: "/" },
  extensions: [".jpg"],
  maxBytes: 1000,
};
const HEARD = [
  ...["added", "queued", "changed", "progressed", "leapt", "removed", "repeated"],
  ...["unwanted", "folderRead", "folderEmpty"],
];

/**
 * Timers are the test's own; the last page and its requests are gone.
 * @param {object} more
 * @param {Storage} more.storage what an earlier visit has left here
 * @param {number[]} more.received what it has left on the server
 */
export function newPage({
  storage = newStorage(),
  received = [],
  chunkBytes = 16,
} = {}) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  // Node 20's own mock sorts a timer without a delay behind all others.
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, delay = 0, ...more) => setTimeout(act, delay, ...more);
  requests.length = 0;
  const page = { storage, received, forgotten: [], heard: [], down: false };
  page.memory = createMemory(() => storage, "/", chunkBytes, 24);
  page.connection = { isDown: () => page.down, failed: () => page.down, seek() {} };
  const api = {
    received: async () => page.received,
    forget: (uuid) => page.forgotten.push(uuid),
  };
  const on = Object.fromEntries(
    HEARD.map((name) => [name, (item) => page.heard.push([name, item])]),
  );
  const words = { say: (key) => key };
  const data = { ...DATA, chunkBytes };
  const account = { isLocked: () => false, era: () => 0, lost: () => false };
  const parts = { api, memory: page.memory, connection: page.connection, account };
  page.uploader = createUploader(fakeElement(), data, words, parts, on);
  return page;
}

// Its keys are its own, as localStorage's are.
function newStorage() {
  const stored = Object.create(null);
  return Object.defineProperties(stored, {
    getItem: { value: (key) => stored[key] ?? null },
    setItem: {
      value: (key, text) => {
        stored[key] = text;
      },
    },
    removeItem: { value: (key) => delete stored[key] },
  });
}

/** A file of some bytes. */
export function fileOf(name, bytes, { at = 7, letter = "x" } = {}) {
  return new File([letter.repeat(bytes)], name, { lastModified: at });
}

/** Adds a file and waits until it is on its way, where it may be. */
export async function add(page, file) {
  page.uploader.add(file);
  await soon();
  return page.uploader.all().find((item) => item.file === file);
}

/** Lets everything happen that does not have to be waited for. */
export async function soon() {
  for (let i = 0; i < 4; i += 1) {
    mock.timers.tick(1);
    // What a file is read with takes a turn of its own.
    for (let j = 0; j < 5; j += 1)
      await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A request is all sent; the answer is still to come. */
export function sendAll(request) {
  request.upload.onprogress({ loaded: 10, total: 10 });
}
