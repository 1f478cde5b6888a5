import assert from "node:assert/strict";
import { test } from "node:test";

import { readFolders, sortOut } from "../../../frontend/upload/folders.js";

// As FileSystemDirectoryEntry gives them: some at a time, then none.
function folder(name, ...entries) {
  const rest = [...entries];
  const readEntries = (take, fail) => {
    const [next] = rest;
    if (next instanceof Error) fail(next);
    else take(rest.splice(0, 2));
  };
  return { name, isDirectory: true, createReader: () => ({ readEntries }) };
}

function file(name) {
  return { name, isFile: true, file: (take) => take(new File(["x"], name)) };
}

function unreadable(name) {
  return { name, isFile: true, file: (_take, fail) => fail(new Error("moved")) };
}

async function read(...folders) {
  const paths = [];
  const found = await readFolders(folders, (files) => {
    paths.push(...files.map(({ fullPath }) => fullPath));
  });
  return { ...found, paths };
}

test("a folder gives its files in the order of their names, then those of its folders", async () => {
  const inner = folder("a-inner", file("c.jpg"));
  const names = ["10.jpg", "9.jpg", "b.jpg"];

  const { paths } = await read(
    folder("trip", inner, ...names.map(file)),
    folder("more", file("a.jpg")),
  );

  assert.deepEqual(paths, [
    ...["trip/9.jpg", "trip/10.jpg", "trip/b.jpg", "trip/a-inner/c.jpg", "more/a.jpg"],
  ]);
});

test("what a system put into a folder, and what is hidden in it, is left out", async () => {
  const names = ["Thumbs.db", "ehthumbs.db", "Desktop.ini", ".DS_Store", "._a.jpg"];

  const { paths, lost } = await read(
    folder(
      ".trip",
      ...[...names, "a.jpg"].map(file),
      folder("__MACOSX", file("b.jpg")),
    ),
  );

  assert.deepEqual(paths, [".trip/a.jpg"]);
  assert.equal(lost, 0);
});

test("a folder that cannot be read to its end gives what was read, and is named", async () => {
  const { paths, unread } = await read(
    folder("trip", file("a.jpg"), file("b.jpg"), new Error("gone")),
    folder("more", file("c.jpg")),
  );

  assert.deepEqual(paths, ["trip/a.jpg", "trip/b.jpg", "more/c.jpg"]);
  assert.deepEqual(unread, ["trip"]);
});

test("a file of a folder that cannot be read is counted, and the others come", async () => {
  const { paths, lost } = await read(
    folder("trip", unreadable("a.jpg"), file("b.jpg")),
  );

  assert.deepEqual(paths, ["trip/b.jpg"]);
  assert.equal(lost, 1);
});

function item(name, { type = "image/jpeg", entry = null, kind = "file" } = {}) {
  const getAsFile = () => name && new File(["x"], name);
  return { kind, type, getAsFile, webkitGetAsEntry: () => entry };
}

test("a file that the browser does not hand out is counted, and no text is one", () => {
  const { files, lost } = sortOut([
    item(null),
    item("a.jpg"),
    item("text", { kind: "string" }),
  ]);

  assert.deepEqual(
    files.map(({ name }) => name),
    ["a.jpg"],
  );
  assert.equal(lost, 1);
});

test("a folder is one even when it is called like a picture", () => {
  const trip = folder("trip.jpg");

  const { files, folders } = sortOut([item("trip.jpg", { entry: trip })]);

  assert.deepEqual([files, folders], [[], [trip]]);
});

test("thousands of pictures are taken without asking whether each is a folder", () => {
  const asked = [];
  const ask = () => asked.push(1);
  const items = Array.from({ length: 3000 }, (_, n) => ({
    ...item(`${n}.jpg`),
    webkitGetAsEntry: ask,
  }));

  assert.equal(sortOut(items).files.length, 3000);
  assert.deepEqual(asked, []);
});
