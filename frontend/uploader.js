/**
 * What happens to each file from the moment it is added: Dropzone's events, told as the
 * states of an item. `{file, name, bytes, sent, state, sentence, retryAt, arrivedAt,
 * upload, address}`; the states are those of the table in row.js.
 */

import {
  bend,
  fingerprint,
  optionsFor,
  ownSentence,
  refusalOf,
  sentBytes,
  setAside,
} from "./dropzone-config.js";
import { isTrouble, TRIES, waitSeconds } from "./retry.js";
import Dropzone from "./vendor/dropzone.mjs";

/**
 * @param {HTMLElement} element any; Dropzone insists on one
 * @param {object} data the page's JSON block
 * @param {object} words from words.js
 * @param {{added, queued, changed, progressed, removed, repeated, unwanted,
 *   folderRead, folderEmpty}} on what is called when; all but the last two get an item
 */
export function createUploader(element, data, words, on) {
  const items = new Map();
  const known = new Map();
  const dropzone = new Dropzone(
    element,
    optionsFor(data, (file) => items.get(file).sentence),
  );
  bend(dropzone, { isRepeated, triesAgain, troubled });

  function set(item, state, more) {
    Object.assign(item, { state }, more);
    // What was refused may be mended and come again.
    if (state === "refused") unknow(item);
    on.changed(item);
  }

  function unknow(item) {
    const print = fingerprint(item.file);
    if (known.get(print) === item) known.delete(print);
  }

  function isRepeated(file) {
    const repeated = known.has(fingerprint(file));
    if (repeated) on.repeated(newItem(file, "repeated"));
    return repeated;
  }

  function troubled() {
    let count = 0;
    for (const item of items.values()) if (item.state === "trouble") count += 1;
    return count;
  }

  function triesAgain(file, xhr) {
    const item = items.get(file);
    if (item.unwanted) return false;
    item.tries += 1;
    if (!isTrouble(xhr.status) || item.tries >= TRIES) return false;
    const after = xhr.status ? xhr.getResponseHeader("Retry-After") : null;
    const milliseconds = waitSeconds(item.tries, after, Date.now()) * 1000;
    item.timer = setTimeout(sendAgain, milliseconds, item);
    set(item, "trouble", { retryAt: Date.now() + milliseconds, sent: 0 });
    setAside(dropzone, file);
    if (xhr.status === 0) refuseWhenGone(item);
    return true;
  }

  // A file that was moved or changed after it was added looks like a broken line.
  function refuseWhenGone(item) {
    const first = item.file.slice(0, 1).arrayBuffer();
    first.catch(() => {
      if (item.state !== "trouble") return;
      clearTimeout(item.timer);
      item.file.status = "error";
      set(item, "refused", { sentence: words.say("page.answer.gone") });
      dropzone.processQueue();
    });
  }

  function sendAgain(item) {
    clearTimeout(item.timer);
    set(item, "waiting", { sentence: null, sent: 0 });
    dropzone.enqueueFile(item.file);
  }

  function forget(item) {
    clearTimeout(item.timer);
    unknow(item);
    on.removed(item);
  }

  listen(dropzone, { items, known, data, words, on, set });

  return {
    add: (file) => dropzone.addFile(file),
    /** Adds what was dropped, folders with all that is in them. */
    take: (event) => dropzone.drop(event),
    retry(item) {
      const failed = item.state === "failed";
      if (failed) setAside(dropzone, item.file);
      item.tries = 0;
      sendAgain(item);
      if (failed) on.queued(item);
    },
    /** Takes a file off the list, whatever it is doing. */
    remove(item) {
      // All of it is sent, so the server may keep it although we hang up: let it
      // answer, and take the picture back then.
      item.unwanted = item.state === "checking";
      forget(item);
      if (item.unwanted) return;
      items.delete(item.file);
      dropzone.removeFile(item.file);
      dropzone.processQueue();
    },
    all: () => [...items.values()].filter((item) => !item.unwanted),
  };
}

function newItem(file, state, sentence = null) {
  const { name, size: bytes } = file;
  return { file, name, bytes, sent: 0, state, sentence, tries: 0 };
}

function listen(dropzone, { items, known, data, words, on, set }) {
  dropzone.on("addedfile", (file) => {
    const refusal = refusalOf(file, data);
    const item = newItem(file, "waiting");
    if (refusal) {
      const sentence = words.say(...refusal);
      Object.assign(item, { state: "refused", sentence, unsent: true });
    } else {
      known.set(fingerprint(file), item);
    }
    items.set(file, item);
    on.added(item);
    on.queued(item);
  });
  dropzone.on("addedfiles", () => on.folderRead());
  dropzone.on("emptyfolder", () => on.folderEmpty());

  dropzone.on("processing", (file) => set(items.get(file), "uploading"));

  dropzone.on("uploadprogress", (file, progress) => {
    const item = items.get(file);
    if (!item || item.unwanted) return;
    item.sent = sentBytes(file);
    if (progress < 100) on.progressed(item);
    else if (item.state === "uploading") set(item, "checking");
  });

  dropzone.on("success", (file) => {
    const item = items.get(file);
    const address = file.xhr.getResponseHeader("Location");
    if (item.unwanted) {
      items.delete(file);
      if (address) on.unwanted(nameIn(address));
    } else if (address) {
      const upload = nameIn(address);
      set(item, "arrived", { address, upload, arrivedAt: new Date() });
    } else {
      // A login page or a captive portal answered in the server's place.
      set(item, "failed", { sentence: words.say("page.answer.strange") });
    }
  });

  dropzone.on("error", (file, _message, xhr) => {
    const item = items.get(file);
    if (!xhr || item.unwanted) return;
    const type = xhr.status ? xhr.getResponseHeader("Content-Type") : null;
    const key = ownSentence({ status: xhr.status, type, body: xhr.responseText });
    const sentence = key ? words.say(key) : xhr.responseText.trim();
    set(item, isTrouble(xhr.status) ? "failed" : "refused", { sentence });
  });
}

function nameIn(address) {
  return decodeURIComponent(new URL(address, location.href).pathname.split("/").pop());
}
