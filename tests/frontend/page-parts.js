/** What sends files, with a fake browser, server, storage and connection around it. */

import { mock } from "node:test";

import { createMemory } from "../../frontend/upload/memory.js";
import { requests } from "./fake-browser.js";

globalThis.location = { href: "http://localhost/" };
// After the fake browser: Dropzone looks for a real one.
// So that it is there in a turn when it is asked for.
await import("dropzone/dist/dropzone.mjs");
const { createAdding } = await import("../../frontend/upload/adding.js");
const { createControls } = await import("../../frontend/upload/controls.js");
const { createTransport } = await import("../../frontend/upload/transport.js");
// The page has it by the time something is sent.
await import("dropzone/dist/dropzone.mjs");
const { Uploads } = await import("../../frontend/upload/uploads.js");

const DATA = {
  urls: { upload: "/" },
  extensions: [".jpg"],
  maxBytes: 1000,
};

/**
 * Timers are the test's own; the last page and its requests are gone.
 * @param {object} more
 * @param {Storage} more.storage what an earlier visit has left here
 * @param {number[]} more.received what it has left on the server
 * @param {object} more.pace how large the chunks are, see pace.js
 */
export function newPage({
  storage = newStorage(),
  received = [],
  chunkBytes = 16,
  pace = { chunkBytes: () => chunkBytes, note() {} },
} = {}) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  // Node 20's own mock sorts a timer without a delay behind all others.
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, delay = 0, ...more) => setTimeout(act, delay, ...more);
  requests.length = 0;
  const page = {
    storage,
    received,
    forgotten: [],
    down: false,
    standing: "away",
    kept: false,
  };
  page.memory = createMemory(() => storage, "/", chunkBytes, 24);
  const connection = { isDown: () => page.down, failed: () => page.down };
  const api = {
    received: async () => page.received,
    forget: (uuid) => page.forgotten.push(uuid),
    isKept: async () => page.kept,
    standing: async () => page.standing,
  };
  const words = { say: (key) => key };
  const data = { ...DATA, chunkBytes };
  const account = { isLocked: () => false, era: () => 0, lost: () => false };
  page.uploads = new Uploads();
  const parts = {
    ...{ uploads: page.uploads, api, memory: page.memory, connection, account },
    ...{ words, pace, mostBytes: chunkBytes, transport: newTransport() },
    ...{ senderName: () => ({}), noRoom: () => null },
  };
  page.controls = createControls(parts);
  page.adding = createAdding(data, parts);
  return page;
}

function newTransport() {
  return createTransport("/", {}, new AbortController().signal, async () => {});
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
  page.adding.add(file);
  await soon();
  return page.uploads.all().find((item) => item.file === file);
}

/** Lets everything happen that does not have to be waited for. */
export async function soon() {
  for (let i = 0; i < 4; i += 1) {
    mock.timers.tick(1);
    // What a file is read with takes a turn of its own.
    for (let j = 0; j < 8; j += 1)
      await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A request is all sent; the answer is still to come. */
export function sendAll(request) {
  request.upload.onprogress({ loaded: 10, total: 10 });
}
