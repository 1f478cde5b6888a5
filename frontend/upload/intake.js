/** The ways in: a drop anywhere on the window, the two pickers, and paste. */

import { watchDrops } from "./drops.js";
import { isTyped } from "./fields.js";
import { isMeant, readFolders, sortOut } from "./folders.js";
import { watchPaste } from "./paste.js";
import { watchPicker } from "./pickers.js";
import { createReadingNote } from "./reading.js";
import { createVeil } from "./veil.js";

/**
 * @param {{drop, follow, overlay}} roots as in drop-area.js
 * @param {{add: (file: File) => void, words, announce, handles, session, bounds}} rooms
 *   the others are from the modules of these names
 * @param {() => void} come somebody brings files
 * @return {{limit: (most: number) => void}} how many of them there may be; 0 for as many as
 *   one likes
 */
export function openIntake({ drop, follow, overlay }, rooms, come) {
  const { words, handles, session, bounds } = rooms;
  const part = (name, root = drop) => root.querySelector(`[data-part="${name}"]`);
  const reading = createReadingNote(drop.querySelector(".reading"), rooms);
  // What is typed into, and who is asked to sign in, is not to be disturbed.
  const isBusy = ({ target }) => isTyped(target) || session.isAsking();

  function add(files) {
    reading.clear();
    if (files.length) come();
    files.forEach(rooms.add);
  }

  async function takeDropped({ items }) {
    reading.clear();
    come();
    handles.keep(items);
    const { files, folders, lost } = sortOut(items);
    files.forEach(rooms.add);
    reading.start();
    const found = await readFolders(folders, (some) => {
      some.forEach(rooms.add);
      reading.add(some.length);
    });
    reading.stop({ ...found, lost: found.lost + lost });
  }

  watchPicker(part("files"), add);
  watchPicker(part("folder"), (files) => {
    add(files.filter(isMeantInFolder));
    if (!files.some(isMeantInFolder)) reading.empty();
  });
  if (follow) {
    part("choose-photos", follow).addEventListener("click", () =>
      part("files").click(),
    );
  }
  const nameAt = (time) => words.say("page.drop.pasted", { time });
  watchPaste(add, isBusy, nameAt, bounds);
  watchDrops(createVeil(overlay, words), takeDropped, isBusy, bounds);

  function limit(most) {
    part("files").multiple = most !== 1;
    // A folder is for as many as one likes.
    const canRead = "webkitdirectory" in part("folder");
    part("folder").form.hidden = most > 0 || !canRead;
    const told = drop.querySelector(".limits-most");
    told.hidden = most === 0;
    told.textContent = words.count("page.form.over", most);
  }
  limit(0);
  return { limit };
}

function isMeantInFolder({ webkitRelativePath: path }) {
  return path.split("/").slice(1).every(isMeant);
}
