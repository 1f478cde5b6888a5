/** Properties and their attributes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { reflect, takeOver } from "../../../frontend/element/reflect.js";

class Element {
  #attributes = new Map();
  getAttribute = (name) => this.#attributes.get(name) ?? null;
  hasAttribute = (name) => this.#attributes.has(name);
  setAttribute = (name, value) => this.#attributes.set(name, String(value));
  removeAttribute = (name) => this.#attributes.delete(name);
  toggleAttribute = (name, isThere) =>
    isThere ? this.setAttribute(name, "") : this.removeAttribute(name);
}

class Slot extends Element {}
reflect(Slot, { name: "text", required: "flag", maxFiles: "count" });

test("properties are their attributes", () => {
  const slot = new Slot();
  const before = [slot.name, slot.required, slot.maxFiles];

  Object.assign(slot, { name: "photos", required: true, maxFiles: 3 });

  assert.deepEqual(before, ["", false, 0]);
  assert.deepEqual([slot.name, slot.required, slot.maxFiles], ["photos", true, 3]);
  assert.equal(slot.getAttribute("max-files"), "3");
  Object.assign(slot, { required: false, maxFiles: 0 });
  assert.deepEqual(
    [slot.hasAttribute("required"), slot.hasAttribute("max-files")],
    [false, false],
  );
});

test("a number that is none, or below one, is as many as one likes", () => {
  const slot = new Slot();
  for (const [text, count] of Object.entries({ three: 0, "-1": 0, 2.9: 2, "": 0 })) {
    slot.setAttribute("max-files", text);
    assert.equal(slot.maxFiles, count);
  }
});

test("what was set before there were properties is set again", () => {
  const slot = new Slot();
  Object.defineProperty(slot, "name", {
    value: "photos",
    configurable: true,
    writable: true,
  });

  takeOver(slot, ["name", "required"]);

  assert.equal(slot.getAttribute("name"), "photos");
  assert.ok(!Object.hasOwn(slot, "name"));
});
