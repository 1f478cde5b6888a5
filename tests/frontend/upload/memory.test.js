import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { createMemory } from "../../../frontend/upload/memory.js";

const HOUR_MS = 3600 * 1000;
const FILE = { name: "a.jpg", size: 90, lastModified: 7 };

let storage;
let memory;

// Its keys are its own, as localStorage's are.
function newStorage() {
  return Object.defineProperties(Object.create(null), {
    getItem: { value: (key) => storage[key] ?? null },
    setItem: {
      value: (key, text) => {
        storage[key] = text;
      },
    },
    removeItem: { value: (key) => delete storage[key] },
  });
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: HOUR_MS });
  storage = newStorage();
  memory = createMemory(() => storage, "/", 30, 24);
});

test("the same file is known again, with how far it was", () => {
  const { uuid, again } = memory.begin("a", FILE);
  memory.note("a", { sent: 60 });

  const entry = createMemory(() => storage, "/", 30, 24).begin("a", FILE);

  assert.deepEqual([again, entry.again], [false, true]);
  assert.deepEqual([entry.uuid, entry.sent], [uuid, 60]);
  assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test("without a secure context there are UUIDs as well", () => {
  mock.method(crypto, "randomUUID");
  Object.defineProperty(crypto, "randomUUID", { value: null, configurable: true });

  const { uuid } = memory.begin("a", FILE);
  delete crypto.randomUUID;

  assert.match(
    uuid,
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test("chunks that the server finds too large now do not fit: it begins anew", () => {
  const { uuid } = memory.begin("a", FILE);
  memory.note("a", { sent: 60, begun: true, chunkBytes: 30 });

  const smaller = createMemory(() => storage, "/", 45, 24).begin("a", FILE);
  const entry = createMemory(() => storage, "/", 20, 24).begin("a", FILE);

  assert.deepEqual([smaller.uuid, smaller.chunkBytes], [uuid, 30]);
  assert.deepEqual([entry.again, entry.sent, entry.outdated], [false, 0, uuid]);
  assert.notEqual(entry.uuid, uuid);
});

test("what nobody went on with for a day is forgotten", () => {
  memory.begin("a", FILE);
  mock.timers.tick(20 * HOUR_MS);
  memory.begin("b", FILE);
  memory.note("b", { sent: 30 });
  mock.timers.tick(5 * HOUR_MS);

  assert.deepEqual(
    memory.all().map(({ print }) => print),
    ["b"],
  );
});

test("what has arrived is forgotten, and another place's files are its own", () => {
  memory.begin("a", FILE);
  memory.begin("b", FILE);
  createMemory(() => storage, "/photos/", 30, 24).begin("c", FILE);

  memory.forget("a");

  assert.deepEqual(
    memory.all().map(({ print }) => print),
    ["b"],
  );
});

test("a browser that keeps nothing does no harm", () => {
  const none = createMemory(() => assert.fail("forbidden"), "/", 30, 24);

  assert.equal(none.begin("a", FILE).again, false);
  assert.deepEqual(none.all(), []);
});

test("what one account left unfinished is not shown to another", () => {
  memory.begin("a", FILE);
  const ann = createMemory(() => storage, "/", 30, 24, "ann");
  ann.begin("b", FILE);

  const names = (owner) =>
    createMemory(() => storage, "/", 30, 24, owner)
      .all()
      .map(({ print }) => print);

  assert.deepEqual(names("ann"), ["b"]);
  assert.deepEqual(names("ann b"), []);
  assert.deepEqual(names("bob"), []);
  assert.deepEqual(names(""), ["a"]);
});

test("while nobody is signed in nothing is remembered, and then it is theirs", () => {
  const { again } = memory.begin("a", FILE);
  memory.belongTo(null);
  memory.begin("b", FILE);
  memory.note("b", { sent: 30 });

  assert.equal(again, false);
  assert.deepEqual(memory.all(), []);
  memory.belongTo("ann");
  assert.deepEqual(memory.all(), []);
  memory.begin("b", FILE);
  assert.equal(createMemory(() => storage, "/", 30, 24, "ann").read("b").bytes, 90);
});

test("it is kept for as long as the server keeps the chunks", () => {
  const short = createMemory(() => storage, "/", 30, 2);
  short.begin("a", FILE);

  mock.timers.tick(2 * HOUR_MS);

  assert.deepEqual(short.all(), []);
});

test("what was begun before chunks were called so goes on", () => {
  const { uuid } = memory.begin("a", FILE);
  const [key] = Object.keys(storage);
  const begun = { uuid, begun: true, sent: 60, pieceBytes: 30, at: HOUR_MS };
  storage[key] = JSON.stringify(begun);

  const entry = memory.begin("a", FILE);

  assert.deepEqual([entry.again, entry.uuid, entry.sent], [true, uuid, 60]);
  assert.equal(entry.chunkBytes, 30);
});

test("what was begun when a file's date was part of its name goes on", () => {
  const { uuid } = memory.begin("x/a.jpg/90/7", { ...FILE, fullPath: "x/a.jpg" });

  const later = createMemory(() => storage, "/", 30, 24);

  assert.deepEqual(
    later.all().map(({ print }) => print),
    ["x/a.jpg/90"],
  );
  assert.equal(later.begin("x/a.jpg/90", FILE).uuid, uuid);
});
