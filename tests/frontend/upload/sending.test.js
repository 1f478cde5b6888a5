import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { requests } from "../fake-browser.js";
import { add, fileOf, newPage, sendAll, soon } from "../page-parts.js";

const MINUTE_MS = 60_000;

let page;

beforeEach(() => {
  page = newPage();
});

test("a request that stands still for a minute is hung up and tried again", async () => {
  const item = await add(page, fileOf("a.jpg", 10));

  page.controls.unstick(item.movedAt + MINUTE_MS - 1);
  assert.equal(item.state, "sending");
  page.controls.unstick(item.movedAt + MINUTE_MS + 1);

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

    page.controls.unstick(item.movedAt + 5 * MINUTE_MS - 1);
    assert.equal(item.state, "checking");
    page.controls.unstick(item.movedAt + 5 * MINUTE_MS + 1);

    assert.equal(item.state, "trouble");
    assert.equal(requests.at(-1).aborted, true);
  });
}

test("what is not wanted any more is let go of when no answer comes", async () => {
  const item = await add(page, fileOf("a.jpg", 10));
  sendAll(requests[0]);
  page.controls.remove(item);
  assert.equal(requests[0].aborted, false);

  page.controls.unstick(item.movedAt + 5 * MINUTE_MS + 1);
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

test("a file that was changed since it was begun is sent anew, and not mixed", async () => {
  const item = await add(page, fileOf("a.jpg", 40));
  requests[0].answer(204);
  await soon();
  page.controls.pause([item]);
  const before = item.uuid;

  // As a later visit finds it: the same name, size and date.
  const edited = newPage({ storage: page.storage, received: [0] });
  await add(edited, fileOf("a.jpg", 40, { letter: "y" }));

  const [{ body }] = requests;
  assert.equal(body.get("dzchunkindex"), "0");
  assert.notEqual(body.get("dzuuid"), before);
  assert.deepEqual(edited.forgotten, [before]);
});

test("another file of that name and size leaves alone what has arrived", async () => {
  const item = await add(page, fileOf("a.jpg", 10));

  // Its answer is lost with the page.
  const later = newPage({ storage: page.storage });
  later.kept = true;
  await add(later, fileOf("a.jpg", 10, { letter: "y" }));

  assert.deepEqual(later.forgotten, []);
  assert.notEqual(requests[0].body.get("dzuuid"), item.uuid);
});

test("a file that is the same goes on with what is missing", async () => {
  const item = await add(page, fileOf("a.jpg", 40));
  requests[0].answer(204);
  await soon();
  page.controls.pause([item]);

  const later = newPage({ storage: page.storage, received: [0] });
  await add(later, fileOf("a.jpg", 40));

  const [{ body }] = requests;
  assert.equal(body.get("dzchunkindex"), "1");
  assert.equal(body.get("dzuuid"), item.uuid);
  assert.deepEqual(later.forgotten, []);
});

for (const [status, code] of [
  [507, "storage-full"],
  [429, "too-many-partials"],
]) {
  test(`no room (${status}) is no fault of the file: it can be tried again`, async () => {
    const item = await add(page, fileOf("a.jpg", 40));
    requests[0].answer(204);
    await soon();
    requests[1].answer(status, "No room.", {
      "Content-Type": "text/plain",
      "Dropslot-Error": code,
    });
    await soon();
    assert.deepEqual([item.state, item.sentence], ["failed", "No room."]);
    assert.deepEqual(page.forgotten, []);
    assert.equal(page.memory.all()[0].sent, 16);

    page.received = [0];
    page.controls.goOn(item);
    await soon();

    assert.equal(requests.length, 3);
    assert.equal(requests[2].body.get("dzchunkindex"), "1");
  });
}

// Each wait is at most 40 s.
async function failFor(tries) {
  for (let at = 0; at < tries; at += 1) {
    requests.at(-1).answer(0);
    await soon();
    mock.timers.tick(40_000);
    await soon();
  }
}

test("a server that is away is waited for, however long it takes", async () => {
  const item = await add(page, fileOf("a.jpg", 10));

  await failFor(50);

  assert.equal(item.state, "sending");
  assert.equal(requests.length, 51);
  requests.at(-1).answer(204, "", { Location: "/uploads/a.jpg" });
  await soon();
  assert.equal(item.state, "arrived");
});

test("a server that answers, but hangs up on a file, is not tried for ever", async () => {
  page.standing = "here";
  const item = await add(page, fileOf("a.jpg", 10));

  await failFor(20);

  assert.deepEqual([item.state, item.sentence], ["failed", "page.answer.none"]);
  page.controls.goOn(item);
  await soon();
  assert.equal(item.state, "sending");
});

test("a proxy that sends to its own sign-in is told of after three tries", async () => {
  page.standing = "redirected";
  const item = await add(page, fileOf("a.jpg", 10));

  await failFor(3);

  assert.deepEqual([item.state, item.sentence], ["failed", "page.answer.signed-out"]);
});

test("when one arrives the others in trouble wait no longer", async () => {
  const away = await add(page, fileOf("a.jpg", 10));
  await add(page, fileOf("b.jpg", 10));
  requests[0].answer(0);
  await soon();
  assert.equal(away.state, "trouble");

  requests[1].answer(204, "", { Location: "/uploads/b.jpg" });
  await soon();

  assert.equal(away.state, "sending");
});

test("waits are measured with a clock that nobody can set back", async () => {
  const item = await add(page, fileOf("a.jpg", 10));

  const moved = performance.now() - item.movedAt;
  requests[0].answer(503);
  await soon();
  const wait = item.retryAt - performance.now();

  assert.ok(moved >= 0 && moved < 1000, `${moved} ms`);
  assert.ok(wait > 0 && wait < 1000, `${wait} ms`);
});

test("chunks that are too large now are forgotten when a file begins anew", async () => {
  const before = newPage({ chunkBytes: 32 });
  const item = await add(before, fileOf("a.jpg", 40));
  await add(before, fileOf("b.jpg", 40));
  await add(before, fileOf("c.jpg", 40));
  const waiting = await add(before, fileOf("d.jpg", 40));
  assert.equal(waiting.state, "waiting");

  const later = newPage({ storage: before.storage });
  await add(later, fileOf("d.jpg", 40));
  await add(later, fileOf("a.jpg", 40));

  assert.deepEqual(later.forgotten, [item.uuid]);
});

for (const [what, stop] of [
  ["on its way", () => {}],
  ["paused just now", (item) => page.controls.pause([item])],
  ["in trouble", () => requests[1].answer(0)],
]) {
  test(`a chunk that comes in after a cancel is forgotten too: ${what}`, async () => {
    const item = await add(page, fileOf("a.jpg", 40));
    requests[0].answer(204);
    await soon();
    stop(item);
    const { uuid } = item;

    page.controls.remove(item);
    assert.deepEqual(page.forgotten, [uuid]);
    mock.timers.tick(2000);

    assert.deepEqual(page.forgotten, [uuid, uuid]);
  });
}

test("a file that cannot be read twice is refused, and not tried again", async () => {
  const file = fileOf("a.jpg", 10);
  file.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("NotFound")) });
  const item = await add(page, file);
  assert.equal(item.state, "sending");

  mock.timers.tick(250);
  await soon();

  assert.deepEqual([item.state, item.sentence], ["refused", "page.answer.gone"]);
  assert.equal(requests.length, 0);
});

test("a file that can be read again a moment later goes on", async () => {
  const file = fileOf("a.jpg", 10);
  const { slice } = file;
  file.slice = () => {
    delete file.slice;
    return { arrayBuffer: () => Promise.reject(new Error("NotReadable")) };
  };
  assert.equal(file.slice === slice, false);
  await add(page, file);

  mock.timers.tick(250);
  await soon();

  assert.equal(requests.length, 1);
});

test("a page that is left forgets nothing, and goes on when it comes back", async () => {
  const item = await add(page, fileOf("a.jpg", 40));
  requests[0].answer(204);
  await soon();

  page.controls.leave();
  requests[1].answer(0);
  await soon();
  assert.deepEqual([page.forgotten, page.memory.all().length], [[], 1]);
  page.received = [0];
  page.controls.comeBack();
  await soon();

  assert.equal(item.state, "sending");
  assert.equal(requests.at(-1).body.get("dzchunkindex"), "1");
});

test("while a page is left nothing begins, and then each file once", async () => {
  const items = [];
  for (let n = 1; n <= 5; n += 1) {
    items.push(await add(page, fileOf(`${n}.jpg`, 10)));
  }

  page.controls.leave();
  await soon();
  assert.equal(requests.length, 3);
  page.controls.comeBack();
  await soon();

  const states = items.map(({ state }) => state).sort();
  assert.deepEqual(states, ["sending", "sending", "sending", "waiting", "waiting"]);
});

test("one name and size with another date is the same file only by its bytes", async () => {
  await add(page, fileOf("a.jpg", 10));
  const repeated = [];
  page.uploads.addEventListener("repeated", ({ detail }) =>
    repeated.push(detail.item.name),
  );

  await add(page, fileOf("a.jpg", 10, { at: 8 }));
  assert.deepEqual(repeated, ["a.jpg"]);
  const other = await add(page, fileOf("a.jpg", 10, { at: 8, letter: "y" }));

  assert.deepEqual(repeated, ["a.jpg"]);
  assert.equal(other.state, "sending");
});

test("a file whose picture is being deleted is sent when it is brought again", async () => {
  const item = await add(page, fileOf("a.jpg", 10));
  requests[0].answer(204, "", { Location: "/uploads/a.jpg" });
  await soon();
  item.isLeaving = true;

  await add(page, fileOf("a.jpg", 10));

  assert.equal(requests.length, 2);
});

test("the same bytes with another date go on where they were", async () => {
  const item = await add(page, fileOf("a.jpg", 40));
  requests[0].answer(204);
  await soon();
  page.controls.pause([item]);

  const later = newPage({ storage: page.storage, received: [0] });
  await add(later, fileOf("a.jpg", 40, { at: 8 }));

  const [{ body }] = requests;
  assert.deepEqual([body.get("dzchunkindex"), body.get("dzuuid")], ["1", item.uuid]);
  assert.equal(later.memory.all().length, 1);
});

const uuidOf = ({ body }) => body.get("dzuuid");

test("a whole file says who it is, with every try the same", async () => {
  const item = await add(page, fileOf("a.jpg", 10));
  const fields = [...requests[0].body.keys()];
  requests[0].answer(0);
  await soon();
  mock.timers.tick(1000);
  await soon();

  assert.deepEqual(fields, ["dzuuid", "file"]);
  assert.match(uuidOf(requests[0]), /^[0-9a-f-]{36}$/);
  assert.equal(uuidOf(requests[1]), uuidOf(requests[0]));
  requests[1].answer(204, "", { Location: "/uploads/a.jpg" });
  await soon();
  assert.equal(item.state, "arrived");
});

test("a whole file is known again after a reload, until it has arrived", async () => {
  await add(page, fileOf("a.jpg", 10));
  const before = uuidOf(requests[0]);

  const later = newPage({ storage: page.storage });
  await add(later, fileOf("a.jpg", 10));
  const again = uuidOf(requests[0]);
  requests[0].answer(204, "", { Location: "/uploads/a.jpg" });
  await soon();
  const last = newPage({ storage: page.storage });
  await add(last, fileOf("a.jpg", 10));

  assert.equal(again, before);
  assert.notEqual(uuidOf(requests[0]), before);
});

test("a whole file that is cancelled while it may be stored is forgotten", async () => {
  const sending = await add(page, fileOf("a.jpg", 10));
  const troubled = await add(page, fileOf("b.jpg", 10));
  requests[1].answer(0);
  const settled = await add(page, fileOf("c.jpg", 10));
  requests[2].answer(400, "No.", { "Content-Type": "text/plain" });

  for (const item of [sending, troubled, settled]) page.controls.remove(item);

  const uuids = [requests[0], requests[1]].map(uuidOf);
  assert.deepEqual(page.forgotten, uuids);
});

test("a whole file that has not been sent yet has nothing to be forgotten", async () => {
  for (const name of ["1.jpg", "2.jpg", "3.jpg"]) await add(page, fileOf(name, 10));
  const item = await add(page, fileOf("4.jpg", 10));

  page.controls.remove(item);

  assert.deepEqual(page.forgotten, []);
  assert.deepEqual(
    page.memory.all().map(({ begun }) => begun),
    [true, true, true],
  );
});
