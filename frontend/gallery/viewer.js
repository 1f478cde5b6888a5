/** One picture, large, in a dialog; a script of its own, see viewer-loader.js. */

import { createAhead } from "./ahead.js";
import { watchGestures } from "./gestures.js";
import { watchKeys } from "./viewer-keys.js";
import { createZoom } from "./zoom.js";

export { createNeighbours } from "./neighbours.js";

// The server counts no further.
const MOST_COUNTED = 10_000;

/**
 * @param {HTMLDialogElement} dialog may be open already, with what the server wrote
 * @param {{words, size, focusBeside}} shared from words.js and focus.js
 * @param {(name: string) => string} addressOf a picture's page
 * @param {object} on
 * @param {(upload, step) => Promise<object>} on.beside the neighbour of an upload, if there is one
 *   and it can be known
 * @param {(upload) => Promise<{position, total}>} on.place see neighbours.js
 * @param {(upload, button) => void} on.copy
 * @param {(upload) => void} on.remove
 * @param {(dialog: HTMLDialogElement) => void} on.opened it is on top now
 * @param {(upload) => void} on.shown
 * @param {(sentence: string) => void} on.changed what a screen reader does not notice
 * @param {(name: string) => void} on.closed with the picture that was seen last
 * @param {AbortSignal} signal it is taken off the page
 */
export function createViewer(dialog, shared, addressOf, on, signal) {
  const { words, focusBeside } = shared;
  const part = (name) => dialog.querySelector(`.viewer-${name}`);
  const image = part("image");
  const ahead = createAhead();
  let current = null;

  const zoom = createZoom(part("stage"), image, (scale, { most }) => {
    part("out").setAttribute("aria-disabled", scale <= 1);
    part("in").setAttribute("aria-disabled", scale >= most);
  });

  async function show(upload) {
    current = upload;
    zoom.reset();
    fill(part, upload, shared);
    on.shown(upload);
    const isCurrent = () => current === upload;
    // All answers may need the network; another picture may be shown by then.
    const asked = Promise.all([on.beside(upload, -1), on.beside(upload, 1)]);
    showPlace(part("place"), upload, on, words, isCurrent);
    const [newer, older] = await asked;
    if (!isCurrent()) return;
    lead(part("previous"), newer, part("next"));
    lead(part("next"), older, part("previous"));
    // First what is looked at.
    await image.decode().catch(() => {});
    if (isCurrent()) ahead.load([older, newer]);
  }

  // No neighbour, no link; and what is hidden loses the focus, and with it the keys.
  function lead(link, neighbour, other) {
    const hadFocus = focusBeside(link) === link;
    if (neighbour) link.href = addressOf(neighbour.name);
    link.hidden = !neighbour;
    if (hadFocus && !neighbour) (other.hidden ? part("close") : other).focus();
  }

  async function go(step) {
    const from = current;
    const upload = await on.beside(from, step);
    if (!upload || current !== from) return;
    on.changed(upload.title);
    show(upload);
  }

  async function remove() {
    const gone = current;
    const then = (await on.beside(gone, 1)) ?? (await on.beside(gone, -1));
    on.remove(gone);
    // It was closed, or went on, while the neighbours were asked for.
    if (current !== gone) return;
    if (then) show(then);
    else dialog.close();
  }

  dialog.addEventListener("close", () => {
    const { name } = current;
    current = null;
    ahead.end();
    image.removeAttribute("src");
    on.closed(name);
  });
  const isMirrored = () => getComputedStyle(dialog).direction === "rtl";
  const goAcross = (way) => go(isMirrored() ? -way : way);
  // A finger takes the picture along: the one on its other side comes.
  const swiped = (way) => goAcross(-way);
  const gestures = watchGestures(part("stage"), image, zoom, swiped, signal);
  watchKeys(dialog, zoom, goAcross);
  watchButtons(part, zoom, {
    go,
    remove,
    ...{ close: () => dialog.close(), copy: () => on.copy(current, part("copy")) },
  });
  part("stage").addEventListener("click", ({ target }) => {
    if (target === part("stage") && !gestures.hasDragged()) dialog.close();
  });
  image.addEventListener("load", () => showPlaceholder(image, null));
  // A phone is turned, or a line more stands under the picture.
  const observer = new ResizeObserver(() => dialog.open && zoom.settle());
  observer.observe(part("stage"));
  signal.addEventListener("abort", () => {
    observer.disconnect();
    ahead.end();
  });

  return {
    open(upload) {
      if (!dialog.open) {
        dialog.showModal();
        part("close").focus();
        on.opened(dialog);
      } else if (current) {
        part("close").focus();
      }
      show(upload);
    },
    /** A picture has come back: the neighbours of the one that is open are others now. */
    renew: () => current && show(current),
  };
}

function watchButtons(part, zoom, acts) {
  for (const [name, step] of Object.entries({ previous: -1, next: 1 })) {
    part(name).addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      acts.go(step);
    });
  }
  part("close").addEventListener("click", (event) => {
    event.preventDefault();
    acts.close();
  });
  part("in").addEventListener("click", zoom.into);
  part("out").addEventListener("click", zoom.out);
  part("copy").addEventListener("click", acts.copy);
  part("delete").addEventListener("click", acts.remove);
}

async function showPlace(element, upload, on, words, isCurrent) {
  // Where it is not known it is no loss.
  const { position, total } = await on.place(upload).catch(() => ({}));
  if (!isCurrent()) return;
  const blanks = { position, total: total ?? MOST_COUNTED };
  const key = total ? "page.viewer.place" : "page.viewer.place.many";
  element.textContent = position ? words.say(key, blanks) : "";
}

function fill(part, upload, { words, size }) {
  const image = part("image");
  // The size is known before the picture is, and the thumbnail fills it till then.
  image.style.setProperty("--width", upload.width);
  image.style.setProperty("--ratio", upload.width / upload.height);
  showPlaceholder(image, upload.thumbnail);
  image.src = upload.url;
  image.alt = upload.title;
  part("title").textContent = upload.title;
  // What it said of the picture before.
  const label = part("copy").querySelector("span");
  label.textContent = label.dataset.before ?? label.textContent;
  part("title").title = upload.title;
  part("sizes").textContent = words.list([
    upload.from && words.say("page.gallery.from", { name: upload.from }),
    words.say("page.viewer.pixels", { width: upload.width, height: upload.height }),
    words.say("page.viewer.size", { size: size(upload.size) }),
    words.day(new Date(upload.created)),
  ]);
  part("download").href = upload.url;
  part("download").download = upload.title;
  part("delete").hidden = !upload.mine;
}

function showPlaceholder(image, address) {
  image.style.backgroundImage = address ? `url("${address}")` : "";
}
