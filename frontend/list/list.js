/** The list of rows: files come, change and go, and focus never gets lost. */

import { focusBeside } from "../platform/focus.js";
import { createSlices } from "../platform/slices.js";
import { createTimers } from "../platform/timers.js";
import { createPreviews } from "./previews.js";
import { createRow } from "./row.js";
import { createSight } from "./sight.js";

const REPEATED_MS = 4000;
const COLLAPSE_MS = 160;
// Collapsing hundreds of rows one by one is no help to anybody.
const MANY_ROWS = 20;

/**
 * @param {HTMLOListElement} list
 * @param {HTMLTemplateElement} template of a row
 * @param {object} words from words.js
 * @param {object} states what shows in each state: the table of upload/states.js
 * @param {object} hooks
 * @param {Object<string, (item, button) => void>} hooks.acts a row's buttons, by name
 * @param {() => HTMLElement} hooks.fallback what gets focus when no row is left
 * @param {(count: number) => void} hooks.counted after rows came or went
 * @param {HTMLOListElement} hooks.rest see sight.js; without it all rows are in sight
 * @param {AbortSignal} hooks.signal nobody looks any more
 */
export function createList(list, template, words, states, hooks) {
  const { acts, fallback, counted, rest = null, signal } = hooks;
  const timers = createTimers(signal);
  const sight = createSight(list, rest);
  const rows = new Map();
  const items = new WeakMap();
  const moving = new Set();
  const changed = new Set();
  const showing = createSlices(signal);
  const previews = createPreviews(
    (element, image) => rows.get(items.get(element))?.thumbnail(image),
    sight.isLong,
    signal,
  );

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-act]");
    if (button) acts[button.dataset.act](items.get(button.closest("li")), button);
  });

  function add(item) {
    const row = createRow(template, item, words, states);
    rows.set(item, row);
    items.set(row.element, item);
    row.update();
    sight.add(row.element, isWrong(item));
    list.hidden = false;
    const hasFile = item.file instanceof Blob;
    if (hasFile && item.state !== "refused") previews.add(row.element, item.file);
    if (item.thumbnail) row.thumbnail(imageAt(item.thumbnail));
    counted(rows.size);
  }

  function remove(item) {
    const row = rows.get(item);
    if (!row) return;
    rows.delete(item);
    moving.delete(item);
    previews.forget(row.element);
    moveFocusFrom(row.element);
    collapse(row.element);
    sight.settle();
    counted(rows.size);
  }

  function show(item) {
    changed.delete(item);
    const row = rows.get(item);
    if (!row) return;
    row.update();
    if (isWrong(item)) sight.putFirst(row.element);
    else if (item.state === "arrived") sight.putLast(row.element);
    if (item.state === "trouble") moving.add(item);
    else moving.delete(item);
  }

  function moveFocusFrom(element) {
    if (!element.contains(focusBeside(element))) return;
    const all = [...list.querySelectorAll("li:not([hidden], [inert])")];
    const at = all.indexOf(element);
    const others = [...all.slice(at + 1), ...all.slice(0, at).reverse()];
    const next = others.find((other) => other.querySelector("button"));
    (next?.querySelector("button") ?? fallback()).focus();
  }

  function collapse(element) {
    element.inert = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still || rows.size > MANY_ROWS) return element.remove();
    const { height } = element.getBoundingClientRect();
    const frames = [
      { height: `${height}px`, opacity: 1 },
      { height: 0, minHeight: 0, paddingBlock: 0, opacity: 0 },
    ];
    element.style.overflow = "hidden";
    element.animate(frames, COLLAPSE_MS).onfinish = () => element.remove();
  }

  // What is wrong stands first.
  const isWrong = ({ state }) => states[state].tone === "bad";

  return {
    add,
    remove,
    sight,
    /** Removes many rows at once: one after the other the page would be laid out anew. */
    clear(gone) {
      for (const item of gone) {
        if (!rows.has(item)) continue;
        const { element } = rows.get(item);
        rows.delete(item);
        moving.delete(item);
        previews.forget(element);
        element.remove();
      }
      sight.settle();
      counted(rows.size);
    },
    /** A file that is in the list already: says so for a moment. */
    addRepeated(item) {
      add(item);
      timers.start(() => remove(item), REPEATED_MS);
    },
    /** An item is in another state. */
    update(item) {
      if (!changed.has(item)) showing.add(() => show(item));
      changed.add(item);
    },
    /** An item's numbers have changed; they are shown with the next tick. */
    touch: (item) => moving.add(item),
    /** Shows the numbers that have changed. */
    tick() {
      for (const item of moving) {
        rows.get(item)?.update();
        if (item.state !== "trouble") moving.delete(item);
      }
      sight.sweep();
    },
    /** Hides or shows the row of an upload that is being taken back. */
    setHidden(name, hidden) {
      for (const [item, { element }] of rows) {
        if (item.upload !== name) continue;
        if (hidden) moveFocusFrom(element);
        element.hidden = hidden;
      }
      // The only one may be on its way out.
      list.hidden = [...rows.values()].every(({ element }) => element.hidden);
    },
    focus: (item) => rows.get(item)?.element.querySelector("button")?.focus(),
    /** The items of all rows. */
    items: () => [...rows.keys()],
  };
}

function imageAt(address) {
  return Object.assign(new Image(), { alt: "", loading: "lazy", src: address });
}
