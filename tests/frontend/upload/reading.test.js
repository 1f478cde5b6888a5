import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { createReadingNote } from "../../../frontend/upload/reading.js";

const words = {
  say: (key, { name = "" } = {}) => `${key} ${name}`.trim(),
  count: (key, amount) => `${key} ${amount}`,
};

function newNote() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setInterval", "Date"] });
  const note = { textContent: "" };
  const spoken = [];
  const announce = { say: (sentence) => spoken.push(sentence) };
  return { note, spoken, reading: createReadingNote(note, { words, announce }) };
}

const ALL_WELL = { folders: 1, lost: 0, unread: [] };

test("a folder that takes long shows its count, and speaks it every 5 s", () => {
  const { note, spoken, reading } = newNote();

  reading.start();
  for (let n = 0; n < 22; n += 1) {
    reading.add(100);
    mock.timers.tick(500);
  }

  assert.equal(note.textContent, "page.drop.reading 2200");
  assert.deepEqual(spoken, ["page.drop.reading 1000", "page.drop.reading 2000"]);
  reading.stop(ALL_WELL);
  assert.equal(note.textContent, "");
});

test("a folder that is read at once says nothing", () => {
  const { note, spoken, reading } = newNote();

  reading.start();
  reading.add(3);
  reading.stop(ALL_WELL);
  mock.timers.tick(1000);

  assert.deepEqual([note.textContent, spoken], ["", []]);
});

for (const [found, said] of [
  [{ unread: ["a"] }, "page.drop.unread-folder a"],
  [{ unread: ["a", "b"] }, "page.drop.unread-folders 2"],
  [{ unread: ["a"], lost: 2 }, "page.drop.unread-folder a page.drop.unread-files 2"],
  [{ folders: 0, lost: 1 }, "page.drop.unread-files 1"],
  [{}, "page.drop.empty-folder"],
  [{ folders: 0 }, ""],
]) {
  test(`what a drop could not give is shown and spoken: ${said || "nothing"}`, () => {
    const { note, spoken, reading } = newNote();

    reading.start();
    reading.stop({ ...ALL_WELL, ...found });

    assert.equal(note.textContent, said);
    assert.deepEqual(spoken, said ? [said] : []);
  });
}

test("two folders that are read at a time are summed up together", () => {
  const { note, spoken, reading } = newNote();

  reading.start();
  reading.start();
  reading.stop({ ...ALL_WELL, unread: ["a"] });
  assert.deepEqual(spoken, []);
  reading.add(3);
  reading.stop(ALL_WELL);

  assert.equal(note.textContent, "page.drop.unread-folder a");
});
