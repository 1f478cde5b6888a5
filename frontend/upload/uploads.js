/**
 * Every file of this page, once. Whoever shows or counts them listens:
 * `added`, `changed` (its state, which was `before`), `moved` (its numbers), `leapt`
 * (so much of it is there already), `removed`; `repeated`, for one that is here; and
 * `put`, for what was stored earlier. The detail of each is `{item, before}`.
 *
 * An item is `{file, print, name, bytes, sent, state, sentence, code, retryAt, arrivedAt,
 * upload, address}`, and what recall.js adds; its states are those of states.js.
 */

import { STATES } from "./states.js";

export class Uploads extends EventTarget {
  #items = new Set();
  #known = new Map();

  /** A file has come: it waits, or was refused at once. */
  add(item) {
    this.#items.add(item);
    if (item.state !== "refused") this.#known.set(item.print, item);
    this.#tell("added", item);
  }

  /** What was stored earlier: it only stands in the list. */
  put(item) {
    this.#items.add(item);
    this.#tell("put", item);
  }

  /** The same file as one that is here. */
  repeat(item) {
    this.#tell("repeated", item);
  }

  /** @throws {Error} for a step that no file takes */
  set(item, state, more = {}) {
    if (!this.#items.has(item)) return;
    const before = item.state;
    if (!STATES[before].next.includes(state)) throw new Error(`${before} to ${state}`);
    Object.assign(item, more, { state });
    // What was refused may be mended and come again.
    if (state === "refused") this.#unknow(item);
    this.#tell("changed", item, before);
  }

  /** So many bytes of it are sent. */
  move(item, sent) {
    Object.assign(item, { sent, movedAt: performance.now() });
    if (!this.#items.has(item)) return;
    if (sent < item.bytes) this.#tell("moved", item);
    else if (item.state === "sending") this.set(item, "checking");
  }

  /** So much of it is there, without having been sent just now. */
  leap(item) {
    if (this.#items.has(item)) this.#tell("leapt", item);
  }

  remove(item) {
    if (!this.#items.delete(item)) return;
    this.#unknow(item);
    this.#tell("removed", item);
  }

  /** Nobody goes on with what is not through: it is off this list. */
  end() {
    for (const item of this.#items) if (STATES[item.state].open) this.remove(item);
  }

  all() {
    return [...this.#items];
  }

  /** The file of this fingerprint; undefined when it is not here, or was refused. */
  find(print) {
    return this.#known.get(print);
  }

  /** The fingerprints of all files but those that were refused. */
  prints() {
    return [...this.#known.keys()];
  }

  #unknow(item) {
    if (this.#known.get(item.print) === item) this.#known.delete(item.print);
  }

  #tell(type, item, before) {
    this.dispatchEvent(new CustomEvent(type, { detail: { item, before } }));
  }
}

/**
 * @param {EventTarget} target
 * @param {Object<string, (item, before: string) => void>} handlers by event
 */
export function listen(target, handlers) {
  for (const [type, handler] of Object.entries(handlers)) {
    target.addEventListener(type, ({ detail: { item, before } }) =>
      handler(item, before),
    );
  }
}
