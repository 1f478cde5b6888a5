/** The element as a field of a form: what it holds, whether that will do, and its rows. */

import { ApiError } from "../platform/api.js";
import { Uploads } from "../upload/uploads.js";
import { awaySentence } from "./away.js";
import { createEvents } from "./events.js";
import { FormValue } from "./form-value.js";
import { openSlot } from "./open.js";
import { problemOf } from "./problem.js";
import { showRows } from "./rows.js";
import { Stored } from "./stored.js";

// So often a server that is away is asked for what the element began with.
const AGAIN_MS = 5000;

export class Field {
  #element;
  #form;
  #events = null;
  #slot = null;
  #uploads = null;
  // Somebody has changed what it began with.
  #isDirty = false;
  #isDisabled = false;
  #stored = new Stored({
    stored: (entry) => this.#events?.stored(entry),
    removed: (entry) => this.#events?.removed(entry),
    changed: () => this.judge(),
  });

  /** @param {DropSlot} element whose constructor this is in */
  constructor(element) {
    this.#element = element;
    this.#form = new FormValue(element);
  }

  /** What is stored, as events tell of it; the names alone until it has opened. */
  get details() {
    return this.#stored.all().map((entry) => {
      return this.#events?.detailOf(entry) ?? { name: entry.name };
    });
  }

  /** What gets the focus where something is wrong; null while nothing can. */
  get anchor() {
    if (this.#slot) return this.#slot.anchor;
    return this.#element.shadowRoot?.querySelector("#files, button") ?? null;
  }

  /**
   * @param {HTMLElement} root see open.js
   * @param {object} data its JSON block
   * @param {object} surroundings see open.js
   * @return {Promise<void>} what it begins with has been asked for
   */
  open(root, data, surroundings) {
    const uploads = new Uploads();
    const events = createEvents(this.#element, data.urls);
    this.#events = events;
    this.#uploads = uploads;
    this.#stored.follow(uploads);
    events.follow(uploads);
    for (const change of ["added", "removed"]) {
      uploads.addEventListener(change, () => this.#touch());
    }
    this.#slot = openSlot(root, data, surroundings, {
      uploads,
      ticked: events.ticked,
      hidden: (name, isHidden) => {
        this.#touch();
        this.#stored.setHidden(name, isHidden);
      },
      sessionChanged: () => this.#show(),
      noRoom: () => this.#noRoom(),
      isDisabled: () => this.#isDisabled,
      // What stands in a form is what the form sends.
      keepsRows: () => Boolean(this.#element.name),
    });
    const { signal } = surroundings.bounds;
    // Out of the browser's memory: the form may have been sent by then.
    const comeBack = ({ persisted }) => persisted && this.settle();
    addEventListener("pageshow", comeBack, { signal });
    this.disable(this.#isDisabled);
    this.limit();
    return this.#show();
  }

  /** It is off the page, or is opened anew: what is not finished is offered then. */
  close() {
    if (!this.#slot) return;
    this.#uploads.end();
    this.#events.end();
    this.#slot = this.#uploads = null;
    this.#stored.leave();
  }

  /** @param {File[]} files as if somebody had chosen them */
  add(files) {
    this.#slot?.add(files);
  }

  /** @param {string[]} names that a script, or the browser, wants it to hold */
  hold(names) {
    this.#put(names);
    this.#touch();
  }

  /** @param {string[]} names that it begins with, unless somebody has changed that */
  begin(names) {
    if (this.#isDirty) return;
    this.#put(names);
    this.#isDirty = false;
  }

  /** Empties the list; what is stored stays at the server. */
  clear() {
    this.#slot?.clear();
    this.hold([]);
  }

  /** @param {string[]} names that it began with, and holds again */
  reset(names) {
    const others = this.#uploads?.all().filter(({ upload }) => !names.includes(upload));
    this.#slot?.clear(others);
    this.#put(names);
    this.#isDirty = false;
  }

  /** The form may have been sent: what it holds is no longer for a row to delete. */
  settle() {
    if (!this.#element.name || !this.#uploads) return;
    for (const item of this.#uploads.all()) {
      if (item.state === "arrived") this.#uploads.set(item, "given");
    }
    this.#stored.settle();
  }

  /** Whether nothing can be added or removed by whoever looks at it. */
  disable(isDisabled) {
    this.#isDisabled = isDisabled;
    this.#slot?.disable(isDisabled);
  }

  /** How many it takes has changed. */
  limit() {
    this.#slot?.limit(this.#element.maxFiles);
    this.judge();
  }

  /** Tells the form what it sends, and what is still wrong. */
  judge() {
    this.#form.hold(this.#element.name, this.#stored.all());
    const away = () => awaySentence(this.#element);
    const problem = problemOf(this.#count(), this.#element, this.#slot, away);
    this.#form.judge(problem, this.anchor);
  }

  #count() {
    return { open: this.#stored.open(), stored: this.#stored.all().length };
  }

  // Null where there is room for one more, which is then taken.
  #noRoom() {
    const { maxFiles } = this.#element;
    if (!maxFiles) return null;
    const { open, stored } = this.#count();
    if (open + stored >= maxFiles) {
      return this.#slot.words.count("page.form.over", maxFiles);
    }
    // In its place: what was on its way out cannot come back.
    if (open + stored + this.#stored.leaving() >= maxFiles) this.#slot.finish();
    return null;
  }

  #touch() {
    this.#isDirty = true;
  }

  #put(names) {
    // What it begins with the page knows; what comes later it is told of.
    const gone = this.#stored.replace(names, this.#slot !== null);
    this.#slot?.clear(gone.map(({ item }) => item).filter(Boolean));
    this.#show();
  }

  async #show() {
    const slot = this.#slot;
    if (!slot?.canAdd) return;
    const isOver = () => slot !== this.#slot;
    try {
      await showRows(this.#stored, slot, this.#events.detailOf, isOver);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // What was refused would be refused for ever.
      const isRefused = error.status >= 400 && error.status < 500;
      if (!isRefused) setTimeout(() => this.#show(), AGAIN_MS);
    }
  }
}
