/** What an element holds while files come, go and come back. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Stored } from "../../../frontend/element/stored.js";
import { Uploads } from "../../../frontend/upload/uploads.js";

function newElement() {
  const told = [];
  const tell =
    (what) =>
    ({ name }) =>
      told.push(`${what} ${name}`);
  const stored = new Stored({
    stored: tell("stored"),
    removed: tell("removed"),
    changed() {},
  });
  const uploads = new Uploads();
  stored.follow(uploads);
  return { stored, uploads, told };
}

function add(uploads, name, state = "sending") {
  const item = { file: {}, print: name, name, bytes: 1, state };
  uploads.add(item);
  return item;
}

function arrive(uploads, item, upload) {
  uploads.set(item, "arrived", { upload, arrivedAt: new Date() });
}

const namesOf = (stored) => stored.all().map(({ name }) => name);

test("names stand in the order of adding, whichever arrived first", () => {
  const { stored, uploads } = newElement();
  const [one, two] = ["a", "b"].map((name) => add(uploads, name));

  arrive(uploads, two, "2.jpg");
  arrive(uploads, one, "1.jpg");

  assert.deepEqual(namesOf(stored), ["1.jpg", "2.jpg"]);
});

test("what is on its way out is no part of it, and is again when it comes back", () => {
  const { stored, uploads, told } = newElement();
  arrive(uploads, add(uploads, "a"), "1.jpg");

  stored.setHidden("1.jpg", true);
  const meanwhile = namesOf(stored);
  stored.setHidden("1.jpg", false);

  assert.deepEqual(meanwhile, []);
  assert.deepEqual(namesOf(stored), ["1.jpg"]);
  assert.deepEqual(told, ["stored 1.jpg", "removed 1.jpg", "stored 1.jpg"]);
});

test("what goes for good after that is not told of twice", () => {
  const { stored, uploads, told } = newElement();
  const item = add(uploads, "a");
  arrive(uploads, item, "1.jpg");

  stored.setHidden("1.jpg", true);
  uploads.remove(item);

  assert.deepEqual(told, ["stored 1.jpg", "removed 1.jpg"]);
});

test("a file is open until it has ended or is off the list", () => {
  const { stored, uploads } = newElement();
  const [one, two] = ["a", "b"].map((name) => add(uploads, name));
  const before = stored.open();

  uploads.set(one, "refused");
  uploads.remove(two);

  assert.deepEqual([before, stored.open()], [2, 0]);
});

test("what is set comes in its order, before what is on its way", () => {
  const { stored, uploads, told } = newElement();
  const going = add(uploads, "a");
  arrive(uploads, add(uploads, "b"), "1.jpg");

  stored.replace(["3.jpg", "1.jpg", "3.jpg"], true);
  arrive(uploads, going, "2.jpg");

  assert.deepEqual(namesOf(stored), ["3.jpg", "1.jpg", "2.jpg"]);
  assert.deepEqual(stored.unknown(), ["3.jpg"]);
  assert.deepEqual(told, ["stored 1.jpg", "stored 2.jpg"]);
});

test("what there is no record of is dropped, and what is news is told", () => {
  const { stored, told } = newElement();
  stored.replace(["1.jpg"], false);
  stored.replace(["1.jpg", "2.jpg", "3.jpg"], true);

  stored.know(stored.unknown(), [
    { name: "1.jpg", title: "One", size: 1 },
    { name: "2.jpg", title: "Two", size: 2 },
  ]);

  assert.deepEqual(namesOf(stored), ["1.jpg", "2.jpg"]);
  assert.deepEqual(told, ["stored 2.jpg", "removed 3.jpg"]);
});

test("what is tidied off the list stays, and has no row any more", () => {
  const { stored, uploads, told } = newElement();
  const item = add(uploads, "a");
  arrive(uploads, item, "1.jpg");

  item.isTidied = true;
  uploads.remove(item);

  assert.deepEqual(namesOf(stored), ["1.jpg"]);
  assert.deepEqual(stored.rowless(), []);
  assert.deepEqual(told, ["stored 1.jpg"]);
});

test("an element that closes keeps what is stored, and loses what is on its way", () => {
  const { stored, uploads } = newElement();
  add(uploads, "a");
  arrive(uploads, add(uploads, "b"), "1.jpg");

  stored.leave();

  assert.deepEqual([namesOf(stored), stored.open()], [["1.jpg"], 0]);
  assert.equal(stored.rowless().length, 1);
});
