/** One picture, large, in a dialog. */

import { size } from "../platform/words.js";

const SWIPE_PX = 48;

/**
 * @param {HTMLDialogElement} dialog
 * @param {object} words from words.js
 * @param {object} on
 * @param {(upload, step) => Promise<object>} on.beside the neighbour of an upload
 * @param {(upload, button) => void} on.copy
 * @param {(upload) => void} on.remove
 * @param {(name: string) => void} on.closed with the picture that was seen last
 */
export function createViewer(dialog, words, on) {
  const part = (name) => dialog.querySelector(`.viewer-${name}`);
  let current = null;

  async function show(upload) {
    current = upload;
    fill(part, upload, words);
    // Both answers may need the network; another picture may be shown by then.
    const [newer, older] = await Promise.all([
      on.beside(upload, -1),
      on.beside(upload, 1),
    ]);
    if (current !== upload) return;
    enable(part("previous"), newer, part("next"));
    enable(part("next"), older, part("previous"));
  }

  async function go(step) {
    const from = current;
    const upload = await on.beside(from, step);
    if (upload && current === from) show(upload);
  }

  async function remove() {
    const gone = current;
    const then = (await on.beside(gone, 1)) ?? (await on.beside(gone, -1));
    on.remove(gone);
    if (then) show(then);
    else dialog.close();
  }

  dialog.addEventListener("close", () => {
    const { name } = current;
    current = null;
    document.documentElement.classList.remove("is-viewing");
    part("image").removeAttribute("src");
    on.closed(name);
  });
  dialog.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) go(step);
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target === part("stage")) dialog.close();
  });
  part("image").addEventListener("load", () => showPlaceholder(part("image"), null));
  part("previous").addEventListener("click", () => go(-1));
  part("next").addEventListener("click", () => go(1));
  part("close").addEventListener("click", () => dialog.close());
  part("copy").addEventListener("click", () => on.copy(current, part("copy")));
  part("delete").addEventListener("click", remove);
  watchSwipes(part("stage"), go);

  return {
    dialog,
    open(upload) {
      dialog.showModal();
      document.documentElement.classList.add("is-viewing");
      show(upload);
    },
    close: () => dialog.open && dialog.close(),
  };
}

function fill(part, upload, words) {
  const image = part("image");
  // The size is known before the picture is, and the thumbnail fills it till then.
  image.style.setProperty("--width", upload.width);
  image.style.setProperty("--ratio", upload.width / upload.height);
  showPlaceholder(image, upload.thumbnail);
  image.src = upload.url;
  image.alt = upload.title;
  part("title").textContent = upload.title;
  part("facts").textContent = words.list([
    words.say("page.viewer.pixels", { width: upload.width, height: upload.height }),
    size(upload.size),
    words.day(new Date(upload.created)),
  ]);
  part("download").href = upload.url;
  part("download").download = upload.title;
  part("delete").hidden = !upload.mine;
}

function showPlaceholder(image, address) {
  image.style.backgroundImage = address ? `url("${address}")` : "";
}

// A disabled button loses the focus, and with it the arrow keys.
function enable(button, neighbour, other) {
  const focused = document.activeElement === button;
  button.disabled = !neighbour;
  if (focused && !neighbour) (other.disabled ? button.parentElement : other).focus();
}

function watchSwipes(stage, go) {
  let from = null;
  stage.addEventListener("touchstart", ({ touches }) => {
    from = touches.length === 1 ? touches[0].clientX : null;
  });
  stage.addEventListener("touchend", ({ changedTouches }) => {
    const way = from === null ? 0 : changedTouches[0].clientX - from;
    if (Math.abs(way) > SWIPE_PX) go(way < 0 ? 1 : -1);
  });
}
