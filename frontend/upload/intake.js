/** The ways in: a drop anywhere on the window, the two pickers, and paste. */

import { isPicture } from "./folders.js";

const SPOKEN_APART_MS = 5000;
const SHOWN_APART_MS = 500;

/**
 * @param {{drop, follow, overlay}} roots as in drop-area.js
 * @param {{add: (file: File) => void, take: (data: DataTransfer) => void, words, reading,
 *   handles}} rooms `take` is from folders.js, `reading` a note of this module
 * @param {() => void} come somebody brings files
 */
export function openIntake({ drop, follow, overlay }, rooms, come) {
  const { words, reading, handles } = rooms;
  const part = (name, root = drop) => root.querySelector(`[data-part="${name}"]`);
  const add = (files) => {
    if (files.length) come();
    files.forEach(rooms.add);
  };
  watchPicker(part("files"), add);
  watchPicker(part("folder"), add);
  part("folder").form.hidden = !("webkitdirectory" in part("folder"));
  part("choose-photos", follow).addEventListener("click", () => part("files").click());
  watchPaste(add, (time) => words.say("page.drop.pasted", { time }));
  watchDrops(overlay, (event) => {
    come();
    if (hasFolder(event)) reading.start();
    handles.keep(event.dataTransfer.items);
    rooms.take(event.dataTransfer);
  });
}

/**
 * Says how many files a folder has given so far.
 * @param {HTMLElement} note where it is shown
 * @param {{words, announce}} rooms from the modules of these names
 */
export function createReadingNote(note, { words, announce }) {
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

function watchPicker(input, take) {
  function taken() {
    // What a folder hides (.DS_Store) was not meant; a drop leaves it out as well.
    take([...input.files].filter((file) => !file.name.startsWith(".")));
    // So that the same file can be chosen again.
    input.value = "";
  }
  input.addEventListener("change", taken);
  // No form is sent any more, so nothing is missing from it.
  input.required = false;
  // What was chosen before the script came, once the page is wired; unless it is on its
  // way already, with the form.
  const isSent =
    document.activeElement?.form === input.form && document.activeElement !== input;
  if (input.files.length && !isSent) queueMicrotask(taken);
}

function watchPaste(take, nameAt) {
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) event.preventDefault();
    take(files.map((file, index) => named(file, index, nameAt)));
  });
}

// A drop anywhere in the window counts. What is dragged inside the page itself (a picture
// of the gallery, a word) is left alone; anything else but files is refused.
function watchDrops(overlay, take) {
  // The element that was entered last. Enter comes before leave, so the window has
  // been left only when this very one is left: no flicker, and no count to go wrong.
  let last = null;
  let fromHere = false;

  const hasFiles = (event) => event.dataTransfer.types.includes("Files");

  function show(kind) {
    overlay.dataset.kind = kind ?? "";
    // Above an open picture, too.
    if (kind) overlay.showPopover?.();
    else overlay.hidePopover?.();
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

// To read a folder takes a while.
function hasFolder(event) {
  return [...event.dataTransfer.items].some(
    (item) => !isPicture(item) && item.webkitGetAsEntry?.()?.isDirectory,
  );
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
