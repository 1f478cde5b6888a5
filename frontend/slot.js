/** Wires what belongs to adding pictures: the ways in, the uploads, their rows. */

import {
  createReadingNote,
  hasFolder,
  watchDrops,
  watchPaste,
  watchPicker,
} from "./intake.js";
import { createList } from "./list.js";
import { createOverall } from "./overall.js";
import { createQueue, isGoing } from "./queue.js";
import { createUploader } from "./uploader.js";

const TICK_MS = 500;
// So many rows are made in one go; a folder's thousands must not freeze the page.
const PORTION = 50;

const byId = (id) => document.getElementById(id);

/**
 * @param {object} data the page's JSON block
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {object} on
 * @param {() => void} on.dropped something was dropped
 * @param {(name: string) => void} on.arrived an upload
 * @param {(name: string) => void} on.unwanted an upload whose file was cancelled
 * @param {(name: string) => void} on.back an upload is to be taken back
 * @param {(address: string, button: HTMLElement) => void} on.copy
 * @return {{setHidden: (name: string, hidden: boolean) => void,
 *   gone: (name: string) => void}} to tell the rows about an upload
 */
export function openSlot(data, words, announce, on) {
  const queue = createQueue();
  const reading = createReadingNote(byId("reading"), words, announce);
  const overall = createOverall(byId("overall"), words, announce);
  const list = createList(byId("rows"), byId("row-template"), words, {
    acts: {
      cancel: (item) => uploader.remove(item),
      remove: (item) => uploader.remove(item),
      retry: (item) => uploader.retry(item),
      copy: (item, button) => on.copy(item.address, button),
      back: (item) => on.back(item.upload),
    },
    fallback: () => byId("choose-files"),
    counted(count) {
      byId("list").hidden = count === 0;
      pulse.settle();
    },
  });
  const pulse = createPulse(queue, (now) => {
    list.tick();
    overall.show(queue.snapshot(now), list.items().some(isCleared), now);
  });
  const uploader = createUploader(byId("drop"), data, words, {
    ...listeners({ queue, list, announce, pulse, on }),
    added(item) {
      list.add(item);
      reading.add();
      announce.count(item.state === "refused" ? "refused" : "added");
    },
    folderRead: reading.stop,
    folderEmpty: reading.empty,
  });

  openTheWaysIn(uploader, words, reading, on);
  watchButtons(uploader, list, queue);

  return {
    setHidden: list.setHidden,
    gone(name) {
      uploader
        .all()
        .filter((item) => item.upload === name)
        .forEach(uploader.remove);
    },
  };
}

function listeners({ queue, list, announce, pulse, on }) {
  return {
    queued(item) {
      queue.join(item, Date.now());
      pulse.start();
    },
    changed(item) {
      list.update(item);
      if (item.state === "arrived") on.arrived(item.upload);
      if (item.state === "refused") announce.refuse(item.sentence);
      if (!isGoing(item.state)) pulse.settle();
    },
    progressed: list.touch,
    removed(item) {
      queue.leave(item);
      list.remove(item);
    },
    repeated(item) {
      list.addRepeated(item);
      announce.count("repeated");
    },
    unwanted: on.unwanted,
  };
}

function openTheWaysIn(uploader, words, reading, on) {
  async function add(files) {
    for (let i = 0; i < files.length; i += PORTION) {
      files.slice(i, i + PORTION).forEach(uploader.add);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  const openers = ["choose-files", "choose-photos", "slot"].map(byId);
  watchPicker(byId("files"), openers, add);
  watchPicker(byId("folder"), [byId("choose-folder")], add);
  byId("choose-folder").hidden = !("webkitdirectory" in byId("folder"));
  watchPaste(add, (time) => words.say("page.drop.pasted", { time }));
  watchDrops(byId("veil"), (event) => {
    on.dropped();
    if (hasFolder(event)) reading.start();
    uploader.take(event);
  });
}

function watchButtons(uploader, list, queue) {
  byId("clear").addEventListener("click", () => {
    list.items().filter(isCleared).forEach(uploader.remove);
    byId("choose-files").focus();
  });
  byId("retry-all").addEventListener("click", () => {
    const failed = uploader.all().filter(({ state }) => state === "failed");
    failed.forEach(uploader.retry);
    // This button goes now.
    list.focus(failed[0]);
  });
  addEventListener("beforeunload", (event) => {
    if (queue.going()) event.preventDefault();
  });
  // On a phone a button follows once the slot is out of sight.
  new IntersectionObserver(([{ isIntersecting }]) => {
    byId("follow").hidden = isIntersecting;
  }).observe(byId("choose-files"));
}

function isCleared({ state }) {
  return state === "arrived" || state === "refused";
}

// Numbers change twice a second while anything is going, and once more at the end.
function createPulse(queue, beat) {
  let timer = null;
  let soon = null;

  function tick() {
    soon = null;
    beat(Date.now());
    if (queue.going()) return;
    clearInterval(timer);
    timer = null;
  }

  function tickSoon() {
    if (!soon) soon = setTimeout(tick);
  }

  return {
    start() {
      timer ??= setInterval(tick, TICK_MS);
      tickSoon();
    },
    settle() {
      if (!queue.going()) tickSoon();
    },
  };
}
