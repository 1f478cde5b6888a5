/** Files become items: refused at once, known already, or in the list. */

import { fingerprint, refusalOf } from "../dropzone-config.js";
import { createSlices } from "../platform/slices.js";
import { digestOf } from "./chunks.js";
import { recall } from "./recall.js";

/** What a file is refused with that there is no room for. */
export const TOO_MANY = "too-many-files";

/**
 * @param {object} data the page's JSON block
 * @param {{uploads, memory, api, account, words, mostBytes, noRoom, signal}} rooms from
 *   the modules of these names; `noRoom` says why there is no room for one more, or null,
 *   and with the last nothing is added any more
 * @return {{add: (file: File) => void, isAdding: () => boolean}}
 */
export function createAdding(data, rooms) {
  const { uploads, account, words, noRoom } = rooms;
  // Thousands of files come in one go: a few of them at a time.
  const slices = createSlices(rooms.signal);

  function add(file) {
    const print = fingerprint(file);
    const twin = uploads.find(print);
    // One that is being deleted is no reason to leave out who is brought again.
    if (twin && !twin.isLeaving) compare(file, twin);
    else begin(file, print);
  }

  // One name and size may be two pictures; with the same date as well they are not.
  async function compare(file, twin) {
    const isSame = file.lastModified === twin.file.lastModified;
    const [digest, other] = isSame
      ? []
      : await Promise.all([digestOf(file), digestOf(twin.file)]).catch(() => []);
    const print = `${twin.print}/${digest}`;
    if (digest === other || uploads.find(print)) {
      uploads.repeat(itemOf(file, print, "repeated"));
    } else {
      begin(file, print);
    }
  }

  function begin(file, print) {
    const item = itemOf(file, print, "waiting");
    const refusal = refusalOf(file, data);
    if (refusal) return refuse(item, words.say(...refusal), codeOf(refusal[0]));
    const sentence = noRoom();
    if (sentence) return refuse(item, sentence, TOO_MANY);
    recall(item, rooms);
    if (account.isLocked()) {
      const sentence = lockedSentence(account, words);
      Object.assign(item, { state: "locked", sentence });
    }
    uploads.add(item);
    if (item.sent) uploads.leap(item);
  }

  // It counts, but weighs nothing.
  function refuse(item, sentence, code) {
    const refused = { state: "refused", sentence, code, unsent: true };
    uploads.add(Object.assign(item, refused));
  }

  return {
    add: (file) => slices.add(() => add(file)),
    isAdding: slices.isBusy,
  };
}

/** What a file says that waits for somebody to sign in. */
export function lockedSentence(account, words) {
  const when = account.hasEnded() ? "ended" : "first";
  return words.say(`page.row.locked.${when}`);
}

function itemOf(file, print, state) {
  const { name, size: bytes } = file;
  const counts = { sent: 0, tries: 0, rounds: 0, rebuffs: 0 };
  return { file, print, name, bytes, state, sentence: null, code: null, ...counts };
}

// What the server calls it, which would have said the same: "wrong-extension".
function codeOf(key) {
  return key.split(".")[1];
}
