/**
 * What happens to each file from the moment it is added: Dropzone's events, told as the
 * states of an item. `{file, print, name, bytes, sent, state, sentence, retryAt,
 * arrivedAt, upload, address}`; the states are those of states.js.
 */

import Dropzone from "dropzone/dist/dropzone.mjs";
import { fingerprint, optionsFor, refusalOf } from "../dropzone-config.js";
import { createSlices } from "../platform/slices.js";
import { createAttempts } from "./attempts.js";
import { isAwaited, likelyThere } from "./chunks.js";
import { listen, nameIn } from "./events.js";
import { createLocked, lockItem } from "./locked.js";
import { override, setAside } from "./overrides.js";
import { isGivenUp, STATES } from "./states.js";

// A request that was hung up may have reached the server all the same.
const LATE_MS = 2000;

/**
 * @param {HTMLElement} element any; Dropzone insists on one
 * @param {object} data the page's JSON block
 * @param {object} words from words.js
 * @param {{api, memory, connection, account}} rooms from the modules of these names
 * @param {{added, queued, changed, progressed, leapt, removed, repeated, unwanted,
 *   folderRead, folderEmpty}} on what is called when; all but the last three get an item
 */
export function createUploader(element, data, words, rooms, on) {
  const { api, memory, connection, account } = rooms;
  const { chunkBytes } = data;
  const items = new Map();
  const known = new Map();
  const troubled = new Set();
  const adding = createSlices();
  const dropzone = new Dropzone(
    element,
    optionsFor(data, (file) => refusedWith(items.get(file))),
  );
  const parts = { ...rooms, items, set, drop, remember, chunkBytes };
  const attempts = createAttempts(dropzone, parts, on);
  override(dropzone, {
    ...attempts,
    add,
    troubled: () => troubled.size,
    held: () => connection.isDown() || account.isLocked(),
  });
  const locked = createLocked(dropzone, { ...parts, attempts });

  function set(item, state, { key, ...more } = {}) {
    Object.assign(item, { state }, more);
    if (key) item.sentence = words.say(key);
    if (state === "waiting" && account.isLocked()) lockItem(item, account, words);
    if (state === "trouble") troubled.add(item);
    else troubled.delete(item);
    // What was refused may be mended and come again.
    if (state === "refused") unknow(item);
    if (state === "refused" || state === "arrived") memory.forget(item.print);
    if (isGivenUp(item)) connection.seek(() => [...items.values()].some(isGivenUp));
    on.changed(item);
  }

  function unknow(item) {
    if (known.get(item.print) === item) known.delete(item.print);
  }

  // Thousands of files come in one go: a few of them at a time.
  function add(file, addFile) {
    adding.add(() => {
      const print = fingerprint(file);
      if (known.has(print)) on.repeated(newItem(file, print, "repeated"));
      else addFile();
    });
  }

  function began(file) {
    const item = newItem(file, fingerprint(file), "waiting");
    const refusal = refusalOf(file, data);
    items.set(file, item);
    if (refusal) {
      const sentence = words.say(...refusal);
      Object.assign(item, { state: "refused", sentence, unsent: true });
    } else {
      known.set(item.print, item);
      remember(item);
      if (account.isLocked()) lockItem(item, account, words);
    }
    on.added(item);
    on.queued(item);
    if (item.sent) on.leapt(item);
  }

  function remember(item) {
    const entry = memory.begin(item.print, item.file);
    const { uuid, sent, digest, again, outdated } = entry;
    if (outdated) api.forget(outdated);
    item.file.upload.uuid = uuid;
    Object.assign(item, { begun: again, again });
    if (item.bytes <= chunkBytes) return;
    item.file.upload.there = likelyThere(sent, chunkBytes);
    Object.assign(item, { sent, digest });
  }

  function drop(item, address = null) {
    const { file, begun, state, isElsewhere } = item;
    items.delete(file);
    troubled.delete(item);
    dropzone.removeFile(file);
    if (isElsewhere) return dropzone.processQueue();
    if (address) on.unwanted(nameIn(address));
    else if (begun && state !== "arrived" && state !== "refused") {
      api.forget(file.upload.uuid);
      setTimeout(api.forget, LATE_MS, file.upload.uuid);
    }
    dropzone.processQueue();
  }

  listen(dropzone, { ...parts, attempts, words, began }, on);
  dropzone.on("addedfiles", () => adding.add(on.folderRead));

  function goOn(item) {
    const wasFailed = item.state === "failed";
    if (wasFailed) setAside(item.file);
    Object.assign(item, { tries: 0, rounds: 0 });
    attempts.sendAgain(item);
    if (wasFailed) on.queued(item);
  }

  return {
    add: (file) => dropzone.addFile(file),
    /** Adds what was dropped, folders with all that is in them. */
    take: (event) => dropzone.drop(event),
    /** Sends again what failed or waits for its next try, and goes on with a paused one. */
    goOn(item) {
      item.wakes = 0;
      goOn(item);
    },
    /** Stops files where they are; what the server has of them stays there. */
    pause(some) {
      for (const item of some) {
        if (!STATES[item.state].pausable) continue;
        clearTimeout(item.timer);
        attempts.rest(item, "paused");
      }
      dropzone.processQueue();
    },
    /** There is no connection: whoever waits for another try waits for that. */
    hold() {
      for (const item of [...troubled].filter(({ unreached }) => unreached)) {
        attempts.sendAgain(item);
      }
    },
    /** It is back, or was never gone: nothing has to wait any longer. */
    wake() {
      for (const item of items.values()) {
        const waits = item.state === "trouble" || item.state === "failed";
        if (waits && item.unreached) goOn(item);
      }
      dropzone.processQueue();
    },
    /** The server answers again: what was given up for want of an answer goes on. */
    wakeFailed() {
      for (const item of [...items.values()].filter(isGivenUp)) {
        item.wakes += 1;
        goOn(item);
      }
    },
    unstick: attempts.unstick,
    ...locked,
    /** Takes a file off the list, whatever it is doing. */
    remove(item) {
      // All of it is sent, so the server may keep it although we hang up: let it
      // answer, and take the picture back then.
      item.unwanted = item.state === "checking" || isAwaited(item.file);
      // Another tab has finished it meanwhile: the picture there is not taken back here.
      item.isElsewhere = item.again && !memory.read(item.print);
      clearTimeout(item.timer);
      unknow(item);
      memory.forget(item.print);
      on.removed(item);
      if (!item.unwanted) drop(item);
    },
    all: () => [...items.values()].filter((item) => !item.unwanted),
    /** The fingerprints of the files that are in the list. */
    prints: () => [...known.keys()],
    has: (print) => known.has(print),
  };
}

function newItem(file, print, state) {
  const { name, size: bytes } = file;
  const counts = { sent: 0, tries: 0, wakes: 0 };
  return { file, print, name, bytes, state, sentence: null, ...counts };
}

// Other sentences are no refusals.
function refusedWith({ state, sentence }) {
  return state === "refused" ? sentence : null;
}
