/** When an element says what. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createEvents, EVENTS } from "../../../frontend/element/events.js";
import { Uploads } from "../../../frontend/upload/uploads.js";

const URLS = { uploads: "/uploads/", thumbnails: "/thumbnails/" };
const OPEN = { open: true, fraction: 0.5 };
const OVER = { open: false, fraction: 1 };

function newElement() {
  const element = new EventTarget();
  const heard = [];
  for (const type of EVENTS) {
    element.addEventListener(`dropslot:${type}`, (event) =>
      heard.push([type, event.detail, event]),
    );
  }
  const events = createEvents(element, URLS);
  const uploads = new Uploads();
  events.follow(uploads);
  return { element, events, uploads, heard, types: () => heard.map(([type]) => type) };
}

function itemOf(name, state = "sending") {
  return { file: {}, print: name, name, bytes: 10, sent: 0, state };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

test("events bubble and leave shadow roots", async () => {
  const { uploads, heard } = newElement();

  uploads.add(itemOf("a.jpg"));
  await soon();

  const [[, , { bubbles, composed }]] = heard;
  assert.deepEqual([bubbles, composed], [true, true]);
});

test("whoever takes a file off the list when it is added confuses nobody", async () => {
  const { element, uploads, types } = newElement();
  const item = itemOf("a.jpg");
  const rows = new Set();
  element.addEventListener("dropslot:added", () => uploads.remove(item));
  uploads.addEventListener("added", () => rows.add(item));
  uploads.addEventListener("removed", () => rows.delete(item));

  uploads.add(item);
  await soon();

  assert.deepEqual(types(), ["added", "removed"]);
  assert.equal(rows.size, 0);
});

test("what has moved is told once a tick, and not of what has ended", async () => {
  const { uploads, events, heard, types } = newElement();
  const [one, two] = [itemOf("a.jpg"), itemOf("b.jpg")];
  uploads.add(one);
  uploads.add(two);

  uploads.move(one, 2);
  uploads.move(one, 4);
  uploads.move(two, 10);
  uploads.set(two, "refused", { sentence: "No." });
  events.ticked(OPEN);
  events.ticked(OPEN);
  await soon();

  assert.deepEqual(types(), ["added", "added", "refused", "progress"]);
  const { title, sent, fraction, total } = heard.at(-1)[1];
  assert.deepEqual([title, sent, fraction, total], ["a.jpg", 4, 0.4, 0.5]);
});

test("a go is done once, when nothing is open any more", async () => {
  const { uploads, events, heard } = newElement();
  const [one, two] = [itemOf("a.jpg"), itemOf("b.jpg", "refused")];
  uploads.add(one);
  uploads.add(two);
  events.ticked(OPEN);

  uploads.set(one, "arrived", { upload: "1.jpg" });
  events.ticked(OVER);
  events.ticked(OVER);
  await soon();

  const dones = heard.filter(([type]) => type === "done");
  assert.equal(dones.length, 1);
  const { stored, refused } = dones[0][1];
  assert.deepEqual(
    stored.map(({ url }) => url),
    ["/uploads/1.jpg"],
  );
  assert.deepEqual(
    refused.map(({ title }) => title),
    ["b.jpg"],
  );
});

test("what is tried again belongs to another go", async () => {
  const { uploads, events, heard } = newElement();
  const item = itemOf("a.jpg");
  uploads.add(item);
  uploads.set(item, "failed", { sentence: "No room.", code: "storage-full" });
  events.ticked(OVER);

  uploads.set(item, "waiting");
  uploads.set(item, "sending");
  uploads.set(item, "arrived", { upload: "1.jpg" });
  events.ticked(OVER);
  await soon();

  const told = heard.map(([type, { refused, stored, canRetry }]) => [
    type,
    canRetry ?? (refused && [refused.length, stored.length]),
  ]);
  assert.deepEqual(told, [
    ["added", undefined],
    ["refused", true],
    ["done", [1, 0]],
    ["done", [0, 1]],
  ]);
});
