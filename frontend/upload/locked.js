/** Files that wait for somebody to sign in, and files that become somebody else's. */

import { setAside } from "./overrides.js";
import { STATES } from "./states.js";

/**
 * @param {Dropzone} dropzone
 * @param {object} parts as in attempts.js
 * @param {object} parts.attempts from attempts.js
 * @param {(item) => void} parts.remember begins with a file, or goes on with it
 */
export function createLocked(dropzone, { items, set, memory, attempts, remember }) {
  const inState = (state) =>
    [...items.values()].filter((item) => item.state === state && !item.unwanted);

  return {
    /**
     * Nobody is signed in: what waits for its turn waits for that now.
     * @return {boolean} whether there is anything to wait for it
     */
    lock() {
      for (const item of inState("waiting")) set(item, "waiting");
      return [...items.values()].some(
        ({ state }) => STATES[state].goes || state === "locked",
      );
    },
    unlock() {
      for (const item of inState("locked")) set(item, "waiting", { sentence: null });
      dropzone.processQueue();
    },
    /**
     * What is not finished belongs to somebody else from now on: the server has none of
     * their chunks, and the one before must not find it on their list.
     * @param {() => void} change lets the memory change hands
     */
    handOver(change) {
      const open = [...items.values()].filter(
        ({ state, unwanted, file }) =>
          !STATES[state].ends &&
          !unwanted &&
          // Its one request is on its way, with whose it was.
          (state !== "uploading" || file.upload.there),
      );
      for (const { print } of open) memory.forget(print);
      change();
      for (const item of open) {
        const isRunning = item.state === "uploading";
        if (isRunning) setAside(item.file);
        remember(item);
        if (isRunning) attempts.sendAgain(item);
        else set(item, item.state);
      }
    },
  };
}

/** For somebody to sign in: that is what a file waits for from now on. */
export function lockItem(item, account, words) {
  const when = account.hasEnded() ? "ended" : "first";
  const sentence = words.say(`page.row.locked.${when}`);
  Object.assign(item, { state: "locked", sentence });
}
