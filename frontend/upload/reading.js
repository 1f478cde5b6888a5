/** Says how many files a folder has given so far, and what could not be read. */

import { shortened } from "../platform/words.js";

const SHOWN_APART_MS = 500;
const SPOKEN_APART_MS = 5000;

/**
 * @param {HTMLElement} note where it is shown
 * @param {{words, announce, bounds}} rooms from the modules of these names
 */
export function createReadingNote(note, { words, announce, bounds }) {
  // Another folder may be dropped while one is being read.
  let running = 0;
  let count;
  let all;
  let timer;
  let spokenAt;

  bounds?.signal.addEventListener("abort", () => clearInterval(timer));

  // A small folder is read before anybody could read this.
  function show() {
    note.textContent = words.count("page.drop.reading", count);
    if (Date.now() - spokenAt < SPOKEN_APART_MS) return;
    spokenAt = Date.now();
    announce.say(note.textContent);
  }

  function end(sentence) {
    note.textContent = sentence;
    if (sentence) announce.say(sentence);
  }

  return {
    /** What was said of an earlier folder is over. */
    clear() {
      if (!running) note.textContent = "";
    },
    start() {
      running += 1;
      if (running > 1) return;
      count = 0;
      all = { folders: 0, lost: 0, unread: [] };
      spokenAt = Date.now();
      timer = setInterval(show, SHOWN_APART_MS);
    },
    add(files) {
      count += files;
    },
    /** @param {object} found as from readFolders in folders.js */
    stop(found) {
      all.folders += found.folders;
      all.lost += found.lost;
      all.unread.push(...found.unread);
      running -= 1;
      if (running) return;
      clearInterval(timer);
      end(verdict(all, count, words));
    },
    empty: () => end(words.say("page.drop.empty-folder")),
  };
}

function verdict({ folders, lost, unread }, count, words) {
  const [name] = unread;
  const sentences = [
    unread.length === 1 &&
      words.say("page.drop.unread-folder", { name: shortened(name) }),
    unread.length > 1 && words.count("page.drop.unread-folders", unread.length),
    lost > 0 && words.count("page.drop.unread-files", lost),
  ].filter(Boolean);
  const isEmpty = folders > 0 && count === 0 && sentences.length === 0;
  return isEmpty ? words.say("page.drop.empty-folder") : sentences.join(" ");
}
