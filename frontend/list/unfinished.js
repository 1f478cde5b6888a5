/** The files that an earlier visit did not finish: a list of their own, after a reload. */

import { createTimers } from "../platform/timers.js";
import { createList } from "./list.js";

// More are counted, but not shown.
const MOST_ROWS = 100;
// While more than those are left: files come back by the thousand.
const REFRESH_MS = 100;

/**
 * @param {HTMLElement} section holds a heading, .unfinished-hint, .unfinished-more,
 *   .unfinished-all (goes on with all), .unfinished-forget and an <ol>
 * @param {HTMLTemplateElement} template of a row
 * @param {object} words from words.js
 * @param {object} states what shows in each state: the table of upload/states.js
 * @param {object} on
 * @param {(item) => Promise<boolean>} on.resume false when the browser has not got it
 * @param {(item) => void} on.forget
 * @param {() => HTMLElement} on.fallback what gets focus when no row is left
 * @param {AbortSignal} signal nobody looks any more
 */
export function createUnfinished(section, template, words, states, on, signal) {
  const part = (name) => section.querySelector(`.unfinished-${name}`);
  const heading = section.querySelector("h2");
  // Print -> item, in the order in which they are shown.
  const items = new Map();
  const shown = new Set();
  const timers = createTimers(signal);
  let refreshing = null;
  const list = createList(section.querySelector("ol"), template, words, states, {
    acts: { resume, remove: forget },
    fallback: on.fallback,
    counted() {},
    signal,
  });

  function refresh() {
    for (const item of items.values()) {
      if (shown.size >= MOST_ROWS) break;
      if (!shown.has(item)) list.add(item);
      shown.add(item);
    }
    const { size } = items;
    const hidden = size - shown.size;
    section.hidden = size === 0;
    heading.textContent = words.count("page.unfinished.heading", size);
    for (const pointer of ["mouse", "touch"]) {
      const hint = words.count(`page.unfinished.hint.${pointer}`, size);
      part("hint").querySelector(`.by-${pointer}`).textContent = hint;
    }
    part("more").textContent = hidden
      ? words.count("page.unfinished.more", hidden)
      : "";
    part("all").hidden = resumable().length < 2;
    part("forget").hidden = size < 2;
  }

  const resumable = () =>
    [...items.values()].filter(({ state }) => state === "resumable");

  function refreshSoon() {
    timers.stop(refreshing);
    if (items.size <= MOST_ROWS) refresh();
    else refreshing = timers.start(refresh, REFRESH_MS);
  }

  function take(item) {
    items.delete(item.print);
    shown.delete(item);
    list.remove(item);
  }

  async function resume(item) {
    if (await on.resume(item)) return;
    const { name } = item;
    const sentence = words.say("page.unfinished.gone", { name });
    Object.assign(item, { state: "stuck", sentence });
    list.update(item);
    refresh();
  }

  function forget(item) {
    take(item);
    refresh();
    on.forget(item);
  }

  part("all").addEventListener("click", async () => {
    // One after the other: the browser may ask for each.
    for (const item of resumable()) await resume(item);
  });
  part("forget").addEventListener("click", () => {
    const all = [...items.values()];
    list.clear(shown);
    items.clear();
    shown.clear();
    refresh();
    all.forEach(on.forget);
    on.fallback().focus();
  });

  return {
    /**
     * @param {object[]} all items, whose state is `resumable` or `left`
     * @param {boolean} focus whether the heading gets the focus
     */
    show(all, focus) {
      if (all.length + items.size === 0) return;
      list.clear([...shown]);
      shown.clear();
      items.clear();
      for (const item of all) items.set(item.print, item);
      refresh();
      if (focus && all.length) heading.focus();
    },
    /** A file has come back; its row is among the others now. */
    took(print) {
      const item = items.get(print);
      if (!item) return;
      take(item);
      refreshSoon();
    },
  };
}
