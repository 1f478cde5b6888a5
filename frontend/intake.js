/** The ways in: a drop anywhere on the window, the two buttons, and paste. */

import { isPicture } from "./dropzone-config.js";

const SPOKEN_APART_MS = 5000;
const SHOWN_APART_MS = 500;

/**
 * A drop anywhere in the window counts. What is dragged inside the page itself (a
 * picture of the gallery, a word) is left alone; anything else but files is refused.
 * @param {HTMLElement} veil covers the window while something is dragged over it
 * @param {(event: DragEvent) => void} take
 */
export function watchDrops(veil, take) {
  // The element that was entered last. Enter comes before leave, so the window has
  // been left only when this very one is left: no flicker, and no count to go wrong.
  let last = null;
  let fromHere = false;

  const hasFiles = (event) => event.dataTransfer.types.includes("Files");

  function show(kind) {
    veil.dataset.kind = kind ?? "";
    // Above an open picture, too.
    if (kind) veil.showPopover?.();
    else veil.hidePopover?.();
  }

  const listeners = {
    dragstart() {
      fromHere = true;
      // There is no dragend when what was dragged is gone, but the pointer moves again.
      addEventListener("pointermove", listeners.dragend, { once: true });
    },
    dragend() {
      fromHere = false;
    },
    dragenter(event) {
      event.preventDefault();
      if (last === null) show(hasFiles(event) ? "files" : "other");
      last = event.target;
    },
    dragover(event) {
      event.preventDefault();
      event.dataTransfer.dropEffect = hasFiles(event) ? "copy" : "none";
    },
    dragleave(event) {
      if (event.target !== last) return;
      last = null;
      show(null);
    },
    drop(event) {
      event.preventDefault();
      last = null;
      show(null);
      if (hasFiles(event)) take(event);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) {
    addEventListener(name, (event) => {
      if (!fromHere || name === "dragend") listener(event);
    });
  }
}

/** Whether a drop holds a folder, which takes a while to read. */
export function hasFolder(event) {
  return [...event.dataTransfer.items].some(
    (item) => !isPicture(item) && item.webkitGetAsEntry?.()?.isDirectory,
  );
}

/**
 * A real button for a hidden file input.
 * @param {HTMLInputElement} input
 * @param {HTMLElement[]} openers
 * @param {(files: File[]) => void} take
 */
export function watchPicker(input, openers, take) {
  for (const opener of openers) {
    opener.addEventListener("click", () => input.click());
  }
  input.addEventListener("change", () => {
    // What a folder hides (.DS_Store) was not meant; a drop leaves it out as well.
    take([...input.files].filter((file) => !file.name.startsWith(".")));
    // So that the same file can be chosen again.
    input.value = "";
  });
}

/**
 * @param {(files: File[]) => void} take
 * @param {(time: string) => string} nameAt how a picture without a name is called
 */
export function watchPaste(take, nameAt) {
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) event.preventDefault();
    take(files.map((file, index) => named(file, index, nameAt)));
  });
}

/**
 * Says how many files a folder has given so far.
 * @param {HTMLElement} note where it is shown
 */
export function createReadingNote(note, words, announce) {
  let count = 0;
  let reading = false;
  let shownAt = 0;
  let spokenAt = 0;
  return {
    start() {
      count = 0;
      reading = true;
      shownAt = spokenAt = Date.now();
      note.textContent = words.count("page.drop.reading", 0);
    },
    add() {
      if (!reading) return;
      count += 1;
      const now = Date.now();
      if (now - shownAt < SHOWN_APART_MS) return;
      shownAt = now;
      note.textContent = words.count("page.drop.reading", count);
      if (now - spokenAt < SPOKEN_APART_MS) return;
      spokenAt = now;
      announce.say(note.textContent);
    },
    stop() {
      if (reading) note.textContent = "";
      reading = false;
    },
    empty() {
      reading = false;
      note.textContent = words.say("page.drop.empty-folder");
      announce.say(note.textContent);
    },
  };
}

// Every picture from the clipboard is called "image.png".
function named(file, index, nameAt) {
  const match = /^image(\.\w+)$/.exec(file.name);
  if (!match) return file;
  const now = new Date();
  const local = new Date(now - now.getTimezoneOffset() * 60_000).toISOString();
  const time = local.slice(0, 19).replace("T", " ").replaceAll(":", ".");
  const more = index ? ` (${index + 1})` : "";
  const { type, lastModified } = file;
  return new File([file], nameAt(time) + more + match[1], { type, lastModified });
}
