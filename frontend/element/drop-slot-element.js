/** `<drop-slot>`: a drop area as an element of any page, also of Dropslot's own. */

import { showAway } from "./away.js";
import { Field } from "./field.js";
import { FormControl } from "./form-control.js";
import { asGuest, backOnTop } from "./guest.js";
import { NotReached, rootIn } from "./markup.js";
import { reflect, takeOver } from "./reflect.js";
import { asWholePage } from "./whole-page.js";

// Where this script comes from: `<endpoint>assets/<version>/drop-slot.js`.
const HOME = new URL("../../", import.meta.url).href;
const REFLECTED = {
  ...{ name: "text", language: "text", maxFiles: "count" },
  ...{ required: "flag", disabled: "flag", gallery: "flag" },
};
// What it is made anew for.
const MAKING = new Set(["endpoint", "language", "gallery"]);

export class DropSlot extends FormControl {
  static observedAttributes = ["name", "value", "required", "max-files", ...MAKING];

  #field = new Field(this);
  #life = null;
  #opening = newOpening();

  /** The address of the Dropslot that it sends to: its own script's, unless it is told. */
  get endpoint() {
    const given = this.getAttribute("endpoint");
    if (!given) return HOME;
    return new URL(given.replace(/\/?$/, "/"), document.baseURI).href;
  }

  set endpoint(address) {
    this.setAttribute("endpoint", address);
  }

  /** The names of what is stored, in the order in which it was added. */
  get value() {
    return this.#field.details.map(({ name }) => name);
  }

  set value(names) {
    this.#field.hold(namesIn(names));
  }

  /** What is stored: `{name, url, thumbnail, title, size, file}` each. */
  get uploads() {
    return this.#field.details;
  }

  /** Fulfilled with the element once it is there, and knows what it begins with. */
  get ready() {
    return this.#opening.promise;
  }

  /**
   * Adds a file, or several, as if somebody had chosen them.
   * @throws {TypeError} something else is among them
   */
  add(files) {
    const some = files instanceof File ? [files] : [...files];
    if (!some.every((one) => one instanceof File)) {
      throw new TypeError("A drop-slot adds files: give it File objects.");
    }
    this.ready.then(() => this.#field.add(some));
  }

  /** Empties the list; what is stored stays at the server. */
  clear() {
    this.#field.clear();
  }

  focus(options) {
    if (this.#field.anchor) this.#field.anchor.focus(options);
    else super.focus(options);
  }

  connectedCallback() {
    takeOver(this, [...Object.keys(REFLECTED), "endpoint", "value"]);
    if (!this.#life) this.#life = this.#open();
    // It has only been moved.
    else if (this.shadowRoot) backOnTop(this.shadowRoot);
  }

  // By `moveBefore`: nothing has happened to it.
  connectedMoveCallback() {}

  disconnectedCallback() {
    // Whoever moves it puts it back in the same turn.
    setTimeout(() => this.isConnected || this.#close());
  }

  attributeChangedCallback(name, before, value) {
    if (before === value) return;
    if (name === "value") this.#field.begin(namesIn(value));
    else if (MAKING.has(name)) this.#openAnew(name);
    else this.#field.limit();
  }

  formDisabledCallback(isDisabled) {
    this.#field.disable(isDisabled);
  }

  formReadCallback() {
    this.#field.settle();
  }

  formResetCallback() {
    this.#field.reset(namesIn(this.getAttribute("value")));
  }

  formStateRestoreCallback(state) {
    if (state instanceof FormData) this.#field.hold([...state.values()]);
  }

  #open() {
    const life = new AbortController();
    this.#fill(life.signal);
    return life;
  }

  #close() {
    if (!this.#life) return;
    this.#field.close();
    this.#life.abort();
    this.#life = null;
    // Who waits for one that never came waits for the next.
    if (this.#opening.isOver) this.#opening = newOpening();
    this.shadowRoot?.replaceChildren();
  }

  #openAnew(change) {
    if (!this.#life || this.hasAttribute("whole-page")) return;
    // Another Dropslot knows nothing of what this one holds; while it is open still,
    // the page hears of it.
    if (change === "endpoint") this.formResetCallback();
    this.#close();
    // Once, however many attributes change at a time.
    queueMicrotask(() => {
      if (this.isConnected) this.#life ??= this.#open();
    });
  }

  async #fill(signal) {
    const root = await this.#root(signal);
    if (!root || signal.aborted) return;
    const data = JSON.parse(root.querySelector("#dropslot-data").textContent);
    data.place = this.#placeIn(data.urls.upload);
    data.headers = this.language ? { "Dropslot-Language": this.language } : {};
    const isWhole = this.hasAttribute("whole-page");
    const surroundings = isWhole
      ? asWholePage(root, data, signal)
      : asGuest(root, signal);
    await this.#field.open(root, data, surroundings);
    if (signal.aborted) return;
    this.#opening.isOver = true;
    this.#opening.done(this);
  }

  // Null where there is none, or nobody wants it any more.
  async #root(signal) {
    try {
      return await rootIn(this, this.endpoint, this.#wishes(), signal);
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof NotReached)) throw error;
      console.error(
        `<drop-slot> finds no Dropslot at ${this.endpoint}: ${error.message}. Its` +
          ' endpoint is where Dropslot is mounted, such as endpoint="/photos/".',
      );
      showAway(this, () => this.#fill(signal).then(() => this.focus()));
      this.#field.judge();
      return null;
    }
  }

  #wishes() {
    const wishes = new URLSearchParams();
    if (this.gallery) wishes.set("gallery", "1");
    if (this.language) wishes.set("language", this.language);
    return wishes;
  }

  // Two of one page each have their own unfinished files.
  #placeIn(upload) {
    const mark = this.id || this.name;
    return mark && !this.hasAttribute("whole-page") ? `${upload}#${mark}` : upload;
  }
}

reflect(DropSlot, REFLECTED);

function namesIn(value) {
  if (typeof value === "string") return value.split(/\s+/).filter(Boolean);
  return [...(value ?? [])];
}

function newOpening() {
  let done;
  const promise = new Promise((resolve) => {
    done = resolve;
  });
  return { promise, done, isOver: false };
}
