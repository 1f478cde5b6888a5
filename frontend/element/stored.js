/**
 * What is stored and wanted, in the order in which it was added: the value of the element.
 * What is on its way out is no part of it, and is again when it comes back.
 */

import { STATES } from "../upload/states.js";
import { listen } from "../upload/uploads.js";

export class Stored {
  // `{name, title, bytes, file, arrivedAt, item, isNews, isTidied}`: the name of one that
  // has not arrived is null; of one that nobody has asked for yet so is the title; it
  // arrived in this visit, or earlier; the item is its row's.
  #entries = new Set();
  #ofItems = new WeakMap();
  #open = new Set();
  // Names; one may be taken back before it is known here.
  #hidden = new Set();
  // Counted once, however often somebody asks.
  #shown = null;
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

  /** The entries of what is stored; another array only when they are others. */
  all() {
    this.#shown ??= [...this.#entries].filter((entry) => this.#isShown(entry));
    return this.#shown;
  }

  /** How many files are on their way, or wait for something. */
  open() {
    return this.#open.size;
  }

  /** How many of them are on their way out. */
  leaving() {
    return [...this.#entries].filter(({ name }) => this.#hidden.has(name)).length;
  }

  /** @param {Uploads} uploads of one opening of the element */
  follow(uploads) {
    listen(uploads, {
      added: (item) => this.#added(item),
      changed: (item) => this.#changed(item),
      removed: (item) => this.#removed(item),
    });
  }

  /** The element has closed: what it holds has no rows any more, and the rest is lost. */
  leave() {
    for (const entry of this.#entries) {
      if (entry.name === null) this.#entries.delete(entry);
      entry.item = null;
    }
    this.#open.clear();
    this.#tellChanged();
  }

  /**
   * Makes these the value, in their order; what is on its way comes behind them.
   * @param {string[]} names
   * @param {boolean} isNews whether those that are new are told of
   * @return {object[]} the entries that are no part of it any more
   */
  replace(names, isNews) {
    const known = new Map([...this.#entries].map((entry) => [entry.name, entry]));
    const wanted = [...new Set(names)].map(
      (name) => known.get(name) ?? { name, title: null, bytes: null, isNews },
    );
    const open = [...this.#entries].filter(({ name }) => name === null);
    const gone = this.all().filter((entry) => !wanted.includes(entry));
    this.#entries = new Set([...wanted, ...open]);
    gone.forEach(this.#on.removed);
    this.#tellChanged();
    return gone;
  }

  /** The names that nobody has asked for yet. */
  unknown() {
    return this.all()
      .filter(({ title }) => title === null)
      .map(({ name }) => name);
  }

  /**
   * What was asked for: those that there is no record of are no part of it any more.
   * @param {string[]} names
   * @param {{name: string, title: string, size: number}[]} records
   */
  know(names, records) {
    const found = new Map(records.map((record) => [record.name, record]));
    for (const entry of this.all()) {
      if (entry.title !== null || !names.includes(entry.name)) continue;
      const record = found.get(entry.name);
      if (record) {
        Object.assign(entry, { title: record.title, bytes: record.size });
        if (entry.isNews) this.#on.stored(entry);
      } else {
        this.#entries.delete(entry);
        this.#on.removed(entry);
      }
    }
    this.#tellChanged();
  }

  /** Those that are known, and have no row. */
  rowless() {
    return this.all().filter(({ item, title, isTidied }) => {
      return !item && title !== null && !isTidied;
    });
  }

  /** All of them came in an earlier visit, from now on. */
  settle() {
    for (const entry of this.#entries) entry.arrivedAt = null;
  }

  /** One of them has a row now. */
  show(entry, item) {
    entry.item = item;
    this.#ofItems.set(item, entry);
  }

  /** An upload is on its way out, or back. */
  setHidden(name, isHidden) {
    const entry = [...this.#entries].find((one) => one.name === name);
    if (this.#hidden.has(name) === isHidden) return;
    if (isHidden) this.#hidden.add(name);
    else this.#hidden.delete(name);
    if (!entry) return;
    this.#on[isHidden ? "removed" : "stored"](entry);
    this.#tellChanged();
  }

  #added(item) {
    const { file, name: title, bytes } = item;
    const entry = { name: null, title, bytes, file };
    this.#entries.add(entry);
    this.show(entry, item);
    this.#changed(item);
  }

  #changed(item) {
    if (STATES[item.state].open) this.#open.add(item);
    else this.#open.delete(item);
    if (item.state === "arrived") this.#arrived(item);
    else this.#on.changed();
  }

  #arrived(item) {
    const entry = this.#ofItems.get(item);
    Object.assign(entry, { name: item.upload, arrivedAt: item.arrivedAt });
    if (this.#isShown(entry)) this.#on.stored(entry);
    this.#tellChanged();
  }

  #removed(item) {
    this.#open.delete(item);
    const entry = this.#ofItems.get(item);
    if (entry.name && item.isTidied) {
      // It is off the list, and stays what it was.
      Object.assign(entry, { item: null, isTidied: true });
      return;
    }
    const wasShown = this.#isShown(entry);
    if (this.#entries.delete(entry) && wasShown) this.#on.removed(entry);
    this.#tellChanged();
  }

  #isShown({ name }) {
    return name !== null && !this.#hidden.has(name);
  }

  #tellChanged() {
    this.#shown = null;
    this.#on.changed();
  }
}
