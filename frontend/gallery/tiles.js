/** The gallery's tiles: one a picture, newest first, laid out in rows. */

import { focusBeside } from "../platform/focus.js";
import { justified } from "./justify.js";

// Rounding makes as much of a difference.
const ALIKE = 0.02;

/**
 * @param {HTMLUListElement} list may hold tiles already, as the server wrote them
 * @param {HTMLTemplateElement} template of a tile
 * @param {object} on
 * @param {(upload) => HTMLElement | null} on.backOf a tile's button to take it back, if any
 * @param {(name: string) => string} on.addressOf where a tile leads
 * @param {(upload) => string} on.captionOf what a picture is told of it
 * @param {() => HTMLElement | null} on.fallback what gets focus when no picture is left
 * @param {AbortSignal} signal the list is taken off the page
 */
export function createTiles(
  list,
  template,
  { backOf, addressOf, captionOf, fallback },
  signal,
) {
  const tiles = new Map();
  // Newest first. Names are time-ordered, so they are the order as well.
  const uploads = [];
  // Names on their way out; one may be taken back before its record is here.
  const hidden = new Set();

  const visible = () => uploads.filter(({ name }) => !hidden.has(name));
  const link = (name) => tiles.get(name)?.firstElementChild;

  /** Once after changes, and whenever the window is resized. */
  function arrange() {
    const style = getComputedStyle(list);
    const row = Number.parseFloat(style.getPropertyValue("--row"));
    const gap = Number.parseFloat(style.columnGap);
    const shown = visible();
    const ratios = shown.map(({ width, height }) => width / height);
    const boxes = justified(ratios, list.clientWidth, row, gap);
    for (const [index, { name }] of shown.entries()) {
      const { width, height } = boxes[index];
      const tile = tiles.get(name);
      Object.assign(tile.style, { width: `${width}px`, height: `${height}px` });
      // A finger finds it, though the picture itself is narrower or lower than that.
      const isLarger = Math.abs(width / height / ratios[index] - 1) > ALIKE;
      tile.classList.toggle("is-larger", isLarger);
    }
  }

  function insert(upload, given) {
    if (tiles.has(upload.name)) return;
    const tile =
      given ?? newTile(template, upload, addressOf(upload.name), captionOf(upload));
    tile.hidden = hidden.has(upload.name);
    const found = uploads.findIndex(({ name }) => name < upload.name);
    const at = found < 0 ? uploads.length : found;
    if (!given) list.insertBefore(tile, tiles.get(uploads[at]?.name) ?? null);
    tiles.set(upload.name, tile);
    uploads.splice(at, 0, upload);
    addBack(upload);
  }

  function addBack(upload) {
    const tile = tiles.get(upload.name);
    tile.querySelector("button")?.remove();
    const back = backOf(upload);
    if (back) tile.append(back);
  }

  function remove(name) {
    tiles.get(name)?.remove();
    tiles.delete(name);
    const at = uploads.findIndex((upload) => upload.name === name);
    if (at >= 0) uploads.splice(at, 1);
  }

  // What is hidden loses the focus: the button of its neighbour gets it.
  function moveFocusFrom(tile) {
    if (!tile.contains(focusBeside(tile))) return;
    const all = [...list.querySelectorAll("li:not([hidden])")];
    const at = all.indexOf(tile);
    const others = [...all.slice(at + 1), ...all.slice(0, at).reverse()];
    const next = others.find((other) => other.querySelector("button"));
    (next?.querySelector("button") ?? fallback())?.focus();
  }

  const observer = new ResizeObserver(arrange);
  observer.observe(list);
  signal.addEventListener("abort", () => observer.disconnect());

  return {
    arrange,
    visible,
    link,
    /** @param {HTMLLIElement} [given] the tile that the server wrote for it */
    insert,
    /** Shows these and no others; a tile that is there already stays where it is. */
    replace(all) {
      const names = new Set(all.map(({ name }) => name));
      for (const { name } of [...uploads]) if (!names.has(name)) remove(name);
      for (const upload of all) {
        const known = uploads.find(({ name }) => name === upload.name);
        if (known) addBack(Object.assign(known, upload));
        else insert(upload);
      }
    },
    setHidden(name, isHidden) {
      if (isHidden) hidden.add(name);
      else hidden.delete(name);
      const tile = tiles.get(name);
      if (!tile) return;
      if (isHidden) moveFocusFrom(tile);
      tile.hidden = isHidden;
    },
    remove,
    has: (name) => tiles.has(name),
    isHidden: (name) => hidden.has(name),
    /** The names on their way out whose tiles are still here. */
    hidden: () => [...hidden].filter((name) => tiles.has(name)),
    /**
     * Removes the oldest beyond a number of tiles, if nobody can see them.
     * @return {string | null} the oldest that is left, if others are gone
     */
    trim(most) {
      const first = uploads[most] && tiles.get(uploads[most].name);
      if (!first || first.getBoundingClientRect().top < 3 * innerHeight) return null;
      for (const { name } of uploads.splice(most)) {
        tiles.get(name).remove();
        tiles.delete(name);
      }
      return uploads.at(-1).name;
    },
    /** The upload whose tile holds an element. */
    of(element) {
      const tile = element.closest("li");
      return uploads.find(({ name }) => tiles.get(name) === tile);
    },
    focus(name) {
      const first = visible()[0]?.name;
      link(hidden.has(name) || !tiles.has(name) ? first : name)?.focus();
    },
  };
}

function newTile(template, { thumbnail, width, height }, address, caption) {
  const tile = template.content.firstElementChild.cloneNode(true);
  const image = tile.querySelector("img");
  tile.querySelector("a").href = address;
  Object.assign(image, { width, height, alt: caption, src: thumbnail });
  tile.querySelector(".caption").textContent = caption;
  return tile;
}
