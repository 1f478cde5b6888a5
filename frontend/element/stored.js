/**
 * What has arrived here and is wanted, in the order in which it was added: the value of the
 * element. What is on its way out is no part of it, and is again when it comes back.
 */

import { STATES } from "../upload/states.js";
import { listen } from "../upload/uploads.js";

export class Stored {
  // `{name, title, bytes, file, item}`; the name of one that has not arrived is null.
  #entries = new Set();
  #ofItems = new WeakMap();
  #open = new Set();
  // Names; one may be taken back before it is known here.
  #hidden = new Set();
  #on;

  /**
   * @param {object} on
   * @param {(entry: object) => void} on.stored one has arrived, or has come back
   * @param {(entry: object) => void} on.removed it is no part of it any more
   * @param {() => void} on.changed the value, or whether something is open
   */
  constructor(on) {
    this.#on = on;
  }

  /** The names, as a form sends them. */
  names() {
    return this.all().map(({ name }) => name);
  }

  /** The entries of what is stored. */
  all() {
    return [...this.#entries].filter((entry) => this.#isShown(entry));
  }

  /** Whether files are on their way, or wait for something. */
  isOpen() {
    return this.#open.size > 0;
  }

  /** @param {Uploads} uploads of one opening of the element */
  follow(uploads) {
    listen(uploads, {
      added: (item) => this.#added(item),
      changed: (item) => this.#changed(item),
      removed: (item) => this.#removed(item),
    });
  }

  /** An upload is on its way out, or back. */
  setHidden(name, isHidden) {
    const entry = [...this.#entries].find((one) => one.name === name);
    if (this.#hidden.has(name) === isHidden) return;
    if (isHidden) this.#hidden.add(name);
    else this.#hidden.delete(name);
    if (!entry) return;
    this.#on[isHidden ? "removed" : "stored"](entry);
    this.#on.changed();
  }

  #added(item) {
    const { file, name: title, bytes } = item;
    const entry = { name: null, title, bytes, file, item };
    this.#entries.add(entry);
    this.#ofItems.set(item, entry);
    this.#changed(item);
  }

  #changed(item) {
    if (STATES[item.state].open) this.#open.add(item);
    else this.#open.delete(item);
    if (item.state === "arrived") this.#arrived(item);
    this.#on.changed();
  }

  #arrived(item) {
    const entry = this.#ofItems.get(item);
    entry.name = item.upload;
    if (this.#isShown(entry)) this.#on.stored(entry);
  }

  #removed(item) {
    this.#open.delete(item);
    const entry = this.#ofItems.get(item);
    // It is off the list, and stays what it was.
    const stays = entry?.name && item.isTidied;
    if (!stays && this.#entries.delete(entry) && this.#isShown(entry)) {
      this.#on.removed(entry);
    }
    this.#on.changed();
  }

  #isShown({ name }) {
    return name !== null && !this.#hidden.has(name);
  }
}
